"""The decoder's layers, compiled into one function: no Python between one product and the next."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.arithmetic.kernels import (
    Bytes,
    Floats,
    Ints,
    Norm,
    Shorts,
    activate,
    compiled,
    normalise,
)
from pipeline.transcribe.arithmetic.keys import HEAD, keep_heard, n_numbers
from pipeline.transcribe.arithmetic.processor import in_whole_registers
from pipeline.transcribe.arithmetic.products import (
    EVEN,
    N_AT_ONCE,
    OF_GELU,
    Matrix,
    multiply,
    of_layer,
)
from pipeline.transcribe.decode.attention import Past, attend_to_heard, attend_to_said
from pipeline.transcribe.decode.likeliest import best_tokens

Places = NDArray[np.int64]


class Layers(NamedTuple):
    """All layers: attention to what was said, to what is heard, and the network after it."""

    before_said: Norm
    said_in: Matrix
    said_out: Matrix
    before_heard: Norm
    query: Matrix
    heard_out: Matrix
    before_network: Norm
    wide: Matrix
    narrow: Matrix


class Tokens(NamedTuple):
    """What each token is to the first layer, in whole numbers, and each place after another."""

    table: Shorts
    sizes: Floats
    places: Floats


class Heard(NamedTuple):
    """What each layer looks up in some windows: keys and values as `keep_heard` keeps them.

    Those of a window begin at `at`, its sums at `sums_at`, one layer after another.
    """

    whole: Bytes
    at: Places
    sums: Ints
    sums_at: Places
    sizes: Floats  # windows x layers x numbers
    n_frames: Places


@compiled
def hear(encoded: Floats, matrix: Matrix, whole: Bytes, sums: Ints, sizes: Floats) -> None:
    """What each layer looks up in one window, frames x numbers; `matrix` makes keys and values."""
    in_whole_registers()
    n_frames, n = encoded.shape
    n_sums = n // HEAD * n_frames
    room = 2 * (n // HEAD) * n_numbers(n_frames)
    product = np.empty((n_frames, 2 * n), np.float32)
    for layer in range(len(sizes)):
        for first in range(0, n_frames, N_AT_ONCE):
            last = min(first + N_AT_ONCE, n_frames)
            multiply(encoded[first:last], of_layer(matrix, layer), EVEN, product[first:last])
        keep_heard(
            product,
            0,
            whole[layer * room : (layer + 1) * room],
            sums[layer * n_sums : (layer + 1) * n_sums].reshape(n // HEAD, n_frames),
            sizes[layer],
        )


@compiled
def step(
    layers: Layers,
    last: Norm,
    tokens: Tokens,
    said_tokens: Ints,
    paths: Ints,
    lengths: Ints,
    bounds: Places,
    windows: Places,
    said: Past,
    heard: Heard,
    heads: Ints,
    kept: Floats,
) -> Floats:
    """What comes after each row, the rows of a window from its `bounds` on; see `Decoder.step`."""
    in_whole_registers()
    n_rows, n = len(said_tokens), tokens.places.shape[1]
    n_kept = heads.max() + 1
    x = np.empty((n_rows, n), np.float32)
    for r in range(n_rows):
        token = said_tokens[r]
        for at in range(n):
            x[r, at] = np.float32(tokens.table[token, at]) * tokens.sizes[token]
            x[r, at] += tokens.places[lengths[r] - 1, at]
    norm, out, more = np.empty_like(x), np.empty_like(x), np.empty_like(x)
    asked = np.empty((n_rows, 3 * n), np.float32)
    wide = np.empty((n_rows, layers.wide.sums.shape[1]), np.float32)
    for layer in range(len(said.whole)):
        normalise(x, layers.before_said.gamma[layer], layers.before_said.beta[layer], norm)
        multiply(norm, of_layer(layers.said_in, layer), EVEN, asked)
        attend_to_said(asked, Past(said.whole[layer], said.sizes[layer]), paths, lengths, out)
        multiply(out, of_layer(layers.said_out, layer), EVEN, more)
        x += more
        normalise(x, layers.before_heard.gamma[layer], layers.before_heard.beta[layer], norm)
        multiply(norm, of_layer(layers.query, layer), EVEN, more)
        kept_at = 0
        for number in range(len(windows)):
            window, low, high = windows[number], bounds[number], bounds[number + 1]
            n_frames = heard.n_frames[window]
            room = 2 * (n // HEAD) * n_numbers(n_frames)
            at, n_sums = heard.at[window] + layer * room, n // HEAD * n_frames
            sums_at = heard.sums_at[window] + layer * n_sums
            n_here = (high - low) * n_kept * n_frames
            attend_to_heard(
                more[low:high],
                heard.whole[at : at + room],
                heard.sums[sums_at : sums_at + n_sums].reshape(n // HEAD, n_frames),
                heard.sizes[window, layer],
                heads[layer],
                out[low:high],
                kept[kept_at : kept_at + n_here].reshape(high - low, n_kept, n_frames),
            )
            kept_at += n_here
        multiply(out, of_layer(layers.heard_out, layer), EVEN, more)
        x += more
        normalise(x, layers.before_network.gamma[layer], layers.before_network.beta[layer], norm)
        multiply(norm, of_layer(layers.wide, layer), EVEN, wide)
        activate(wide)
        multiply(wide, of_layer(layers.narrow, layer), OF_GELU, more)
        x += more
    normalise(x, last.gamma, last.beta, out)
    return out


@compiled
def best(
    rows: Floats,
    projection: Matrix,
    tokens: Tokens,
    allowed: Floats,
    best_of: Ints,
    logprobs: Floats,
) -> None:
    """The likeliest tokens after each row, best first, and their log probabilities."""
    in_whole_registers()
    logits = np.empty((len(rows), len(allowed)), np.float32)
    onto = Matrix(
        projection.weights, projection.columns, projection.sums, projection.sizes, allowed
    )
    multiply(rows, onto, EVEN, logits)
    best_tokens(logits, rows, allowed, tokens.table, tokens.sizes, best_of, logprobs)
