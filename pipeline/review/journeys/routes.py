"""What customers went through, contact after contact: the list of journeys, and a page for each."""

from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from pipeline.reports import figures
from pipeline.reports.rows import Row
from pipeline.reports.words import Words
from pipeline.review.filter import Filtered, choices_of
from pipeline.review.journeys.line import line_of, promises_of, turning_points
from pipeline.review.pages import call_href, journey_href, query
from pipeline.review.visit import SignedIn, Visit

router = APIRouter()
JOURNEYS_A_PAGE = 50
MOST_CELLS = 100_000  # rows of a file
BY = ("hardest", "newest", "contacts")
OUTCOMES = ("resolved", "unresolved", "customer_must_act", "follow_up_promised")
LEAST = (1, 2, 3, 5)  # contacts a journey has at least
WORST = ("valley", "threat", "misconduct", "repeat_story", "ping_pong")
BEST = ("peak", "recovery")


@router.get("/journeys")
def journeys(  # noqa: PLR0917 - the fields of an address, each by name
    visit: SignedIn,
    asked: Filtered,
    outcome: str = "",
    least: int = 2,
    by: str = "hardest",
    page: int = 1,
    csv: str = "",
) -> Response:
    """The journeys in sight; those of one contact only where they are asked for."""
    number = max(1, min(page, 10_000))
    chosen: dict[str, Any] = {
        "outcome": outcome if outcome in OUTCOMES else None,
        "least": least if least in LEAST else 2,
        "by": by if by in BY else "hardest",
    }
    narrowed = {
        name: asked.params[name] for name in ("queue", "reason", "kind", "from_day", "to_day")
    }
    rows = visit.rows(
        "screens_journeys",
        **visit.sight,
        **narrowed,
        **chosen,
        partner=None,
        n=MOST_CELLS if csv else JOURNEYS_A_PAGE,
        skip=0 if csv else (number - 1) * JOURNEYS_A_PAGE,
    )
    if csv:
        return visit.csv("journeys", rows)
    n_all = rows[0]["n_all"] if rows else 0
    told = {**narrowed, **chosen}
    return visit.page(
        "journeys.html",
        filter=asked,
        choices=choices_of(visit.choices, visit.words),
        **chosen,
        outcomes=OUTCOMES,
        leasts=LEAST,
        orders=BY,
        journeys=[_listed(row, visit.words) for row in rows],
        n_all=n_all,
        says_something=any(narrowed.values()) or chosen != {"outcome": None, "least": 2, "by": by},
        before=query("/journeys", **told, page=number - 1) if number > 1 else None,
        after=query("/journeys", **told, page=number + 1)
        if number * JOURNEYS_A_PAGE < n_all
        else None,
        csv=query("/journeys", **told, csv="yes"),
        is_empty=visit.choices["last_day"] is None,
    )


@router.get("/journey/{journey_id:path}")
def journey(visit: SignedIn, journey_id: str, csv: str = "") -> Response:
    """One customer's contacts about one matter; quotes only of those that the visitor may see."""
    contacts = visit.rows("screens_journey", **visit.sight, journey_id=journey_id)
    if not any(contact["is_in_sight"] for contact in contacts):
        raise HTTPException(404, "journey")
    seen = {contact["contact_id"] for contact in contacts if contact["is_in_sight"]}
    if csv:
        return visit.csv(
            "journey", [contact for contact in contacts if contact["contact_id"] in seen]
        )
    visit.note("view", f"journey/{journey_id}")
    found = [
        row
        for row in visit.rows("screens_journey_findings", journey_id=journey_id)
        if row["contact_id"] in seen
    ]
    words = visit.words
    hrefs = {each: call_href(each) for each in seen}
    is_line = len(contacts) > 1
    return visit.page(
        "journey.html",
        journey_id=journey_id,
        reason=contacts[0]["contact_reason"],
        numbers=_numbers(contacts, words),
        figure=figures.journey_line(contacts, words, hrefs=hrefs).to_json() if is_line else None,
        line=line_of(contacts, found, words),
        points=turning_points(found, words),
        promises=promises_of(found, words),
        is_open=_is_open(visit, contacts),
        csv=query(journey_href(journey_id), csv="yes"),
    )


def _is_open(visit: Visit, contacts: list[Row]) -> bool:
    """Whether a further contact could still join, by the newest day in the store."""
    until, newest = contacts[-1]["window_ends_at"], visit.choices["last_day"]
    return bool(until and newest and until.date() > newest)


def _numbers(contacts: list[Row], words: Words) -> list[tuple[str, str]]:
    known = [contact["effort"] for contact in contacts if contact["effort"] is not None]
    retold = sum(contact["n_retellings"] for contact in contacts)
    return [
        (words("journeys.contacts"), str(len(contacts))),
        (words("journeys.peak"), words.number(min(known)) if known else "–"),
        (words("journeys.last"), words.number(known[-1]) if known else "–"),
        (words("journeys.total"), words.number(sum(7 - each for each in known)) if known else "–"),
        (words("page.column_again"), f"{retold}×" if retold else "–"),
    ]


def _listed(row: Row, words: Words) -> dict[str, Any]:
    effort, kinds = row["effort"], row["kinds"]
    return {
        "href": journey_href(row["journey_id"]),
        "reason": row["contact_reason"] or words("hour.no_reason"),
        "first": words.day(row["first_at"]),
        "last": words.day(row["last_at"]),
        "n": row["n_contacts"],
        "ways": ", ".join(
            [words.term("channel", each) for each in row["channels"] if each] + row["partners"]
        ),
        "peak": None if effort is None else words.number(effort),
        "hardness": 0 if effort is None else (7 - effort) / 6,
        "last_effort": None if row["effort_last"] is None else words.number(row["effort_last"]),
        "spent": None if row["effort_spent"] is None else words.number(row["effort_spent"]),
        "n_retellings": row["n_retellings"],
        "worst": [words.term("finding", each) for each in WORST if each in kinds],
        "best": [words.term("finding", each) for each in BEST if each in kinds],
        "outcome": words.term("outcome", row["outcome"]),
        "outcome_key": row["outcome"] or "none",
    }
