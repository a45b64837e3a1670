"""What is found in the samples as they were spoken, word for word: a change here is a change for coaches.

`make golden` writes the file anew; read the difference before committing it.
"""

import json
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from pipeline.detect import find_all
from pipeline.domain import Contact, Turn
from pipeline.intake import read_sources
from pipeline.journey import join
from pipeline.redact import redact
from pipeline.score import judge

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "data" / "samples"
GOLDEN = HERE / "samples.jsonl"


def spoken() -> list[Contact]:
    """The sample contacts with the turns of their scripts, redacted."""
    turns: dict[str, list[Turn]] = defaultdict(list)
    for line in (SAMPLES / "reference.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        turns[row["contact_id"]].append(
            Turn(
                turn_no=row["turn"],
                leg_no=row["leg"],
                speaker=row["speaker"],
                start_s=row["t0"],
                end_s=row["t1"],
                text=row["text"],
                agent_id=row["agent"] or None,
            )
        )
    contacts = [
        item for item in read_sources([str(SAMPLES)], pseudonym=str) if isinstance(item, Contact)
    ]
    return [redact(replace(c, turns=tuple(turns[c.contact_id]))) for c in contacts]


def told() -> list[str]:
    """One line a contact, transfer and finding, in the order of contacts."""
    lines = []
    for journey in join(spoken()):
        findings = find_all(journey)
        efforts, empathies = judge(journey, findings)
        for effort in efforts:
            lines.append(
                {
                    "contact": effort.contact_id,
                    "effort": effort.effort and round(effort.effort, 1),
                    "outcome": effort.outcome,
                    "main_cause": effort.main_cause,
                    "empathy": {
                        e.leg_no: e.empathy if e.empathy is None else round(e.empathy, 1)
                        for e in empathies
                        if e.contact_id == effort.contact_id
                    },
                }
            )
        lines += [
            {"transfer": t.contact_id, "to_leg": t.to_leg, "kind": t.kind}
            for t in journey.transfers
        ]
        lines += [
            {
                "finding": f.kind,
                "contact": f.contact_id,
                "turns": f.turns,
                "related": [f.related_contact_id, f.related_turns],
                "confidence": round(f.confidence, 1),
                "detail": {k: v for k, v in f.detail.items() if k != "share_new"},
            }
            for f in findings
        ]
    return [json.dumps(line, ensure_ascii=False) for line in lines]


def test_the_samples_are_judged_as_before() -> None:
    now = told()
    if os.environ.get("RETOLD_WRITE_GOLDEN"):
        GOLDEN.write_text("\n".join(now) + "\n", encoding="utf-8")
    assert now == GOLDEN.read_text(encoding="utf-8").splitlines()
