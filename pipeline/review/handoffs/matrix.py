"""The handoffs as a matrix: from where, to where, shaded by what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.reports.rows import Row

By = Literal["retellings", "minutes", "money"]
SHADES = 4
FULL_SHADE = 4.0  # retellings or minutes: the darkest means at least this
MOST_PLACES = 14  # rows and columns of a matrix that can still be read
Place = tuple[str | None, str | None]  # queue and partner


@dataclass(frozen=True, slots=True)
class Cell:
    """One way from place to place: its row of `screens_handoffs`, and its shade from 0 to 4."""

    flow: Row
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places that give and places that take, the worst first; cells where anybody was put through."""

    givers: Sequence[Place]
    takers: Sequence[Place]
    cells: dict[tuple[Place, Place], Cell]
    n_left_out: int  # ways that did not fit


def cost_of(flow: Row, by: By, rate_an_hour: float = 0.0) -> float:
    """What a way from place to place cost customers: retellings, minutes of telling and waiting, or
    what those minutes are worth at a rate.
    """
    if by == "retellings":
        return float(flow["n_repeat_story"])
    minutes = (float(flow["customer_seconds_lost"]) + float(flow["wait_seconds"])) / 60
    return minutes / 60 * rate_an_hour if by == "money" else minutes


def giver(flow: Row) -> Place:
    """Where customers were put through from."""
    return flow["from_queue"], flow["from_partner"]


def taker(flow: Row) -> Place:
    """Where they were put through to."""
    return flow["to_queue"], flow["to_partner"]


def matrix_of(flows: Sequence[Row], by: By, rate_an_hour: float = 0.0) -> Matrix:
    """The worst places that fit, and the ways between them."""
    givers: list[Place] = []
    takers: list[Place] = []
    cells: dict[tuple[Place, Place], Cell] = {}
    costs = {id(flow): cost_of(flow, by, rate_an_hour) for flow in flows}
    least = FULL_SHADE / 60 * rate_an_hour if by == "money" else FULL_SHADE
    most = max([least, *costs.values()])
    for flow in sorted(flows, key=lambda flow: -costs[id(flow)]):
        if _fits(giver(flow), givers) and _fits(taker(flow), takers):
            for place, places in ((giver(flow), givers), (taker(flow), takers)):
                if place not in places:
                    places.append(place)
            cells[giver(flow), taker(flow)] = Cell(flow, _shade(costs[id(flow)], most))
    return Matrix(givers, takers, cells, len(flows) - len(cells))


def _fits(place: Place, places: Sequence[Place]) -> bool:
    return place in places or len(places) < MOST_PLACES


def _shade(cost: float, most: float) -> int:
    """0 for nothing; else the quarter of the greatest cost in which it lies, 1 to 4."""
    if not cost:
        return 0
    return min(SHADES, 1 + int(SHADES * cost / most * 0.999))
