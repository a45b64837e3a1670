"""A customer tells the story again to another agent, or in a later contact."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Leg, Quote, Sighting, Turn
from pipeline.language import Phrases, Story, content_words
from pipeline.language.asks import given_in
from pipeline.trained import load_weights

PHRASES = Phrases.beside(__file__)
MODEL = "repeat_story"
CLAIM_FROM = 0.3  # chance from which a leg holds a retelling: a false one costs a coach's trust
BELONGS_FROM = 0.3  # chance from which a further turn of that leg belongs to it
SUMMARY_WITHIN = 25  # content words of the customer after which an agent's recap is no opening
SAME_TELLING = (
    0.5  # share of the best leg's likeness from which an earlier leg is the first telling
)
LEAST_TELLING = 8  # content words under which a turn that identifies the customer tells nothing
TELLING_TURN = 0.25  # share of the best turn's likeness from which a turn is part of that telling


@dataclass(frozen=True, slots=True)
class Said:
    """A turn and the contact that it was said in."""

    contact: Contact
    turn: Turn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer turn that may retell, with what speaks for and against it."""

    contact: Contact
    leg: Leg
    turn: Turn
    features: dict[str, float]
    share_new: float

    @property
    def chance(self) -> float:
        """The chance that this turn retells what was told before."""
        return load_weights(MODEL).chance(self.features)


@detector(version=1)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer tells again what was already told to an earlier agent or in an earlier contact.

    Judged turn by turn from how much is told, how much of it was told before, how early in the leg,
    what the agent asked, and whether the agent had summarised it; the weights are in
    `models/repeat_story.toml`. Nothing hangs on a marker phrase ("as I said").
    """
    said: list[Said] = []
    for contact in journey.contacts:
        for leg in contact.legs:
            retold = _retold(candidates(contact, leg, said))
            if retold:
                yield _sighting(retold, said)
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))


def candidates(contact: Contact, leg: Leg, said: Sequence[Said]) -> list[Candidate]:
    """The customer's turns of a leg, each with its features; empty when nothing was told before."""
    told = [each.turn for each in said if each.turn.speaker == "customer"]
    if not told:
        return []
    turns = contact.turns_of(leg.leg_no)
    story = Story(
        [turn.text for turn in told],
        [each.turn.text for each in said] + [turn.text for turn in turns],
    )
    told_here = any(each.contact is contact and each.turn.speaker == "customer" for each in said)
    told_most = max(len(content_words(turn.text)) for turn in told)
    customer_words = agent_words = 0
    summary = 0.0
    is_asked = is_new_issue = is_chasing = False
    found = []
    for turn in turns:
        words = len(content_words(turn.text))
        if turn.speaker == "agent":
            if customer_words <= SUMMARY_WITHIN:
                summary = max(summary, _summary(story, turn.text))
            is_asked = PHRASES.has(contact.language, turn.text, "asked")
            agent_words += 0 if is_asked else words
        elif turn.speaker == "customer":
            is_new_issue = is_new_issue or PHRASES.has(contact.language, turn.text, "new_issue")
            is_chasing = is_chasing or PHRASES.has(contact.language, turn.text, "chases")
            features = {
                "substance": math.log1p(words),
                "told_before": math.log1p(sum(story.shared(turn.text).values())),
                "told_most": math.log1p(told_most),
                "told_in_this_call": float(told_here),
                "agent_before": math.log1p(agent_words),
                "asked": float(is_asked),
                "summarised": summary,
                "marker": float(PHRASES.has(contact.language, turn.text, "marker")),
                "new_issue": float(is_new_issue),
                "chasing": float(is_chasing and not told_here),
            }
            share_new = 1.0 - story.share_told(turn.text)
            found.append(Candidate(contact, leg, turn, features, share_new))
            customer_words += words
            is_asked = False
    return found


def _summary(story: Story, text: str) -> float:
    """How far an agent's turn is a summary of the story, 0-1: six of its words, two fifths of the turn."""
    return min(1.0, len(story.shared(text)) / 6) * min(1.0, story.share_told(text) / 0.4)


def _retold(found: Sequence[Candidate]) -> list[Candidate]:
    if max((each.chance for each in found), default=0.0) < CLAIM_FROM:
        return []
    return [each for each in found if each.chance >= BELONGS_FROM]


def _sighting(retold: Sequence[Candidate], said: Sequence[Said]) -> Sighting:
    first = _first_telling(" ".join(each.turn.text for each in retold), said)
    contact, leg = retold[0].contact, retold[0].leg
    words = [len(content_words(each.turn.text)) for each in retold]
    share_new = sum(w * each.share_new for w, each in zip(words, retold, strict=True)) / max(
        1, sum(words)
    )
    return Sighting(
        evidence=tuple(Quote.cite(contact.contact_id, each.turn, "retold") for each in retold),
        related=tuple(Quote.cite(each.contact.contact_id, each.turn, "told") for each in first),
        leg_no=leg.leg_no,
        related_leg_no=first[0].turn.leg_no,
        confidence=round(max(each.chance for each in retold), 3),
        seconds_lost=round(sum(each.turn.end_s - each.turn.start_s for each in retold), 1),
        detail={
            "prompt": "agent_asked" if retold[0].features["asked"] else "volunteered",
            "scope": "same_call" if first[0].contact is contact else "later_contact",
            "has_marker": any(each.features["marker"] for each in retold),
            "share_new": round(share_new, 2),
        },
    )


def _first_telling(retold: str, said: Sequence[Said]) -> list[Said]:
    """The turns in which the story was told first: of the earliest leg that tells about as much of it."""
    told = [each for each in said if each.turn.speaker == "customer" and each.turn.text]
    told = [each for each in told if not _only_identifies(each.turn)] or told
    story = Story([each.turn.text for each in told], [each.turn.text for each in said])
    alike = story.alike(retold)
    by_leg: dict[tuple[str, int], list[tuple[float, Said]]] = {}
    for weight, each in zip(alike, told, strict=True):
        # Where no word comes back, the turn that says most is the telling.
        substance = math.log1p(len(content_words(each.turn.text))) / 4
        place = (each.contact.contact_id, each.turn.leg_no)
        by_leg.setdefault(place, []).append((weight + substance if weight else substance / 4, each))
    totals = {place: sum(weight for weight, _ in turns) for place, turns in by_leg.items()}
    best = max(totals.values())
    place = next(place for place in by_leg if totals[place] >= SAME_TELLING * best)
    top = max(weight for weight, _ in by_leg[place])
    return [each for weight, each in by_leg[place] if weight >= TELLING_TURN * top]


def _only_identifies(turn: Turn) -> bool:
    """Whether a turn gives a number or an address and tells little else."""
    return bool(given_in(turn.text)) and len(content_words(turn.text)) < LEAST_TELLING
