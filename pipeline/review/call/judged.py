"""What can be judged in a call: the machine's answer of each, and the verdicts of people beside it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.reports.rows import ContactRows
from pipeline.reports.words import Words
from pipeline.review.ledger import Verdict


@dataclass(frozen=True, slots=True)
class Subject:
    """A finding or score that a person can judge; `low` and `high` are the ends of a score.

    `key` is what verdicts refer to, `anchor` where the page shows it, `machine` the program's
    answer as it is kept beside the verdict.
    """

    key: str
    detector: str
    anchor: str
    machine: str
    low: float | None = None
    high: float | None = None

    def correction(self, text: str) -> str | None:
        """What a person put in the machine's place, made tidy; None when it is not possible here."""
        if self.low is None or self.high is None:
            return text or None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return None
        return f"{value:g}" if self.low <= value <= self.high else None


def subjects_of(told: ContactRows) -> dict[str, Subject]:
    """All that can be judged in a contact, by key."""
    contact = told.contact
    found = [
        Subject(
            f"finding/{each['finding_id']}",
            each["kind"],
            f"finding-{told.number(each)}",
            json.dumps(
                {
                    "kind": each["kind"],
                    "confidence": each["confidence"],
                    "turns": each["turns"],
                    "detector_version": each["detector_version"],
                }
            ),
        )
        for each in told.findings
    ]
    effort = Subject(
        f"effort/{told.contact_id}",
        "effort",
        "effort",
        json.dumps({"score": contact["effort"]}),
        1.0,
        7.0,
    )
    empathies = [
        Subject(
            f"empathy/{told.contact_id}/{leg['leg_no']}",
            "empathy",
            f"empathy-{leg['leg_no']}",
            json.dumps({"score": leg["empathy"]}),
            0.0,
            4.0,
        )
        for leg in told.legs
    ]
    return {each.key: each for each in (*found, effort, *empathies)}


def shown(
    subject: Subject, verdicts: Sequence[Verdict], name: str, *, is_judge: bool, words: Words
) -> dict[str, Any]:
    """A subject with its verdicts for the template.

    Whoever is to judge sees what others said only after having judged: else agreement between
    people would mean nothing.
    """
    here = [each for each in verdicts if each.subject == subject.key]
    mine = next((each for each in here if each.person == name), None)
    others = [each for each in here if each.person != name]
    is_blind = is_judge and mine is None
    return {
        "subject": subject,
        "mine": _said(mine, words) if mine else None,
        "others": [] if is_blind else [_said(each, words) for each in others],
        "n_hidden": len(others) if is_blind else 0,
    }


def _said(verdict: Verdict, words: Words) -> dict[str, Any]:
    correction = verdict.correction
    if correction is not None:
        is_score = verdict.detector in ("effort", "empathy")
        correction = (
            words.number(float(correction)) if is_score else words.term("finding", correction)
        )
    return {
        "person": verdict.person,
        "judgement": verdict.judgement,
        "correction": correction,
        "reason": verdict.reason,
        "at": words.instant(verdict.at),
    }
