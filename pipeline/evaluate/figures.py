"""Agreement of two opinions on the same journeys, figure by figure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

import numpy as np

from pipeline.domain import Cause, Outcome, TransferKind
from pipeline.evaluate import estimate as figure
from pipeline.evaluate.estimate import Estimate, Floats, estimate, estimate_pairs
from pipeline.evaluate.matching import is_first_right, match
from pipeline.evaluate.opinion import DETAILS, KINDS, Case

NONE = "(none)"  # nothing was said of it
OUTCOMES, CAUSES, TRANSFERS = get_args(Outcome), get_args(Cause), get_args(TransferKind)
EFFORTS, EMPATHIES = range(1, 8), range(5)
Pair = tuple[float, float]  # what the label says and what was said
Choices = Iterable[tuple[str, str]]  # what the label says and what was said


@dataclass(frozen=True, slots=True)
class Detection:
    """How well claims of one kind were found: right, false and missed ones, and what follows."""

    name: str
    n_right: int
    n_false: int
    n_missed: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Choice:
    """How well one of some options was told; `table` is by label (row) and answer (column)."""

    name: str
    options: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    accuracy: Estimate
    kappa: Estimate


@dataclass(frozen=True, slots=True)
class Scale:
    """How well a number was told: `n` labels, of which `n_told` got a number.

    `kappa` is quadratically weighted, over numbers rounded to whole steps; `within` is the share of
    labels inside the interval that came with the number, None where none came.
    """

    name: str
    n: int
    n_told: int
    mean_error: Estimate
    rank_correlation: Estimate
    kappa: Estimate
    within: Estimate | None


def detections(cases: Sequence[Case]) -> list[Detection]:
    """Each kind that somebody claims; for retellings also turn by turn and journey by journey."""
    found = []
    for kind in KINDS:
        found.append(_counted(kind, _looked_for(cases, kind), partial(_events, kind)))
        if kind == "repeat_story":
            told = _looked_for(cases, kind)
            found.append(_counted("repeat_story, turns", told, _turns))
            found.append(_counted("repeat_story, journeys", told, _journeys))
    found.append(_counted("warm transfer", cases, _warm))
    return [each for each in found if each.n_right + each.n_false + each.n_missed]


def _looked_for(cases: Sequence[Case], kind: str) -> list[Case]:
    return [case for case in cases if kind in case.label.kinds & case.said.kinds]


def _counted(
    name: str, cases: Sequence[Case], count: Callable[[Case], tuple[int, int, int]]
) -> Detection:
    counts = [np.array(count(case), dtype=np.float64) for case in cases]
    n_right, n_false, n_missed = (int(n) for n in sum(counts, np.zeros(3)))
    return Detection(
        name,
        n_right,
        n_false,
        n_missed,
        precision=estimate(counts, figure.precision, n_right + n_false),
        recall=estimate(counts, figure.recall, n_right + n_missed),
        f1=estimate(counts, figure.f1, n_right + n_false + n_missed),
    )


def _events(kind: str, case: Case) -> tuple[int, int, int]:
    matched = match(case, kind)
    return len(matched.both), len(matched.false), len(matched.missed)


def _sets(label: set[object], said: set[object]) -> tuple[int, int, int]:
    return len(label & said), len(said - label), len(label - said)


def _turns(case: Case) -> tuple[int, int, int]:
    label, said = (
        {(claim.contact_id, turn) for claim in who.of_kind("repeat_story") for turn in claim.turns}
        for who in (case.label, case.said)
    )
    return _sets(set(label), set(said))


def _journeys(case: Case) -> tuple[int, int, int]:
    label, said = (bool(who.of_kind("repeat_story")) for who in (case.label, case.said))
    return int(label and said), int(said and not label), int(label and not said)


def _warm(case: Case) -> tuple[int, int, int]:
    """Of the transfers that both know of; one that was not seen as a transfer is no warm one."""
    label = {at for at, kind in case.label.transfers.items() if kind == "warm"}
    said = {at for at in case.label.transfers if case.said.transfers.get(at) == "warm"}
    return _sets(set(label), set(said))


def choices(cases: Sequence[Case]) -> list[Choice]:
    """Transfers, details of what both claim, outcomes and causes."""
    found = [
        _chosen("transfer", TRANSFERS, cases, _transfers),
        _chosen("repeat_story: first telling", ("right",), cases, _first_tellings),
    ]
    for kind, keys in DETAILS.items():
        for key in keys:
            picked = [list(_details(case, kind, key)) for case in _looked_for(cases, kind)]
            options = sorted({label for pairs in picked for label, _ in pairs})
            found.append(_table(f"{kind}: {key}", options, picked))
    known = [
        [pair for pair in _details(case, "promise", "status", NONE) if pair[0] != "unknown"]
        for case in _looked_for(cases, "promise")
    ]
    found.append(_table("promise: kept or broken, of all labelled so", ("broken", "kept"), known))
    found.append(_chosen("outcome", OUTCOMES, cases, _outcomes))
    found.append(_chosen("main_cause", CAUSES, cases, _causes))
    return [each for each in found if each.accuracy.n]


def _chosen(
    name: str, options: Sequence[str], cases: Sequence[Case], pick: Callable[[Case], Choices]
) -> Choice:
    return _table(name, options, [list(pick(case)) for case in cases])


def _table(
    name: str, options: Sequence[str], picked: Sequence[Sequence[tuple[str, str]]]
) -> Choice:
    """What labels say that is no option gets a place of its own, so does each other answer."""
    told = [label for pairs in picked for label, _ in pairs] + [
        a for pairs in picked for _, a in pairs
    ]
    every = tuple(dict.fromkeys((*options, *sorted(set(told)))))
    place = {option: number for number, option in enumerate(every)}
    tables = []
    for pairs in picked:
        table = np.zeros((len(every), len(every)))
        for label, answer in pairs:
            table[place[label], place[answer]] += 1
        tables.append(table)
    whole = sum(tables, np.zeros((len(every), len(every))))
    n = int(whole.sum())
    return Choice(
        name,
        every,
        tuple(tuple(int(count) for count in row) for row in whole),
        estimate(tables, figure.accuracy, n),
        estimate(tables, figure.kappa, n),
    )


def _transfers(case: Case) -> Iterator[tuple[str, str]]:
    for at, kind in case.label.transfers.items():
        yield kind, case.said.transfers.get(at, NONE)


def _first_tellings(case: Case) -> Iterator[tuple[str, str]]:
    for label, claim in match(case, "repeat_story").both:
        yield "right", "right" if is_first_right(label, claim) else "another place"


def _details(
    case: Case, kind: str, key: str, if_missed: str | None = None
) -> Iterator[tuple[str, str]]:
    """What the label and the claim say of one thing; missed ones only where there is a word for them."""
    matched = match(case, kind)
    for label, claim in matched.both:
        if key in label.detail:
            yield str(label.detail[key]), str(claim.detail.get(key, NONE))
    for label in matched.missed if if_missed else ():
        yield str(label.detail[key]), str(if_missed)


def _outcomes(case: Case) -> Iterator[tuple[str, str]]:
    for contact_id, outcome in case.label.outcomes.items():
        yield outcome, case.said.outcomes.get(contact_id, NONE)


def _causes(case: Case) -> Iterator[tuple[str, str]]:
    if case.label.main_cause:
        yield case.label.main_cause, case.said.main_cause or NONE


def scales(cases: Sequence[Case]) -> list[Scale]:
    """Effort and empathy; labels that got no number count in `n` alone."""
    efforts = [list(_efforts(case)) for case in cases]
    empathies = [list(_empathies(case)) for case in cases]
    found = [
        _scale(
            "effort", EFFORTS, sum(len(c.label.efforts) for c in cases), efforts, _within(cases)
        ),
        _scale("empathy", EMPATHIES, sum(len(c.label.empathies) for c in cases), empathies, None),
    ]
    return [each for each in found if each.n]


def _efforts(case: Case) -> Iterator[Pair]:
    for contact_id, label in case.label.efforts.items():
        said = case.said.efforts.get(contact_id)
        if said is not None:
            yield label.effort, said.effort


def _empathies(case: Case) -> Iterator[Pair]:
    for leg, label in case.label.empathies.items():
        said = case.said.empathies.get(leg)
        if said is not None:
            yield label, said


def _within(cases: Sequence[Case]) -> Estimate | None:
    """The share of efforts that lie in the interval that is given with them."""
    inside = []
    for case in cases:
        counts = np.zeros(3)  # right, false, missed
        for at, label in case.label.efforts.items():
            said = case.said.efforts.get(at)
            if said and said.low is not None and said.high is not None:
                counts[0 if said.low <= label.effort <= said.high else 1] += 1
        inside.append(counts)
    n = int(sum(counts.sum() for counts in inside))
    return estimate(inside, figure.precision, n) if n else None


def _scale(
    name: str,
    steps: range,
    n: int,
    told: Sequence[Sequence[Pair]],
    within: Estimate | None,
) -> Scale:
    by_journey = [np.array(pairs, dtype=np.float64).reshape(-1, 2) for pairs in told]
    tables = [_steps(pairs, steps) for pairs in by_journey]
    n_told = sum(len(pairs) for pairs in by_journey)
    return Scale(
        name,
        n,
        n_told,
        estimate_pairs(by_journey, figure.mean_error),
        estimate_pairs(by_journey, figure.rank_correlation),
        estimate(tables, figure.quadratic_kappa, n_told),
        within,
    )


def _steps(pairs: Floats, steps: range) -> Floats:
    table = np.zeros((len(steps), len(steps)))
    for pair in np.clip(np.rint(pairs), steps[0], steps[-1]).astype(int) - steps[0]:
        table[tuple(pair)] += 1
    return table
