"""Contacts as vCons: turns as dialogs, findings and scores as analyses.

Source: draft-ietf-vcon-vcon-core. Both `mediatype` and its older name `mimetype` are written, since
readers of either are about. The words are redacted; recordings stay where they are.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
Rows = Mapping[str, Sequence[Json]]  # rows of one contact by view

SPOKEN_AS = "0.3.0"  # the version of vCon that is written
NAMES = uuid.UUID(
    "4f0f2f5e-6a0f-5f0b-9c64-0d2a4c9c1b7e"
)  # of our contacts, so that ids stay the same


def vcon_of(contact: Json, rows: Rows, created_at: datetime) -> Json:
    """One contact as a vCon; `rows` has those of the views that are to be told, in any order."""
    turns = sorted(rows.get("turn", ()), key=lambda turn: turn["turn_no"])
    parties, number_of = _parties(contact, rows.get("leg", ()), turns)
    began_at = datetime.fromisoformat(contact["started_at"])
    return {
        "vcon": SPOKEN_AS,
        "uuid": str(uuid.uuid5(NAMES, contact["contact_id"])),
        "created_at": created_at.isoformat(),
        "subject": contact["contact_id"],
        "parties": parties,
        "dialog": [_dialog(turn, number_of, began_at) for turn in turns],
        "analysis": _analyses(contact, rows, range(len(turns))),
        "attachments": [],
    }


def _parties(
    contact: Json, legs: Sequence[Json], turns: Sequence[Json]
) -> tuple[list[Json], dict[tuple[str, str | None], int]]:
    """The customer first, then who else speaks, each once; and which number a speaker has."""
    customer: Json = {"role": "customer"}
    if contact["customer_key"]:
        customer["name"] = contact["customer_key"]
    parties: list[Json] = [customer]
    number_of: dict[tuple[str, str | None], int] = {("customer", None): 0}
    team_of = {leg["agent_id"]: leg["team"] for leg in legs}
    speakers = [("agent", leg["agent_id"]) for leg in legs]
    for role, name in speakers + [(turn["speaker"], turn["agent_id"]) for turn in turns]:
        if (role, name) not in number_of:
            number_of[role, name] = len(parties)
            told = {"role": role, "name": name, "dept": team_of.get(name)}
            parties.append({key: value for key, value in told.items() if value is not None})
    return parties, number_of


def _dialog(
    turn: Json, number_of: Mapping[tuple[str, str | None], int], began_at: datetime
) -> Json:
    return {
        "type": "text",
        "start": (began_at + timedelta(seconds=turn["start_s"])).isoformat(),
        "duration": round(max(0.0, turn["end_s"] - turn["start_s"]), 3),
        "parties": [number_of[turn["speaker"], turn["agent_id"]]],
        "mediatype": "text/plain",
        "mimetype": "text/plain",
        "body": turn["text"],
        "encoding": "none",
    }


def _analyses(contact: Json, rows: Rows, dialogs: range) -> list[Json]:
    told = {view: its for view, its in rows.items() if view != "turn" and its}
    return [
        {
            "type": "report",
            "dialog": list(dialogs),
            "vendor": "retold",
            "product": name,
            "mediatype": "application/json",
            "body": body,
            "encoding": "json",
        }
        for name, body in {"contact": [contact], **told}.items()
    ]
