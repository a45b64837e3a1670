"""Products with a network's matrices, in whole numbers as far as that is exact enough."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.arithmetic.kernels import (
    Bytes,
    Floats,
    Ints,
    compiled,
    lines,
    up_to,
    within,
)
from pipeline.transcribe.arithmetic.processor import in_whole_registers
from pipeline.transcribe.arithmetic.tiles import (
    MOST,
    N_INPUTS,
    N_OUTPUTS,
    N_ROWS,
    aligned,
    begin_tiles,
    end_tiles,
    packed,
    tile,
)

N_AT_ONCE = 96  # rows that are best multiplied together: they and the matrix stay in the cache
N_APART = 4  # numbers of a row that are multiplied as they are
N_LANES = 64  # in which the largest numbers of a row are looked for
UNSIGNED = np.int32(0x7FFFFFFF)
N_BLOCKS = 16  # tiles side by side whose sums wait together
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
    in_whole_registers()
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
    steps = lines(up_to(n_rows, N_ROWS), up_to(rows.shape[1], N_INPUTS))
    sizes = np.empty(n_rows, np.float32)
    places, apart = np.empty((n_rows, N_APART), np.int32), np.empty((n_rows, N_APART), np.float32)
    to_steps(rows, kind, steps, sizes, places, apart)
    n_outputs = out.shape[1]
    width = min(up_to(n_outputs, N_OUTPUTS), N_BLOCKS * N_OUTPUTS)
    sums, begun = lines(len(steps), 4 * width).view(np.int32), np.zeros(width, np.int32)
    begin_tiles()
    for low in range(0, n_outputs, N_BLOCKS * N_OUTPUTS):
        high = min(low + N_BLOCKS * N_OUTPUTS, n_outputs)
        for i in range(high - low):
            begun[i] = -np.int32(kind.below) * matrix.sums[low + i]
        for at in range(low, high, N_OUTPUTS):
            for row in range(0, len(steps), N_ROWS):
                tile(steps, row, matrix.weights, at // N_OUTPUTS, begun, sums, at - low)
        of_output, bias = matrix.sizes[low:high], matrix.bias[low:high]
        for r in range(n_rows):
            found, here, size = sums[r], out[r, low:high], sizes[r]
            a, b, c, d = apart[r, 0], apart[r, 1], apart[r, 2], apart[r, 3]
            of_a, of_b = (
                matrix.columns[places[r, 0], low:high],
                matrix.columns[places[r, 1], low:high],
            )
            of_c, of_d = (
                matrix.columns[places[r, 2], low:high],
                matrix.columns[places[r, 3], low:high],
            )
            for i in range(high - low):
                more = a * np.float32(of_a[i]) + b * np.float32(of_b[i])
                more += c * np.float32(of_c[i]) + d * np.float32(of_d[i])
                more += np.float32(found[i])
                here[i] = more * (of_output[i] * size) + bias[i]
    end_tiles()


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
    left, tops = np.empty(rows.shape[1], np.int32), np.empty(N_LANES, np.int32)
    for r in range(len(rows)):
        exact, whole = rows[r], steps[r]
        _find_most(exact, most, where, left, tops)
        size = max(most[N_APART] / kind.above, kind.least)
        factor = np.float32(1.0) / size
        for at in range(len(exact)):
            step = min(max(np.rint(exact[at] * factor), -kind.below), kind.above)
            whole[at] = np.uint8(np.int32(step + kind.below))
        for i in range(N_APART):
            places[r, i] = where[i]
            apart[r, i] = exact[where[i]] * factor
            whole[where[i]] = np.uint8(np.int32(kind.below))
        sizes[r] = size


@within
def _find_most(row: Floats, most: Floats, where: Ints, left: Ints, tops: Ints) -> None:
    """The largest numbers of a row without their signs, largest first, and their places.

    Without its sign a float is ordered as its bits are. Every `N_LANES`th number is in one lane, so
    that the largest of each lane are found at once, and what is compared is few; `left` and `tops` are
    room for a number of each place and lane.
    """
    n, bits = len(row), row.view(np.int32)
    tops[:] = -1
    for low in range(0, n, N_LANES):
        here, kept = bits[low : low + N_LANES], left[low : low + N_LANES]
        if len(here) == N_LANES:
            for lane in range(N_LANES):
                kept[lane] = here[lane] & UNSIGNED
                tops[lane] = max(tops[lane], kept[lane])
        else:
            for lane in range(len(here)):
                kept[lane] = here[lane] & UNSIGNED
                tops[lane] = max(tops[lane], kept[lane])
    for place in range(len(most)):
        best = -1
        for lane in range(N_LANES):
            best = max(best, int(tops[lane]) * N_LANES + lane)
        lane, top, again = best % N_LANES, best // N_LANES, np.int32(-1)
        for at in range(lane, n, N_LANES):
            if left[at] == top:
                where[place] = at
        left[where[place]] = -1
        for at in range(lane, n, N_LANES):
            again = max(again, left[at])
        tops[lane] = again
        most[place] = abs(row[where[place]])
