"""What people said of findings and scores, counted: how far to trust each detector, and from where on."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from pipeline.evaluate.threshold import Proposal, propose
from pipeline.share import wilson

SCORES = ("effort", "empathy")
DECIDED = ("confirmed", "rejected", "corrected")
TARGET = 0.8  # precision that a proposed threshold reaches, unless told otherwise
ENOUGH = 10  # findings or scores under which a share or an error says too little


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what became of it: right when more of its judges confirmed it than did not."""

    detector: str
    contact_id: str
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the judged findings of a detector, how many are right.

    `n` were decided; `n_disputed` have as many confirmations as refusals, `n_unsure` only unsure
    verdicts, `n_older` were found by another version of the detector: these are left out. `share`
    with the ends of Wilson's 95% interval is None under ten findings.
    """

    detector: str
    n: int
    n_right: int
    n_disputed: int
    n_unsure: int
    n_older: int
    n_people: int
    n_contacts: int
    share: float | None
    low: float | None
    high: float | None
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class ScoreError:
    """How far people put a score from the program's, in its points.

    `n` verdicts gave a score or confirmed one; `n_rejected` only said that it is wrong. `error` is
    the mean distance, `bias` the mean of person minus program; both None under ten verdicts.
    """

    score: str
    n: int
    n_confirmed: int
    n_rejected: int
    n_unsure: int
    n_people: int
    error: float | None
    bias: float | None


@dataclass(frozen=True, slots=True)
class Judgements:
    """All that verdicts say of the program; `target` is the precision that thresholds aim at."""

    target: float
    n_verdicts: int
    n_people: int
    n_contacts: int
    detectors: tuple[Precision, ...]
    scores: tuple[ScoreError, ...]

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Said:
    detector: str
    subject: str
    contact_id: str
    person: str
    judgement: str
    correction: str | None
    machine: Mapping[str, Any]


def weigh_verdicts(
    rows: Iterable[Mapping[str, Any]],
    versions: Mapping[str, int],
    thresholds: Mapping[str, float],
    target: float = TARGET,
) -> Judgements:
    """Count verdicts, and propose for each detector the confidence from which it reaches `target`.

    `rows` have `detector`, `subject`, `contact_id`, `person`, `judgement`, `correction` and
    `machine` (the program's answer as JSON); `versions` and `thresholds` are those of the detectors
    now. Raises ValueError for a target that is no share.
    """
    if not 0 < target < 1:
        raise ValueError(f"target {target:g}: expected a share between 0 and 1, such as 0.8")
    said = [_said(row) for row in rows]
    by_detector: dict[str, list[_Said]] = defaultdict(list)
    for each in said:
        by_detector[each.detector].append(each)
    return Judgements(
        target=target,
        n_verdicts=len(said),
        n_people=len({each.person for each in said}),
        n_contacts=len({each.contact_id for each in said}),
        detectors=tuple(
            _precision(name, these, versions.get(name), thresholds.get(name, 0.0), target)
            for name, these in sorted(by_detector.items())
            if name not in SCORES
        ),
        scores=tuple(_error(name, by_detector[name]) for name in SCORES if name in by_detector),
    )


def _said(row: Mapping[str, Any]) -> _Said:
    told = {name: row[name] for name in _Said.__slots__}
    return _Said(**{**told, "machine": json.loads(row["machine"])})


def _precision(
    detector: str, said: Sequence[_Said], version: int | None, threshold: float, target: float
) -> Precision:
    by_finding: dict[str, list[_Said]] = defaultdict(list)
    for each in said:
        by_finding[each.subject].append(each)
    judged: list[Judged] = []
    n_disputed = n_unsure = n_older = 0
    for verdicts in by_finding.values():
        now = [each for each in verdicts if each.machine["detector_version"] == version]
        decided = [each for each in now if each.judgement in DECIDED]
        n_yes = sum(each.judgement == "confirmed" for each in decided)
        n_no = len(decided) - n_yes
        if not now:
            n_older += 1
        elif not decided:
            n_unsure += 1
        elif n_yes == n_no:
            n_disputed += 1
        else:
            last = decided[-1]
            confidence = float(last.machine["confidence"])
            judged.append(Judged(detector, last.contact_id, confidence, n_yes > n_no))
    n_right = sum(each.is_right for each in judged)
    low, high = wilson(n_right, len(judged))
    is_enough = len(judged) >= ENOUGH
    return Precision(
        detector=detector,
        n=len(judged),
        n_right=n_right,
        n_disputed=n_disputed,
        n_unsure=n_unsure,
        n_older=n_older,
        n_people=len({each.person for each in said}),
        n_contacts=len({each.contact_id for each in judged}),
        share=n_right / len(judged) if is_enough else None,
        low=low if is_enough else None,
        high=high if is_enough else None,
        proposal=propose(
            [(each.contact_id, each.confidence, each.is_right) for each in judged],
            threshold,
            target,
        ),
    )


def _error(score: str, said: Sequence[_Said]) -> ScoreError:
    distances = [distance for each in said if (distance := _distance(each)) is not None]
    is_enough = len(distances) >= ENOUGH
    return ScoreError(
        score=score,
        n=len(distances),
        n_confirmed=sum(each.judgement == "confirmed" for each in said),
        n_rejected=sum(each.judgement == "rejected" for each in said),
        n_unsure=sum(each.judgement == "unsure" for each in said),
        n_people=len({each.person for each in said}),
        error=fmean(map(abs, distances)) if is_enough else None,
        bias=fmean(distances) if is_enough else None,
    )


def _distance(each: _Said) -> float | None:
    """Person minus program; None where one of them gave no number."""
    program = each.machine["score"]
    if program is None:
        return None
    if each.judgement == "confirmed":
        return 0.0
    if each.judgement != "corrected" or each.correction is None:
        return None
    return float(each.correction) - float(program)
