"""What is going on: surges and dips with what explains them, reasons by queue, vain self-service."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.reports.rows import Row
from pipeline.review.filter import day_of
from pipeline.review.now import told
from pipeline.review.now.reasons import matrix_of
from pipeline.review.pages import query
from pipeline.review.visit import CoachOrOwner, Visit

router = APIRouter()
PERIOD = timedelta(days=55)  # back from the newest day, unless a period is asked for
QUOTES_EACH = 3
AT_FIRST = 6  # surges and dips that are not folded away


@router.get("/now")
def now(visit: CoachOrOwner, from_day: str = "", to_day: str = "", csv: str = "") -> Response:
    """All of a period on one page; surges and dips are over all contacts, so all must be in sight."""
    newest = visit.choices["last_day"]
    asked: dict[str, Any] = {"from_day": day_of(from_day), "to_day": day_of(to_day)}
    first = date.fromisoformat(asked["from_day"]) if asked["from_day"] else None
    last = date.fromisoformat(asked["to_day"]) if asked["to_day"] else newest
    if first is None and last is not None:
        first = last - PERIOD
    period = {"from_day": first, "to_day": last}
    sees_all = not any(visit.sight.values())
    surges = [row for row in _since(visit, "board_surges", first) if row["first_day"] <= last]
    dips = [row for row in _since(visit, "board_dips", first) if row["week"] <= last]
    surges, dips = (surges, dips) if sees_all else ([], [])
    reasons = visit.rows("screens_reasons", **visit.sight, **period)
    vain = visit.rows("screens_self_service", **visit.sight, **period)
    tables = {"surges": surges, "dips": dips, "reasons": reasons, "self-service": vain}
    if csv in tables:
        return visit.csv(csv, tables[csv])
    quotes = visit.rows("screens_self_service_quotes", **visit.sight, **period, n=QUOTES_EACH)
    places = _places(visit, surges)
    return visit.page(
        "now.html",
        **asked,
        is_asked=any(asked.values()),
        first=first,
        last=last,
        sees_all=sees_all,
        at_first=AT_FIRST,
        surges=[told.surge(row, places[i], visit.words) for i, row in enumerate(surges)],
        dips=[told.dip(row, visit.words) for row in dips],
        matrix=matrix_of(reasons, first, last, visit.words),
        vain=[told.self_service(row, quotes, first, last, visit.words) for row in vain],
        csv={name: query("/now", **asked, csv=name) for name in tables},
        is_empty=newest is None,
    )


def _since(visit: Visit, board: str, first: date | None) -> list[Row]:
    return visit.rows(board, since=first) if first else []


def _places(visit: Visit, surges: list[Row]) -> dict[int, list[dict[str, Any]]]:
    """By number of the surge the queues that it came in at, most first."""
    wanted = [
        {
            "number": number,
            "contact_reason": row["contact_reason"],
            "first_day": row["first_day"].isoformat(),
            "last_day": row["last_day"].isoformat(),
        }
        for number, row in enumerate(surges)
    ]
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in range(len(surges))}
    if wanted:
        for row in visit.rows("screens_surge_places", surges=told.as_json(wanted)):
            found[row["number"]].append(row)
    return found
