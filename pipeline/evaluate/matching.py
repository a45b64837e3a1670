"""Which claims of two people are about the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluate.opinion import JOURNEY_KINDS, Case, Claim

NEAR = 1  # turns: where one sentence ends and the answer begins, two careful people differ


@dataclass(frozen=True, slots=True)
class Matched:
    """The claims of one kind in one journey: both make these, only the label, only the other.

    For kinds that a journey has or has not, several claims of one count once.
    """

    both: tuple[tuple[Claim, Claim], ...]
    missed: tuple[Claim, ...]
    false: tuple[Claim, ...]


def match(case: Case, kind: str) -> Matched:
    """Pair the claims of a kind, each used once: in the order of the conversation, the first that fits."""
    labels, claims = case.label.of_kind(kind), case.said.of_kind(kind)
    if kind in JOURNEY_KINDS:
        labels, claims = labels[:1], claims[:1]
    waiting, both, missed = list(claims), [], []
    for label in labels:
        found = next((claim for claim in waiting if is_same(label, claim)), None)
        if found is None:
            missed.append(label)
        else:
            waiting.remove(found)
            both.append((label, found))
    return Matched(tuple(both), tuple(missed), tuple(waiting))


def is_same(label: Claim, claim: Claim) -> bool:
    """Whether two claims of one kind are about the same thing.

    A retelling must share a turn, everything else stand at most a turn away; journeys have it or not.
    """
    if label.kind in JOURNEY_KINDS:
        return True
    if label.contact_id != claim.contact_id:
        return False
    if label.kind == "repeat_story":
        return bool(set(label.turns) & set(claim.turns))
    return any(abs(one - label.turns[0]) <= NEAR for one in claim.turns) if label.turns else False


def is_first_right(label: Claim, claim: Claim) -> bool:
    """Whether a retelling names the first telling: the same contact, and a turn of it."""
    if (claim.related_contact_id or claim.contact_id) != label.related_contact_id:
        return False
    return not claim.related_turns or bool(set(claim.related_turns) & set(label.related_turns))


def right_ones(cases: Sequence[Case], kind: str) -> list[tuple[Claim, bool]]:
    """Every claim of a kind, and whether the labels agree with it."""
    judged = []
    for case in cases:
        if kind not in case.label.kinds:
            continue
        right = [id(claim) for _, claim in match(case, kind).both]
        for claim in case.said.of_kind(kind):
            agrees = bool(right) if kind in JOURNEY_KINDS else id(claim) in right
            judged.append((claim, agrees))
    return judged
