"""Attention of rows to what was said before them, and to what is heard.

What is heard is kept in whole numbers, packed for `tile`: of each head the keys, whose outputs are
frames, and the values, whose inputs are frames. What is multiplied with them is brought to whole
numbers twice, once roughly and once for what that left, so that nothing to speak of is lost.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.decode.kernels import (
    FAR_BELOW,
    Bytes,
    Floats,
    Ints,
    exp,
    to_shares,
    up_to,
    within,
)
from pipeline.transcribe.decode.tiles import N_OUTPUTS, N_ROWS, QUAD, tile

HEAD = 64  # numbers a head, the same in every Whisper
LARGEST = np.float32(127.0)  # of keys, values and shares
HALF = np.float32(63.0)  # of what is asked, above and below nothing
FINER = np.float32(126.0)  # steps in one: what rounding leaves is half of it at most
PAIR = N_ROWS // 2  # rows that are multiplied together, each twice
SCALE = np.float32(1.0 / np.sqrt(HEAD))


@within
def attend_to_said(
    asked: Floats,
    said: Floats,
    paths: Ints,
    lengths: Ints,
    out: Floats,
) -> None:
    """Each row attends to the tokens that were said before it, and to its own.

    `asked` holds query, key and value of each row; key and value go into `said` at the place
    of the row's own token, the last of its path. `paths[r, :lengths[r]]` are the places of a row.
    """
    n = out.shape[1]
    weights = np.empty((n // HEAD, paths.shape[1]), np.float32)
    for r in range(len(out)):
        place = paths[r, lengths[r] - 1]
        for at in range(2 * n):
            said[place, at] = asked[r, n + at]
    for r in range(len(out)):
        length = lengths[r]
        for i in range(length):
            place = paths[r, i]
            for head in range(n // HEAD):
                dot = np.float32(0.0)
                for d in range(head * HEAD, head * HEAD + HEAD):
                    dot += asked[r, d] * said[place, d]
                weights[head, i] = dot * SCALE
        for head in range(n // HEAD):
            to_shares(weights[head], length)
        out[r] = np.float32(0.0)
        for i in range(length):
            place = paths[r, i]
            for head in range(n // HEAD):
                weight = weights[head, i]
                for d in range(head * HEAD, head * HEAD + HEAD):
                    out[r, d] += weight * said[place, n + d]


@within
def n_numbers(n_frames: int) -> int:
    """How much room the keys of one head take, or its values."""
    room: int = up_to(n_frames, N_OUTPUTS) * HEAD
    return room


@within
def keep_heard(product: Floats, heard: Bytes, sums: Ints, sizes: Floats) -> None:
    """Keys and values of a window, frames x numbers, as whole numbers: each number has its own size.

    `heard` is room for each head's keys, then each head's values; `sums` has one for each head and
    frame, of the keys, `sizes` one for each number.
    """
    n_frames = len(product)
    n = product.shape[1] // 2
    n_heads = n // HEAD
    largest = np.zeros(2 * n, np.float32)
    for t in range(n_frames):
        for at in range(2 * n):
            largest[at] = max(largest[at], abs(product[t, at]))
    for at in range(2 * n):
        sizes[at] = max(largest[at], np.float32(1e-20)) / LARGEST
        largest[at] = np.float32(1.0) / sizes[at]
    room = n_numbers(n_frames)
    n_quads = room // HEAD // QUAD  # of frames
    for head in range(n_heads):
        keys = heard[head * room : (head + 1) * room]
        values = heard[(n_heads + head) * room : (n_heads + head + 1) * room]
        for t in range(n_frames):
            total = np.int32(0)
            first = t // N_OUTPUTS * N_OUTPUTS * HEAD + t % N_OUTPUTS * QUAD
            for d in range(HEAD):
                at = head * HEAD + d
                whole = np.int8(np.rint(product[t, at] * largest[at]))
                total += np.int32(whole)
                keys[first + d // QUAD * N_OUTPUTS * QUAD + d % QUAD] = whole
            sums[head, t] = total
            first = t // QUAD * N_OUTPUTS * QUAD + t % QUAD
            for d in range(HEAD):
                at = n + head * HEAD + d
                block = first + d // N_OUTPUTS * n_quads * N_OUTPUTS * QUAD
                values[block + d % N_OUTPUTS * QUAD] = np.int8(
                    np.rint(product[t, at] * largest[at])
                )


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
    asked = np.zeros((N_ROWS, HEAD), np.uint8)
    likings = np.empty((N_ROWS, n_padded), np.int32)
    weights = np.empty(n_frames, np.float32)
    shares = np.zeros((N_ROWS, n_padded), np.uint8)
    gathered = np.empty((N_ROWS, HEAD), np.int32)
    row_sizes = np.empty(PAIR, np.float32)
    for head in range(n_heads):
        low = head * HEAD
        keys = heard[head * room : (head + 1) * room]
        values = heard[(n_heads + head) * room : (n_heads + head + 1) * room]
        for first in range(0, len(queries), PAIR):
            n_rows = min(PAIR, len(queries) - first)
            for r in range(n_rows):
                row_sizes[r] = _ask(queries[first + r], sizes, low, asked, 2 * r)
            for block in range(n_padded // N_OUTPUTS):
                tile(asked, 0, keys, block, likings, block * N_OUTPUTS)
            for r in range(n_rows):
                largest = _weigh(likings, 2 * r, sums[head], row_sizes[r], weights)
                total = _share(weights, largest, shares, 2 * r)
                row_sizes[r] = np.float32(1.0) / (LARGEST * total)
                if heads[head] >= 0:
                    for t in range(n_frames):
                        kept[first + r, heads[head], t] = weights[t] / total
            for block in range(HEAD // N_OUTPUTS):
                tile(shares, 0, values, block, gathered, block * N_OUTPUTS)
            for r in range(n_rows):
                for d in range(HEAD):
                    both = np.float32(gathered[2 * r, d])
                    both += np.float32(gathered[2 * r + 1, d]) / LARGEST
                    out[first + r, low + d] = both * row_sizes[r] * sizes[n + low + d]


@within
def _ask(query: Floats, sizes: Floats, low: int, asked: NDArray[np.uint8], row: int) -> np.float32:
    """One head's part of a query in whole numbers, in two rows; the size of the first's steps."""
    largest = np.float32(1e-20)
    for d in range(HEAD):
        largest = max(largest, abs(query[low + d] * sizes[low + d]))
    factor = HALF / largest
    for d in range(HEAD):
        exact = query[low + d] * sizes[low + d] * factor
        rough = np.rint(exact)
        asked[row, d] = np.uint8(rough + HALF)
        asked[row + 1, d] = np.uint8(np.rint((exact - rough) * FINER) + HALF)
    return largest / HALF


@within
def _weigh(likings: Ints, row: int, sums: Ints, size: np.float32, weights: Floats) -> np.float32:
    """How a query likes each frame, from both of its rows; gives the most that it likes one."""
    largest = FAR_BELOW
    for t in range(len(weights)):
        total = np.float32(sums[t])
        rough = np.float32(likings[row, t]) - HALF * total
        rest = np.float32(likings[row + 1, t]) - HALF * total
        weights[t] = (rough + rest / FINER) * (size * SCALE)
        largest = max(largest, weights[t])
    return largest


@within
def _share(weights: Floats, largest: np.float32, shares: NDArray[np.uint8], row: int) -> np.float32:
    """Softmax but for its division, also in whole numbers in two rows of `shares`; gives the sum.

    The largest of them is 1, which is 127 steps.
    """
    total = np.float32(0.0)
    for t in range(len(weights)):
        weight = exp(weights[t] - largest)
        weights[t] = weight
        total += weight
        rough = np.int32(weight * LARGEST)
        shares[row, t] = np.uint8(rough)
        rest = (weight * LARGEST - np.float32(rough)) * LARGEST
        shares[row + 1, t] = np.uint8(np.int32(rest))
    return total
