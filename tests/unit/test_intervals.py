"""Intervals hold four in five labels, also where errors differ, and more where words were misheard."""

import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.trained import Weights

sys.path.append(str(Path(__file__).parents[2] / "models"))
from intervals import learn_widths, shares_held

SCALE = (1.0, 7.0)


def simulated(seed: int, n: int, *, noise_misheard: float) -> tuple[np.ndarray, ...]:
    """Estimates and labels of people who differ more in the middle of the scale."""
    random = np.random.default_rng(seed)
    estimates = random.uniform(*SCALE, n)
    inside = np.minimum(estimates - SCALE[0], SCALE[1] - estimates)
    labels = np.clip(estimates + random.normal(0, 0.3 + 0.3 * inside), *SCALE)
    misheard = np.clip(estimates + random.normal(0, noise_misheard, n), *SCALE)
    return estimates, misheard, labels, random.integers(0, 5, n)


def held(
    widths: dict[str, float], estimates: np.ndarray, labels: np.ndarray, quality: float | None
) -> float:
    weights = Weights(0.0, {}, **widths)
    ends = [weights.interval(estimate, SCALE, quality) for estimate in estimates]
    return float(np.mean([low <= y <= high for (low, high), y in zip(ends, labels, strict=True)]))


def test_four_in_five_new_labels_lie_within() -> None:
    estimates, misheard, labels, _ = simulated(1, 600, noise_misheard=0.8)
    widths = learn_widths(estimates, misheard, labels, scale=SCALE, share_misheard=0.2)
    others, others_misheard, their_labels, _ = simulated(2, 2000, noise_misheard=0.8)
    assert held(widths, others, their_labels, None) == pytest.approx(0.8, abs=0.05)
    assert held(widths, others_misheard, their_labels, 0.8) == pytest.approx(0.8, abs=0.06)


def test_the_middle_is_wider_and_mishearing_widens() -> None:
    estimates, misheard, labels, _ = simulated(3, 600, noise_misheard=1.5)
    widths = learn_widths(estimates, misheard, labels, scale=SCALE, share_misheard=0.2)
    assert widths["half_width_inside"] > 0.1 and widths["half_width_unheard"] > 1.0


def test_where_nothing_is_lost_by_mishearing_nothing_is_added() -> None:
    estimates, _, labels, _ = simulated(4, 600, noise_misheard=0.0)
    widths = learn_widths(estimates, estimates, labels, scale=SCALE, share_misheard=0.2)
    assert widths["half_width_unheard"] == pytest.approx(0.0, abs=0.01)


def test_shares_are_measured_on_writers_left_out() -> None:
    estimates, misheard, labels, writers = simulated(5, 600, noise_misheard=0.8)
    shares = shares_held(estimates, misheard, labels, writers, scale=SCALE, share_misheard=0.2)
    assert shares == pytest.approx((0.8, 0.8), abs=0.06)
