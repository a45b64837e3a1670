"""Domain objects as rows of the tables in `core` and `meta`: table name to rows, column to value."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pipeline.domain import (
    Contact,
    Contribution,
    Evidence,
    Finding,
    JudgedJourney,
    Quote,
    Run,
    SetAside,
    Survey,
    Transfer,
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def contact_rows(contacts: Iterable[Contact], first_serial: int) -> Rows:
    """Rows of contacts with their recordings, legs, turns and marks, numbered from `first_serial`."""
    rows: Rows = {"contacts": [], "recordings": [], "legs": [], "turns": [], "marks": []}
    for serial, contact in enumerate(contacts, start=first_serial):
        its = {"contact_id": contact.contact_id}
        rows["contacts"].append(_contact_row(contact) | {"serial": serial})
        rows["recordings"] += [
            its | {"item_no": number} | _fields(item)
            for number, item in enumerate(contact.recordings)
        ]
        rows["legs"] += [its | _fields(leg) for leg in contact.legs]
        rows["turns"] += [
            {
                "contact_id": contact.contact_id,
                "turn_no": turn.turn_no,
                "leg_no": turn.leg_no,
                "speaker": turn.speaker,
                "agent_id": turn.agent_id,
                "start_s": turn.start_s,
                "end_s": turn.end_s,
                "text": turn.text,
                "confidence": turn.confidence,
                "serial": serial,
            }
            for turn in contact.turns
        ]
        rows["marks"] += [
            its | {"item_no": number} | _fields(mark) for number, mark in enumerate(contact.marks)
        ]
    return rows


def judged_rows(judged: Iterable[JudgedJourney], window: timedelta) -> Rows:
    """Rows of journeys with all that was found in them and how they were scored."""
    rows: Rows = {
        "journeys": [],
        "journey_contacts": [],
        "transfers": [],
        "transfer_evidence": [],
        "findings": [],
        "evidence": [],
        "effort_scores": [],
        "process_efforts": [],
        "empathy_scores": [],
        "contributions": [],
    }
    for one in judged:
        its = {"journey_id": one.journey.journey_id}
        rows["journeys"].append(
            its
            | {
                "contact_reason": one.journey.contact_reason,
                "window_s": window.total_seconds(),
                "analysis": one.analysis,
            }
        )
        rows["journey_contacts"] += [
            its | {"contact_no": number, "contact_id": contact.contact_id}
            for number, contact in enumerate(one.journey.contacts, start=1)
        ]
        for transfer in one.journey.transfers:
            _add_transfer(rows, its, transfer)
        for finding in one.findings:
            _add_finding(rows, its, finding)
        _add_scores(rows, its, one)
    return rows


def run_row(run: Run) -> Row:
    """The row of a run."""
    return asdict(run) | {
        "started_at": _instant(run.started_at),
        "ended_at": _instant(run.ended_at),
        "sources": list(run.sources),
        "versions": dict(run.versions),
    }


def set_aside_rows(run_id: str, items: Iterable[SetAside]) -> list[Row]:
    """The rows of what a run left out."""
    rows = []
    for item in items:
        row = asdict(item)
        row["row_no"] = row.pop("row")
        rows.append({"run_id": run_id} | row)
    return rows


def _contact_row(contact: Contact) -> Row:
    survey = contact.survey or Survey()
    return {
        "contact_id": contact.contact_id,
        "customer_key": contact.customer_key,
        "started_at": _instant(contact.started_at),
        "channel": contact.channel,
        "direction": contact.direction,
        "language": contact.language,
        "wait_s": contact.wait_s,
        "duration_s": contact.duration_s,
        "channel_roles": dict(contact.channel_roles),
        "has_survey": contact.survey is not None,
        "survey_ces": survey.ces,
        "survey_csat": survey.csat,
        "survey_nps": survey.nps,
        "survey_goal_reached": survey.goal_reached,
        "survey_asked_at": _instant(survey.asked_at),
        "disposition": contact.disposition,
        "transcript_quality": contact.transcript_quality,
        "content_hash": contact.content_hash,
        "origin": contact.origin,
        "extra": dict(contact.extra),
    }


def _add_transfer(rows: Rows, its: Row, transfer: Transfer) -> None:
    place = its | {
        "contact_id": transfer.contact_id,
        "from_leg": transfer.from_leg,
        "to_leg": transfer.to_leg,
    }
    rows["transfers"].append(
        place
        | {
            "kind": transfer.kind,
            "is_briefed": transfer.is_briefed,
            "is_announced": transfer.is_announced,
            "is_reason_given": transfer.is_reason_given,
            "gap_s": transfer.gap_s,
        }
    )
    rows["transfer_evidence"] += [
        place | {"item_no": number} | _evidence(item)
        for number, item in enumerate(transfer.evidence)
    ]


def _add_finding(rows: Rows, its: Row, finding: Finding) -> None:
    rows["findings"].append(
        its
        | {
            "finding_id": finding.finding_id,
            "kind": finding.kind,
            "contact_id": finding.contact_id,
            "leg_no": finding.leg_no,
            "turns": finding.turns,
            "related_contact_id": finding.related_contact_id,
            "related_leg_no": finding.related_leg_no,
            "related_turns": finding.related_turns,
            "confidence": finding.confidence,
            "seconds_lost": finding.seconds_lost,
            "detail": dict(finding.detail),
            "detector": finding.detector,
            "detector_version": finding.detector_version,
        }
    )
    rows["evidence"] += [
        its
        | {"finding_id": finding.finding_id, "item_no": number, "contact_id": item.contact_id}
        | _evidence(item)
        for number, item in enumerate(finding.evidence)
    ]


def _add_scores(rows: Rows, its: Row, one: JudgedJourney) -> None:
    for effort in one.efforts:
        place = its | {"contact_id": effort.contact_id}
        rows["effort_scores"].append(
            place
            | {
                "effort": effort.effort,
                "effort_low": effort.effort_low,
                "effort_high": effort.effort_high,
                "outcome": effort.outcome,
                "main_cause": effort.main_cause,
                "null_reason": effort.null_reason,
            }
        )
        rows["process_efforts"] += [
            place | {"leg_no": leg_no, "points": points}
            for leg_no, points in effort.process_effort.items()
        ]
        rows["contributions"] += _contributions(
            place | {"leg_no": None, "score": "effort"}, effort.contributions
        )
    for empathy in one.empathies:
        place = its | {"contact_id": empathy.contact_id, "leg_no": empathy.leg_no}
        rows["empathy_scores"].append(
            place
            | {
                "empathy": empathy.empathy,
                "empathy_low": empathy.empathy_low,
                "empathy_high": empathy.empathy_high,
                "is_occasion": empathy.is_occasion,
                "null_reason": empathy.null_reason,
            }
        )
        rows["contributions"] += _contributions(place | {"score": "empathy"}, empathy.contributions)


def _contributions(place: Row, items: tuple[Contribution, ...]) -> list[Row]:
    return [place | {"item_no": number} | _fields(item) for number, item in enumerate(items)]


def _evidence(item: Evidence) -> Row:
    if isinstance(item, Quote):
        return {
            "turn_no": item.turn_no,
            "char_start": item.char_start,
            "char_end": item.char_end,
            "words": item.words,
            "cue": item.cue,
            "event_kind": None,
            "at_s": None,
        }
    return {
        "turn_no": None,
        "char_start": None,
        "char_end": None,
        "words": None,
        "cue": item.cue,
        "event_kind": item.event_kind,
        "at_s": item.at_s,
    }


def _fields(item: Any) -> Row:
    """A dataclass's fields as they are: `asdict` copies what is in them too, which takes longer than storing it."""
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
