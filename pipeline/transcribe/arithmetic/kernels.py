"""Small loops of the networks, compiled for the processor when first used, and how they are compiled.

Rows are frames of a window in the encoder, hypotheses in the decoder.
"""

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.arithmetic.processor import IS_KEPT_ON_DISK

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Shorts = NDArray[np.int16]
Bytes = NDArray[np.int8]

FAR_BELOW = np.float32(-1e30)
EPSILON = np.float32(1e-5)
LINE = 64  # bytes of the cache
OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": True, "error_model": "numpy"}


class Norm(NamedTuple):
    """What layer norm multiplies with and adds, or that of each layer."""

    gamma: Floats
    beta: Floats


def compiled(function: Any) -> Any:
    """The function in machine code, kept on disk where there is a place for it.

    Numba looks at the function's own file alone: who changes a part that another file uses clears
    `__pycache__`.
    """
    try:
        return numba.njit(cache=IS_KEPT_ON_DISK, **OPTIONS)(function)
    except RuntimeError:  # no folder that may be written
        return numba.njit(**OPTIONS)(function)


def within(function: Any) -> Any:
    """A part of compiled functions, put into each of them. It is never called: what a call finds on
    disk may be optimised otherwise than what was compiled now, and the last bit differ.
    """
    return numba.njit(forceinline=True, **OPTIONS)(function)


@within
def up_to(n: int, step: int) -> int:
    """The next multiple of a step."""
    return (n + step - 1) // step * step


@within
def lines(n_rows: int, n: int) -> NDArray[np.uint8]:
    """Zeros, of which each row begins with a line of the cache if it is as long as some of these."""
    whole = np.zeros(n_rows * n + LINE, np.uint8)
    first = -whole.ctypes.data % LINE
    return whole[first : first + n_rows * n].reshape(n_rows, n)


@within
def exp(x: np.float32) -> np.float32:
    """The exponential of a number of 0 or less, to 2e-7, as a sum that can be worked out for many at once.

    The sixteenth part of x goes into a Taylor series, whose value is squared four times. From -24 down
    it is 1e-11: there the series ends to be one of an exponential.
    """
    y = max(x, np.float32(-24.0)) * np.float32(0.0625)
    s = np.float32(1.0 / 120.0)
    s = s * y + np.float32(1.0 / 24.0)
    s = s * y + np.float32(1.0 / 6.0)
    s = s * y + np.float32(0.5)
    s = s * y + np.float32(1.0)
    s = s * y + np.float32(1.0)
    s = s * s
    s = s * s
    s = s * s
    return s * s


@within
def normalise(x: Floats, gamma: Floats, beta: Floats, out: Floats) -> None:
    """Layer norm of each row."""
    n = x.shape[1]
    for r in range(len(x)):
        total = np.float32(0.0)
        for at in range(n):
            total += x[r, at]
        mean = total / np.float32(n)
        squares = np.float32(0.0)
        for at in range(n):
            squares += (x[r, at] - mean) * (x[r, at] - mean)
        scale = np.float32(1.0) / np.sqrt(squares / np.float32(n) + EPSILON)
        for at in range(n):
            out[r, at] = (x[r, at] - mean) * scale * gamma[at] + beta[at]


@within
def _gelu(x: np.float32) -> np.float32:
    """A number times the chance that a normal one is below it.

    The error function is Abramowitz and Stegun's 7.1.28, good to 3e-7.
    """
    z = min(abs(x) * np.float32(0.7071067811865476), np.float32(6.0))
    s = np.float32(0.0000430638)
    s = s * z + np.float32(0.0002765672)
    s = s * z + np.float32(0.0001520143)
    s = s * z + np.float32(0.0092705272)
    s = s * z + np.float32(0.0422820123)
    s = s * z + np.float32(0.0705230784)
    s = s * z + np.float32(1.0)
    s = s * s
    s = s * s
    s = s * s
    s = s * s
    erf = np.float32(1.0) - np.float32(1.0) / s
    return np.float32(0.5) * (x + abs(x) * erf)


@within
def activate(rows: Floats) -> None:
    """GELU of each number, in place."""
    for r in range(len(rows)):
        for at in range(rows.shape[1]):
            rows[r, at] = _gelu(rows[r, at])


@within
def to_shares(weights: Floats, n: int) -> None:
    """Softmax of the first n numbers."""
    largest = FAR_BELOW
    for t in range(n):
        largest = max(largest, weights[t])
    total = np.float32(0.0)
    for t in range(n):
        weights[t] = exp(weights[t] - largest)
        total += weights[t]
    share = np.float32(1.0) / total
    for t in range(n):
        weights[t] *= share


@within
def insert(value: np.float32, at: int, best: Floats, places: Ints) -> None:
    """Put a number among the largest, if it is one."""
    place = len(best) - 1
    if value <= best[place]:
        return
    while place > 0 and best[place - 1] < value:
        best[place] = best[place - 1]
        places[place] = places[place - 1]
        place -= 1
    best[place] = value
    places[place] = at
