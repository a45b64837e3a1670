"""How far a statement says the opposite of an earlier one, by what both mean.

Where nobody remarks on it, a contradiction shows only in the two statements themselves. Each sentence
that is said now is held against each one that was said before: how close they lie in a space in which
sentences about one point do, and how they differ, by the products and the differences of the 384
numbers of their meanings (features of a pair as in Conneau et al. 2017, "Supervised learning of
universal sentence representations"). A cut over the turn and its surroundings says how much it sounds
as something that goes against what was told. All of it was learnt together (`models/opposed_pairs.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.language import spoken_words
from pipeline.language.meaning import N_DIMENSIONS, Vectors, of_length_one
from pipeline.language.senses import placed_sentences
from pipeline.language.sentences import sentences
from pipeline.trained import load_arrays

MODEL = "contradiction_pairs"
MANY_WORDS = 4  # a statement of fewer words says nothing that could be contradicted
NOT_AT_ALL = -8.0  # log odds under which nothing more is told
SHARPLY = 3.0  # how sharply the pair that goes apart most stands out
NO_ROWS: Vectors = np.zeros((0, N_DIMENSIONS), np.float32)


@dataclass(frozen=True)
class Opposites:
    """What was learnt: `axes` of the space (384 x 384), what its closeness weighs, weights of the
    differences and products of a pair, and those of a turn and its surroundings.
    """

    axes: Vectors
    closeness: float
    differences: Vectors
    products: Vectors
    cut: Vectors
    intercept: float

    def pairs(self, now: Vectors, before: Vectors) -> Vectors:
        """How far each sentence said now (rows) goes against each said before (columns)."""
        close = of_length_one(now @ self.axes) @ of_length_one(before @ self.axes).T
        one, other = of_length_one(now), of_length_one(before)
        apart = np.stack([np.abs(each - other) @ self.differences for each in one])
        found: Vectors = close * np.float32(self.closeness) + apart
        found += (one * self.products) @ other.T
        return found

    def log_odds(self, pairs: Vectors, around: Vectors) -> float:
        """The log odds that a statement contradicts an earlier one, from its pairs and surroundings."""
        highest = float(pairs.max())
        together = np.log(np.exp((pairs - highest) * SHARPLY).sum()) / SHARPLY
        return highest + float(together) + float(around @ self.cut) + self.intercept


@dataclass(frozen=True)
class Before:
    """The statements in texts that were said before: what they mean, a row each, and whose they are."""

    rows: Vectors
    text_of: tuple[int, ...]


def statements_in(texts: Sequence[str]) -> Before:
    """The statements of what was said before."""
    each = [statements_of(text) for text in texts]
    text_of = tuple(number for number, rows in enumerate(each) for _ in rows)
    return Before(np.concatenate([NO_ROWS, *each]), text_of)


def opposed(text: str, around: Vectors, before: Before) -> tuple[float, int | None]:
    """The log odds that a statement contradicts one of the earlier ones, and which; None for none.

    `around` is what the turn and its surroundings mean, as `senses.surroundings` gives it.
    """
    now = statements_of(text)
    if not len(now) or not len(before.rows):
        return NOT_AT_ALL, None
    learnt = read_opposites()
    pairs = learnt.pairs(now, before.rows)
    most = int(pairs.max(axis=0).argmax())
    return max(NOT_AT_ALL, learnt.log_odds(pairs, around)), before.text_of[most]


def forget_pairs() -> None:
    """What was learnt is read anew when it is next needed."""
    read_opposites.cache_clear()


@cache
def read_opposites() -> Opposites:
    """What was learnt; raises FileNotFoundError saying how to make it."""
    kept = {name: values.astype(np.float32) for name, values in load_arrays(MODEL).items()}
    return Opposites(
        axes=kept["axes"],
        closeness=float(kept["closeness"]),
        differences=kept["differences"],
        products=kept["products"],
        cut=kept["cut"],
        intercept=float(kept["intercept"]),
    )


def is_statement(sentence: str) -> bool:
    """Whether a sentence states something: it is no question and not too short."""
    return len(spoken_words(sentence)) >= MANY_WORDS and not sentence.endswith("?")


def statements_of(text: str) -> Vectors:
    """The meanings of the statements in a text, a row each."""
    spans = sentences(text)
    chosen = [i for i, (start, end) in enumerate(spans) if is_statement(text[start:end])]
    return placed_sentences(text)[chosen] if chosen else NO_ROWS
