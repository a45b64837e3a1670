"""How wide the interval around an estimate must be for four in five labels to lie in it.

An estimate near the end of a scale errs less than one in its middle, and one from a poor transcript
more; so the width is a sum of three parts (`Weights.interval` in `pipeline/trained.py`), in the
manner of normalised conformal prediction: what the errors of estimates unseen by the weights say of
the parts' proportion, then all of them stretched together until the share is right.
"""

import numpy as np
from scipy.optimize import lsq_linear

SHARE = 0.8
NARROWEST = 0.2  # mean error at the end of a scale: nobody is surer than that
STEP = 0.05


def learn_widths(
    estimates: np.ndarray,
    misheard: np.ndarray,
    labels: np.ndarray,
    *,
    scale: tuple[float, float],
    share_misheard: float,
) -> dict[str, float]:
    """The three parts of the half width, from estimates as written and the same misheard."""
    errors, inside = np.abs(estimates - labels), _inside(estimates, scale)
    parts = lsq_linear(
        np.c_[np.ones(len(errors)), inside], errors, bounds=([NARROWEST, 0.0], np.inf)
    ).x
    at_end, per_point = parts * np.quantile(errors / (parts[0] + parts[1] * inside), SHARE)
    errors, widths = np.abs(misheard - labels), at_end + per_point * _inside(misheard, scale)
    unheard = max(0.0, float(np.quantile(errors - widths, SHARE))) / share_misheard
    return {
        "half_width": float(at_end),
        "half_width_inside": float(per_point),
        "half_width_unheard": unheard,
    }


def shares_held(
    estimates: np.ndarray,
    misheard: np.ndarray,
    labels: np.ndarray,
    writers: np.ndarray,
    *,
    scale: tuple[float, float],
    share_misheard: float,
) -> tuple[float, float]:
    """Shares of labels within intervals whose widths were learnt from other writers, and misheard."""
    held, held_misheard = [], []
    for writer in sorted(set(writers)):
        mine, others = writers == writer, writers != writer
        widths = learn_widths(
            estimates[others],
            misheard[others],
            labels[others],
            scale=scale,
            share_misheard=share_misheard,
        )
        unheard = widths["half_width_unheard"] * share_misheard
        for at, kept, more in ((estimates, held, 0.0), (misheard, held_misheard, unheard)):
            half = widths["half_width"] + widths["half_width_inside"] * _inside(at[mine], scale)
            # A label is a whole number; an interval that ends a hair before it holds it as well.
            kept.extend(np.abs(at[mine] - labels[mine]) <= half + more + STEP)
    return float(np.mean(held)), float(np.mean(held_misheard))


def _inside(estimates: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
    return np.minimum(estimates - scale[0], scale[1] - estimates)
