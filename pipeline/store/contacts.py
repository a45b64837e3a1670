"""Contacts out of the store again, as they were put in."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from pipeline.domain import Contact, Leg, Mark, Recording, Survey, Turn
from pipeline.store.check import rows_of
from pipeline.store.statements import statements

# One query a table for so many contacts: few scans of a large table, little memory.
_AT_ONCE = 5_000


def read_contacts(
    connection: duckdb.DuckDBPyConnection, contact_ids: Sequence[str]
) -> Iterator[Contact]:
    """The contacts with these ids in that order, legs, turns and marks by number; unknown ids are skipped.

    Other statements may run on the connection while the contacts are being taken.
    """
    for start in range(0, len(contact_ids), _AT_ONCE):
        yield from _read(connection, contact_ids[start : start + _AT_ONCE])


def _read(connection: duckdb.DuckDBPyConnection, contact_ids: Sequence[str]) -> list[Contact]:
    sql = statements("nightly")
    wanted = {"contact_ids": json.dumps(list(contact_ids))}
    rows = {row["contact_id"]: row for row in rows_of(connection.execute(sql["contacts"], wanted))}
    recordings: defaultdict[str, list[Recording]] = defaultdict(list)
    for contact_id, *values in connection.execute(sql["recordings"], wanted).fetchall():
        recordings[contact_id].append(Recording(*values))
    legs: defaultdict[str, list[Leg]] = defaultdict(list)
    for row in rows_of(connection.execute(sql["legs"], wanted)):
        row["holds"] = tuple((start_s, end_s) for start_s, end_s in row["holds"])
        legs[row.pop("contact_id")].append(Leg(**row))
    turns: defaultdict[str, list[Turn]] = defaultdict(list)
    for contact_id, *values in connection.execute(sql["turns"], wanted).fetchall():
        turns[contact_id].append(Turn(*values))
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for contact_id, *values in connection.execute(sql["marks"], wanted).fetchall():
        marks[contact_id].append(Mark(*values))
    return [
        _contact(
            rows[id_],
            tuple(recordings[id_]),
            tuple(legs[id_]),
            tuple(turns[id_]),
            tuple(marks[id_]),
        )
        for id_ in contact_ids
        if id_ in rows
    ]


def _contact(
    row: dict[str, Any],
    recordings: tuple[Recording, ...],
    legs: tuple[Leg, ...],
    turns: tuple[Turn, ...],
    marks: tuple[Mark, ...],
) -> Contact:
    survey = Survey(
        ces=row["survey_ces"],
        csat=row["survey_csat"],
        nps=row["survey_nps"],
        goal_reached=row["survey_goal_reached"],
        asked_at=_utc(row["survey_asked_at"]) if row["survey_asked_at"] else None,
    )
    return Contact(
        contact_id=row["contact_id"],
        started_at=_utc(row["started_at"]),
        legs=legs,
        customer_key=row["customer_key"],
        channel=row["channel"],
        direction=row["direction"],
        language=row["language"],
        wait_s=row["wait_s"],
        recordings=recordings,
        channel_roles={int(no): role for no, role in json.loads(row["channel_roles"]).items()},
        turns=turns,
        survey=survey if row["has_survey"] else None,
        disposition=row["disposition"],
        transcript_quality=row["transcript_quality"],
        marks=marks,
        content_hash=row["content_hash"],
        origin=row["origin"],
        extra=json.loads(row["extra"]),
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
