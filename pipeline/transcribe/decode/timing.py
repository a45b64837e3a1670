"""When each token was said, from what the decoder attended to while it said it.

OpenAI's method: the attention of the heads that follow the sound, each frame's against the other
tokens', smoothed over time; then the cheapest way through it that goes forward only. Its own loops
(`whisper.timing`) hold the interpreter's lock, and windows are timed on several threads.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.arithmetic.kernels import Floats, Ints, compiled, within

MEDIAN = 7  # frames that are smoothed over
HALF = MEDIAN // 2


def starts(attention: Floats, n_frames: int, n_before: int) -> NDArray[np.int64]:
    """The frame at which each token begins, and the end after the last.

    `attention` is rows x heads x frames: `n_before` rows of the prompt but its last, then a row for
    each token and the end, each of the step that brought it forth. Frames from `n_frames` on are
    silence that was added.
    """
    shares = attention[:, :, :n_frames].transpose(1, 0, 2)
    mean = shares.mean(axis=1, keepdims=True)
    spread = shares.std(axis=1, keepdims=True)
    standard = np.ascontiguousarray((shares - mean) / np.maximum(spread, 1e-9), np.float32)
    smooth = np.empty(standard.shape, np.float32)
    _smooth(standard, smooth)
    return first_frames(smooth.mean(axis=0)[n_before:])


def first_frames(liking: Floats) -> NDArray[np.int64]:
    """The first frame of each row on the best way through `liking`, rows x frames."""
    n_rows, n_frames = liking.shape
    steps = np.empty((n_rows + 1, n_frames + 1), np.int32)
    _trace(liking, steps)
    row, frame = n_rows, n_frames
    first = np.zeros(n_rows, np.int64)
    while row > 0:
        first[row - 1] = frame - 1
        step = steps[row, frame]
        row -= step != 2
        frame -= step != 1
    return first


@compiled
def _trace(liking: Floats, steps: Ints) -> None:
    """How each field is best reached: 0 from the row before at the frame before, 1 from the row
    before at the same frame, 2 within the row.
    """
    n_rows, n_frames = liking.shape
    far = np.float32(1e30)
    before = np.full(n_frames + 1, far, np.float32)
    before[0] = np.float32(0.0)
    steps[0, :] = 2
    for row in range(1, n_rows + 1):
        now = np.full(n_frames + 1, far, np.float32)
        steps[row, 0] = 1
        for frame in range(1, n_frames + 1):
            both, down, along = before[frame - 1], before[frame], now[frame - 1]
            if both < down and both < along:
                least, step = both, 0
            elif down < both and down < along:
                least, step = down, 1
            else:
                least, step = along, 2
            now[frame] = least - liking[row - 1, frame - 1]
            steps[row, frame] = step
        before = now


@compiled
def _smooth(values: Floats, out: Floats) -> None:
    """The median of each value with three before and three after it, mirrored at the ends."""
    n = values.shape[2]
    padded = np.empty(n + 2 * HALF, np.float32)
    for head in range(values.shape[0]):
        for row in range(values.shape[1]):
            for at in range(n):
                padded[HALF + at] = values[head, row, at]
            for at in range(HALF):
                padded[HALF - 1 - at] = values[head, row, min(at + 1, n - 1)]
                padded[HALF + n + at] = values[head, row, max(n - 2 - at, 0)]
            for at in range(n):
                out[head, row, at] = _median(padded, at)


@within
def _median(values: Floats, at: int) -> np.float32:
    """The middle one of seven from `at` on, by pairs put in order: no branch, so eight at once."""
    a, b, c, d = values[at], values[at + 1], values[at + 2], values[at + 3]
    e, f, g = values[at + 4], values[at + 5], values[at + 6]
    a, f = min(a, f), max(a, f)
    a, d = min(a, d), max(a, d)
    b, g = min(b, g), max(b, g)
    c, e = min(c, e), max(c, e)
    a, b = min(a, b), max(a, b)
    d, f = min(d, f), max(d, f)
    c, g = min(c, g), max(c, g)
    c, d = min(c, d), max(c, d)
    d, g = min(d, g), max(d, g)
    e, f = min(e, f), max(e, f)
    b, e = min(b, e), max(b, e)
    b, d = min(b, d), max(b, d)
    return min(d, e)
