"""Labelled journeys as the training scripts see them: contacts as the store holds them, and labels."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1]))

from pipeline.domain import Contact, SetAside
from pipeline.intake import read_sources
from pipeline.redact import redact
from tests.support.mishear import mishear_document


@dataclass(frozen=True, slots=True)
class LabelledJourney:
    """A journey, redacted, and what careful people say of it."""

    journey_id: str
    contacts: tuple[Contact, ...]
    labels: dict[str, Any]


def read_labelled(folder: Path) -> list[LabelledJourney]:
    """The labelled journeys of a folder, by name.

    Raises ValueError when a contact of one cannot be read.
    """
    journeys = []
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        contacts = []
        for item in read_sources([str(path)], pseudonym=str):
            if isinstance(item, SetAside):
                raise ValueError(str(item))
            contacts.append(redact(item))
        contacts.sort(key=lambda contact: contact.started_at)
        journeys.append(
            LabelledJourney(document["journey_id"], tuple(contacts), document["labels"])
        )
    return journeys


def read_misheard(folder: Path, seed: int) -> list[LabelledJourney]:
    """The same as Whisper might hear it, a fifth of the words wrong, redacted after that as at night."""
    with tempfile.TemporaryDirectory() as misheard:
        for path in sorted(folder.glob("*.json")):
            journey = json.loads(path.read_text(encoding="utf-8"))
            journey["contacts"] = [
                mishear_document(each, journey["language"], seed) for each in journey["contacts"]
            ]
            (Path(misheard) / path.name).write_text(json.dumps(journey), encoding="utf-8")
        return read_labelled(Path(misheard))


def writer_of(journey: LabelledJourney) -> str:
    """Who wrote a journey: the middle of its name (`nl-p-03`)."""
    return journey.journey_id.split("-")[1]
