"""A network's weights as arithmetic wants them, and whether the processor can do it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba.core.errors import NumbaError

from pipeline.transcribe.arithmetic import tiles
from pipeline.transcribe.arithmetic.kernels import Floats, Norm
from pipeline.transcribe.arithmetic.products import EVEN, Matrix, matrix, product, stacked
from pipeline.transcribe.model_bin import Arrays


def floats(values: Any) -> Floats:
    """An array as float32, in one piece."""
    return np.ascontiguousarray(values, np.float32)


def matrices(arrays: Arrays, parts: Sequence[str]) -> Matrix:
    """The matrices of all layers as one; `parts` are where each one's weights lie."""
    return stacked(
        [matrix(floats(arrays[p + "weight"]), floats(arrays[p + "bias"])) for p in parts]
    )


def norm(arrays: Arrays, part: str) -> Norm:
    """One layer norm."""
    return Norm(*(floats(arrays[f"{part}layer_norm/{what}"]) for what in ("gamma", "beta")))


def norms(arrays: Arrays, parts: Sequence[str]) -> Norm:
    """The layer norms before a part of all layers as one."""
    each = [norm(arrays, part) for part in parts]
    return Norm(np.stack([n.gamma for n in each]), np.stack([n.beta for n in each]))


def runs_here() -> bool:
    """Whether this processor has the product in whole numbers, and it is right."""
    weight = np.outer([1.0, -0.5], np.linspace(-1.0, 1.0, 64)).astype(np.float32)
    row = np.linspace(9.0, -9.0, 64, dtype=np.float32)[None]
    out = np.zeros((1, 2), np.float32)
    if tiles.AVAILABLE:
        try:
            product(row, matrix(weight), EVEN, out)
        except (NumbaError, RuntimeError):
            return False
    return np.allclose(out, row @ weight.T, rtol=0.02)
