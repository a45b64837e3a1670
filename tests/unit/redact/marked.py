"""Dialogues with what is personal marked as `{kind:words}`, read as labelled journeys."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.unit.redact.dialogues import SPEAKERS

_HEADING = re.compile(r"^== (.+)$", re.M)
_MARK = re.compile(r"\{([a-z_]+):([^{}]+)\}")


def journeys(path: Path) -> Iterator[dict[str, Any]]:
    """Each dialogue of a file as a journey of one contact, in the format of `data/labels`.

    The language is the second part of the file's name (`seen.nl.txt`).
    """
    _, *parts = _HEADING.split(path.read_text(encoding="utf-8"))
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        lines = [line for line in body.splitlines() if line.strip()]
        turns, personal = [], []
        for number, line in enumerate(lines, start=1):
            said = line[2:].strip()
            text = _MARK.sub(r"\2", said)
            turns.append(
                {
                    "turn": number,
                    "leg": 1,
                    "speaker": SPEAKERS[line[0]],
                    "t0": float(number),
                    "t1": number + 0.9,
                    "text": text,
                }
            )
            personal += [
                {"contact": title, "turn": number, "kind": kind, "text": words}
                for kind, words in _MARK.findall(said)
            ]
        contact = {
            "contact_id": title,
            "started_at": "2026-03-02T10:00:00+01:00",
            "legs": [{"leg_id": 1, "start_s": 0.0, "end_s": len(lines) + 1.0}],
            "turns": turns,
        }
        language = path.name.split(".")[1]
        yield {"language": language, "contacts": [contact], "labels": {"pii": personal}}
