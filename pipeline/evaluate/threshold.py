"""From which confidence on a detector is right often enough, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np

from pipeline.evaluate.estimate import INTERVAL, Floats, draws

LEAST_JUDGED = 30  # findings under which nothing is proposed
LEAST_KEPT = 15  # findings that must be left above a threshold for it to be proposed
Why = Literal["proposed", "reached", "too_few", "out_of_reach"]
Found = tuple[str, float, bool]  # contact, confidence, whether it is right


@dataclass(frozen=True, slots=True)
class Proposal:
    """The lowest confidence from which the target is reached, or `why` there is none.

    `now` is the threshold that is set. In 95 of 100 draws of contacts that reach the target at all
    (`share_of_draws`) the threshold lies between `low` and `high`. At it, `n_kept` of the judged
    findings stay, `precision` of them right, and `right_lost` of the right ones go.
    """

    why: Why
    now: float
    threshold: float | None = None
    low: float | None = None
    high: float | None = None
    share_of_draws: float | None = None
    n_kept: int | None = None
    precision: float | None = None
    right_lost: float | None = None


class _Kept(TypedDict):
    n_kept: int
    precision: float
    right_lost: float


def propose(found: Sequence[Found], now: float, target: float) -> Proposal:
    """What judged findings of one detector say about where it should begin.

    Another threshold is proposed only where the target is not reached as it is set. It must then be
    reached there and, so that no lucky spot is taken, at every higher one that leaves enough findings.
    """
    if len(found) < LEAST_JUDGED:
        return Proposal("too_few", now)
    candidates = np.unique([now, *(confidence for _, confidence, _ in found)])
    counts = _counts(found, candidates)
    here = int(np.searchsorted(candidates, now))
    in_all = counts.sum(axis=0)
    if in_all[here, 1] >= LEAST_KEPT and in_all[here, 0] / in_all[here, 1] >= target:
        return Proposal("reached", now, now, **_kept(in_all, here))
    at = _lowest(in_all, target)
    if at is None:
        return Proposal("out_of_reach", now)
    drawn = np.tensordot(draws(len(counts)), counts, axes=1)
    reached = [candidates[i] for each in drawn if (i := _lowest(each, target)) is not None]
    low, high = np.quantile(reached, INTERVAL) if reached else (None, None)
    return Proposal(
        why="proposed",
        now=now,
        threshold=float(candidates[at]),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        share_of_draws=len(reached) / len(drawn),
        **_kept(in_all, at),
    )


def _kept(counts: Floats, at: int) -> _Kept:
    n_right, n_kept = counts[at]
    precision = float(n_right / n_kept)
    return {
        "n_kept": int(n_kept),
        "precision": precision,
        "right_lost": float(1 - n_right / counts[0, 0]) if counts[0, 0] else 0.0,
    }


def _counts(found: Sequence[Found], candidates: Floats) -> Floats:
    """Contact by candidate: how many findings from there on are right, and how many there are."""
    place = {contact: number for number, contact in enumerate(dict.fromkeys(f[0] for f in found))}
    counts = np.zeros((len(place), len(candidates), 2))
    for contact, confidence, is_right in found:
        counts[place[contact], candidates <= confidence] += (is_right, 1)
    return counts


def _lowest(counts: Floats, target: float) -> int | None:
    """The first candidate from which on the target holds; None where it holds nowhere."""
    lowest = None
    for number in range(len(counts) - 1, -1, -1):
        n_right, n_kept = counts[number]
        if n_kept < LEAST_KEPT:
            continue
        if n_right / n_kept < target:
            break
        lowest = number
    return lowest
