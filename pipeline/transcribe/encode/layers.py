"""The encoder's layers, compiled into one function."""

from typing import NamedTuple

import numpy as np

from pipeline.transcribe.arithmetic.kernels import (
    Bytes,
    Floats,
    Norm,
    activate,
    compiled,
    normalise,
    within,
)
from pipeline.transcribe.arithmetic.keys import HEAD, keep_heard
from pipeline.transcribe.arithmetic.processor import in_whole_registers
from pipeline.transcribe.arithmetic.products import (
    EVEN,
    N_AT_ONCE,
    OF_GELU,
    Matrix,
    Steps,
    multiply,
    of_layer,
)
from pipeline.transcribe.encode.attention import attend, uneven

REACH = 3  # frames that a convolution looks at


class Layers(NamedTuple):
    """Two convolutions, what each place adds, then in each layer attention and a network after it."""

    first: Matrix
    second: Matrix
    places: Floats
    before_asking: Norm
    asked: Matrix  # queries, keys and values
    out: Matrix
    before_network: Norm
    wide: Matrix
    narrow: Matrix


@compiled
def encode(features: Floats, layers: Layers, last: Norm, heard: Bytes) -> Floats:
    """What is heard in a window, frames of 20 ms x numbers.

    `features` are frames of 10 ms x mels, with an empty one before the first and after the last;
    `heard` is room for the keys and values of a layer, all zeros.
    """
    in_whole_registers()
    n_frames, n = len(features) // 2 - 1, layers.places.shape[1]
    at_first = np.zeros((len(features), n), np.float32)
    _convolve(features, 1, layers.first, EVEN, at_first[1:-1])
    x = np.empty((n_frames, n), np.float32)
    _convolve(at_first, 2, layers.second, OF_GELU, x)
    x += layers.places[:n_frames]
    asked = np.empty((n_frames, 3 * n), np.float32)
    attended = np.empty((n_frames, n), np.float32)
    norm, more = np.empty((N_AT_ONCE, n), np.float32), np.empty((N_AT_ONCE, n), np.float32)
    wide = np.empty((N_AT_ONCE, layers.wide.sums.shape[1]), np.float32)
    sums = np.empty((n // HEAD, n_frames), np.int32)
    sizes = np.empty(2 * n, np.float32)
    added = uneven(n_frames)
    for layer in range(len(layers.out.sums)):
        before, after = layers.before_asking, layers.before_network
        for low in range(0, n_frames, N_AT_ONCE):
            high = min(low + N_AT_ONCE, n_frames)
            normalise(x[low:high], before.gamma[layer], before.beta[layer], norm)
            multiply(norm[: high - low], of_layer(layers.asked, layer), EVEN, asked[low:high])
        keep_heard(asked, n, heard, sums, sizes)
        attend(asked, heard, sums, sizes, added, attended)
        for low in range(0, n_frames, N_AT_ONCE):
            high = min(low + N_AT_ONCE, n_frames)
            n_rows = high - low
            multiply(attended[low:high], of_layer(layers.out, layer), EVEN, more)
            x[low:high] += more[:n_rows]
            normalise(x[low:high], after.gamma[layer], after.beta[layer], norm)
            multiply(norm[:n_rows], of_layer(layers.wide, layer), EVEN, wide)
            activate(wide[:n_rows])
            multiply(wide[:n_rows], of_layer(layers.narrow, layer), OF_GELU, more)
            x[low:high] += more[:n_rows]
    normalise(x, last.gamma, last.beta, attended)
    return attended


@within
def _convolve(frames: Floats, step: int, matrix: Matrix, kind: Steps, out: Floats) -> None:
    """GELU of a convolution over `REACH` frames, every `step` frames."""
    n = frames.shape[1]
    rows = np.empty((N_AT_ONCE, REACH * n), np.float32)
    for low in range(0, len(out), N_AT_ONCE):
        high = min(low + N_AT_ONCE, len(out))
        for r in range(high - low):
            for i in range(REACH):
                rows[r, i * n : (i + 1) * n] = frames[(low + r) * step + i]
        multiply(rows[: high - low], matrix, kind, out[low:high])
        activate(out[low:high])
