"""A share of what was counted, with its interval."""

from scipy.stats import binomtest


def wilson(n_yes: int, n: int) -> tuple[float, float]:
    """Wilson's interval of a share, for 95%; all of it where nothing was counted."""
    if not n:
        return 0.0, 1.0
    interval = binomtest(n_yes, n).proportion_ci(0.95, "wilson")
    return float(interval.low), float(interval.high)
