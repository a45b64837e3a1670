"""Products with the decoder's matrices, in whole numbers as far as that is exact enough."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.decode.kernels import (
    FAR_BELOW,
    Bytes,
    Floats,
    Ints,
    compiled,
    insert,
    up_to,
    within,
)
from pipeline.transcribe.decode.tiles import MOST, N_OUTPUTS, N_ROWS, aligned, packed, tile

N_APART = 4  # numbers of a row that are multiplied as they are
LARGEST = 127  # of a weight


class Matrix(NamedTuple):
    """A matrix of whole numbers for multiplying rows with, and what is added; or one of each layer,
    the layer's number before it.
    """

    weights: Bytes  # packed
    columns: Bytes  # inputs x outputs, for what is put apart
    sums: Ints  # of each output's weights
    sizes: Floats  # of each output's weights
    bias: Floats


class Steps(NamedTuple):
    """What a row is brought to: whole numbers down to -`below`, up to `above`, of at least `least`."""

    below: np.float32
    above: np.float32
    least: np.float32


HALF, SIXTEENTH = np.float32(MOST // 2), np.float32((MOST + 1) // 16)
EVEN = Steps(HALF, HALF, np.float32(1e-20))
OF_GELU = Steps(SIXTEENTH, MOST - SIXTEENTH, np.float32(0.17) / SIXTEENTH)  # never below -0.17


def matrix(weight: Floats, bias: Floats | None = None) -> Matrix:
    """A matrix of floats, outputs x inputs, in whole numbers, each output's with a size of its own."""
    sizes = np.maximum(np.abs(weight).max(axis=1), np.float32(1e-20)) / np.float32(LARGEST)
    whole = np.rint(weight / sizes[:, None]).astype(np.int8)
    return Matrix(
        packed(whole),
        np.ascontiguousarray(whole.T),
        whole.sum(axis=1, dtype=np.int32),
        sizes,
        np.zeros(len(weight), np.float32) if bias is None else bias,
    )


def stacked(matrices: Sequence[Matrix]) -> Matrix:
    """The matrices of all layers as one."""
    weights = aligned(len(matrices), matrices[0].weights.size)
    weights[:] = [each.weights for each in matrices]
    return Matrix(weights, *(np.stack(each) for each in list(zip(*matrices, strict=True))[1:]))


@compiled
def product(rows: Floats, matrix: Matrix, steps: Steps, out: Floats) -> None:
    """`multiply`, to be called."""
    multiply(rows, matrix, steps, out)


@within
def of_layer(matrix: Matrix, layer: int) -> Matrix:
    """The matrix of one layer."""
    return Matrix(
        matrix.weights[layer],
        matrix.columns[layer],
        matrix.sums[layer],
        matrix.sizes[layer],
        matrix.bias[layer],
    )


@within
def multiply(rows: Floats, matrix: Matrix, kind: Steps, out: Floats) -> None:
    """The product of each row with a matrix, and its bias.

    The few numbers of a row that stick out most are put apart and multiplied as they are: the rest
    would be rough beside them.
    """
    n_rows = len(rows)
    steps = np.zeros((up_to(n_rows, N_ROWS), rows.shape[1]), np.uint8)
    sizes = np.empty(n_rows, np.float32)
    places, apart = np.empty((n_rows, N_APART), np.int32), np.empty((n_rows, N_APART), np.float32)
    to_steps(rows, kind, steps, sizes, places, apart)
    sums = np.empty((len(steps), N_OUTPUTS), np.int32)
    n_outputs = out.shape[1]
    for block in range(up_to(n_outputs, N_OUTPUTS) // N_OUTPUTS):
        for row in range(0, len(steps), N_ROWS):
            tile(steps, row, matrix.weights, block, sums, 0)
        low = block * N_OUTPUTS
        for r in range(n_rows):
            a, b, c, d = apart[r, 0], apart[r, 1], apart[r, 2], apart[r, 3]
            of_a, of_b = matrix.columns[places[r, 0]], matrix.columns[places[r, 1]]
            of_c, of_d = matrix.columns[places[r, 2]], matrix.columns[places[r, 3]]
            size = sizes[r]
            for i in range(min(N_OUTPUTS, n_outputs - low)):
                at = low + i
                more = a * np.float32(of_a[at]) + b * np.float32(of_b[at])
                more += c * np.float32(of_c[at]) + d * np.float32(of_d[at])
                more += np.float32(sums[r, i]) - kind.below * np.float32(matrix.sums[at])
                out[r, at] = more * (matrix.sizes[at] * size) + matrix.bias[at]


@within
def to_steps(
    rows: Floats,
    kind: Steps,
    steps: NDArray[np.uint8],
    sizes: Floats,
    places: Ints,
    apart: Floats,
) -> None:
    """Each row in steps of one size, counted from -`below`: its largest number is `above` of them.

    What sticks out most is put apart, in steps too, with its places; none of it is left.
    """
    most, where = np.empty(N_APART + 1, np.float32), np.empty(N_APART + 1, np.int32)
    for r in range(len(rows)):
        most[:] = FAR_BELOW
        for at in range(rows.shape[1]):
            if abs(rows[r, at]) > most[N_APART]:
                insert(abs(rows[r, at]), at, most, where)
        size = max(most[N_APART] / kind.above, kind.least)
        factor = np.float32(1.0) / size
        for at in range(rows.shape[1]):
            step = min(max(np.rint(rows[r, at] * factor), -kind.below), kind.above)
            steps[r, at] = np.uint8(step + kind.below)
        for i in range(N_APART):
            places[r, i] = where[i]
            apart[r, i] = rows[r, where[i]] * factor
            steps[r, where[i]] = np.uint8(kind.below)
        sizes[r] = size
