"""An agent's own week, for a talk with a coach: the best moment first, then one place to grow.

No comparison with anybody: only the agent's own legs and own trend. Weeks with fewer than five
contacts have no mirror; they say more about chance than about a person.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.reports.rows import Row, Rows
from pipeline.reports.words import Words

SPECIFIC_FROM = 2.0  # empathy above which an agent was more than formulaic
WARM = (
    "names_it",
    "takes_up",
    "tells_back",
    "reassures",
    "owns_it",
    "asks_on",
    "wishes",
    "has_done",
)
AGAINST = ("brushes_off", "sends_away", "script", "bare_ask", "answers_short")
HEARD = ("names_it", "takes_up", "tells_back")  # a leg without any of these passed the story by
PASSED_BY, PASSED_BY_POINTS = "passed_by", 0.25
LEAST_POINTS, LEAST_LEGS, ENOUGH_ALONE = 0.25, 2, 0.5  # a habit, not a slip: or one that is heavy
WEEKS_SHOWN = 12


class NoMirrorError(ValueError):
    """There is no mirror of that agent and week; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A turn of an agent worth showing, and what speaks for it."""

    contact_id: str
    leg_no: int
    turn_no: int
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Habit:
    """What would do most for customers if it changed, in how many legs, and where it shows most."""

    reason: str
    n_legs: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Moment:
    """What a customer said and an agent answered, and what speaks for showing it."""

    contact_id: str
    turn_no: int
    start_s: float
    heard: str | None
    said: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Growth:
    """One habit with its clearest moment."""

    reason: str
    n_legs: int
    moment: Moment


@dataclass(frozen=True, slots=True)
class Mirror:
    """An agent's week: its numbers, the agent's own earlier weeks, the two moments."""

    agent_id: str
    week: date
    weeks: Sequence[Row]
    n_given: int
    n_missing: int
    best: Moment | None
    growth: Growth | None

    @property
    def own(self) -> Row:
        """The numbers of the week itself."""
        return next(row for row in reversed(self.weeks) if row["week"] == self.week)


def newest_week(rows: Rows) -> date:
    """The newest week in which anybody has a mirror; raises NoMirrorError when there is none."""
    week = rows.rows("mirror_newest_week")[0]["week"]
    if week is None:
        raise NoMirrorError(
            "no agent has five contacts in a week, so there is no mirror to show yet"
        )
    return week  # type: ignore[no-any-return]


def read_mirror(rows: Rows, agent_id: str, week: date) -> Mirror:
    """The mirror of an agent and a week (its Monday); raises NoMirrorError under five contacts."""
    weeks = [row for row in rows.rows("mirror_weeks", agent_id=agent_id) if row["week"] <= week]
    if not weeks or weeks[-1]["week"] != week:
        raise NoMirrorError(
            f"{agent_id} has no mirror for the week of {week}: it takes five contacts in a week; "
            "choose another week or wait until there are more"
        )
    legs = rows.rows("mirror_legs", agent_id=agent_id, week=week)
    sums = rows.rows("mirror_rows", agent_id=agent_id, week=week)
    best, habit = best_spot(legs, sums), dearest_habit(legs, sums)
    given = sum(leg["empathy"] > SPECIFIC_FROM for leg in legs)
    return Mirror(
        agent_id=agent_id,
        week=week,
        weeks=weeks[-WEEKS_SHOWN:],
        n_given=given,
        n_missing=len(legs) - given,
        best=_moment(rows, best) if best else None,
        growth=Growth(habit.reason, habit.n_legs, _moment(rows, habit.spot)) if habit else None,
    )


def best_spot(legs: Sequence[Row], sums: Sequence[Row]) -> Spot | None:
    """The turn that speaks most for the warmest leg; None where no leg was more than formulaic."""
    by_leg = _by_leg(sums)
    warm = [leg for leg in legs if leg["empathy"] > SPECIFIC_FROM]
    for leg in sorted(warm, key=lambda leg: -leg["empathy"]):
        points: dict[int, float] = defaultdict(float)
        reasons: dict[int, list[str]] = defaultdict(list)
        for row in by_leg[_place(leg)]:
            if row["reason"] in WARM:
                for turn_no in row["turns"]:
                    points[turn_no] += row["points"]
                    reasons[turn_no].append(row["reason"])
        if points:
            turn_no = max(points, key=lambda number: (points[number], -number))
            return Spot(*_place(leg), turn_no, tuple(reasons[turn_no]))
    return None


def dearest_habit(legs: Sequence[Row], sums: Sequence[Row]) -> Habit | None:
    """The habit that cost most over the week, where it shows most; None where nothing is a habit."""
    by_leg = _by_leg(sums)
    cost: dict[str, float] = defaultdict(float)
    shown: dict[str, list[tuple[float, Row, int]]] = defaultdict(list)
    for leg in legs:
        for reason, points, turn_no in _against(leg, by_leg[_place(leg)]):
            cost[reason] += points
            shown[reason].append((points, leg, turn_no))
    habits = [
        reason
        for reason, points in cost.items()
        if points >= LEAST_POINTS and (len(shown[reason]) >= LEAST_LEGS or points >= ENOUGH_ALONE)
    ]
    if not habits:
        return None
    reason = max(habits, key=lambda reason: (cost[reason], reason))
    _, leg, turn_no = max(shown[reason], key=lambda each: (each[0], -each[1]["empathy"]))
    return Habit(reason, len(shown[reason]), Spot(*_place(leg), turn_no, (reason,)))


def mirror_context(mirror: Mirror, words: Words) -> dict[str, Any]:
    """Everything that the template of a mirror needs."""
    own = mirror.own
    return {
        "agent_id": mirror.agent_id,
        "week": words("mirror.week", day=words.calendar_day(mirror.week)),
        "numbers": [
            (words("mirror.contacts"), str(own["n_contacts"])),
            (words("mirror.given"), str(mirror.n_given)),
            (words("mirror.missing"), str(mirror.n_missing)),
            (
                words("mirror.effort"),
                "–" if own["effort_of_agent"] is None else words.number(own["effort_of_agent"]),
            ),
        ],
        "best": _told(mirror.best, words),
        "growth": None
        if mirror.growth is None
        else {
            **_told(mirror.growth.moment, words),
            "often": words.count("mirror.often", mirror.growth.n_legs),
            "why": words.term("mirror.why", mirror.growth.reason),
            "could": words.term("mirror.could", mirror.growth.reason),
        },
        "weeks": [
            {
                "week": words.calendar_day(row["week"]),
                "n": row["n_contacts"],
                "empathy": "–"
                if row["empathy_mean"] is None
                else words.number(row["empathy_mean"]),
                "share": (row["empathy_mean"] or 0.0) / 4.0,
                "is_here": row["week"] == mirror.week,
            }
            for row in mirror.weeks
        ],
    }


def _against(leg: Row, sums: Sequence[Row]) -> list[tuple[str, float, int]]:
    """What spoke against an agent in a leg: reason, points, the turn where it shows."""
    found = [
        (row["reason"], -row["points"], row["turns"][0])
        for row in sums
        if row["reason"] in AGAINST and row["points"] < 0 and row["turns"]
    ]
    if leg["answer_no"] is not None and not any(row["reason"] in HEARD for row in sums):
        found.append((PASSED_BY, PASSED_BY_POINTS, leg["answer_no"]))
    return found


def _moment(rows: Rows, spot: Spot) -> Moment:
    """What was said at a spot, and what the customer had said last in that leg."""
    heard = None
    for turn in rows.rows("turns", contact_id=spot.contact_id):
        if turn["turn_no"] == spot.turn_no:
            said, start_s = turn["text"], turn["start_s"]
            return Moment(spot.contact_id, spot.turn_no, start_s, heard, said, spot.reasons)
        if turn["leg_no"] == spot.leg_no and turn["speaker"] == "customer":
            heard = turn["text"]
    raise LookupError(f"{spot.contact_id}: no turn {spot.turn_no}")


def _place(row: Row) -> tuple[str, int]:
    return row["contact_id"], row["leg_no"]


def _by_leg(sums: Sequence[Row]) -> dict[tuple[str, int], list[Row]]:
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in sums:
        found[_place(row)].append(row)
    return found


def _told(moment: Moment | None, words: Words) -> dict[str, Any]:
    if moment is None:
        return {}
    return {
        "contact_id": moment.contact_id,
        "clock": words.clock(moment.start_s),
        "heard": moment.heard,
        "said": moment.said,
        "reasons": [words.term("empathy_reason", reason) for reason in moment.reasons],
    }
