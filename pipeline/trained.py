"""Small trained artefacts: weights that a person can read, kept in `models/` as TOML with a card.

A model here is a sum: an intercept, plus a weight for each named feature. So every result can be
taken apart into the parts that made it.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parents[1] / "models"
_WIDTHS = ("half_width", "half_width_inside", "half_width_unheard")


@dataclass(frozen=True)
class Weights:
    """An intercept and one weight a feature; on a scale with ends, how far estimates lie off as well.

    Four in five labels lie within `half_width` of an estimate at the end of the scale, and within
    `half_width_inside` more for each point that it lies inside; `half_width_unheard` more for each
    word in one that was heard wrongly (at a fifth of them, a fifth of it).
    """

    intercept: float
    weights: Mapping[str, float]
    half_width: float = 0.0
    half_width_inside: float = 0.0
    half_width_unheard: float = 0.0

    def parts(self, features: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds, in the unit of the sum. Raises KeyError for a missing feature."""
        return {name: weight * features[name] for name, weight in self.weights.items()}

    def total(self, features: Mapping[str, float]) -> float:
        """Intercept plus all parts."""
        return self.intercept + sum(self.parts(features).values())

    def interval(
        self, estimate: float, scale: tuple[float, float], quality: float | None = None
    ) -> tuple[float, float]:
        """The interval around an estimate that holds four in five labels, within the scale.

        `quality` is the transcript's, 0-1; None where nothing was misheard.
        """
        low, high = scale
        inside = min(estimate - low, high - estimate)
        unheard = 0.0 if quality is None else 1.0 - quality
        half = self.half_width + self.half_width_inside * inside + self.half_width_unheard * unheard
        return max(low, round(estimate - half, 2)), min(high, round(estimate + half, 2))

    def chance(self, features: Mapping[str, float]) -> float:
        """The total as a chance between 0 and 1 (logistic)."""
        total = max(-700.0, min(700.0, self.total(features)))  # beyond, exp overflows
        return 1.0 / (1.0 + math.exp(-total))


@dataclass(frozen=True)
class Choice:
    """One sum for each option; the highest is the likeliest (multinomial logistic)."""

    options: Mapping[str, Weights]

    def chances(self, features: Mapping[str, float]) -> dict[str, float]:
        """The chance of each option; they add up to 1."""
        totals = {name: option.total(features) for name, option in self.options.items()}
        top = max(totals.values())
        powers = {name: math.exp(total - top) for name, total in totals.items()}
        return {name: power / sum(powers.values()) for name, power in powers.items()}


def load_weights(name: str) -> Weights:
    """Read a single sum from `models/<name>.toml`.

    Raises FileNotFoundError naming the file and how to make it, ValueError for what is not a number.
    """
    return read_weights(FOLDER / f"{name}.toml")


@lru_cache(maxsize=64)
def read_weights(path: Path) -> Weights:
    """Read a single sum from a file; errors as `load_weights`."""
    return _weights(_named(path), _read(path))


@lru_cache(maxsize=64)
def load_choice(name: str) -> Choice:
    """Read one sum an option from `models/<name>.toml`, each in a table `[option.<name>]`."""
    path = FOLDER / f"{name}.toml"
    options = _read(path).get("option", {})
    return Choice({option: _weights(_named(path), table) for option, table in options.items()})


def load_arrays(name: str) -> dict[str, NDArray[Any]]:
    """Read the arrays of `models/<name>.npz`, none of them pickled.

    Raises FileNotFoundError naming the file and how to make it.
    """
    path = FOLDER / f"{name}.npz"
    if not path.exists():
        raise FileNotFoundError(f"{_named(path)} is missing; `make train` makes it")
    with np.load(path, allow_pickle=False) as kept:
        return dict(kept)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        how = "`make train` makes it" if path.parent == FOLDER else "`retold fit effort` makes one"
        raise FileNotFoundError(f"{_named(path)} is missing; {how}")
    with path.open("rb") as file:
        return tomllib.load(file)


def _named(path: Path) -> str:
    return f"models/{path.name}" if path.parent == FOLDER else str(path)


def _weights(name: str, table: Mapping[str, Any]) -> Weights:
    weights = table.get("weights", {})
    widths = {key: table.get(key, 0.0) for key in _WIDTHS}
    numbers = [table.get("intercept"), *widths.values(), *weights.values()]
    if not all(isinstance(value, int | float) for value in numbers):
        raise ValueError(f"{name}: intercept, half_width and weights must be numbers")
    return Weights(
        intercept=float(table["intercept"]),
        weights={key: float(value) for key, value in weights.items()},
        **{key: float(value) for key, value in widths.items()},
    )
