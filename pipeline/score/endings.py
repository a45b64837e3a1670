"""How a contact sounds to have ended, by the meaning of what was said in it, the end above all.

For each outcome a sum of two things, learnt together from the outcomes that people gave whole contacts
(`models/endings.npz`): a straight cut through what customer and agents mean on average, and what the
few turns say that tell most of that outcome. Which turns those are is learnt as well, from what a turn
means and how near the end it stands (attention: a softmax over the turns of a party). The log
chances stand beside the phrases that `outcome.py` hears, as four features of its sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Contact, Turn
from pipeline.language.meaning import N_DIMENSIONS
from pipeline.language.senses import PARTIES, placed_meanings
from pipeline.score.lines import lateness
from pipeline.trained import load_arrays

LEAST = -6.0  # log chance under which an ending is as unlikely as can be
LAST_TURNS = 2.0  # turns from the end over which the last ones count less and less
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """What one party said in a contact: what each turn means, and where it stands.

    `place` goes from 0 to 1 at the end, `is_last` is 1 for the contact's last turn and fades before it.
    """

    rows: Vector  # turns x 384
    place: Vector
    is_last: Vector


@dataclass(frozen=True)
class Endings:
    """For each outcome the weights of the averages, and for each party what turns are heeded and tell."""

    outcomes: tuple[str, ...]
    weights: Vector  # outcomes x (4 x 384), over what `meant_at_the_end` gives
    intercepts: Vector  # outcomes
    heeds: Vector  # parties x outcomes x 384
    late: Vector  # parties x outcomes: more heed for later turns
    last: Vector  # parties x outcomes: and for the last ones
    tells: Vector  # parties x outcomes x 384

    def log_chances(self, meant: Vector, said: Sequence[Said]) -> dict[str, float]:
        """The log chance of each outcome, from the averages and from what each party said."""
        totals = self.weights @ meant + self.intercepts
        for party, each in enumerate(said):
            if len(each.rows):
                heed = each.rows @ self.heeds[party].T
                heed = heed + np.outer(each.place, self.late[party])
                heed = heed + np.outer(each.is_last, self.last[party])
                shares = np.exp(heed - heed.max(axis=0))
                told = (shares * (each.rows @ self.tells[party].T)).sum(axis=0)
                totals = totals + told / shares.sum(axis=0)
        logs = totals - np.logaddexp.reduce(totals)
        return {name: max(LEAST, float(log)) for name, log in zip(self.outcomes, logs, strict=True)}


def ending_chances(contact: Contact) -> dict[str, float]:
    """The log chance of each outcome of a contact."""
    return read_endings().log_chances(meant_at_the_end(contact), said_in(contact))


def said_in(contact: Contact) -> list[Said]:
    """What each party said, turn by turn."""
    worded = [turn for turn in contact.turns if turn.text.strip() and turn.speaker in PARTIES]
    place = np.arange(1, len(worded) + 1) / max(1, len(worded))
    is_last = np.exp(-np.arange(len(worded) - 1, -1, -1) / LAST_TURNS)
    said = []
    for party in PARTIES:
        chosen = [number for number, turn in enumerate(worded) if turn.speaker == party]
        rows = placed_meanings([worded[n].text for n in chosen]) if chosen else np.zeros((0, 1))
        said.append(Said(np.asarray(rows, float), place[chosen], is_last[chosen]))
    return said


def meant_at_the_end(contact: Contact) -> Vector:
    """What the customer's turns mean on average, later ones counting more, and all alike; and the agents'.

    How it went says how an end is meant: "fine" after an hour of refusals is not fine.
    """
    sides: list[Vector] = []
    for speaker in PARTIES:
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
    """What was learnt; raises FileNotFoundError saying how to make it."""
    kept = load_arrays("endings")
    outcomes = tuple(kept.pop("outcomes").tolist())
    return Endings(outcomes, **{name: values.astype(float) for name, values in kept.items()})
