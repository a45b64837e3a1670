"""A coach's hour: a short list of calls worth hearing, and the list of all calls."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from pipeline.reports.rows import Row
from pipeline.review.filter import Filter, Filtered, choices_of
from pipeline.review.hour.choice import Pick, choose
from pipeline.review.ledger import STATES, current_verdicts, judged_contacts, set_state, states_of
from pipeline.review.pages import call_href, query
from pipeline.review.visit import Coach, Form, SignedIn, Visit

router = APIRouter()
PERIOD = timedelta(days=34)  # back from the newest day, unless a period is asked for
CANDIDATES_EACH = 40
CALLS_A_PAGE = 50
MOST_CELLS = 100_000  # rows of a file


@router.get("/hour")
def hour(visit: Coach, asked: Filtered, csv: str = "") -> Response:
    """The list, the same all day for the same person and filter."""
    found = visit.choices
    narrowed = _with_period(asked, found["last_day"])
    began = _day_began(visit)
    states = states_of(visit.screens.ledger, visit.name)
    former = [contact for contact, (_, at) in states.items() if at < began]
    judged = judged_contacts(visit.screens.ledger, visit.name, began)
    seed = f"{began.astimezone(visit.words.zone).date()} {visit.name}"
    candidates = visit.rows(
        "screens_candidates",
        **visit.sight,
        **narrowed.params,
        seed=seed,
        n=CANDIDATES_EACH,
        contact_ids=json.dumps(judged_contacts(visit.screens.ledger, None, began)),
        left_out=json.dumps(sorted({*former, *judged})),
    )
    chosen = choose(candidates)
    if csv:
        return visit.csv("hour", [pick.call | {"why": pick.why} for pick in chosen])
    today = {contact: state for contact, (state, at) in states.items() if at >= began}
    picks = [_shown(pick, today, visit) for pick in chosen]
    return visit.page(
        "hour.html",
        filter=narrowed,
        asked=asked,
        choices=choices_of(found, visit.words),
        picks=picks,
        seed=seed,
        n_done=sum(pick["state"] is not None for pick in picks),
        left=_minutes(sum(pick["takes_s"] for pick in picks if pick["state"] is None)),
        here=query("/hour", **asked.params),
        csv=query("/hour", **asked.params, csv="yes"),
        is_empty=found["last_day"] is None,
    )


@router.post("/hour/state")
def mark(visit: Coach, form: Form) -> RedirectResponse:
    """Put a call aside as done or skipped, or back on the list."""
    contact_id, state = form.get("contact_id", ""), form.get("state", "")
    if state not in ("", *STATES):
        raise HTTPException(400, "form_wrong")
    if not visit.may_see(contact_id):
        raise HTTPException(404, "call")
    set_state(visit.screens.ledger, visit.name, contact_id, state or None, visit.now)  # type: ignore[arg-type]
    visit.note(f"list_{state or 'back'}", f"contact/{contact_id}")
    onward = form.get("next", "/hour")
    return visit.go(onward if onward.startswith("/hour") else "/hour")


@router.get("/calls")
def calls(
    visit: SignedIn, asked: Filtered, find: str = "", page: int = 1, csv: str = ""
) -> Response:
    """All calls in sight, newest first."""
    number = max(1, min(page, 100_000))
    found = visit.choices
    rows = visit.rows(
        "screens_calls",
        **visit.sight,
        **asked.params,
        find=find.strip() or None,
        n=MOST_CELLS if csv else CALLS_A_PAGE,
        skip=0 if csv else (number - 1) * CALLS_A_PAGE,
    )
    if csv:
        return visit.csv("calls", rows)
    n_all = rows[0]["n_all"] if rows else 0
    told = {"find": find.strip(), **asked.params}
    return visit.page(
        "calls.html",
        filter=asked,
        find=find.strip(),
        choices=choices_of(found, visit.words),
        calls=[_listed(row, visit) for row in rows],
        n_all=n_all,
        before=query("/calls", **told, page=number - 1) if number > 1 else None,
        after=query("/calls", **told, page=number + 1) if number * CALLS_A_PAGE < n_all else None,
        csv=query("/calls", **told, csv="yes"),
        is_empty=found["last_day"] is None,
    )


def _with_period(asked: Filter, last: date | None) -> Filter:
    if asked.from_day or asked.to_day or last is None:
        return asked
    return replace(asked, from_day=(last - PERIOD).isoformat(), to_day=last.isoformat())


def _day_began(visit: Visit) -> datetime:
    local = visit.now.astimezone(visit.words.zone)
    return datetime.combine(local.date(), time(), visit.words.zone)


def _shown(pick: Pick, today: dict[str, Any], visit: Visit) -> dict[str, Any]:
    contact_id = pick.call["contact_id"]
    mine = current_verdicts(visit.screens.ledger, contact_id)
    n_mine = sum(verdict.person == visit.name for verdict in mine)
    return {
        "contact_id": contact_id,
        "href": call_href(contact_id),
        "at": visit.words.instant(pick.call["started_at"]),
        "reason": pick.call["contact_reason"],
        "why": pick.why,
        "because": _because(pick, visit),
        "takes": _minutes(pick.takes_s),
        "takes_s": pick.takes_s,
        "state": today.get(contact_id),
        "n_verdicts": n_mine,
    }


def _because(pick: Pick, visit: Visit) -> str:
    """What in the call makes it severe, uncertain or exemplary, in words."""
    words, call = visit.words, pick.call
    parts: list[str] = []
    if pick.why == "severe":
        if call["effort"] is not None and call["effort"] < 4:
            parts.append(words("because.effort", effort=words.number(call["effort"])))
        if call["n_retellings"]:
            parts.append(words.count("count.retellings", call["n_retellings"]))
        parts += [
            words.term("finding", kind).lower()
            for kind in ("misconduct", "threat")
            if call["n_misconduct" if kind == "misconduct" else "n_threats"]
        ]
    elif pick.why == "unsure":
        parts.append(words.count("because.unsure", call["n_unsure"]))
    elif pick.why == "exemplary":
        if call["empathy_best"] is not None:
            parts.append(words("because.empathy", empathy=words.number(call["empathy_best"])))
        if call["n_high"]:
            parts.append(words("because.high"))
    else:
        parts.append(words("because.drawn", agent=call["drawn_agent"]))
    return words.listed(parts)


def _listed(row: Row, visit: Visit) -> dict[str, Any]:
    words = visit.words
    return {
        "contact_id": row["contact_id"],
        "href": call_href(row["contact_id"]),
        "at": words.instant(row["started_at"]),
        "reason": row["contact_reason"],
        "agents": ", ".join(agent for agent in row["agents"] if agent) or "–",
        "talk": words.seconds(row["duration_s"] or 0),
        "effort": None if row["effort"] is None else words.number(row["effort"]),
        "hardness": 0 if row["effort"] is None else (7 - row["effort"]) / 6,
        "outcome": words.term("outcome", row["outcome"]),
        "outcome_key": row["outcome"] or "none",
        "n_findings": row["n_findings"],
        "n_retellings": row["n_retellings"],
    }


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60)) if seconds else 0
