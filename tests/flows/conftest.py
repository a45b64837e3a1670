"""An inbox, a store beside it, and nights that go from the one to the other."""

import hashlib
import json
import sqlite3
import time
import wave
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.nightly import nightly
from flows.report import NightReport
from pipeline.addresses import StoreAddress
from pipeline.domain import Contact, Speaker
from tests.support.build import contact_of

ENDED = frozenset({"COMPLETED", "FAILED", "CRASHED"})
Said = Sequence[Sequence[tuple[Speaker, str]]]


@dataclass(frozen=True)
class House:
    """Where the nights of one test happen."""

    folder: Path

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def store(self) -> Path:
        return self.folder / "store" / "calls.duckdb"

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the inbox."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def put(self, legs: Said, customer_id: str | None = "K-1", **of: Any) -> None:
        """A contact document in the inbox, with what was said in each leg."""
        contact = contact_of(legs, **of)
        document = document_of(contact) | {"customer_id": customer_id}
        self.write(f"{contact.contact_id}.json", json.dumps(document, ensure_ascii=False))

    def record_silence(self, name: str, seconds: float = 2.0) -> Path:
        """A recording in which nobody speaks."""
        path = self.write(name, b"")
        with wave.open(str(path), "wb") as out:
            out.setparams((1, 2, 8000, 0, "NONE", ""))
            out.writeframes(b"\0\0" * int(8000 * seconds))
        return path

    def night(self, **options: Any) -> NightReport:
        """One run over the inbox."""
        return self.night_in(self.store, **options)

    def night_in(self, store: StoreAddress, **options: Any) -> NightReport:
        """One run over the inbox into another store."""
        return nightly([str(self.inbox)], str(store), **options)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query on the published store."""
        with duckdb.connect(str(self.store), read_only=True) as connection:
            return connection.execute(sql, values).fetchall()

    def contacts(self) -> set[str]:
        """Ids of the contacts in the published store."""
        return {contact_id for (contact_id,) in self.query("select contact_id from contact")}

    def published(self) -> tuple[str, str]:
        """Which file the store points to, and what is in it."""
        target = self.store.readlink()
        return str(target), hashlib.sha256(self.store.read_bytes()).hexdigest()


def document_of(contact: Contact) -> dict[str, Any]:
    """A contact as its source would have written it."""
    return {
        "contact_id": contact.contact_id,
        "started_at": contact.started_at.isoformat(),
        "language": contact.language,
        "wait_s": contact.wait_s,
        "legs": [
            {
                "leg_id": leg.leg_no,
                "agent": leg.agent_id,
                "queue": leg.queue,
                "start_s": leg.start_s,
                "end_s": leg.end_s,
                "ended_by": leg.ended_by,
            }
            for leg in contact.legs
        ],
        "turns": [
            {
                "turn": turn.turn_no,
                "leg": turn.leg_no,
                "speaker": turn.speaker,
                "t0": turn.start_s,
                "t1": turn.end_s,
                "text": turn.text,
                "agent": turn.agent_id,
            }
            for turn in contact.turns
        ],
    }


@pytest.fixture
def house(own_places: Path, prefect_database: Path) -> House:
    house = House(own_places)
    house.inbox.mkdir()
    return house


@pytest.fixture
def kept_by_prefect(prefect_database: Path) -> Callable[[str], bytes]:
    """All that Prefect has on disk, once it has recorded how a task of the last night ended.

    Prefect records the ends of tasks a moment after they happened.
    """
    last_night = """
        select name, state_type from task_run
        where flow_run_id = (select id from flow_run order by created desc limit 1)
    """

    def kept(task: str) -> bytes:
        deadline = time.monotonic() + 30.0
        while time.monotonic() < deadline:
            with closing(sqlite3.connect(f"file:{prefect_database}?mode=ro", uri=True)) as database:
                states = dict(database.execute(last_night).fetchall())
            if any(name.startswith(task) for name in states) and ENDED.issuperset(states.values()):
                files = prefect_database.parent.glob(f"{prefect_database.name}*")
                return b"".join(path.read_bytes() for path in files)
            time.sleep(0.05)
        raise TimeoutError(f"Prefect has not recorded the end of {task!r}, but {states}")

    return kept
