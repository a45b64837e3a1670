"""How a contact sounds to have ended, by the meaning of what was said in it, the end above all.

Four straight cuts through the space of turns (`models/endings.npz`), one for each outcome, learnt from
the outcomes that people gave whole contacts. What they say stands beside the phrases that
`outcome.py` hears, as four features of its sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Contact, Turn
from pipeline.language.senses import placed_meanings
from pipeline.score.lines import lateness
from pipeline.trained import load_arrays

LEAST = -6.0  # log chance under which an ending is as unlikely as can be
N_DIMENSIONS = 384
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Endings:
    """A row of `weights` for each outcome, over what customer and agents meant."""

    outcomes: tuple[str, ...]
    weights: Vector
    intercepts: Vector

    def log_chances(self, meant: Vector) -> dict[str, float]:
        """The log chance of each outcome; `meant` is what `meant_at_the_end` gives."""
        totals = self.weights @ meant + self.intercepts
        logs = totals - np.logaddexp.reduce(totals)
        return {name: max(LEAST, float(log)) for name, log in zip(self.outcomes, logs, strict=True)}


def ending_chances(contact: Contact) -> dict[str, float]:
    """The log chance of each outcome of a contact."""
    return read_endings().log_chances(meant_at_the_end(contact))


def meant_at_the_end(contact: Contact) -> Vector:
    """What the customer's turns mean on average, later ones counting more, and all alike; and the agents'.

    How it went says how an end is meant: "fine" after an hour of refusals is not fine.
    """
    sides: list[Vector] = []
    for speaker in ("customer", "agent"):
        turns = [turn for turn in contact.turns if turn.speaker == speaker]
        sides += _averages(contact, turns) if turns else [np.zeros(N_DIMENSIONS)] * 2
    return np.concatenate(sides)


def _averages(contact: Contact, turns: Sequence[Turn]) -> list[Vector]:
    meant = placed_meanings([turn.text for turn in turns])
    return [np.average(meant, axis=0, weights=lateness(contact, turns)), meant.mean(axis=0)]


def forget_endings() -> None:
    """What was learnt is read anew when it is next needed."""
    read_endings.cache_clear()


@cache
def read_endings() -> Endings:
    """The cuts; raises FileNotFoundError saying how to make them."""
    kept = load_arrays("endings")
    return Endings(tuple(kept["outcomes"].tolist()), kept["weights"], kept["intercepts"])
