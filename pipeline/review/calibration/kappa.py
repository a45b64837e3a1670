"""Agreement beyond chance of people who answered the same question about the same calls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

ENOUGH = 10  # calls under which kappa says too little
Reading = Literal["none", "few", "poor", "weak", "fair", "good", "strong"]


def kappa_of(calls: Sequence[Mapping[str, str]]) -> float | None:
    """Cohen's kappa where two people answered, Fleiss' where more did; None where nothing varies.

    `calls` are person to answer, two or more of them in each.
    """
    people = sorted({person for call in calls for person in call})
    if len(people) == 2:
        return cohen([(call[people[0]], call[people[1]]) for call in calls])
    return fleiss([list(call.values()) for call in calls])


def cohen(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960): chance is what two people would agree on with the answers each gives."""
    n = len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(ones[answer] * others[answer] for answer in ones)
    if by_chance == n * n:
        return None
    seen = sum(one == other for one, other in pairs) / n
    return (seen - by_chance / n**2) / (1 - by_chance / n**2)


def fleiss(units: Sequence[Sequence[str]]) -> float | None:
    """Fleiss' kappa (1971); a call that fewer people judged counts as much as the others."""
    totals = Counter(answer for unit in units for answer in unit)
    n = sum(totals.values())
    if len(totals) < 2:
        return None
    by_chance = sum((count / n) ** 2 for count in totals.values())
    seen = sum(_pairs(unit) for unit in units) / len(units)
    return (seen - by_chance) / (1 - by_chance)


def reading(kappa: float | None, n: int) -> Reading:
    """What a kappa from `n` calls comes to, in a word."""
    if n < ENOUGH:
        return "few"
    if kappa is None:
        return "none"
    bounds: tuple[tuple[float, Reading], ...] = (
        (0.2, "poor"),
        (0.4, "weak"),
        (0.6, "fair"),
        (0.8, "good"),
    )
    return next((name for bound, name in bounds if kappa < bound), "strong")


def _pairs(unit: Sequence[str]) -> float:
    """The share of pairs of people who say the same."""
    same = sum(count * (count - 1) for count in Counter(unit).values())
    return same / (len(unit) * (len(unit) - 1))
