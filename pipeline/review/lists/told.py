"""An item of a list in words: what it is, what shows it, where it leads, and what came of it."""

from typing import Any

from pipeline.reports.rows import Row
from pipeline.reports.sentences import place
from pipeline.review.lists.items import Item, List
from pipeline.review.pages import call_href, journey_href, query
from pipeline.review.visit import Visit

QUOTES_EACH = 3


def told(item: Item, chosen: List, since: str | None, visit: Visit) -> dict[str, Any]:
    """Title, tags, facts, quotes, link and effect of an item; `since` begins the list's period."""
    if chosen == "call_back":
        return _call_back(item.row, visit)
    if chosen == "process_faults":
        return _fault(item.row, since, visit)
    return _moment(item.row, visit)


def _call_back(row: Row, visit: Visit) -> dict[str, Any]:
    words = visit.words
    facts = [words.instant(row["last_at"]), words.term("outcome", row["outcome"])]
    if row["effort"] is not None:
        facts.append(f"{words('effort.total').lower()} {words.number(row['effort'])}")
    return {
        "title": row["contact_reason"] or words("hour.no_reason"),
        "href": journey_href(row["journey_id"]),
        "tags": [words.term("list_why", why) for why in row["why"]],
        "facts": facts,
        "quotes": [
            _quote(words.term("list_why", each["why"]), each)
            for each in row["evidence"][:QUOTES_EACH]
        ],
        "effect": None,
    }


def _fault(row: Row, since: str | None, visit: Visit) -> dict[str, Any]:
    words, fault = visit.words, row["fault"]
    where = place(row["queue"], row["from_partner"], words)
    if fault in ("cold_handoff", "asked_again"):
        where = f"{where} → {place(row['to_queue'], row['partner'], words)}"
        href = query(
            "/handoffs/calls",
            from_queue=row["queue"],
            to_queue=row["to_queue"],
            from_partner=row["from_partner"],
            to_partner=row["partner"],
            from_day=since,
        )
    else:
        kind = "failed_self_service" if fault == "self_service" else None
        to = "/journeys" if fault == "repeat_contact" else "/calls"
        href = query(
            to, queue=row["queue"], reason=row["contact_reason"], kind=kind, from_day=since
        )
    facts = [
        words("lists.times", n=words.number(row["n_contacts"], 0)),
        words("lists.minutes", n=words.number(row["customer_min"], 0)),
    ]
    if row["effort_mean"] is not None:
        facts.append(f"{words('effort.total').lower()} {words.number(row['effort_mean'])}")
    return {
        "title": f"{where} · {row['contact_reason']}" if row["contact_reason"] else where,
        "href": href,
        "tags": [words.term("list_fault", fault)],
        "facts": facts,
        "quotes": [],
        "effect": _effect(row, visit),
    }


def _effect(row: Row, visit: Visit) -> str | None:
    words = visit.words
    if row["n_days"] is None:
        return None
    if not row["n_days"]:
        return words("lists.effect_soon")
    return words(
        "lists.effect",
        days=row["n_days"],
        n_before=words.number(row["n_before"], 0),
        n_after=words.number(row["n_after"], 0),
        min_before=words.number(row["min_before"], 0),
        min_after=words.number(row["min_after"], 0),
    )


def _moment(row: Row, visit: Visit) -> dict[str, Any]:
    words = visit.words
    facts = [words.calendar_day(row["day"])]
    facts += [each for each in (row["contact_reason"], row["queue"]) if each]
    return {
        "title": words.term("finding", row["kind"]),
        "href": call_href(row["contact_id"]),
        "tags": [words("lists.good" if row["is_good"] else "lists.talk")],
        "facts": facts,
        "quotes": [_quote(row["contact_id"], row)] if row["turn_no"] is not None else [],
        "effect": None,
    }


def _quote(label: str, row: Row) -> dict[str, Any]:
    anchor = "" if row["turn_no"] is None else f"#turn-{row['turn_no']}"
    return {"label": label, "href": call_href(row["contact_id"], anchor), "words": row["words"]}
