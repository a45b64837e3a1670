"""Labelled retellings as `train_repeat_story.py` learns from them: journeys and the detector's cases.

Each as it was written (seed 0), and as Whisper might hear it, a fifth of its words wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelled import LabelledJourney, read_labelled, read_misheard, writer_of

from pipeline.domain import Contact
from tests.support.cases import Case, read_case
from tests.support.mishear import mishear_contact

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases" / "repeat_story"
CASES_WRITER = "cases"
SEEDS = (1, 2, 3)  # of the misheard copies
Place = tuple[str, int]  # contact, turn


@dataclass(frozen=True)
class Retelling:
    """A labelled retelling: its turns, and those of the first telling."""

    again: frozenset[Place]
    first: frozenset[Place]


@dataclass(frozen=True)
class Written:
    """A journey or a case, as it was written (seed 0) or misheard, and what is told again in it."""

    name: str
    writer: str
    seed: int
    contacts: Sequence[Contact]
    labels: Sequence[Retelling]

    @property
    def is_labelled(self) -> bool:
        """Whether it is a labelled journey, not a case of the detector."""
        return self.writer != CASES_WRITER

    def retelling_at(self, place: Place) -> Retelling | None:
        """The retelling that a turn is part of."""
        return next((label for label in self.labels if place in label.again), None)


def read_all(gold: Path) -> Iterator[Written]:
    """The labelled journeys and the cases, each as written and misheard."""
    for seed in (0, *SEEDS):
        for journey in read_misheard(gold, seed) if seed else read_labelled(gold):
            yield _of_labelled(journey, seed)
        for path in sorted(CASES.glob("*.case")):
            yield _of_case(read_case(path), seed)


def _of_labelled(gold: LabelledJourney, seed: int) -> Written:
    labels = [
        Retelling(
            *(
                frozenset((label[key][0], turn) for turn in label[key][1])
                for key in ("again", "first")
            )
        )
        for label in gold.labels["repeat_story"]
    ]
    return Written(gold.journey_id, writer_of(gold), seed, gold.contacts, labels)


def _of_case(case: Case, seed: int) -> Written:
    contacts = case.journey.contacts
    if seed:
        contacts = tuple(mishear_contact(contact, seed) for contact in contacts)
    first = frozenset((contact, turn) for contact, turn, cue in case.expected if cue == "told")
    labels = [
        Retelling(frozenset(again), first)
        for contact in contacts
        for leg in contact.legs
        if (
            again := [
                (contact.contact_id, turn.turn_no)
                for turn in contact.turns_of(leg.leg_no)
                if (contact.contact_id, turn.turn_no, "retold") in case.expected
            ]
        )
    ]
    return Written(f"{case.name} (case)", CASES_WRITER, seed, contacts, labels)
