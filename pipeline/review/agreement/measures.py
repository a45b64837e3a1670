"""Agreement from verdicts: program and person, person and person, for each detector and score."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import mean

from pipeline.review.ledger import Verdict
from pipeline.share import wilson

SCORES = ("effort", "empathy")
DECIDED = ("confirmed", "rejected", "corrected")


@dataclass(frozen=True, slots=True)
class WithProgram:
    """How far people agree with a detector or score.

    `n` are decided verdicts (unsure ones left out); `share` those that confirm, with an interval;
    for scores `error_mean` is the mean distance of people's corrections from the program's answer,
    confirmations counting as none.
    """

    n: int
    n_unsure: int
    n_confirmed: int
    share: float
    low: float
    high: float
    error_mean: float | None


@dataclass(frozen=True, slots=True)
class BetweenPeople:
    """How far people agree who judged the same: `n` subjects that two or more decided about.

    `share` of pairs that say the same, and Krippendorff's alpha, None where nothing varies.
    """

    n: int
    n_people: int
    share: float
    alpha: float | None


def with_program(verdicts: Sequence[Verdict]) -> dict[str, WithProgram]:
    """By detector or score."""
    return {
        detector: _with_program(these)
        for detector, these in sorted(_by_detector(verdicts).items())
        if these
    }


def between_people(verdicts: Sequence[Verdict]) -> dict[str, BetweenPeople]:
    """By detector or score; those about which no two people decided are left out."""
    measured = {
        detector: _between_people(these)
        for detector, these in sorted(_by_detector(verdicts).items())
    }
    return {detector: each for detector, each in measured.items() if each}


def alpha_of(units: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for names: 1 full agreement, 0 no better than chance.

    `units` are the answers to each subject. None when fewer than two answers can be paired, or when
    all are the same and chance says nothing.
    """
    paired = [unit for unit in units if len(unit) > 1]
    weights: dict[tuple[str, str], float] = {}
    for unit in paired:
        for pair, count in Counter(permutations(unit, 2)).items():
            weights[pair] = weights.get(pair, 0.0) + count / (len(unit) - 1)
    totals: dict[str, float] = {}
    for (one, _), weight in weights.items():
        totals[one] = totals.get(one, 0.0) + weight
    n = sum(totals.values())
    by_chance = n * n - sum(total * total for total in totals.values())
    if n < 2 or not by_chance:
        return None
    differing = sum(weight for (one, other), weight in weights.items() if one != other)
    return 1 - (n - 1) * differing / by_chance


def _by_detector(verdicts: Sequence[Verdict]) -> Mapping[str, list[Verdict]]:
    grouped: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        grouped.setdefault(verdict.detector, []).append(verdict)
    return grouped


def _with_program(verdicts: Sequence[Verdict]) -> WithProgram:
    decided = [each for each in verdicts if each.judgement in DECIDED]
    n_confirmed = sum(each.judgement == "confirmed" for each in decided)
    low, high = wilson(n_confirmed, len(decided))
    errors = [error for each in decided if (error := _error(each)) is not None]
    return WithProgram(
        n=len(decided),
        n_unsure=len(verdicts) - len(decided),
        n_confirmed=n_confirmed,
        share=n_confirmed / len(decided) if decided else 0.0,
        low=low,
        high=high,
        error_mean=mean(errors) if errors else None,
    )


def _error(verdict: Verdict) -> float | None:
    if verdict.detector not in SCORES:
        return None
    if verdict.judgement == "confirmed":
        return 0.0
    machine = json.loads(verdict.machine)["score"]
    if machine is None or verdict.correction is None:
        return None
    return abs(float(verdict.correction) - float(machine))


def _between_people(verdicts: Sequence[Verdict]) -> BetweenPeople | None:
    answers: dict[str, dict[str, str]] = {}
    for each in verdicts:
        if each.judgement in DECIDED:
            answers.setdefault(each.subject, {})[each.person] = _answer(each)
    return among(list(answers.values()))


def among(subjects: Sequence[Mapping[str, str]]) -> BetweenPeople | None:
    """How far people agree, from person to answer for each subject; None where no two judged the same."""
    shared = [by_person for by_person in subjects if len(by_person) > 1]
    if not shared:
        return None
    units = [list(by_person.values()) for by_person in shared]
    pairs = [one == other for unit in units for one, other in permutations(unit, 2)]
    people = {person for by_person in shared for person in by_person}
    return BetweenPeople(len(shared), len(people), sum(pairs) / len(pairs), alpha_of(units))


def _answer(verdict: Verdict) -> str:
    """What a person takes to be so; a corrected score counts as its nearest whole number."""
    if verdict.detector in SCORES:
        machine = json.loads(verdict.machine)["score"]
        said = machine if verdict.judgement == "confirmed" else verdict.correction
        return "other" if said is None else str(round(float(said)))
    return "yes" if verdict.judgement == "confirmed" else "no"
