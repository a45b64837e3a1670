"""A journey as a line of stations, its low and high points, and what became of its promises."""

from collections.abc import Sequence
from typing import Any

from pipeline.reports.rows import Row
from pipeline.reports.words import Words
from pipeline.review.pages import call_href

LOW = ("valley", "threat", "misconduct", "contradiction")
HIGH = ("peak", "recovery")


def line_of(contacts: Sequence[Row], found: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """Each contact as a station; one out of sight says only when it was and how."""
    stations = []
    before = None
    for contact in contacts:
        is_seen, at = contact["is_in_sight"], contact["started_at"]
        its = [row for row in found if row["contact_id"] == contact["contact_id"]]
        stations.append(
            {
                "contact_id": contact["contact_id"] if is_seen else None,
                "href": call_href(contact["contact_id"]) if is_seen else None,
                "at": words.instant(at),
                "gap": None if before is None else _gap((at - before).total_seconds(), words),
                "channel": words.term("channel", contact["channel"]),
                "way": _way(contact, words) if is_seen else None,
                "partners": contact["partners"] if is_seen else [],
                "effort": words.number(contact["effort"])
                if is_seen and contact["effort"] is not None
                else None,
                "hardness": (7 - contact["effort"]) / 6
                if is_seen and contact["effort"] is not None
                else 0,
                "outcome": words.term("outcome", contact["outcome"]) if is_seen else None,
                "outcome_key": contact["outcome"] or "none",
                "n_retellings": contact["n_retellings"] if is_seen else 0,
                "n_transfers": contact["n_transfers"] if is_seen else 0,
                "low": any(row["kind"] in LOW for row in its),
                "high": any(row["kind"] in HIGH for row in its),
                "promises": sum(row["kind"] == "promise" for row in its),
            }
        )
        before = at
    return stations


def turning_points(found: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """Low and high points with their words, in the order in which they were said."""
    return [
        {
            "kind": words.term("finding", row["kind"]),
            "is_high": row["kind"] in HIGH,
            "words": row["words"],
            **_where(row, words),
        }
        for row in found
        if row["kind"] in LOW or row["kind"] in HIGH
    ]


def promises_of(found: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """What was promised, by when, and what became of it."""
    return [
        {
            "words": row["words"],
            "due": row["due"],
            "status": words.term("promise_short", row["status"]),
            "status_key": row["status"] or "unknown",
            "by": row["partner"] or row["queue"],
            **_where(row, words),
        }
        for row in found
        if row["kind"] == "promise"
    ]


def _way(contact: Row, words: Words) -> str:
    """From which queue to which; what lay between is on the page of the contact."""
    first, last = (contact[each] or words("queue.unknown") for each in ("queue", "last_queue"))
    if not contact["n_transfers"]:
        return str(first)
    return f"{first} → {'… → ' if contact['n_transfers'] > 1 else ''}{last}"


def _where(row: Row, words: Words) -> dict[str, Any]:
    anchor = "" if row["turn_no"] is None else f"#turn-{row['turn_no']}"
    return {"at": words.day(row["started_at"]), "href": call_href(row["contact_id"], anchor)}


def _gap(seconds: float, words: Words) -> str:
    """How long after the contact before: in hours up to two days, then in days."""
    hours = seconds / 3600
    if hours < 48:
        return words("journeys.hours", n=max(1, round(hours)))
    return words("journeys.days", n=round(hours / 24))
