"""A published store of a few calls in two teams, and a cast of people who look at them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fastapi.testclient import TestClient
from sqlalchemy import Engine, Table, insert, select

from pipeline.detect import find_all
from pipeline.domain import Contact, JudgedJourney, Recording
from pipeline.journey import join
from pipeline.review import create_app
from pipeline.review.ledger import Person, add_person, open_ledger, sign_in
from pipeline.review.ledger.tables import PERSON, PERSON_RIGHT
from pipeline.score import judge
from pipeline.store import Night, Reader
from tests.support.build import contact_of

HERE = "http://127.0.0.1"
PASSWORD = "a long enough password"  # noqa: S105 - of people who exist in tests only
STORY = [
    [
        ("agent", "Goedemiddag, wat is uw klantnummer?"),
        ("customer", "Dat is [customer_number]."),
        ("customer", "Mijn wasmachine lekt sinds maandag water over de hele keukenvloer."),
        ("agent", "Ik verbind u door met de technische dienst."),
    ],
    [
        ("agent", "Technische dienst, wat is er aan de hand?"),
        ("customer", "De wasmachine lekt, sinds maandag staat de hele keukenvloer onder water."),
        ("agent", "Ik stuur morgen een monteur."),
    ],
]
CAST = {
    "coach": Person("carla", "coach", teams=("north",)),
    "second_coach": Person("cees", "coach"),
    "coach_elsewhere": Person("chris", "coach", teams=("south",)),
    "coach_of_partner": Person("cor", "coach", partners=("Kabelwerk",)),
    "process_owner": Person("petra", "process_owner"),
    "agent": Person("anna", "agent", agent_id="A1"),
    "agent_elsewhere": Person("arie", "agent", agent_id="A9"),
    "admin": Person("ada", "admin"),
}


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def call_of(
    contact_id: str, team: str, partner: str | None = None, folder: Path | None = None
) -> Contact:
    """Two legs, a retelling in the second; with a recording where a folder is given."""
    contact = contact_of(STORY, contact_id=contact_id, customer_key=contact_id, wait_s=30.0)
    first, second = contact.legs
    legs = (replace(first, team=team), replace(second, team="repairs", partner=partner))
    if folder is None:
        return replace(contact, legs=legs)
    path = folder / f"{contact_id}.wav"
    n_samples = int(second.end_s * 8000)
    tone = 0.3 * np.sin(np.arange(n_samples) / 3)
    soundfile.write(path, np.stack([tone, tone], axis=1), 8000, subtype="PCM_16")
    return replace(contact, legs=legs, recordings=(Recording(str(path)),))


def with_agent(contact: Contact, agent_id: str) -> Contact:
    """The same call, its first leg had by somebody else."""
    first, *others = contact.legs
    return replace(contact, legs=(replace(first, agent_id=agent_id), *others))


def publish(store: Path, run_id: str, *contacts: Contact) -> None:
    """One night with these calls."""
    with Night.begin(store, run_id) as night:
        night.put_contacts(list(contacts))
        for journey in join(list(contacts)):
            findings = find_all(journey)
            efforts, empathies = judge(journey, findings)
            night.put_judged([JudgedJourney(journey, findings, efforts, empathies, "a1")])
        night.publish()


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store; read only."""
    folder = tmp_path_factory.mktemp("calls")
    publish(
        folder / "s.duckdb",
        "n1",
        call_of("leak", "north", partner="Kabelwerk", folder=folder),
        with_agent(call_of("a/b c?", "south"), "A5"),
        *(call_of(f"more-{number}", "north") for number in range(1, 6)),
    )
    return folder / "s.duckdb"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path) -> Engine:
    """An empty one."""
    return open_ledger(f"sqlite:///{tmp_path}/s.review.sqlite")


@pytest.fixture
def app(calls: Path, ledger: Engine, tmp_path: Path, clock: Clock) -> Iterator[object]:
    with Reader.open(calls) as reader:
        yield create_app(reader, ledger, tmp_path / "screens", clock=clock, language="en")


@pytest.fixture
def nobody(app: object) -> TestClient:
    """A browser in which nobody is signed in; redirects are not followed."""
    return TestClient(app, base_url=HERE, follow_redirects=False)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def cast(tmp_path_factory: pytest.TempPathFactory) -> dict[Table, list[dict[str, object]]]:
    """The rows of the whole cast: hashing their passwords takes a while, and once is enough."""
    ledger = open_ledger(f"sqlite:///{tmp_path_factory.mktemp('cast')}/cast.sqlite")
    for person in CAST.values():
        add_person(ledger, person, PASSWORD, Clock()())
    with ledger.connect() as connection:
        return {
            table: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in (PERSON, PERSON_RIGHT)
        }


@pytest.fixture
def as_(
    app: object, ledger: Engine, clock: Clock, cast: dict[Table, list[dict[str, object]]]
) -> Callable[[str], TestClient]:
    """A browser in which somebody of the cast is signed in; all of the cast exist."""
    with ledger.begin() as connection:
        for table, rows in cast.items():
            connection.execute(insert(table), rows)

    def browser(who: str) -> TestClient:
        client = TestClient(app, base_url=HERE, follow_redirects=False)  # type: ignore[arg-type]
        if who != "nobody":
            token = sign_in(ledger, CAST[who].name, PASSWORD, "test", clock())
            assert token
            client.cookies.set("retold", token)
        return client

    return browser


def form_token(client: TestClient, page: str = "/sign-in") -> str:
    """What a form of this browser has to carry."""
    text = client.get(page).text
    return text.split('name="form_token" value="')[1].split('"')[0]


def post(client: TestClient, path: str, /, **fields: str):
    """Send a form as one of our pages would."""
    return client.post(path, data={"form_token": form_token(client), **fields})
