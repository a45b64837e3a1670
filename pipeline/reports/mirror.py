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
    """One habit that would do most for customers if it changed, at its clearest moment."""

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
    legs, sums, turns = (
        rows.rows(name, agent_id=agent_id, week=week)
        for name in ("mirror_legs", "mirror_rows", "mirror_turns")
    )
    given = sum(leg["empathy"] > SPECIFIC_FROM for leg in legs)
    return Mirror(
        agent_id=agent_id,
        week=week,
        weeks=weeks[-WEEKS_SHOWN:],
        n_given=given,
        n_missing=len(legs) - given,
        best=best_moment(legs, sums, turns),
        growth=place_to_grow(legs, sums, turns),
    )


def best_moment(legs: Sequence[Row], sums: Sequence[Row], turns: Sequence[Row]) -> Moment | None:
    """The turn that speaks most for the warmest leg; None where no leg was more than formulaic."""
    warm = [leg for leg in legs if leg["empathy"] > SPECIFIC_FROM]
    for leg in sorted(warm, key=lambda leg: -leg["empathy"]):
        points: dict[int, float] = defaultdict(float)
        reasons: dict[int, list[str]] = defaultdict(list)
        for row in _of(leg, sums):
            if row["reason"] in WARM:
                for turn_no in row["turns"]:
                    points[turn_no] += row["points"]
                    reasons[turn_no].append(row["reason"])
        if points:
            turn_no = max(points, key=lambda number: (points[number], -number))
            return _moment(turn_no, _of(leg, turns), reasons[turn_no])
    return None


def place_to_grow(legs: Sequence[Row], sums: Sequence[Row], turns: Sequence[Row]) -> Growth | None:
    """The habit that cost most over the week, where it shows most; None where nothing is a habit."""
    cost: dict[str, float] = defaultdict(float)
    shown: dict[str, list[tuple[float, Row, int]]] = defaultdict(list)
    for leg in legs:
        for reason, points, turn_no in _against(leg, _of(leg, sums), _of(leg, turns)):
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
    return Growth(reason, len(shown[reason]), _moment(turn_no, _of(leg, turns), [reason]))


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


def _against(leg: Row, sums: Sequence[Row], turns: Sequence[Row]) -> list[tuple[str, float, int]]:
    """What spoke against an agent in a leg: reason, points, the turn where it shows."""
    found = [
        (row["reason"], -row["points"], row["turns"][0])
        for row in sums
        if row["reason"] in AGAINST and row["points"] < 0 and row["turns"]
    ]
    if not any(row["reason"] in HEARD for row in sums):
        answer = _answer_to_the_story(turns)
        if answer is not None:
            found.append((PASSED_BY, PASSED_BY_POINTS, answer))
    return found


def _answer_to_the_story(turns: Sequence[Row]) -> int | None:
    """What the agent said next to the customer's longest turn; None where nobody answered one."""
    told = [i for i, turn in enumerate(turns) if turn["speaker"] == "customer"]
    if not told:
        return None
    longest = max(told, key=lambda i: (len(turns[i]["text"]), -i))
    return next((t["turn_no"] for t in turns[longest:] if t["speaker"] == "agent"), None)


def _moment(turn_no: int, turns: Sequence[Row], reasons: Sequence[str]) -> Moment:
    place = next(i for i, turn in enumerate(turns) if turn["turn_no"] == turn_no)
    before = [turn["text"] for turn in turns[:place] if turn["speaker"] == "customer"]
    turn = turns[place]
    return Moment(
        contact_id=turn["contact_id"],
        turn_no=turn_no,
        start_s=turn["start_s"],
        heard=before[-1] if before else None,
        said=turn["text"],
        reasons=tuple(reasons),
    )


def _of(leg: Row, rows: Sequence[Row]) -> list[Row]:
    return [
        row
        for row in rows
        if row["contact_id"] == leg["contact_id"] and row["leg_no"] == leg["leg_no"]
    ]


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
