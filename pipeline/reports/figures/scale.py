"""Time drawn so that talking stays readable beside long waiting."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reports.rows import Row

MOST_WAITING = 0.42  # share of the width that waiting may take; more is drawn shorter, and said so
TICK_STEPS_S = (15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
TICKS = 7
TICK_ROOM = 0.055  # share of the width that the label of a tick takes


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds of a contact to places on the drawn axis: straight between its knots."""

    times_s: Sequence[float]
    places: Sequence[float]
    is_shortened: bool

    def __call__(self, at_s: float) -> float:
        """Where a second of the contact is drawn; beyond the ends the axis goes on unshortened."""
        after = bisect_right(self.times_s, at_s)
        if after == 0:
            return self.places[0] + at_s - self.times_s[0]
        if after == len(self.times_s):
            return self.places[-1] + at_s - self.times_s[-1]
        began, ended = self.times_s[after - 1], self.times_s[after]
        share = (at_s - began) / (ended - began)
        return self.places[after - 1] + share * (self.places[after] - self.places[after - 1])

    @property
    def width(self) -> float:
        """The drawn length from the first knot to the last."""
        return max(self.places[-1] - self.places[0], 1e-6)


def scale_of(legs: Sequence[Row], end_s: float) -> Scale:
    """The scale of a contact: true to time, except that waiting takes at most `MOST_WAITING` of it."""
    stretches: list[tuple[float, bool]] = []  # length, whether it is waiting
    start_s = at_s = -float(legs[0]["wait_before_s"] or 0) if legs else 0.0
    for leg in sorted(legs, key=lambda leg: float(leg["start_s"])):
        for until_s, is_waiting in ((leg["start_s"], True), (leg["end_s"], False)):
            if until_s > at_s:
                stretches.append((until_s - at_s, is_waiting))
                at_s = until_s
    if end_s > at_s:
        stretches.append((end_s - at_s, False))
    waited_s = sum(length for length, is_waiting in stretches if is_waiting)
    talked_s = sum(length for length, is_waiting in stretches if not is_waiting)
    allowed_s = talked_s * MOST_WAITING / (1 - MOST_WAITING)
    shorter = min(1.0, allowed_s / waited_s) if waited_s and talked_s else 1.0
    times_s, places = [start_s], [start_s * shorter]
    for length, is_waiting in stretches:
        times_s.append(times_s[-1] + length)
        places.append(places[-1] + length * (shorter if is_waiting else 1.0))
    return Scale(times_s, places, is_shortened=shorter < 1.0)


def ticks_of(legs: Sequence[Row], scale: Scale, *, room: float = TICK_ROOM) -> list[float]:
    """The seconds to write at the axis: where legs begin and end, and round ones between.

    `room` is the share of the width that a label takes; where one has none it is left out.
    """
    edges = [edge for leg in legs for edge in (leg["start_s"], leg["end_s"])]
    step = next((s for s in TICK_STEPS_S if scale.width / s <= TICKS), TICK_STEPS_S[-1])
    round_ones = [
        float(second)
        for leg in legs
        for second in range(0, int(leg["end_s"]) + 1, step)
        if leg["start_s"] < second < leg["end_s"]
    ]
    chosen: list[float] = []
    for tick in (scale.times_s[0], *edges, *round_ones):
        if all(abs(scale(tick) - scale(other)) >= room * scale.width for other in chosen):
            chosen.append(tick)
    return sorted(chosen)
