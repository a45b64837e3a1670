"""How much of the labelled personal data is gone, and how much else is kept.

`python -m tests.unit.redact.measure PLACE [small|spoken]` prints both for a folder of labelled
journeys or a file of marked dialogues (`said/`), as they are written or as a recogniser might:
`small` without any capitals, `spoken` with every digit of a number as a word and its letters one by one.
"""

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.domain import Contact, Leg, Turn
from pipeline.redact import redact
from tests.unit.redact import marked

SHORTEST_WORD = 3
NUMBERS = {"customer_number", "order_number", "phone", "bsn", "iban", "licence_plate", "postcode"}
DIGITS = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}
Label = tuple[str, str]  # kind, words
Rewrite = Callable[[str, list[Label], str], tuple[str, list[Label]]]


def as_written(text: str, labels: list[Label], language: str) -> tuple[str, list[Label]]:
    """The turn as it is."""
    return text, labels


def in_small_letters(text: str, labels: list[Label], language: str) -> tuple[str, list[Label]]:
    """The turn without capitals."""
    return text.lower(), [(kind, words.lower()) for kind, words in labels]


def with_spoken_digits(text: str, labels: list[Label], language: str) -> tuple[str, list[Label]]:
    """The turn with the numbers that are labelled in it spelled out."""
    spoken = []
    for kind, words in sorted(labels, key=lambda label: -len(label[1])):
        said = words
        if kind in NUMBERS and re.search(r"\d", words):
            said = " ".join(
                DIGITS[language][int(char)] if char.isdecimal() else char
                for char in words
                if char.isalnum()
            )
            text = text.replace(words, said)
        spoken.append((kind, said))
    return text, spoken


REWRITES: dict[str, Rewrite] = {"small": in_small_letters, "spoken": with_spoken_digits}


@dataclass(frozen=True, slots=True)
class Measured:
    """Labels gone and labels in all a kind, the share of other words kept, contacts a CPU second."""

    gone: dict[str, int]
    labels: dict[str, int]
    words_kept: float
    missed: tuple[str, ...]  # contact, turn and kind; never the words
    contacts_per_s: float

    @property
    def recall(self) -> float:
        """The share of labelled strings that no longer occur in their turn."""
        return sum(self.gone.values()) / sum(self.labels.values())


def measure(place: Path, rewrite: Rewrite = as_written) -> Measured:
    """Redact every contact of a folder of labelled journeys, or of a file of marked dialogues, and compare."""
    gone: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    kept, total, seconds, n_contacts = 0, 0, 0.0, 0
    missed = []
    for journey in marked.journeys(place) if place.is_file() else _journeys(place):
        personal = defaultdict(list)
        for label in journey["labels"]["pii"]:
            personal[label["contact"], label["turn"]].append((label["kind"], label["text"]))
        for document in journey["contacts"]:
            turns = []
            for turn in document["turns"]:
                key = document["contact_id"], turn["turn"]
                text, personal[key] = rewrite(turn["text"], personal[key], journey["language"])
                turns.append({**turn, "text": text})
            contact = _contact({**document, "turns": turns})
            started = time.process_time()
            redacted = redact(contact)
            seconds += time.process_time() - started
            n_contacts += 1
            for before, after in zip(contact.turns, redacted.turns, strict=True):
                stored, other = after.text.lower(), before.text
                for kind, words in personal[contact.contact_id, before.turn_no]:
                    labels[kind] += 1
                    is_gone = words.lower() not in stored
                    gone[kind] += is_gone
                    if not is_gone:
                        missed.append(f"{contact.contact_id} turn {before.turn_no} {kind}")
                    other = other.replace(words, " ")
                ordinary = [word.strip(".,!?;:'\"()").lower() for word in other.split()]
                ordinary = [word for word in ordinary if len(word) >= SHORTEST_WORD]
                total += len(ordinary)
                kept += sum(word in stored for word in ordinary)
    return Measured(dict(gone), dict(labels), kept / total, tuple(missed), n_contacts / seconds)


def _journeys(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json")):
        journey = json.loads(path.read_text(encoding="utf-8"))
        if journey["labels"].get("pii_complete"):
            yield journey


def _contact(document: dict[str, Any]) -> Contact:
    turns = tuple(
        Turn(t["turn"], t["leg"], t["speaker"], t["t0"], t["t1"], t["text"])
        for t in document["turns"]
    )
    legs = tuple(Leg(leg["leg_id"], leg["start_s"], leg["end_s"]) for leg in document["legs"])
    started_at = datetime.fromisoformat(document["started_at"]).astimezone(UTC)
    return Contact(document["contact_id"], started_at, legs, turns=turns)


if __name__ == "__main__":
    measured = measure(Path(sys.argv[1]), REWRITES.get("".join(sys.argv[2:3]), as_written))
    for kind in sorted(measured.labels):
        sys.stdout.write(f"{kind:16} {measured.gone.get(kind, 0)}/{measured.labels[kind]}\n")
    sys.stdout.write(
        f"recall {measured.recall:.4f}, words kept {measured.words_kept:.4f}, "
        f"{measured.contacts_per_s:.0f} contacts a CPU second\n"
    )
    for miss in measured.missed:
        sys.stdout.write(f"missed: {miss}\n")
