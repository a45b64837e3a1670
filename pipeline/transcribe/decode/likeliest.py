"""The likeliest tokens of rows of logits."""

import numpy as np

from pipeline.transcribe.arithmetic.kernels import (
    FAR_BELOW,
    Floats,
    Ints,
    Shorts,
    exp,
    insert,
    within,
)

LOT = 64  # tokens of which only the likeliest is looked at first
N_LIKELY = 24  # tokens that are looked at twice


@within
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
    with the `table` of tokens itself. `allowed`, which the logits have in them already, is 0 for a
    token that may be said and far below for one that may not.
    """
    n_tokens = logits.shape[1]
    tops = np.empty((n_tokens + LOT - 1) // LOT, np.float32)
    rough, likely = np.empty(N_LIKELY, np.float32), np.empty(N_LIKELY, np.int32)
    for r in range(len(logits)):
        _top(logits[r], tops)
        _pick(logits[r], tops, rough, likely)
        largest = rough[0]
        total = np.float32(0.0)
        for at in range(n_tokens):
            total += exp(logits[r, at] - largest)
        tokens[r, :] = -1
        logprobs[r, :] = FAR_BELOW
        for i in range(N_LIKELY):
            if likely[i] < 0:
                continue
            dot = np.float32(0.0)
            for d in range(rows.shape[1]):
                dot += rows[r, d] * np.float32(table[likely[i], d])
            logit = dot * table_sizes[likely[i]] + allowed[likely[i]]
            total += np.exp(logit - largest) - exp(rough[i] - largest)
            insert(logit, likely[i], logprobs[r], tokens[r])
        log_total = largest + np.log(total)
        for place in range(tokens.shape[1]):
            logprobs[r, place] -= log_total


@within
def _top(logits: Floats, tops: Floats) -> None:
    """The most of each lot of tokens: those that are `len(tops)` from one another."""
    tops[:] = FAR_BELOW
    for first in range(0, len(logits), len(tops)):
        some = logits[first : first + len(tops)]
        for lot in range(len(some)):
            tops[lot] = max(tops[lot], some[lot])


@within
def _pick(logits: Floats, tops: Floats, best: Floats, places: Ints) -> None:
    """The largest numbers and their places, largest first; a place is -1 where there is none."""
    best[:] = FAR_BELOW
    places[:] = -1
    for lot in range(len(tops)):
        if tops[lot] <= best[-1]:
            continue
        for at in range(lot, len(logits), len(tops)):
            if logits[at] > best[-1]:
                insert(logits[at], at, best, places)
