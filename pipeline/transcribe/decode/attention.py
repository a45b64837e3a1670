"""Attention of rows to what was said before them, and to what is heard.

What is heard is kept in whole numbers, packed for `tile`: of each head the keys, whose outputs are
frames, and the values, whose inputs are frames. What is multiplied with them is brought to whole
numbers twice, once roughly and once for what that left, so that nothing to speak of is lost.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.arithmetic.kernels import (
    Bytes,
    Floats,
    Ints,
    exp,
    lines,
    to_shares,
    within,
)
from pipeline.transcribe.arithmetic.keys import HEAD, SCALE, n_numbers
from pipeline.transcribe.arithmetic.tiles import N_OUTPUTS, N_ROWS, begin_tiles, end_tiles, tile

LARGEST = np.float32(127.0)  # of shares, and of what was said
HALF = np.float32(63.0)  # of what is asked, above and below nothing
FINER = np.float32(126.0)  # steps in one: what rounding leaves is half of it at most
PAIR = N_ROWS // 2  # rows that are multiplied together, each twice


class Past(NamedTuple):
    """Keys and values of what was said, places x numbers, with the sizes of each head's; or those of
    each layer, the layer's number before them.
    """

    whole: Bytes
    sizes: Floats


@within
def attend_to_said(asked: Floats, said: Past, paths: Ints, lengths: Ints, out: Floats) -> None:
    """Each row attends to the tokens that were said before it, and to its own.

    `asked` holds query, key and value of each row; key and value go into `said` at the place
    of the row's own token, the last of its path. `paths[r, :lengths[r]]` are the places of a row.
    """
    n = out.shape[1]
    n_heads = n // HEAD
    for r in range(len(out)):
        place = paths[r, lengths[r] - 1]
        _keep(asked[r, n:], said.whole[place], said.sizes[place])
    weights = np.empty((n_heads, paths.shape[1]), np.float32)
    for r in range(len(out)):
        length = lengths[r]
        for i in range(length):
            place = paths[r, i]
            for head in range(n_heads):
                low = head * HEAD
                query, key = asked[r, low : low + HEAD], said.whole[place, low : low + HEAD]
                dot = np.float32(0.0)
                for d in range(HEAD):
                    dot += query[d] * np.float32(key[d])
                weights[head, i] = dot * (said.sizes[place, head] * SCALE)
        for head in range(n_heads):
            to_shares(weights[head], length)
        out[r] = np.float32(0.0)
        for i in range(length):
            place = paths[r, i]
            for head in range(n_heads):
                low = head * HEAD
                share = weights[head, i] * said.sizes[place, n_heads + head]
                value, total = said.whole[place, n + low : n + low + HEAD], out[r, low : low + HEAD]
                for d in range(HEAD):
                    total[d] += share * np.float32(value[d])


@within
def _keep(numbers: Floats, whole: Bytes, sizes: Floats) -> None:
    """One key and one value as whole numbers, each head's with a size of its own."""
    for head in range(len(sizes)):
        low = head * HEAD
        exact, kept = numbers[low : low + HEAD], whole[low : low + HEAD]
        largest = np.float32(1e-20)
        for d in range(HEAD):
            largest = max(largest, abs(exact[d]))
        sizes[head] = largest / LARGEST
        factor = LARGEST / largest
        for d in range(HEAD):
            kept[d] = np.int8(np.int32(np.rint(exact[d] * factor)))


@within
def attend_to_heard(
    queries: Floats,
    heard: Bytes,
    sums: Ints,
    sizes: Floats,
    heads: Ints,
    out: Floats,
    kept: Floats,
) -> None:
    """The rows of one window attend to what is heard in it, as `keep_heard` keeps it.

    Where a head has a place in `heads` (-1: none), its attention is kept in `kept[row, place]`, for
    the times of the words.
    """
    n, n_frames = queries.shape[1], sums.shape[1]
    n_heads = n // HEAD
    room = n_numbers(n_frames)
    n_padded = room // HEAD
    asked, shares = lines(N_ROWS, HEAD), lines(N_ROWS, n_padded)
    likings = lines(N_ROWS, 4 * n_padded).view(np.int32)
    gathered = lines(N_ROWS, 4 * HEAD).view(np.int32)
    begun, nothing = np.zeros(n_padded, np.int32), np.zeros(HEAD, np.int32)
    weights = np.empty(n_frames, np.float32)
    row_sizes = np.empty(PAIR, np.float32)
    begin_tiles()
    for head in range(n_heads):
        low = head * HEAD
        keys = heard[head * room : (head + 1) * room]
        values = heard[(n_heads + head) * room : (n_heads + head + 1) * room]
        for t in range(n_frames):
            begun[t] = -np.int32(HALF) * sums[head, t]
        for first in range(0, len(queries), PAIR):
            n_rows = min(PAIR, len(queries) - first)
            for r in range(n_rows):
                query = queries[first + r, low : low + HEAD]
                row_sizes[r] = _ask(query, sizes[low : low + HEAD], asked[2 * r], asked[2 * r + 1])
            for block in range(n_padded // N_OUTPUTS):
                tile(asked, 0, keys, block, begun, likings, block * N_OUTPUTS)
            for r in range(n_rows):
                likes = likings[2 * r]
                largest = _weigh(likes, likings[2 * r + 1], n_frames)
                size = row_sizes[r] * (SCALE / FINER)
                total = _share(likes, largest, size, weights, shares[2 * r], shares[2 * r + 1])
                row_sizes[r] = np.float32(1.0) / (LARGEST * total)
                if heads[head] >= 0:
                    attention = kept[first + r, heads[head]]
                    for t in range(n_frames):
                        attention[t] = weights[t] / total
            for block in range(HEAD // N_OUTPUTS):
                tile(shares, 0, values, block, nothing, gathered, block * N_OUTPUTS)
            of_values = sizes[n + low : n + low + HEAD]
            for r in range(n_rows):
                rough, rest = gathered[2 * r], gathered[2 * r + 1]
                here, size = out[first + r, low : low + HEAD], row_sizes[r]
                for d in range(HEAD):
                    both = np.float32(rough[d]) + np.float32(rest[d]) / LARGEST
                    here[d] = both * size * of_values[d]
    end_tiles()


@within
def _ask(
    query: Floats, sizes: Floats, rough: NDArray[np.uint8], finer: NDArray[np.uint8]
) -> np.float32:
    """One head's part of a query in whole numbers, in two rows; the size of the first's steps."""
    largest = np.float32(1e-20)
    for d in range(HEAD):
        largest = max(largest, abs(query[d] * sizes[d]))
    factor = HALF / largest
    for d in range(HEAD):
        exact = query[d] * sizes[d] * factor
        step = np.rint(exact)
        rough[d] = np.uint8(np.int32(step + HALF))
        finer[d] = np.uint8(np.int32(np.rint((exact - step) * FINER) + HALF))
    return largest / HALF


@within
def _weigh(rough: Ints, finer: Ints, n_frames: int) -> np.int32:
    """How a query likes each frame, in the first row from both; gives the most that it likes one.

    They stay whole numbers, of the finer row's steps: the largest of many is found at once then.
    """
    largest = np.int32(-(2**31))
    for t in range(n_frames):
        rough[t] = rough[t] * np.int32(FINER) + finer[t]
        largest = max(largest, rough[t])
    return largest


@within
def _share(
    likings: Ints,
    largest: np.int32,
    size: np.float32,
    weights: Floats,
    rough: NDArray[np.uint8],
    finer: NDArray[np.uint8],
) -> np.float32:
    """Softmax but for its division, also in whole numbers in two rows; gives the sum.

    The largest of them is 1, which is 127 steps.
    """
    most, total = np.float32(largest), np.float32(0.0)
    for t in range(len(weights)):
        weight = exp((np.float32(likings[t]) - most) * size)
        weights[t] = weight
        total += weight
        step = np.int32(weight * LARGEST)
        rough[t] = np.uint8(step)
        rest = (weight * LARGEST - np.float32(step)) * LARGEST
        finer[t] = np.uint8(np.int32(rest))
    return total
