"""Surges, dips and vain self-service in words, with where each leads."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pipeline.reports.rows import Row
from pipeline.reports.sentences import place
from pipeline.reports.words import Words
from pipeline.review.pages import call_href, query

PLACES_EACH = 3  # queues of a surge that are named
PARTS_EACH = 3  # parts of a dip that are named


def as_json(value: object) -> str:
    """A value as the parameter of a query."""
    return json.dumps(value, ensure_ascii=False)


def surge(row: Row, places: Sequence[Row], words: Words) -> dict[str, Any]:
    """A reason that rose: how much, where, with which words, and whether agents could answer."""
    risen = [each for each in places if each["n"] > each["n_before"]][:PLACES_EACH]
    return {
        "reason": row["contact_reason"] or words("hour.no_reason"),
        "days": _days(row["first_day"], row["last_day"], words),
        "rose": _rose(row, words),
        "new_words": row["new_words"] or [],
        "places": [
            words(
                "now.place",
                place=place(each["queue"], each["partner"], words),
                n=words.number(each["n"], 0),
                before=words.number(each["n_before"], 0),
            )
            for each in risen
        ],
        "answered": words.share(row["resolved_share"])
        if row["resolved_share"] is not None
        else None,
        "answered_before": words.share(row["resolved_share_before"])
        if row["resolved_share_before"] is not None
        else None,
        "is_worse": (row["resolved_share"] or 0) < (row["resolved_share_before"] or 0),
        "href": query(
            "/calls",
            reason=row["contact_reason"],
            from_day=row["first_day"],
            to_day=row["last_day"],
        ),
    }


def dip(row: Row, words: Words) -> dict[str, Any]:
    """A week that was harder, or was answered worse, and what explains most of it."""
    of = [each for each in (row["contact_reason"], row["queue"], row["partner"]) if each]
    last = row["week"] + timedelta(days=6)
    return {
        "what": words.term("now.measure", row["measure"]),
        "of": " · ".join(of) or words("now.all"),
        "week": words("mirror.week", day=words.calendar_day(row["week"])),
        "mean": words.number(row["mean"]),
        "expected": words.number(row["expected"]),
        "n": words.number(row["n"], 0),
        "parts": [
            words(
                "now.part",
                part=words.term("now.part_of", each["part"]),
                name=each["name"] or words("now.unknown"),
                points=words.points(-abs(each["points"])),
                mean=words.number(each["mean"]) if each["mean"] is not None else "–",
                before=words.number(each["mean_before"])
                if each["mean_before"] is not None
                else "–",
            )
            for each in (row["explained_by"] or [])[:PARTS_EACH]
        ],
        "href": query(
            "/calls",
            reason=row["contact_reason"],
            queue=row["queue"],
            from_day=row["week"],
            to_day=last,
        ),
    }


def self_service(
    row: Row, quotes: Sequence[Row], first: date | None, last: date | None, words: Words
) -> dict[str, Any]:
    """What customers tried in vain, in their own words."""
    reason = row["contact_reason"]
    return {
        "reason": reason or words("hour.no_reason"),
        "n": words.number(row["n_tried"], 0),
        "share": row["tried_share"],
        "said": words("now.tried_of", n=words.number(row["n_contacts"], 0)),
        "effort": "–" if row["effort_mean"] is None else words.number(row["effort_mean"]),
        "href": query(
            "/calls", reason=reason, kind="failed_self_service", from_day=first, to_day=last
        ),
        "quotes": [
            {
                "words": quote["words"],
                "language": quote["language"],
                "href": call_href(quote["contact_id"], f"#turn-{quote['turn_no']}"),
                "at": words.day(quote["started_at"]),
            }
            for quote in {
                each["words"]: each for each in quotes if each["contact_reason"] == reason
            }.values()
        ],
    }


def _rose(row: Row, words: Words) -> str:
    n, expected = words.number(row["n_contacts"], 0), row["n_expected"]
    if expected < 1:
        return words("now.rose_new", n=n)
    times = words.number(row["n_contacts"] / expected)
    return words("now.rose", n=n, expected=words.number(expected, 0), times=times)


def _days(first: date, last: date, words: Words) -> str:
    if first == last:
        return words.calendar_day(first)
    return f"{words.calendar_day(first)} – {words.calendar_day(last)}"
