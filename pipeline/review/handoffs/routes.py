"""Where customers are put through, what it costs them, and the calls behind it."""

import json
from typing import Any, get_args

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.reports import figures
from pipeline.reports.rows import Row
from pipeline.reports.sentences import flow as flow_sentence
from pipeline.reports.sentences import place, transferred
from pipeline.review.filter import day_of
from pipeline.review.handoffs import compared
from pipeline.review.handoffs.matrix import By, cost_of, giver, matrix_of, taker
from pipeline.review.pages import call_href, query
from pipeline.review.visit import CoachOrOwner, Visit

router = APIRouter()
CALLS_SHOWN = 50
QUOTES_EACH = 4
MOST_CELLS = 100_000  # rows of a file
MOST_DAYS = 56  # before and after a day, at most
EXAMPLES, LOOPS_SHOWN = 3, 12
BY: tuple[By, ...] = get_args(By)


@router.get("/handoffs")
def handoffs(  # noqa: PLR0917 - the fields of an address, each by name
    visit: CoachOrOwner,
    from_day: str = "",
    to_day: str = "",
    by: str = "retellings",
    at: str = "",
    csv: str = "",
) -> Response:
    """Sankey, matrix and table of all ways in sight; before and after, partners, loops."""
    first, last, day = day_of(from_day), day_of(to_day), day_of(at)
    chosen: By = by if by in BY else "retellings"
    rate = visit.screens.rate_an_hour
    flows = visit.rows("screens_handoffs", **visit.sight, from_day=first, to_day=last)
    flows = sorted(flows, key=lambda flow: -cost_of(flow, chosen, rate))
    tables = {
        "flows": flows,
        "changed": _changed(visit, day),
        "partners": visit.rows("board_partners", **visit.sight, since=first, until=last),
        "loops": visit.rows(
            "screens_loops", **visit.sight, from_day=first, to_day=last, n=EXAMPLES
        ),
    }
    if csv in tables:
        return visit.csv(f"handoffs-{csv}", tables[csv])
    hrefs = [_href(flow, first, last) for flow in flows]
    matrix = matrix_of(flows, chosen, rate)
    words = visit.words
    is_by_time = chosen != "retellings"
    sankey = figures.handoff_sankey(flows, words, hrefs=hrefs, is_by_time=is_by_time)
    here: dict[str, Any] = {"from_day": first, "to_day": last, "by": chosen, "at": day}
    return visit.page(
        "handoffs.html",
        **here,
        ways_of_colour=BY,
        rate=words.number(rate, 2),
        sankey=sankey.to_json() if flows else None,
        n_shown=min(len(flows), figures.MOST_FLOWS),
        flows=[_flow(flow, href, visit) for flow, href in zip(flows, hrefs, strict=True)],
        changed=[compared.changed(row, words) for row in tables["changed"]],
        n_days=tables["changed"][0]["n_days"] if tables["changed"] else 0,
        partners=[compared.partner(row, words) for row in tables["partners"]],
        loops=[compared.loop(row, words) for row in tables["loops"][:LOOPS_SHOWN]],
        csv={name: query("/handoffs", **here, csv=name) for name in tables},
        matrix={
            "heads": [place(*taker, words) for taker in matrix.takers],
            "rows": [
                (
                    place(*giver, words),
                    [
                        _cell(matrix.cells.get((giver, taker)), chosen, first, last, visit)
                        for taker in matrix.takers
                    ],
                )
                for giver in matrix.givers
            ],
            "n_left_out": matrix.n_left_out,
        },
    )


@router.get("/handoffs/calls")
def calls(  # noqa: PLR0917 - the fields of an address, each by name
    visit: CoachOrOwner,
    from_queue: str = "",
    to_queue: str = "",
    from_partner: str = "",
    to_partner: str = "",
    from_day: str = "",
    to_day: str = "",
    csv: str = "",
) -> Response:
    """The calls behind one way, with the words in which customers told it again."""
    way = {
        "from_queue": from_queue or None,
        "to_queue": to_queue or None,
        "from_partner": from_partner or None,
        "to_partner": to_partner or None,
    }
    rows = visit.rows(
        "screens_handoff_calls",
        **visit.sight,
        **way,
        from_day=day_of(from_day),
        to_day=day_of(to_day),
        n=MOST_CELLS if csv else CALLS_SHOWN,
    )
    if csv:
        return visit.csv("handoff-calls", rows)
    ids = json.dumps(sorted({row["contact_id"] for row in rows}))
    quotes = visit.rows("screens_handoff_quotes", contact_ids=ids)
    words = visit.words
    return visit.page(
        "handoff_calls.html",
        source=place(way["from_queue"], way["from_partner"], words),
        target=place(way["to_queue"], way["to_partner"], words),
        back=query("/handoffs", from_day=day_of(from_day), to_day=day_of(to_day)),
        calls=[_call(row, quotes, visit) for row in rows],
        n_all=rows[0]["n_all"] if rows else 0,
        n_shown=len(rows),
        csv=query(
            "/handoffs/calls", **way, from_day=day_of(from_day), to_day=day_of(to_day), csv="yes"
        ),
    )


def _changed(visit: Visit, day: str | None) -> list[Row]:
    """Each way before and after a day; none where no day is asked for, or none lies around it."""
    if day is None:
        return []
    rows = visit.rows("board_handoffs_before_after", **visit.sight, at=day, days=MOST_DAYS)
    return [row for row in rows if row["n_days"] > 0]


def _href(flow: Row, first: str | None, last: str | None) -> str:
    (from_queue, from_partner), (to_queue, to_partner) = giver(flow), taker(flow)
    return query(
        "/handoffs/calls",
        from_queue=from_queue,
        to_queue=to_queue,
        from_partner=from_partner,
        to_partner=to_partner,
        from_day=first,
        to_day=last,
    )


def _flow(flow: Row, href: str, visit: Visit) -> dict[str, Any]:
    words = visit.words
    return {
        "source": place(*giver(flow), words),
        "target": place(*taker(flow), words),
        "href": href,
        "n": flow["n_transfers"],
        "n_cold": flow["n_cold"],
        "n_again": flow["n_repeat_story"],
        "lost": words.seconds(flow["customer_seconds_lost"]),
        "waited": words.seconds(flow["wait_seconds"]),
    }


def _cell(
    cell: Any, by: By, first: str | None, last: str | None, visit: Visit
) -> dict[str, Any] | None:
    if cell is None:
        return None
    words, flow = visit.words, cell.flow
    cost = cost_of(flow, by, visit.screens.rate_an_hour)
    return {
        "shade": cell.shade,
        "text": words.number(cost, 0),
        "n": flow["n_transfers"],
        "href": _href(flow, first, last),
        "title": flow_sentence(flow, words),
    }


def _call(row: Row, quotes: list[Row], visit: Visit) -> dict[str, Any]:
    words, contact_id = visit.words, row["contact_id"]
    its = [
        quote
        for quote in quotes
        if quote["contact_id"] == contact_id and quote["leg_no"] == row["to_leg"]
    ]
    return {
        "contact_id": contact_id,
        "href": call_href(contact_id),
        "at": words.instant(row["started_at"]),
        "reason": row["contact_reason"],
        "language": row["language"],
        "effort": None if row["effort"] is None else words.number(row["effort"]),
        "outcome": words.term("outcome", row["outcome"]),
        "outcome_key": row["outcome"] or "none",
        "transfer": transferred(row, words),
        "lost": words.seconds(row["seconds_lost"]) if row["seconds_lost"] else "",
        "quotes": [
            {
                "cue": words.term("cue", quote["cue"]),
                "words": quote["words"],
                "clock": words.clock(quote["start_s"]),
                "kind": "told" if quote["cue"] in ("told", "given") else quote["kind"],
                "href": call_href(contact_id, f"#turn-{quote['turn_no']}")
                if quote["said_in"] == contact_id
                else None,
            }
            for quote in its[:QUOTES_EACH]
        ],
    }
