"""Which calls make an hour worth its while: in turn one of each reason, until the time is full."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.reports.rows import Row

Why = Literal["drawn", "severe", "unsure", "exemplary"]
IN_TURN: dict[Why, str] = {  # reason to the column with its order
    "drawn": "draw_place",
    "severe": "severe_place",
    "unsure": "unsure_place",
    "exemplary": "exemplary_place",
}
HOUR_S = 3600.0
WRITING_S = 90.0  # to give the verdicts of a call, beside hearing its talk


@dataclass(frozen=True, slots=True)
class Pick:
    """A call on the list, why it is there, and how long it takes to judge, in seconds."""

    call: Row
    why: Why
    takes_s: float


def takes_s(call: Row) -> float:
    """Seconds to judge a call: its talk without waiting and holds, and the verdicts."""
    return float(call["talk_s"]) + WRITING_S


def choose(candidates: Sequence[Row], budget_s: float = HOUR_S) -> list[Pick]:
    """The list, from rows of `screens_candidates`; the same rows give the same list.

    A call that no longer fits is passed over, so the list ends within the budget; only a first call
    longer than that stands alone.
    """
    waiting = {
        why: sorted(
            (row for row in candidates if row[column] is not None),
            key=lambda row, column=column: (row[column], row["contact_id"]),  # type: ignore[misc]
        )
        for why, column in IN_TURN.items()
    }
    picks: list[Pick] = []
    chosen: set[str] = set()
    left_s = budget_s
    while any(waiting.values()):
        for why, rows in waiting.items():
            while rows:
                call = rows.pop(0)
                needed_s = takes_s(call)
                if call["contact_id"] not in chosen and (needed_s <= left_s or not picks):
                    chosen.add(call["contact_id"])
                    picks.append(Pick(call, why, needed_s))
                    left_s -= needed_s
                    break
    return picks
