"""The weights of effort, fitted to a company's own survey answers and held to the shipped ones.

What people answer on a scale of seven is an order, not a measure: an answer of k or less is as likely
as a logistic curve says of how far the k-th cut lies above the estimated effort (proportional odds,
McCullagh 1980). Weights are drawn to the answers and held to the shipped ones, each with its sign, so
few answers move little and more waiting never makes a contact easier.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.trained import Weights

LOWEST, HIGHEST = 1, 7
HALF = 0.5  # of its own size: how far a weight is expected to move
LEAST_SPREAD = 0.1  # points: and at least so far
SPREAD_OF_BASELINE, SPREAD_OF_CUTS, SPREAD_OF_STEEPNESS = 0.5, 0.3, 0.7
FOLDS = 5
NOT_DRIVERS = frozenset({"baseline", "limit"})
SHARE_IN_INTERVAL = 0.8
Numbers = NDArray[np.float64]


class TooFewError(Exception):
    """There are too few answers, or they do not differ, so nothing can be fitted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A contact with a survey answer (1-7): how much of each driver was in it."""

    contact_id: str
    amounts: Mapping[str, float]
    answer: int


@dataclass(frozen=True, slots=True)
class Held:
    """How well efforts agree with answers that they were not fitted to."""

    mean_error: float
    rank_correlation: float
    surprise: float  # mean minus log chance of the answer given; less is better


@dataclass(frozen=True, slots=True)
class Refit:
    """Weights before and after, how many contacts had each driver, and the agreement with both."""

    before: Weights
    after: Weights
    n_contacts: int
    n_with: Mapping[str, int]
    held_before: Held
    held_after: Held


def refit_effort(answered: Sequence[Answered], shipped: Weights, minimum: int) -> Refit:
    """Fit the weights to answers.

    Agreement is measured on answers left out of the fit, a fifth at a time. Raises TooFewError, saying
    how many there are and how many are needed.
    """
    if len(answered) < minimum:
        raise TooFewError(
            f"{len(answered)} contacts have an answer and an effort; at least {minimum} are needed, "
            "or the fit follows chance"
        )
    if len({each.answer for each in answered}) < 3:
        raise TooFewError("the answers are all alike: there is nothing to learn from them")
    names = list(shipped.weights)
    x = np.array([[each.amounts.get(name, 0.0) for name in names] for each in answered])
    y = np.array([each.answer for each in answered])
    start = _Curve.shipped(shipped)
    folds = np.array([_fold(each.contact_id) for each in answered])
    unseen_before, unseen_after = _Unseen(len(y)), _Unseen(len(y))
    for fold in range(FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            unseen_before.add(out, start.fitted(x[~out], y[~out], moves_weights=False), x, y)
            unseen_after.add(out, start.fitted(x[~out], y[~out], moves_weights=True), x, y)
    curve = start.fitted(x, y, moves_weights=True)
    after = Weights(
        intercept=curve.baseline,
        weights=dict(zip(names, curve.weights.tolist(), strict=True)),
        half_width=float(np.quantile(np.abs(unseen_after.efforts - y), SHARE_IN_INTERVAL)),
    )
    return Refit(
        before=shipped,
        after=after,
        n_contacts=len(y),
        n_with={name: int((x[:, i] > 0).sum()) for i, name in enumerate(names)},
        held_before=unseen_before.held(y),
        held_after=unseen_after.held(y),
    )


def answered_from(rows: Iterable[Mapping[str, object]], used: Weights) -> list[Answered]:
    """Contacts out of the rows of a store: a row a contact and reason, with points and the answer.

    `used` are the weights that the store was judged with. Raises ValueError when it was judged with
    others.
    """
    by_contact: dict[str, dict[str, float]] = {}
    answers: dict[str, int] = {}
    for row in rows:
        contact_id, points = str(row["contact_id"]), float(row["points"])  # type: ignore[arg-type]
        reason = str(row["reason"])
        if reason == "baseline" and abs(points - used.intercept) > 0.01:
            raise ValueError(
                f"contact {contact_id} was judged from a baseline of {points}, the weights in use "
                f"begin at {used.intercept}: run a night first, so that all is judged with them"
            )
        answers[contact_id] = round(float(row["answer"]))  # type: ignore[arg-type]
        drivers = by_contact.setdefault(contact_id, {})
        if reason not in NOT_DRIVERS and used.weights.get(reason):
            drivers[reason] = points / used.weights[reason]
    return [
        Answered(contact_id, drivers, min(HIGHEST, max(LOWEST, answers[contact_id])))
        for contact_id, drivers in by_contact.items()
    ]


@dataclass(frozen=True)
class _Curve:
    """A baseline, weights, the cuts between answers and how steeply chances change at them."""

    baseline: float
    weights: Numbers
    cuts: Numbers
    steepness: float
    shipped_weights: Numbers
    shipped_baseline: float

    @classmethod
    def shipped(cls, shipped: Weights) -> "_Curve":
        weights = np.array(list(shipped.weights.values()))
        cuts = np.arange(LOWEST, HIGHEST, dtype=np.float64) + 0.5
        return cls(shipped.intercept, weights, cuts, 1.5, weights, shipped.intercept)

    def efforts(self, x: Numbers) -> Numbers:
        return self.baseline + x @ self.weights

    def log_chances(self, x: Numbers, y: NDArray[np.int_]) -> Numbers:
        """Of the answers given."""
        edges = np.r_[-np.inf, self.cuts, np.inf]
        efforts = self.efforts(x)
        below = _logistic(self.steepness * (edges[y] - efforts))
        under = _logistic(self.steepness * (edges[y - 1] - efforts))
        return np.log(np.maximum(below - under, 1e-9))

    def fitted(self, x: Numbers, y: NDArray[np.int_], *, moves_weights: bool) -> "_Curve":
        """The likeliest curve, held to this one; its weights stay unless they may move."""
        n = len(self.weights)
        spread = np.maximum(LEAST_SPREAD, HALF * np.abs(self.shipped_weights))

        def curve(flat: Numbers) -> _Curve:
            gaps = np.exp(flat[n + 2 : n + 7])
            cuts = 1.5 + flat[n + 1] + np.r_[0.0, np.cumsum(gaps)]
            weights = flat[:n] if moves_weights else self.weights
            return _Curve(
                flat[n],
                weights,
                cuts,
                math.exp(flat[n + 7]),
                self.shipped_weights,
                self.shipped_baseline,
            )

        def cost(flat: Numbers) -> float:
            held = (((flat[:n] - self.shipped_weights) / spread) ** 2).sum()
            held += ((flat[n] - self.shipped_baseline) / SPREAD_OF_BASELINE) ** 2
            held += ((flat[n + 1 : n + 7] / SPREAD_OF_CUTS) ** 2).sum()
            held += ((flat[n + 7] - math.log(1.5)) / SPREAD_OF_STEEPNESS) ** 2
            return float(held / 2 - curve(flat).log_chances(x, y).sum())

        start = np.r_[self.weights, self.baseline, np.zeros(6), math.log(self.steepness)]
        harder = [(None, 0.0) if weight < 0 else (0.0, None) for weight in self.shipped_weights]
        found = minimize(cost, start, method="L-BFGS-B", bounds=[*harder, *[(None, None)] * 8])
        return curve(found.x)


class _Unseen:
    """Efforts and log chances of contacts by curves that were not fitted to them."""

    def __init__(self, n: int) -> None:
        self.efforts = np.zeros(n)
        self._log_chances = np.zeros(n)

    def add(self, out: NDArray[np.bool_], curve: _Curve, x: Numbers, y: NDArray[np.int_]) -> None:
        self.efforts[out] = np.clip(curve.efforts(x[out]), LOWEST, HIGHEST)
        self._log_chances[out] = curve.log_chances(x[out], y[out])

    def held(self, y: NDArray[np.int_]) -> Held:
        return Held(
            mean_error=float(np.abs(self.efforts - y).mean()),
            rank_correlation=float(np.corrcoef(_ranks(self.efforts), _ranks(y))[0, 1]),
            surprise=float(-self._log_chances.mean()),
        )


def _logistic(z: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -60.0, 60.0)))


def _ranks(values: Numbers | NDArray[np.int_]) -> Numbers:
    """Ranks from 0, equal values with their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Numbers = (ends - (counts + 1) / 2)[inverse]
    return ranks


def _fold(contact_id: str) -> int:
    """The same contact falls into the same fold every time."""
    return hashlib.sha256(contact_id.encode()).digest()[0] % FOLDS
