"""A space in which what is told lies near the same told in other words.

Turns that mean the same lie close together in the space of `language.meaning`, but so do two turns
that are alike in manner, in mood or in language. This one was learnt from labelled retellings
(`models/retold_space.py`): the axes by which a story and its retelling differ are short in it, those
by which two stories differ are long. A cut beside it says how much a turn sounds as what is told
again does, by itself and by what is said around it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.domain import Contact
from pipeline.language.meaning import N_DIMENSIONS, Vectors, of_length_one
from pipeline.language.senses import (
    N_SURROUNDING,
    placed_meanings,
    placed_sentences,
    surroundings_of,
)
from pipeline.trained import load_arrays


@dataclass(frozen=True)
class Space:
    """`axes` turn a placed meaning into a place in this space, `cut` weighs a turn and its surroundings."""

    axes: Vectors  # 384 x 384
    cut: Vectors  # five times 384

    def of_turns(self, contact: Contact) -> dict[int, Vectors]:
        """Where each turn of a contact lies, as a vector of length 1, by turn number."""
        if not contact.turns:
            return {}
        rows = of_length_one(placed_meanings([turn.text for turn in contact.turns]) @ self.axes)
        return {turn.turn_no: row for turn, row in zip(contact.turns, rows, strict=True)}

    def of_sentences(self, text: str) -> Vectors:
        """Where each sentence of a turn lies, a row each."""
        return of_length_one(placed_sentences(text) @ self.axes)

    def sounds(self, contact: Contact) -> dict[int, float]:
        """How much each turn sounds as what is told again does, in log odds, by turn number."""
        rows = surroundings_of(contact) @ self.cut
        return {turn.turn_no: float(row) for turn, row in zip(contact.turns, rows, strict=True)}


# Meanings as they are: what the space is learnt from.
PLAIN = Space(
    np.eye(N_DIMENSIONS, dtype=np.float32), np.zeros(N_SURROUNDING * N_DIMENSIONS, np.float32)
)


@cache
def load_space() -> Space:
    """Read `models/retold_space.npz`. Raises FileNotFoundError naming the file and how to make it."""
    kept = load_arrays("retold_space")
    return Space(kept["axes"].astype(np.float32), kept["cut"].astype(np.float32))


def forget_space() -> None:
    """What was learnt is read anew when it is next needed."""
    load_space.cache_clear()
