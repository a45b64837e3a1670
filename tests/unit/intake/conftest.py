"""A folder to put input in, and what intake makes of it."""

import hashlib
import json
import wave
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.domain import Contact, SetAside
from pipeline.intake import read_sources


@dataclass(frozen=True)
class Inbox:
    folder: Path

    @staticmethod
    def pseudonym(customer_id: str) -> str:
        return "key-" + hashlib.sha256(customer_id.encode()).hexdigest()[:8]

    @staticmethod
    def tell_agent(first: str, second: str, language: str) -> int | None:
        """Who offers help more often; in this room only the question and its answer count."""
        offer = {"nl": "helpen", "en": "help"}[language]
        lead = first.count(offer) - second.count(offer)
        return None if lead == 0 else int(lead < 0)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def record(self, *names: str) -> None:
        """A tenth of a second of silence under each name, no two alike."""
        for name in names:
            path = self.write(name, b"")
            with wave.open(str(path), "wb") as out:
                out.setparams((1, 2, 8000, 0, "NONE", ""))
                out.writeframes(b"\0\0" * (800 + len(name)))

    def dump(self, name: str, document: object) -> None:
        self.write(name, json.dumps(document, indent=1))

    def read(
        self, *sources: str, recordings_in: tuple[str, ...] = ()
    ) -> tuple[list[Contact], list[SetAside]]:
        found = list(
            read_sources(
                sources or [str(self.folder)],
                pseudonym=self.pseudonym,
                tell_agent=self.tell_agent,
                recordings_in=recordings_in,
            )
        )
        contacts = [item for item in found if isinstance(item, Contact)]
        return contacts, [item for item in found if isinstance(item, SetAside)]

    def contact(self, *sources: str) -> Contact:
        """The one contact of an input in which nothing is wrong."""
        contacts, set_aside = self.read(*sources)
        assert (len(contacts), self.told(set_aside)) == (1, [])
        return contacts[0]

    def told(self, set_aside: list[SetAside]) -> list[str]:
        """What the user reads, with the paths as seen from the folder."""
        return [str(note).replace(f"{self.folder}/", "") for note in set_aside]

    def complaints(self, *sources: str) -> list[str]:
        return self.told(self.read(*sources)[1])


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return Inbox(folder)


@pytest.fixture
def document() -> dict[str, object]:
    """A contact of two legs, with everything in it that a document can hold."""
    return {
        "contact_id": "c1",
        "customer_id": "K1001",
        "started_at": "2026-03-02T10:14:00+01:00",
        "channel": "phone",
        "direction": "inbound",
        "language": "nl-NL",
        "wait_s": 240,
        "legs": [
            {"leg_id": 1, "agent": "A17", "team": "blue", "queue": "service", "partner": None}
            | {"start_s": 0, "end_s": 312, "holds": [[100, 140]], "ended_by": "transfer"},
            {"leg_id": 2, "agent": "A44", "queue": "faults", "partner": "TechServ"}
            | {"start_s": 495, "end_s": 780, "hold_s": 0, "ended_by": "normal"},
        ],
        "turns": [
            {"turn": 1, "leg": 1, "speaker": "agent", "t0": 0.0, "t1": 6.2, "text": "Hallo."},
            {
                "turn": 2,
                "leg": 1,
                "speaker": "customer",
                "t0": 6.9,
                "t1": 25,
                "text": "Dag, met mij.",
            },
            {"turn": 3, "leg": 2, "speaker": "agent", "t0": 496, "t1": 499, "text": "Met Harry."}
            | {"agent": "A44"},
        ],
        "survey": {"ces": 2, "csat": 3, "nps": 6, "goal_reached": False}
        | {"asked_at": "2026-03-02T12:00:00Z"},
        "disposition": "fault",
    }
