"""Figures with intervals: journeys are drawn again and again, since turns of one journey are alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

DRAWS = 1000
SEED = 20
INTERVAL = (0.025, 0.975)
Floats = NDArray[np.float64]
Statistic = Callable[[Floats], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the interval that holds it in 95 of 100 draws of journeys; None: cannot tell.

    `n` is what it was counted over: labels, claims, pairs.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def estimate(by_journey: Sequence[Floats], statistic: Statistic, n: int) -> Estimate:
    """A statistic of the sum of one array a journey, such as a confusion matrix.

    The interval is a percentile bootstrap over journeys (Efron, 1979). `statistic` gives nan where
    it cannot tell; such draws are left out.
    """
    if not n or not by_journey:
        return Estimate(None, None, None, n)
    parts = np.stack(by_journey)
    flat = parts.reshape(len(parts), -1)
    sums = (draws(len(parts)) @ flat).reshape(-1, *parts.shape[1:])
    return _spread(statistic(parts.sum(axis=0)), [statistic(each) for each in sums], n)


def estimate_pairs(by_journey: Sequence[Floats], statistic: Statistic) -> Estimate:
    """A statistic of pairs (two columns) that each journey gives some of, such as a correlation."""
    filled = [pairs for pairs in by_journey if len(pairs)]
    n = sum(len(pairs) for pairs in filled)
    if not filled:
        return Estimate(None, None, None, 0)
    drawn = [
        statistic(np.repeat(np.concatenate(filled), _times(filled, draw), axis=0))
        for draw in draws(len(filled))
    ]
    return _spread(statistic(np.concatenate(filled)), drawn, n)


def _times(by_journey: Sequence[Floats], draw: Floats) -> NDArray[np.int64]:
    return np.repeat(draw.astype(np.int64), [len(pairs) for pairs in by_journey])


def _spread(value: float, drawn: Sequence[float], n: int) -> Estimate:
    told = [each for each in drawn if not np.isnan(each)]
    if np.isnan(value) or not told:
        return Estimate(None, None, None, n)
    low, high = np.quantile(told, INTERVAL)
    return Estimate(round(float(value), 3), round(float(low), 3), round(float(high), 3), n)


@cache
def draws(n_journeys: int) -> Floats:
    """How often each journey comes in each draw; the same draws each time."""
    generator = np.random.default_rng(SEED)
    share = np.full(n_journeys, 1 / n_journeys)
    return generator.multinomial(n_journeys, share, size=DRAWS).astype(np.float64)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def precision(counts: Floats) -> float:
    """Of (right, false, missed): the share of claims that are right."""
    return _ratio(counts[0], counts[0] + counts[1])


def recall(counts: Floats) -> float:
    """Of (right, false, missed): the share of labels that are found."""
    return _ratio(counts[0], counts[0] + counts[2])


def f1(counts: Floats) -> float:
    """Of (right, false, missed): the harmonic mean of precision and recall."""
    return _ratio(2 * counts[0], 2 * counts[0] + counts[1] + counts[2])


def accuracy(table: Floats) -> float:
    """Of a table label by answer, square or with further columns: the share on the diagonal."""
    return _ratio(np.trace(table), table.sum())


def kappa(table: Floats) -> float:
    """Cohen's kappa of a square table: agreement beyond chance."""
    return _kappa(table, 1.0 - np.eye(len(table)))


def quadratic_kappa(table: Floats) -> float:
    """Cohen's kappa of a square table of ordered classes, weighted by squared distance (1968)."""
    places = np.arange(len(table))
    return _kappa(table, np.subtract.outer(places, places) ** 2.0)


def _kappa(table: Floats, weights: Floats) -> float:
    if not table.sum():
        return float("nan")
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    expected = (weights * by_chance).sum()
    return 1.0 - float((weights * table).sum() / expected) if expected else float("nan")


def mean_error(pairs: Floats) -> float:
    """The mean absolute difference of pairs."""
    return float(np.abs(pairs[:, 0] - pairs[:, 1]).mean())


def rank_correlation(pairs: Floats) -> float:
    """Spearman's rank correlation of pairs, ties sharing their rank."""
    ranks = [rankdata(column) for column in pairs.T]
    if len(pairs) < 3 or any(np.ptp(each) == 0 for each in ranks):
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])
