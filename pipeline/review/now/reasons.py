"""Reasons by queue as a matrix: how many contacts, shaded by how hard they are."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline.reports.rows import Row
from pipeline.reports.words import Words
from pipeline.review.pages import query

MOST_REASONS, MOST_QUEUES = 16, 12
ENOUGH = 5  # contacts with a known effort under which a field has no shade
EASY, STEP = 5.5, 1.0  # effort from which a field is light, and points from shade to shade
SHADES = 4


def matrix_of(
    rows: Sequence[Row], first: date | None, last: date | None, words: Words
) -> dict[str, Any]:
    """The reasons and queues with most contacts; `rows` are of `screens_reasons`."""
    of_reason: Counter[str | None] = Counter()
    of_queue: Counter[str | None] = Counter()
    for row in rows:
        of_reason[row["contact_reason"]] += row["n_contacts"]
        of_queue[row["queue"]] += row["n_contacts"]
    queues = [queue for queue, _ in of_queue.most_common(MOST_QUEUES)]
    cells = {(row["contact_reason"], row["queue"]): row for row in rows}
    return {
        "heads": [queue or words("queue.unknown") for queue in queues],
        "rows": [
            (
                reason or words("hour.no_reason"),
                words.number(n, 0),
                [_cell(cells.get((reason, queue)), first, last, words) for queue in queues],
            )
            for reason, n in of_reason.most_common(MOST_REASONS)
        ],
        "n_left_out": max(0, len(of_reason) - MOST_REASONS) + max(0, len(of_queue) - MOST_QUEUES),
    }


def shade_of(effort: float | None, n_known: int) -> int:
    """0 for easy or too few; up to 4 the harder it is (effort is 1-7, 7 very easy)."""
    if effort is None or n_known < ENOUGH or effort >= EASY:
        return 0
    return min(SHADES, 1 + int((EASY - effort) / STEP))


def _cell(
    row: Row | None, first: date | None, last: date | None, words: Words
) -> dict[str, Any] | None:
    if row is None:
        return None
    is_known = row["n_effort_known"] >= ENOUGH
    return {
        "n": words.number(row["n_contacts"], 0),
        "effort": words.number(row["effort_mean"]) if is_known else None,
        "shade": shade_of(row["effort_mean"], row["n_effort_known"]),
        "href": query(
            "/calls",
            reason=row["contact_reason"],
            queue=row["queue"],
            from_day=first,
            to_day=last,
        ),
    }
