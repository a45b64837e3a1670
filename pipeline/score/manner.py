"""How an agent puts things, from the meaning of what is said: warm and involved, or cold and brief.

One straight line through the space of turns (`models/manner.npz`), learnt from the empathy that
people gave whole legs; a leg's manner is the mean over the agent's turns, so each turn has its share
in it. It hears warmth and coldness in words that no list of behaviours foresees, and it counts for
less than what can be named.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline import trained
from pipeline.domain import Contact, Leg, Turn
from pipeline.language.senses import placed_meanings

SHOWN = 2  # turns that are shown for it
MOST = 1.5  # points either way


@dataclass(frozen=True)
class _Line:
    """Points that a turn's meaning is worth, before `middle` is taken off."""

    weights: NDArray[np.float32]
    middle: float


def manner(contact: Contact, leg: Leg) -> tuple[float, tuple[int, ...]]:
    """Points above or below an ordinary leg, and the turns that speak for it most."""
    turns = agent_turns(contact, leg)
    if not turns:
        return 0.0, ()
    line = _line()
    shares = placed_meanings([turn.text for turn in turns]) @ line.weights - line.middle
    amount = max(-MOST, min(MOST, float(shares.mean())))
    towards = sorted(zip(shares, turns, strict=True), key=lambda pair: -pair[0] * np.sign(amount))
    return amount, tuple(sorted(turn.turn_no for _, turn in towards[:SHOWN]))


def agent_turns(contact: Contact, leg: Leg) -> tuple[Turn, ...]:
    """What the agent of a leg says to the customer in it."""
    return tuple(
        turn
        for turn in contact.turns_of(leg.leg_no, "agent")
        if turn.agent_id in (None, leg.agent_id)
    )


def forget_manner() -> None:
    """What was learnt is read anew when it is next needed."""
    _line.cache_clear()


@cache
def _line() -> _Line:
    path = trained.FOLDER / "manner.npz"
    if not path.exists():
        raise FileNotFoundError(f"{path.name} is missing in models/; `make train` makes it")
    with np.load(path, allow_pickle=False) as kept:
        return _Line(kept["weights"], float(kept["middle"]))
