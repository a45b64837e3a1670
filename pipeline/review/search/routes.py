"""Looking for words in all that was said, in calls that the visitor may see."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.domain import Among, Found, Hit
from pipeline.reports.words import Words
from pipeline.review.filter import Filtered, choices_of
from pipeline.review.pages import call_href, query
from pipeline.review.visit import SignedIn, Visit

router = APIRouter()
MOST, MOST_CELLS = 50, 1000
AROUND = 160  # characters shown on either side of the first word found


@router.get("/search")
def search(
    visit: SignedIn, asked: Filtered, find: str = "", agent: str = "", csv: str = ""
) -> Response:
    """The best calls, each with the turn that says most of what is looked for."""
    wanted, agent = find.strip(), agent.strip()
    found = Found(())
    is_wrong = False
    if wanted:
        try:
            found = visit.screens.published.search(
                wanted, _among(visit, asked.params, agent), MOST_CELLS if csv else MOST
            )
        except ValueError:
            is_wrong = True
    told = {
        "find": wanted,
        "agent": agent,
        **{name: asked.params[name] for name in ("queue", "reason", "kind", "from_day", "to_day")},
    }
    if csv:
        return visit.csv("search", [_cells(hit) for hit in found])
    return visit.page(
        "search.html",
        filter=asked,
        choices=choices_of(visit.choices, visit.words),
        find=wanted,
        agent=agent,
        is_agent=visit.sight["agent"] is not None,
        says_something=any(told.values()),
        hits=[_shown(hit, visit.words) for hit in found],
        newest=found.n_newest,
        most=MOST,
        is_wrong=is_wrong,
        csv=query("/search", **told, csv="yes"),
    )


def pieces_of(text: str, matches: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text around the first match, cut at words, in pieces: what they say, whether looked for."""
    first = matches[0][0] if matches else 0
    start, end = max(0, first - AROUND), min(len(text), first + AROUND)
    if start:
        start = text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", first, end), *(stop for _, stop in matches if stop <= end), first)
    pieces: list[tuple[str, bool]] = []
    at = start
    for begin, stop in matches:
        if begin >= at and stop <= end:
            pieces += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    pieces.append((text[at:end], False))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return [piece for piece in ((before, False), *pieces, (after, False)) if piece[0]]


def _among(visit: Visit, asked: dict[str, str | None], agent: str) -> Among:
    """What was asked for, within what the visitor may see."""
    sight = visit.sight
    since, until = asked["from_day"], asked["to_day"]
    return Among(
        agent=sight["agent"] if sight["agent"] is not None else agent or None,
        queue=asked["queue"],
        contact_reason=asked["reason"],
        kind=asked["kind"],
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
        teams=sight["teams"],
        partners=sight["partners"],
    )


def _shown(hit: Hit, words: Words) -> dict[str, Any]:
    facts = [hit.contact_reason, hit.queue, words.term("outcome", hit.outcome)]
    if hit.effort is not None:
        facts.append(f"{words('effort.total').lower()} {words.number(hit.effort)}")
    return {
        "contact_id": hit.contact_id,
        "href": call_href(hit.contact_id, f"#turn-{hit.turn_no}"),
        "at": words.instant(hit.started_at),
        "facts": [fact for fact in facts if fact],
        "who": words.term("speaker", hit.speaker),
        "clock": words.clock(hit.start_s),
        "pieces": pieces_of(hit.text, hit.matches),
        "kinds": [words.term("finding", kind) for kind in hit.kinds],
    }


def _cells(hit: Hit) -> dict[str, Any]:
    cells = asdict(hit)
    del cells["matches"], cells["score"]
    return cells
