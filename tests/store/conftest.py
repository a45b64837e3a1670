"""Lisa's call as the stages would hand it to the store, and a place to put it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.addresses import LakeAddress, StoreAddress
from pipeline.domain import (
    Contact,
    Contribution,
    EffortScore,
    EmpathyScore,
    Finding,
    Journey,
    JudgedJourney,
    Leg,
    Mark,
    Moment,
    Quote,
    Recording,
    Run,
    Sighting,
    Survey,
    Transfer,
    Turn,
)
from pipeline.store import Night, Reader
from pipeline.store.index import load_stemmer
from pipeline.store.migrate import migrate
from pipeline.store.tonight import tonight
from tests.support.lakes import needs_ducklake

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STORY = "Ik heb een föhn gekocht in Breda 💇 en hij blaast alleen koude lucht."


@pytest.fixture
def lisa() -> Contact:
    """The first contact: two legs, a cold transfer, the story told twice."""
    return Contact(
        contact_id="lisa-1",
        started_at=AT,
        customer_key="k-lisa",
        language="nl",
        wait_s=180.5,
        legs=(
            Leg(
                1, 0.0, 60.0, "miranda", "care", "general", None, 10.0, ((20.0, 30.0),), "transfer"
            ),
            Leg(2, 240.0, 300.0, "harry", "tech", "faults", "Fixit", ended_by="normal"),
        ),
        recordings=(Recording("lisa.opus", None, 0, "agent"), Recording("lisa.opus", 2, 1)),
        channel_roles={0: "agent", 1: "customer"},
        turns=(
            Turn(1, 1, "agent", 0.0, 2.5, "Met Miranda, wat is uw kaartnummer?", "miranda", 0.9),
            Turn(2, 1, "customer", 3.0, 20.0, STORY, None, 0.8),
            Turn(3, 2, "agent", 240.0, 243.0, "Met Harry. En uw kaartnummer?", "harry", 0.9),
            Turn(4, 2, "customer", 244.0, 262.0, "Dus nog een keer: " + STORY, None, 0.7),
        ),
        survey=Survey(ces=2.0, goal_reached=False, asked_at=AT + timedelta(hours=1)),
        disposition="handled",
        transcript_quality=0.75,
        marks=(Mark("ringing", 60.0, 70.0), Mark("loop", 250.0, 252.0, "6 words left out")),
        content_hash="h1",
        origin="calls.csv row 2",
        extra={"campaign": "voorjaar", "nested": {"a": [1, 2.5, None, True]}},
    )


@pytest.fixture
def judge() -> Callable[..., JudgedJourney]:
    """Judges contacts made like Lisa's: a retelling, a promise and a transfer in each."""

    def judged(*contacts: Contact, journey_id: str = "j1", analysis: str = "v1") -> JudgedJourney:
        transfers, findings, efforts, empathies = [], [], [], []
        for contact in contacts:
            id_ = contact.contact_id
            transfers.append(
                Transfer(id_, 1, 2, "cold", False, True, False, 180.0,
                         (Moment(id_, "transfer", 60.0, "no_briefing"),
                          Quote.cite(id_, contact.turn(3), "not_briefed", 0, 10)))
            )  # fmt: skip
            told, retold = contact.turn(2), contact.turn(4)
            retelling = Finding.sign(
                Sighting(
                    (Quote.cite(id_, retold, "retold"),), 2, 0.9,
                    related=(Quote.cite(id_, told, "told", 3),),
                    related_leg_no=1, seconds_lost=18.0, detail={"share": 0.8, "facts": ["föhn"]},
                ),
                detector="repeat_story", version=1,
            )  # fmt: skip
            promise = Finding.sign(
                Sighting((Moment(id_, "contact", 299.0, "promised"),), 2, 0.5,
                         detail={"due": None, "status": "unknown"}),
                detector="promise", version=2,
            )  # fmt: skip
            findings += [retelling, promise]
            efforts.append(
                EffortScore(id_, 2.9, 2.4, 3.4, "unresolved", "process",
                            (Contribution("baseline", 6.1), Contribution("wait", -1.1),
                             Contribution("retelling", -2.1, retelling.finding_id)),
                            {1: -0.1, 2: -3.1})
            )  # fmt: skip
            empathies += [
                EmpathyScore(id_, 1, None, None, None, False, (), "no_occasion"),
                EmpathyScore(id_, 2, 1.5, 0.5, 2.5, True,
                             (Contribution("baseline", 1.0), Contribution("owned", 0.5))),
            ]  # fmt: skip
        return JudgedJourney(
            Journey(journey_id, contacts, tuple(transfers), "repair"),
            tuple(findings), tuple(efforts), tuple(empathies), analysis,
        )  # fmt: skip

    return judged


@pytest.fixture
def later() -> Callable[..., Contact]:
    """The same contact again some days later, under another id."""

    def contact(first: Contact, contact_id: str, days: float, **changes: object) -> Contact:
        at = first.started_at + timedelta(days=days)
        return replace(first, contact_id=contact_id, started_at=at, **changes)  # type: ignore[arg-type]

    return contact


@pytest.fixture
def run() -> Callable[[str], Run]:
    def make(run_id: str) -> Run:
        return Run(
            run_id, AT, AT + timedelta(minutes=5), 1, 1, 0, 0, 1, 1, 2, 0, 300.0, {"retold": "0.1"}
        )

    return make


@pytest.fixture
def kind() -> str:
    """Which kind of store; a test under `BOTH_KINDS` is given each."""
    return "file"


@pytest.fixture
def store(tmp_path: Path, kind: str) -> StoreAddress:
    if kind == "lake":
        needs_ducklake()
        return LakeAddress(str(tmp_path / "data" / "demo.ducklake"), "")
    return tmp_path / "data" / "demo.duckdb"


@pytest.fixture
def publish(store: StoreAddress, run: Callable[[str], Run]) -> Callable[..., None]:
    """One whole night: contacts and judged journeys in, checked, published."""

    def night(
        run_id: str, contacts: list[Contact], judged: list[JudgedJourney], keep_days: float = 0
    ) -> None:
        with Night.begin(store, run_id) as tonight:
            tonight.put_contacts(contacts)
            tonight.put_judged(judged)
            tonight.put_run(run(run_id))
            tonight.publish(keep_days)

    return night


@pytest.fixture
def rows(store: StoreAddress) -> Iterator[Callable[..., list[dict[str, object]]]]:
    """The rows of a query on the store that is published now."""
    readers: list[Reader] = []

    def read(query: str, **params: object) -> list[dict[str, object]]:
        if readers:
            readers[0].reopen_if_switched()
        else:
            readers.append(Reader.open(store))
        return readers[0].rows(query, **params)

    yield read
    for reader in readers:
        reader.__exit__(None, None, None)


@contextmanager
def empty_store() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty migrated store in memory, all of it to be checked."""
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        load_stemmer(connection)
        with tonight(connection, None):
            yield connection


@pytest.fixture
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty store of the test's own."""
    with empty_store() as connection:
        yield connection
