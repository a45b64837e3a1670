"""The whole comparison: findings, scores, joining and redaction of a store held against labels."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.evaluate.figures import (
    Choice,
    Detection,
    Scale,
    choices,
    detections,
    scales,
)
from pipeline.evaluate.kept import Joining, Redaction, joining, redaction
from pipeline.evaluate.labels import LabelledJourney, read_labels
from pipeline.evaluate.matching import match
from pipeline.evaluate.opinion import KINDS, Case, Claim, Opinion
from pipeline.evaluate.program import Rows, read_program
from pipeline.evaluate.trust import Band, Rule, coverage, reliability

ALL = "all"


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured of two opinions on the same journeys, of one language or of all."""

    n_journeys: int
    detections: tuple[Detection, ...]
    choices: tuple[Choice, ...]
    scales: tuple[Scale, ...]

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "Figures":
        """Measure; the intervals come from the same draws each time."""
        parts = detections(cases), choices(cases), scales(cases)
        return cls(len(cases), *(tuple(part) for part in parts))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Readers:
    """The program and a second reader, each held against the first, on journeys that both labelled."""

    program: Figures
    second: Figures


@dataclass(frozen=True, slots=True)
class Slip:
    """A place where the two differ on a kind: `missed` stands in the labels alone, `false` only here."""

    kind: str
    what: str
    journey_id: str
    contact_id: str
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What `retold evaluate` measured; `languages` holds the figures of `all` and of each language."""

    n_contacts: int
    n_in_store: int
    languages: Mapping[str, Figures]
    joining: Joining
    redaction: Redaction | None
    reliability: tuple[Band, ...]
    coverage: tuple[Rule, ...]
    slips: tuple[Slip, ...]
    readers: Readers | None
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)


def evaluate(rows: Rows, gold: Path, second: Path | None = None) -> Agreement:
    """Hold a store against labelled journeys, and a second reader's labels of the same journeys too.

    Raises FileNotFoundError for a folder without labels, ValueError for a file that holds none, for
    a store that has none of the contacts, and for a second reader who labelled other journeys.
    """
    journeys = read_labels(gold)
    program = read_program(rows, journeys)
    cases = _cases(journeys, program.opinions)
    seconds = read_labels(second) if second else []
    languages = sorted({case.language for case in cases})
    by_language = {ALL: cases} | {
        each: [case for case in cases if case.language == each] for each in languages
    }
    return Agreement(
        n_contacts=sum(len(journey.contact_ids) for journey in journeys),
        n_in_store=len(program.joined),
        languages={name: Figures.of(some) for name, some in by_language.items()},
        joining=joining(journeys, program),
        redaction=redaction(journeys, program),
        reliability=tuple(reliability(cases)),
        coverage=tuple(coverage(cases)),
        slips=tuple(_slips(cases)),
        readers=_readers(journeys, seconds, program.opinions) if second else None,
        problems=tuple(each for journey in [*journeys, *seconds] for each in journey.problems),
    )


def _cases(journeys: Sequence[LabelledJourney], said: Mapping[str, Opinion]) -> list[Case]:
    return [
        Case(each.journey_id, each.language, each.label, said[each.journey_id])
        for each in journeys
        if each.journey_id in said
    ]


def _readers(
    first: Sequence[LabelledJourney],
    second: Sequence[LabelledJourney],
    program: Mapping[str, Opinion],
) -> Readers:
    theirs = {journey.journey_id: journey.label for journey in second}
    both = [journey for journey in first if journey.journey_id in theirs]
    if not both:
        raise ValueError("the second reader labelled none of these journeys (by journey_id)")
    return Readers(Figures.of(_cases(both, program)), Figures.of(_cases(both, theirs)))


def _slips(cases: Sequence[Case]) -> list[Slip]:
    slips = []
    for kind in KINDS:
        for case in cases:
            if kind in case.label.kinds:
                matched = match(case, kind)
                slips += [_slip("missed", case, claim) for claim in matched.missed]
                slips += [_slip("false", case, claim) for claim in matched.false]
    return slips


def _slip(what: str, case: Case, claim: Claim) -> Slip:
    return Slip(claim.kind, what, case.journey_id, claim.contact_id, claim.turns)
