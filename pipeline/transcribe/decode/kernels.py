"""The loops of the decoder that are no matrix product, compiled for the processor when first used.

Rows are hypotheses: at each step every hypothesis of every window has one.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Shorts = NDArray[np.int16]
Bytes = NDArray[np.int8]

HEAD = 64  # numbers a head, the same in every Whisper
N_APART = 4  # numbers of a row that are multiplied as they are
BLOCK = 64  # tokens that are looked at together for the best
N_LIKELY = 24  # tokens that are looked at twice
FAR_BELOW = np.float32(-1e30)
EPSILON = np.float32(1e-5)
OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": True, "error_model": "numpy"}


def compiled(function: Any) -> Any:
    """The function in machine code, kept on disk where there is a place for it."""
    try:
        return numba.njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no folder that may be written
        return numba.njit(**OPTIONS)(function)


def within(function: Any) -> Any:
    """A part of compiled functions, put into each of them. It is never called: what a call finds on
    disk may be optimised otherwise than what was compiled now, and the last bit differ.
    """
    return numba.njit(forceinline=True, **OPTIONS)(function)


@within
def _exp(x: np.float32) -> np.float32:
    """The exponential of a number of 0 or less, as a sum that can be worked out for eight at once.

    The sixteenth part of x goes into a Taylor series, whose value is squared four times.
    """
    y = max(x, np.float32(-60.0)) * np.float32(0.0625)
    s = np.float32(1.0 / 40320.0)
    s = s * y + np.float32(1.0 / 5040.0)
    s = s * y + np.float32(1.0 / 720.0)
    s = s * y + np.float32(1.0 / 120.0)
    s = s * y + np.float32(1.0 / 24.0)
    s = s * y + np.float32(1.0 / 6.0)
    s = s * y + np.float32(0.5)
    s = s * y + np.float32(1.0)
    s = s * y + np.float32(1.0)
    s = s * s
    s = s * s
    s = s * s
    return s * s


@compiled
def to_steps(
    rows: Floats,
    above: np.float32,
    least: np.float32,
    steps: Floats,
    sizes: Floats,
    places: Ints,
    apart: Floats,
) -> None:
    """Each row in steps of one size, so that its largest number is `above` of them.

    The few that stick out most are put apart with their places, and are 0 among the steps: the rest
    would be rough beside them. No step is smaller than `least`.
    """
    most, where = np.empty(N_APART + 1, np.float32), np.empty(N_APART + 1, np.int32)
    for r in range(len(rows)):
        most[:] = FAR_BELOW
        for at in range(rows.shape[1]):
            if abs(rows[r, at]) > most[N_APART]:
                _insert(abs(rows[r, at]), at, most, where)
        size = max(most[N_APART] / above, least)
        factor = np.float32(1.0) / size
        for at in range(rows.shape[1]):
            steps[r, at] = rows[r, at] * factor
        for i in range(N_APART):
            places[r, i] = where[i]
            apart[r, i] = steps[r, where[i]]
            steps[r, where[i]] = np.float32(0.0)
        sizes[r] = size


@compiled
def settle(
    product: Floats,
    sizes: Floats,
    places: Ints,
    apart: Floats,
    columns: Bytes,
    column_sizes: Floats,
    bias: Floats,
) -> None:
    """A product of steps made that of the rows themselves: what was put apart, sizes and bias."""
    for r in range(len(product)):
        a, b, c, d = apart[r, 0], apart[r, 1], apart[r, 2], apart[r, 3]
        of_a, of_b = columns[places[r, 0]], columns[places[r, 1]]
        of_c, of_d = columns[places[r, 2]], columns[places[r, 3]]
        size = sizes[r]
        for at in range(product.shape[1]):
            more = a * np.float32(of_a[at]) + b * np.float32(of_b[at])
            more += c * np.float32(of_c[at]) + d * np.float32(of_d[at])
            product[r, at] = (product[r, at] + more * column_sizes[at]) * size + bias[at]


@compiled
def normalise(x: Floats, gamma: Floats, beta: Floats, out: Floats) -> None:
    """Layer norm of each row."""
    n = x.shape[1]
    for r in range(len(x)):
        total = np.float32(0.0)
        for at in range(n):
            total += x[r, at]
        mean = total / np.float32(n)
        squares = np.float32(0.0)
        for at in range(n):
            squares += (x[r, at] - mean) * (x[r, at] - mean)
        scale = np.float32(1.0) / np.sqrt(squares / np.float32(n) + EPSILON)
        for at in range(n):
            out[r, at] = (x[r, at] - mean) * scale * gamma[at] + beta[at]


@within
def _gelu(x: np.float32) -> np.float32:
    """A number times the chance that a normal one is below it.

    The error function is Abramowitz and Stegun's 7.1.28, good to 3e-7.
    """
    z = min(abs(x) * np.float32(0.7071067811865476), np.float32(6.0))
    s = np.float32(0.0000430638)
    s = s * z + np.float32(0.0002765672)
    s = s * z + np.float32(0.0001520143)
    s = s * z + np.float32(0.0092705272)
    s = s * z + np.float32(0.0422820123)
    s = s * z + np.float32(0.0705230784)
    s = s * z + np.float32(1.0)
    s = s * s
    s = s * s
    s = s * s
    s = s * s
    erf = np.float32(1.0) - np.float32(1.0) / s
    return np.float32(0.5) * (x + abs(x) * erf)


@compiled
def activate(rows: Floats) -> None:
    """GELU of each number, in place."""
    for r in range(len(rows)):
        for at in range(rows.shape[1]):
            rows[r, at] = _gelu(rows[r, at])


@compiled
def attend_to_said(
    asked: Floats,
    said: Floats,
    paths: Ints,
    lengths: Ints,
    out: Floats,
    weights: Floats,
) -> None:
    """Each row attends to the tokens that were said before it, and to its own.

    `asked` holds query, key and value of each row; key and value go into `said` at the place
    of the row's own token, the last of its path. `paths[r, :lengths[r]]` are the places of a row.
    """
    n = out.shape[1]
    for r in range(len(out)):
        place = paths[r, lengths[r] - 1]
        for at in range(2 * n):
            said[place, at] = asked[r, n + at]
    scale = np.float32(1.0 / np.sqrt(HEAD))
    for r in range(len(out)):
        length = lengths[r]
        for head in range(n // HEAD):
            low = head * HEAD
            for i in range(length):
                place = paths[r, i]
                dot = np.float32(0.0)
                for d in range(HEAD):
                    dot += asked[r, low + d] * said[place, low + d]
                weights[i] = dot * scale
            _to_shares(weights, length)
            for d in range(HEAD):
                out[r, low + d] = np.float32(0.0)
            for i in range(length):
                place = paths[r, i]
                for d in range(HEAD):
                    out[r, low + d] += weights[i] * said[place, n + low + d]


@compiled
def keep_heard(product: Floats, heard: Bytes, scales: Floats) -> None:
    """Keys and values of a window, as whole numbers: each number of a head lies along time.

    `product` is frames x numbers, `heard` numbers x frames; `scales` has one for each number.
    """
    n_frames = len(product)
    n = product.shape[1]
    largest = np.zeros(n, np.float32)
    for t in range(n_frames):
        for at in range(n):
            largest[at] = max(largest[at], abs(product[t, at]))
    for at in range(n):
        scales[at] = max(largest[at], np.float32(1e-20)) / np.float32(127.0)
        largest[at] = np.float32(1.0) / scales[at]
    for first in range(0, n, 16):
        for t in range(n_frames):
            for at in range(first, first + 16):
                heard[at, t] = np.int8(np.rint(product[t, at] * largest[at]))


@compiled
def attend_to_heard(
    queries: Floats,
    heard: Bytes,
    scales: Floats,
    out: Floats,
    weights: Floats,
    heads: Ints,
    kept: Floats,
) -> None:
    """The rows of one window attend to what is heard in it.

    `heard` holds the keys, then the values, numbers x frames.
    `weights` is room for two rows' attention. Where a head has a place in `heads` (-1: none), its
    attention is kept in `kept[row, place]`, for the times of the words.
    """
    n = queries.shape[1]
    n_frames = heard.shape[1]
    scale = np.float32(1.0 / np.sqrt(HEAD))
    pair, both = np.zeros((2, HEAD), np.float32), np.empty((2, HEAD), np.float32)
    weights[1] = np.float32(0.0)
    for head in range(n // HEAD):
        low = head * HEAD
        keys = heard[low : low + HEAD]
        values = heard[n + low : n + low + HEAD]
        value_scales = scales[n + low : n + low + HEAD]
        for first in range(0, len(queries), 2):
            last = min(first + 2, len(queries))
            for r in range(first, last):
                for d in range(HEAD):
                    pair[r - first, d] = queries[r, low + d] * scales[low + d] * scale
            _compare(pair, keys, weights)
            for r in range(first, last):
                _to_shares(weights[r - first], n_frames)
                if heads[head] >= 0:
                    for t in range(n_frames):
                        kept[r, heads[head], t] = weights[r - first, t]
            _gather(weights, values, value_scales, both)
            for r in range(first, last):
                for d in range(HEAD):
                    out[r, low + d] = both[r - first, d]


@within
def _to_shares(weights: Floats, n: int) -> None:
    """Softmax of the first n numbers."""
    largest = FAR_BELOW
    for t in range(n):
        largest = max(largest, weights[t])
    total = np.float32(0.0)
    for t in range(n):
        weights[t] = _exp(weights[t] - largest)
        total += weights[t]
    share = np.float32(1.0) / total
    for t in range(n):
        weights[t] *= share


@within
def _compare(pair: Floats, keys: Bytes, weights: Floats) -> None:
    """The products of two queries with the key of each frame: each key is made a float once."""
    n_frames = keys.shape[1]
    for t in range(n_frames):
        weights[0, t] = np.float32(0.0)
        weights[1, t] = np.float32(0.0)
    for d in range(0, HEAD, 4):
        p0, p1, p2, p3 = pair[0, d], pair[0, d + 1], pair[0, d + 2], pair[0, d + 3]
        q0, q1, q2, q3 = pair[1, d], pair[1, d + 1], pair[1, d + 2], pair[1, d + 3]
        for t in range(n_frames):
            k0 = np.float32(keys[d, t])
            k1 = np.float32(keys[d + 1, t])
            k2 = np.float32(keys[d + 2, t])
            k3 = np.float32(keys[d + 3, t])
            weights[0, t] += p0 * k0 + p1 * k1 + p2 * k2 + p3 * k3
            weights[1, t] += q0 * k0 + q1 * k1 + q2 * k2 + q3 * k3


@within
def _gather(weights: Floats, values: Bytes, scales: Floats, out: Floats) -> None:
    """The values of all frames, each by its weight, for two rows."""
    for d in range(0, HEAD, 2):
        s0 = np.float32(0.0)
        s1 = np.float32(0.0)
        u0 = np.float32(0.0)
        u1 = np.float32(0.0)
        for t in range(values.shape[1]):
            v0 = np.float32(values[d, t])
            v1 = np.float32(values[d + 1, t])
            s0 += weights[0, t] * v0
            s1 += weights[0, t] * v1
            u0 += weights[1, t] * v0
            u1 += weights[1, t] * v1
        out[0, d] = s0 * scales[d]
        out[0, d + 1] = s1 * scales[d + 1]
        out[1, d] = u0 * scales[d]
        out[1, d + 1] = u1 * scales[d + 1]


@compiled
def best_tokens(
    logits: Floats,
    rows: Floats,
    allowed: Floats,
    table: Shorts,
    table_sizes: Floats,
    tokens: Ints,
    logprobs: Floats,
) -> None:
    """The likeliest tokens of each row with the logarithms of their probabilities, best first.

    `logits` are of `rows` with all tokens, and a little rough; the likeliest are looked at again
    with the `table` of tokens itself. `allowed` is 0 for a token that may be said and far
    below for one that may not.
    """
    n_tokens = logits.shape[1]
    n_blocks = (n_tokens + BLOCK - 1) // BLOCK
    tops = np.empty(n_blocks, np.float32)
    rough, likely = np.empty(N_LIKELY, np.float32), np.empty(N_LIKELY, np.int32)
    for r in range(len(logits)):
        _allow(logits[r], allowed, tops)
        _pick(logits[r], tops, rough, likely)
        largest = rough[0]
        total = np.float32(0.0)
        for at in range(n_tokens):
            total += _exp(logits[r, at] - largest)
        tokens[r, :] = -1
        logprobs[r, :] = FAR_BELOW
        for i in range(N_LIKELY):
            if likely[i] < 0:
                continue
            dot = np.float32(0.0)
            for d in range(rows.shape[1]):
                dot += rows[r, d] * np.float32(table[likely[i], d])
            logit = dot * table_sizes[likely[i]] + allowed[likely[i]]
            total += np.exp(logit - largest) - _exp(rough[i] - largest)
            _insert(logit, likely[i], logprobs[r], tokens[r])
        log_total = largest + np.log(total)
        for place in range(tokens.shape[1]):
            logprobs[r, place] -= log_total


@within
def _allow(logits: Floats, allowed: Floats, tops: Floats) -> None:
    """Put off what may not be said; the most of each block of tokens."""
    for block in range(len(tops)):
        top = FAR_BELOW
        for at in range(block * BLOCK, min((block + 1) * BLOCK, len(logits))):
            logits[at] += allowed[at]
            top = max(top, logits[at])
        tops[block] = top


@within
def _pick(logits: Floats, tops: Floats, best: Floats, places: Ints) -> None:
    """The largest numbers and their places, largest first; a place is -1 where there is none."""
    best[:] = FAR_BELOW
    places[:] = -1
    for block in range(len(tops)):
        if tops[block] <= best[-1]:
            continue
        for at in range(block * BLOCK, min((block + 1) * BLOCK, len(logits))):
            if logits[at] > best[-1]:
                _insert(logits[at], at, best, places)


@within
def _insert(value: np.float32, at: int, best: Floats, places: Ints) -> None:
    """Put a number among the largest, if it is one."""
    place = len(best) - 1
    if value <= best[place]:
        return
    while place > 0 and best[place - 1] < value:
        best[place] = best[place - 1]
        places[place] = places[place - 1]
        place -= 1
    best[place] = value
    places[place] = at
