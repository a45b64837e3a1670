"""How far two sentences say opposite things of one point, by what they mean.

Where nobody remarks on it, a contradiction shows only in the two statements themselves. Of each pair of
sentences, one said now and one before, the products and the differences of the 384 numbers of their
meanings go into one straight cut (`models/contradiction_pairs.npz`). The way to make features of a
pair is that of Conneau et al. 2017, "Supervised learning of universal sentence representations".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.language import spoken_words
from pipeline.language.meaning import N_DIMENSIONS, Vectors, meanings
from pipeline.language.sentences import sentences
from pipeline.trained import load_arrays

MODEL = "contradiction_pairs"
MANY_WORDS = 4  # a statement of fewer words says nothing that could be contradicted
CLOSEST = 6  # pairs that are looked at: two sentences about one point are close
NOT_AT_ALL = -5.0  # log odds under which nothing more is told
NO_ROWS: Vectors = np.zeros((0, N_DIMENSIONS), np.float32)


@dataclass(frozen=True)
class Cut:
    """A straight cut through products, differences and closeness of two meanings."""

    weights: Vectors
    intercept: float

    def log_odds(self, pairs: Vectors) -> Vectors:
        """How far each pair (a row of `featured`) is a contradiction."""
        found: Vectors = pairs @ self.weights + np.float32(self.intercept)
        return found


@dataclass(frozen=True)
class Before:
    """The statements in texts that were said before: what they mean, a row each, and whose they are."""

    rows: Vectors
    text_of: tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """A sentence said now and one said before, as features; `earlier` counts the texts before."""

    earlier: int
    features: Vectors


def statements_in(texts: Sequence[str]) -> Before:
    """The statements of what was said before."""
    each = [_statements(text) for text in texts]
    text_of = tuple(number for number, rows in enumerate(each) for _ in rows)
    return Before(np.concatenate([NO_ROWS, *each]), text_of)


def opposed(text: str, before: Before) -> tuple[float, int | None]:
    """The log odds that a statement contradicts one of the earlier ones, and which; None for none."""
    pairs = closest_pairs(text, before)
    if not pairs:
        return NOT_AT_ALL, None
    found = read_cut().log_odds(np.stack([pair.features for pair in pairs]))
    best = int(found.argmax())
    return max(NOT_AT_ALL, float(found[best])), pairs[best].earlier


def closest_pairs(text: str, before: Before) -> list[Pair]:
    """The pairs of statements that are closest in meaning, one of the text, one of what was said before."""
    now = _statements(text)
    close = now @ before.rows.T
    order = np.argsort(-close, axis=None, kind="stable")[:CLOSEST]
    places = zip(*np.unravel_index(order, close.shape), strict=True)
    return [
        Pair(before.text_of[there], featured(now[here], before.rows[there]))
        for here, there in places
    ]


def featured(now: Vectors, before: Vectors) -> Vectors:
    """What is told of a pair: the product and the difference in each direction, and the closeness."""
    closeness = np.array([now @ before], np.float32)
    return np.concatenate([now * before, np.abs(now - before), closeness])


def forget_pairs() -> None:
    """What was learnt is read anew when it is next needed."""
    read_cut.cache_clear()


@cache
def read_cut() -> Cut:
    """The cut; raises FileNotFoundError saying how to make it."""
    kept = load_arrays(MODEL)
    return Cut(kept["weights"], float(kept["intercept"]))


def is_statement(sentence: str) -> bool:
    """Whether a sentence states something: it is no question and not too short."""
    return len(spoken_words(sentence)) >= MANY_WORDS and not sentence.endswith("?")


def _statements(text: str) -> Vectors:
    """The meanings of the statements in a text, a row each."""
    spans = sentences(text)
    chosen = [i for i, (start, end) in enumerate(spans) if is_statement(text[start:end])]
    rows: Vectors = meanings([text])[0].sentences[chosen] if chosen else NO_ROWS
    return rows
