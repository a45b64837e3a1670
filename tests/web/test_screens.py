"""The screens: pages of the newest night, and nothing outside their folder."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pipeline.detect import find_all
from pipeline.domain import JudgedJourney
from pipeline.journey import join
from pipeline.review import create_app
from pipeline.score import judge
from pipeline.store import Night, Reader
from tests.support.build import contact_of

STORY = [
    [
        ("agent", "Goedemiddag, waarmee kan ik u helpen?"),
        ("customer", "Mijn wasmachine lekt sinds maandag water over de hele keukenvloer."),
        ("agent", "Ik verbind u door met de technische dienst."),
    ],
    [
        ("agent", "Technische dienst, wat is er aan de hand?"),
        ("customer", "De wasmachine lekt, sinds maandag staat de hele keukenvloer onder water."),
        ("agent", "Ik stuur morgen een monteur."),
    ],
]


def publish(store: Path, run_id: str, contact_id: str) -> None:
    contact = contact_of(STORY, contact_id=contact_id, customer_key=contact_id)
    with Night.begin(store, run_id) as night:
        night.put_contacts([contact])
        for journey in join([contact]):
            findings = find_all(journey)
            efforts, empathies = judge(journey, findings)
            night.put_judged([JudgedJourney(journey, findings, efforts, empathies, "a1")])
        night.publish()


@pytest.fixture
def client(tmp_path: Path) -> Any:
    publish(tmp_path / "s.duckdb", "n1", "first-call")
    with Reader.open(tmp_path / "s.duckdb") as reader:
        yield TestClient(create_app(reader, tmp_path / "screens"))


def test_the_first_page_names_the_contact(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "first-call" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_a_newer_night_shows_at_the_next_look(client: TestClient, tmp_path: Path) -> None:
    assert "second-call" not in client.get("/").text
    publish(tmp_path / "s.duckdb", "n2", "second-call")
    assert "second-call" in client.get("/").text


@pytest.mark.parametrize(
    "path", ["/nothing.html", "/..%2fs.duckdb", "/%2e%2e/s.duckdb", "/contact"]
)
def test_there_is_nothing_beside_the_pages(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_only_reading_is_possible(client: TestClient) -> None:
    assert client.post("/").status_code == 405
