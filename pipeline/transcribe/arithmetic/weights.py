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


def layers_of(arrays: Arrays, network: str) -> list[str]:
    """Where the weights of each layer of a network lie, `encoder` or `decoder`, first layer first."""
    n_layers = sum(key.startswith(network) and "/ffn/linear_0/weight" in key for key in arrays)
    return [f"{network}/layer_{number}/" for number in range(n_layers)]


def matrices(arrays: Arrays, layers: Sequence[str], part: str) -> Matrix:
    """The matrices of all layers as one."""
    places = [f"{layer}{part}/" for layer in layers]
    return stacked(
        [matrix(floats(arrays[at + "weight"]), floats(arrays[at + "bias"])) for at in places]
    )


def norm(arrays: Arrays, part: str) -> Norm:
    """One layer norm."""
    return Norm(*(floats(arrays[f"{part}layer_norm/{what}"]) for what in ("gamma", "beta")))


def norms(arrays: Arrays, layers: Sequence[str], part: str) -> Norm:
    """The layer norms before a part of all layers as one."""
    each = [norm(arrays, f"{layer}{part}/") for layer in layers]
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
