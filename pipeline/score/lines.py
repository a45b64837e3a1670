"""What turns are worth by their meaning: a straight line through the space of turns for each row that has one.

A line (`models/<name>.npz`) is learnt from what people gave whole legs or contacts; what the turns of
one are worth is a mean over them, so each turn has its share in it and can be shown. It hears in
words what no list foresees, and it counts for less than what can be named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Contact, Leg, Turn
from pipeline.language.senses import placed_meanings
from pipeline.trained import load_arrays

SHOWN = 2  # turns that are shown for it


@dataclass(frozen=True)
class Line:
    """Points that a turn's meaning is worth, before `middle` is taken off."""

    weights: NDArray[np.float32]
    middle: float


def worth(
    name: str, turns: Sequence[Turn], most: float, weighs: NDArray[np.float64] | None = None
) -> tuple[float, tuple[int, ...]]:
    """Points above or below the ordinary by the line `name`, and the turns that speak for it most.

    At most `most` either way; `weighs` says how much each turn counts, else all count alike.
    """
    if not turns:
        return 0.0, ()
    line = read_line(name)
    shares = placed_meanings([turn.text for turn in turns]) @ line.weights - line.middle
    points = float(np.average(shares, weights=weighs))
    pull = shares if weighs is None else shares * weighs
    towards = sorted(zip(pull, turns, strict=True), key=lambda pair: -pair[0] * np.sign(points))
    return max(-most, min(most, points)), tuple(sorted(t.turn_no for _, t in towards[:SHOWN]))


def agent_turns(contact: Contact, leg: Leg) -> tuple[Turn, ...]:
    """What the agent of a leg says to the customer in it."""
    return tuple(
        turn
        for turn in contact.turns_of(leg.leg_no, "agent")
        if turn.agent_id in (None, leg.agent_id)
    )


def lateness(contact: Contact, turns: Sequence[Turn]) -> NDArray[np.float64]:
    """How much turns count where the end says most: nothing in the first quarter, then ever more."""
    places = {turn.turn_no: place for place, turn in enumerate(contact.turns)}
    late = [places[turn.turn_no] / len(contact.turns) - 0.25 for turn in turns]
    return np.maximum(late, 0.001)


def forget_lines() -> None:
    """What was learnt is read anew when it is next needed."""
    read_line.cache_clear()


@cache
def read_line(name: str) -> Line:
    """The line of that name; raises FileNotFoundError saying how to make it."""
    kept = load_arrays(name)
    return Line(kept["weights"], float(kept["middle"]))
