"""Lists to act on: what to do, who does it, how far it is, and what came of it."""

from collections import Counter
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from pipeline.review.ledger import PROGRESS, change_action, list_people
from pipeline.review.lists.items import (
    FAULT_DAYS,
    SHOWN,
    Item,
    List,
    Shown,
    items_of,
    lists_of,
)
from pipeline.review.lists.told import told
from pipeline.review.mirror.sight import agents_in_sight
from pipeline.review.pages import query
from pipeline.review.visit import Form, SignedIn, Visit

router = APIRouter()
SHOWN_AT_ONCE = 60
LONGEST_NOTE, LONGEST_OWNER = 2000, 80


@router.get("/lists")
def lists(
    visit: SignedIn,
    of_list: str = "",
    show: str = "todo",
    agent: str = "",
    csv: str = "",
) -> Response:
    """One list, with how far its items are."""
    chosen, agents, agent_id = _asked(visit, of_list, agent)
    shown: Shown = show if show in SHOWN else "todo"
    items = items_of(visit, chosen, agent_id)
    counted = Counter(each for item in items for each in SHOWN if item.is_shown(each, visit.name))
    items = [item for item in items if item.is_shown(shown, visit.name)]
    if csv:
        return visit.csv(chosen, [_cells(item) for item in items])
    here = {"of_list": chosen, "agent": agent_id if chosen == "mirror" else None, "show": shown}
    return visit.page(
        "lists.html",
        lists=[(each, query("/lists", of_list=each)) for each in lists_of(visit)],
        chosen=chosen,
        shown=[(each, counted[each], query("/lists", **(here | {"show": each}))) for each in SHOWN],
        show=shown,
        agents=agents,
        agent_id=agent_id,
        items=[_shown(item, chosen, visit) for item in items[:SHOWN_AT_ONCE]],
        n_more=max(0, len(items) - SHOWN_AT_ONCE),
        here=query("/lists", **here),
        csv=query("/lists", **here, csv="yes"),
        people=_owners(visit),
        states=PROGRESS,
    )


@router.post("/lists/item")
def change(visit: SignedIn, form: Form) -> RedirectResponse:
    """Take an item, end it, give it to somebody, or note something with it."""
    chosen, _, agent_id = _asked(visit, form.get("of_list", ""), form.get("agent", ""))
    state = form.get("state", "")
    if state not in PROGRESS:
        raise HTTPException(400, "form_wrong")
    item = next(
        (each for each in items_of(visit, chosen, agent_id) if each.key == form.get("item")), None
    )
    if item is None:
        raise HTTPException(404, "item")
    kept = item.action
    owner = form.get("owner", kept.owner if kept and state != "open" else "").strip()
    note = form.get("note", kept.note if kept else "").strip()
    change_action(
        visit.screens.ledger,
        chosen,
        item.key,
        state,
        (owner or (visit.name if state == "taken" else ""))[:LONGEST_OWNER],
        note[:LONGEST_NOTE],
        visit.name,
        visit.now,
    )
    visit.note(f"item_{state}", f"{chosen}/{item.key}")
    onward = form.get("next", "")
    return visit.go(onward if onward.startswith("/lists") else "/lists")


def _asked(visit: Visit, of_list: str, agent: str) -> tuple[List, list[str], str | None]:
    """The list that is asked for, who can be chosen for the mirror, and who is."""
    allowed = lists_of(visit)
    if of_list and of_list not in allowed:
        raise HTTPException(403, "role")
    chosen: List = of_list or allowed[0]
    if chosen != "mirror":
        return chosen, [], None
    if not visit.is_role("coach"):
        return chosen, [], visit.person.agent_id if visit.person else None
    agents = agents_in_sight(visit)
    if agent and agent not in agents:
        raise HTTPException(404, "mirror")
    return chosen, agents, agent or None


def _owners(visit: Visit) -> list[str]:
    people = list_people(visit.screens.ledger)
    return [each.name for each in people if each.role != "agent"] or [visit.name]


def _shown(item: Item, chosen: List, visit: Visit) -> dict[str, Any]:
    words, action = visit.words, item.action
    newest = visit.choices["last_day"]
    since = (newest - timedelta(days=FAULT_DAYS - 1)).isoformat() if newest else None
    return {
        "key": item.key,
        "state": item.state,
        "owner": action.owner if action else "",
        "note": action.note if action else "",
        "since": words.day(action.since_at) if action else None,
        "by": words("lists.by", person=action.person, at=words.instant(action.at))
        if action
        else None,
        **told(item, chosen, since, visit),
    }


def _cells(item: Item) -> dict[str, Any]:
    action = item.action
    return item.row | {
        "state": item.state,
        "owner": action.owner if action else None,
        "note": action.note if action else None,
        "since": action.since_at if action else None,
    }
