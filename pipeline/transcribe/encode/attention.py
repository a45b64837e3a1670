"""Attention of each frame of a window to all of them, in whole numbers."""

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.arithmetic.kernels import Bytes, Floats, Ints, lines, within
from pipeline.transcribe.arithmetic.keys import HEAD, SCALE, n_numbers
from pipeline.transcribe.arithmetic.tiles import (
    MOST,
    N_OUTPUTS,
    N_ROWS,
    begin_tiles,
    end_tiles,
    tile,
)

HALF = np.float32(MOST // 2)  # of what is asked, above and below nothing
STEPS = np.float32(MOST)  # of shares
PART = np.float32(1.0 / 16.0)  # of an exponent, whose Taylor series is short then
GOLDEN = 0.6180339887498949
UNHEARD = np.float32(-14.0)  # what is liked so much less than the most has no share


@within
def uneven(n_frames: int) -> Floats:
    """For each frame how much is added before its share is cut to whole steps, 0 to 1.

    Many frames have less than a step each. Cut at the same place, all of them would be lost or all be
    counted; cut here and there, they count for what they are together.
    """
    out = np.empty(n_frames, np.float32)
    for t in range(n_frames):
        out[t] = np.float32((t * GOLDEN) % 1.0)
    return out


@within
def attend(
    asked: Floats, heard: Bytes, sums: Ints, sizes: Floats, added: Floats, out: Floats
) -> None:
    """Each frame attends to all, as `keep_heard` keeps them; its query is what `asked` begins with.

    `added` is of `uneven`.
    """
    n_frames, n = out.shape
    n_heads = n // HEAD
    room = n_numbers(n_frames)
    n_padded = room // HEAD
    steps, shares = lines(N_ROWS, HEAD), lines(N_ROWS, n_padded)
    likings = lines(N_ROWS, 4 * n_padded).view(np.int32)
    gathered = lines(N_ROWS, 4 * HEAD).view(np.int32)
    row_sizes = np.empty(N_ROWS, np.float32)
    begun, nothing = np.zeros(n_padded, np.int32), np.zeros(HEAD, np.int32)
    begin_tiles()
    for head in range(n_heads):
        low = head * HEAD
        keys = heard[head * room : (head + 1) * room]
        values = heard[(n_heads + head) * room : (n_heads + head + 1) * room]
        for t in range(n_frames):
            begun[t] = -np.int32(HALF) * sums[head, t]
        for first in range(0, n_frames, N_ROWS):
            n_rows = min(N_ROWS, n_frames - first)
            for r in range(n_rows):
                query = asked[first + r, low : low + HEAD]
                row_sizes[r] = _ask(query, sizes[low : low + HEAD], steps[r])
            for block in range(n_padded // N_OUTPUTS):
                tile(steps, 0, keys, block, begun, likings, block * N_OUTPUTS)
            for r in range(n_rows):
                total = _share(likings[r], row_sizes[r] * SCALE, added, shares[r])
                row_sizes[r] = np.float32(1.0) / total
            for block in range(HEAD // N_OUTPUTS):
                tile(shares, 0, values, block, nothing, gathered, block * N_OUTPUTS)
            of_values = sizes[n + low : n + low + HEAD]
            for r in range(n_rows):
                found, here, size = gathered[r], out[first + r, low : low + HEAD], row_sizes[r]
                for d in range(HEAD):
                    here[d] = np.float32(found[d]) * (size * of_values[d])
    end_tiles()


@within
def _ask(query: Floats, sizes: Floats, steps: NDArray[np.uint8]) -> np.float32:
    """One head's part of a query in whole numbers; the size of a step."""
    largest = np.float32(1e-20)
    for d in range(HEAD):
        largest = max(largest, abs(query[d] * sizes[d]))
    factor = HALF / largest
    for d in range(HEAD):
        steps[d] = np.uint8(np.int32(np.rint(query[d] * sizes[d] * factor) + HALF))
    return largest / HALF


@within
def _share(likings: Ints, size: np.float32, added: Floats, shares: NDArray[np.uint8]) -> np.float32:
    """Softmax but for its division, in whole steps; gives their sum. The largest is `STEPS`."""
    largest = likings[0]
    for t in range(len(added)):
        largest = max(largest, likings[t])
    most, part, total = np.float32(largest), size * PART, np.int32(0)
    for t in range(len(added)):
        share = np.int32(_exp((np.float32(likings[t]) - most) * part) * STEPS + added[t])
        total += share
        shares[t] = np.uint8(share)
    return np.float32(total)


@within
def _exp(y: np.float32) -> np.float32:
    """The exponential of 1 / `PART` times a number of 0 or less, as exactly as whole steps want it."""
    y = max(y, UNHEARD * PART)
    s = np.float32(1.0 / 6.0)
    s = s * y + np.float32(0.5)
    s = s * y + np.float32(1.0)
    s = s * y + np.float32(1.0)
    s = s * s
    s = s * s
    s = s * s
    return s * s
