"""A call like Lisa's as the store's rows tell it, with round numbers, and a store of one such call."""

from datetime import UTC, datetime
from typing import Any

from pipeline.reports.rows import ContactRows, Row

STARTED_AT = datetime(2026, 10, 6, 11, 42, tzinfo=UTC)
FIRST = "Mijn föhn uit Breda blaast alleen koude lucht."
AGAIN = "Hij wordt niet warm, er komt koude lucht uit. Gekocht in Breda."


def turn(turn_no: int, leg_no: int, speaker: str, span_s: tuple[float, float], text: str) -> Row:
    agent_id = {1: "A101", 2: "A214"}[leg_no] if speaker == "agent" else None
    return {
        "contact_id": "lisa",
        "turn_no": turn_no,
        "leg_no": leg_no,
        "speaker": speaker,
        "agent_id": agent_id,
        "start_s": span_s[0],
        "end_s": span_s[1],
        "text": text,
        "confidence": None,
    }


TURNS = [
    turn(1, 1, "agent", (0.0, 5.0), "Mag ik uw klantnummer?"),
    turn(2, 1, "customer", (6.0, 10.0), "[customer_number]."),
    turn(3, 1, "customer", (20.0, 30.0), FIRST),
    turn(4, 1, "agent", (50.0, 55.0), "Ik verbind u door."),
    turn(5, 2, "agent", (240.0, 244.0), "Wat is er aan de hand?"),
    turn(6, 2, "customer", (245.0, 257.0), AGAIN),
    turn(7, 2, "agent", (260.0, 263.0), "En uw klantnummer?"),
    turn(8, 2, "customer", (264.0, 268.0), "Dat heb ik al gegeven."),
]


def quote(finding_id: str, kind: str, item_no: int, turn_no: int, cue: str) -> Row:
    said = TURNS[turn_no - 1]
    return {
        "kind": kind,
        "finding_id": finding_id,
        "item_no": item_no,
        "contact_id": "lisa",
        "turn_no": turn_no,
        "char_start": 0,
        "char_end": len(said["text"]),
        "words": said["text"],
        "cue": cue,
        "event_kind": None,
        "at_s": None,
        "leg_no": said["leg_no"],
        "speaker": said["speaker"],
        "agent_id": said["agent_id"],
        "start_s": said["start_s"],
        "end_s": said["end_s"],
    }


def finding(
    finding_id: str, kind: str, turn_no: int, earlier: int, at_s: float, **more: Any
) -> Row:
    return {
        "finding_id": finding_id,
        "kind": kind,
        "contact_id": "lisa",
        "leg_no": 2,
        "turns": [turn_no],
        "related_contact_id": "lisa",
        "related_leg_no": 1,
        "related_turns": [earlier],
        "confidence": 0.85,
        "at_s": at_s,
        "detector": kind,
        "detector_version": 1,
        **more,
    }


def leg(leg_no: int, start_s: float, end_s: float, wait_s: float, **more: Any) -> Row:
    return {
        "contact_id": "lisa",
        "leg_no": leg_no,
        "agent_id": {1: "A101", 2: "A214"}[leg_no],
        "team": None,
        "queue": {1: "klantenservice", 2: "storingen"}[leg_no],
        "partner": None,
        "start_s": start_s,
        "end_s": end_s,
        "wait_before_s": wait_s,
        "hold_s": 0.0,
        "holds": [],
        "empathy": 2.0,
        "empathy_low": 1.5,
        "empathy_high": 2.5,
        "empathy_occasion": True,
        "empathy_null_reason": None,
        "is_inferred": False,
    } | more


def heard(kind: str, start_s: float, end_s: float) -> Row:
    return {"mark_no": 0, "kind": kind, "start_s": start_s, "end_s": end_s, "detail": ""}


def points(
    reason: str, value: float, finding_id: str | None = None, owner: str | None = None
) -> Row:
    return {
        "owner": owner,
        "item_no": 0,
        "reason": reason,
        "points": value,
        "finding_id": finding_id,
        "turns": [],
    }


STORY = finding(
    "f1",
    "repeat_story",
    6,
    3,
    245.0,
    seconds_lost=12.0,
    detail={"prompt": "agent_asked", "scope": "same_call"},
)
ASK = finding(
    "f2",
    "repeat_identification",
    7,
    2,
    260.0,
    seconds_lost=7.0,
    detail={"what": ["customer_number"], "is_security": False},
)
EVIDENCE = [
    quote("f1", "repeat_story", 0, 6, "retold"),
    quote("f1", "repeat_story", 1, 3, "told"),
    quote("f2", "repeat_identification", 0, 7, "asked_again"),
    quote("f2", "repeat_identification", 1, 2, "given"),
]
CONTACT: Row = {
    "contact_id": "lisa",
    "journey_id": "j1",
    "channel": "phone",
    "language": "nl",
    "started_at": STARTED_AT,
    "duration_s": 270.0,
    "wait_s": 300.0,
    "hold_s": 0.0,
    "n_legs": 2,
    "contact_reason": "product defect",
    "outcome": "customer_must_act",
    "effort": 2.5,
    "effort_low": 1.2,
    "effort_high": 3.8,
    "effort_null_reason": None,
    "main_cause": "process",
    "transcript_quality": 0.8,
}


def lisa(**changes: Any) -> ContactRows:
    """The call: told in leg 1 at 0:20, put through cold, told again in leg 2 at 4:05."""
    parts: dict[str, Any] = {
        "contact": CONTACT,
        "recordings": [],
        "legs": [leg(1, 0.0, 60.0, 300.0), leg(2, 240.0, 270.0, 180.0)],
        "turns": TURNS,
        "transfers": [
            {
                "contact_id": "lisa",
                "from_leg": 1,
                "to_leg": 2,
                "kind": "cold",
                "is_briefed": False,
                "is_announced": True,
                "is_reason_given": False,
                "gap_s": 180.0,
            }
        ],
        "transfer_evidence": [],
        "findings": [STORY, ASK],
        "evidence": EVIDENCE,
        "marks": sorted(EVIDENCE, key=lambda row: row["turn_no"]),
        "heard": [],
        "effort": [
            points("baseline", 6.0),
            points("wait", -1.0, owner="process"),
            points("wait", -0.75, owner="process"),
            points("cold_transfer", -0.25, owner="process"),
            points("retelling", -0.5, "f1", owner="system"),
            points("customer_must_act", -1.0),
        ],
        "empathy": [
            {"leg_no": 1, **points("baseline", 1.5)},
            {"leg_no": 1, **points("asks_on", 0.5)},
            {"leg_no": 2, **points("baseline", 2.5)},
            {"leg_no": 2, **points("brushes_off", -0.5)},
        ],
        "journey": [CONTACT],
    }
    return ContactRows(**parts | changes)


def flow(source: str, target: str, n: int, again: int, **more: Any) -> Row:
    return {
        "from_queue": source,
        "to_queue": target,
        "from_partner": None,
        "to_partner": None,
        "n_transfers": n,
        "n_cold": again,
        "n_repeat_story": again,
        "n_repeat_identification": 0,
        "n_unresolved": 0,
        "customer_seconds_lost": 12.0 * again,
        "wait_seconds": 60.0 * n,
    } | more
