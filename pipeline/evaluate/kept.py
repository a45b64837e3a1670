"""What the store keeps of labelled journeys: joined as they should be, and nothing personal in them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate.labels import LabelledJourney
from pipeline.evaluate.program import Program

SHORTEST_WORD = 3  # letters; shorter ones stand in other words by chance


@dataclass(frozen=True, slots=True)
class Joining:
    """Of the journeys with several contacts those that are one in the store; and journeys of the
    store that hold contacts of several labelled ones.
    """

    n_several: int
    n_joined: int
    n_mixed: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is labelled as personal data, what of it is gone from the stored text, by kind; and of all
    other words (three letters or more) those that are still there.
    """

    gone: Mapping[str, tuple[int, int]]  # kind to how many are gone, of how many
    n_words: int
    n_words_kept: int


def joining(journeys: Sequence[LabelledJourney], program: Program) -> Joining:
    """How contacts were joined; contacts that are not in the store are no part of a joined journey."""
    several = [journey for journey in journeys if len(journey.contact_ids) > 1]
    owners: dict[str, set[str]] = defaultdict(set)
    for journey in journeys:
        for contact_id in journey.contact_ids:
            stored = program.joined.get(contact_id)
            if stored is not None:
                owners[stored].add(journey.journey_id)
    return Joining(
        n_several=len(several),
        n_joined=sum(_is_one(journey, program) for journey in several),
        n_mixed=sum(len(labelled) > 1 for labelled in owners.values()),
    )


def _is_one(journey: LabelledJourney, program: Program) -> bool:
    stored = {program.joined.get(contact_id) for contact_id in journey.contact_ids}
    return len(stored) == 1 and None not in stored


def redaction(journeys: Sequence[LabelledJourney], program: Program) -> Redaction | None:
    """How much personal data is gone, in journeys where all of it is labelled; None without any.

    A turn that is not stored proves nothing: its personal data counts as still there.
    """
    labelled = [journey for journey in journeys if journey.personal is not None]
    if not labelled:
        return None
    gone: Counter[str] = Counter()
    total: Counter[str] = Counter()
    n_words = n_kept = 0
    for journey in labelled:
        masked: dict[tuple[str, int], list[str]] = defaultdict(list)
        for each in journey.personal or ():
            stored = program.texts.get((each.contact, each.turn), "").lower()
            total[each.kind] += 1
            gone[each.kind] += bool(stored) and each.text.lower() not in stored
            masked[each.contact, each.turn].append(each.text)
        for at, text in journey.texts.items():
            words = _words(text, masked[at])
            stored = program.texts.get(at, "").lower()
            n_words += len(words)
            n_kept += sum(word in stored for word in words)
    return Redaction({kind: (gone[kind], total[kind]) for kind in sorted(total)}, n_words, n_kept)


def _words(text: str, personal: Sequence[str]) -> list[str]:
    for each in personal:
        text = text.replace(each, " ")
    words = [word.strip(".,!?;:'\"()").lower() for word in text.split()]
    return [word for word in words if len(word) >= SHORTEST_WORD]
