"""What is asked about one contact by its id says the same as the views, which are about all."""

import pytest

from pipeline.reports import read_contact
from pipeline.store import Night, Reader
from tests.generator import made


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """A store of a synthetic contact centre."""
    store = tmp_path_factory.mktemp("centre") / "s.duckdb"
    journeys = list(made(60))
    with Night.begin(store, "n1") as night:
        night.put_contacts(contact for one in journeys for contact in one.journey.contacts)
        night.put_judged(journeys)
        night.publish()
    return store


@pytest.mark.parametrize(
    ("query", "view", "key"),
    [
        ("contact", "contact", "contact_id"),
        ("legs", "leg", "contact_id"),
        ("turns", "turn", "contact_id"),
        ("transfers", "transfer", "contact_id"),
        ("findings", "finding", "contact_id"),
        ("evidence", "evidence", "finding_id"),
        ("journey_contacts", "contact", "contact_id"),
    ],
)
def test_one_by_key_is_as_all_together(centre, query, view, key):
    with Reader.open(centre) as reader:
        contacts = reader.rows("export_contact", contact_ids=None)
        asked = (
            [{"journey_id": each} for each in sorted({row["journey_id"] for row in contacts})]
            if query == "journey_contacts"
            else [{"contact_id": row["contact_id"]} for row in contacts]
        )
        by_key = [row for params in asked for row in reader.rows(query, **params)]
        with reader.table(f"export_{view}", contact_ids=None) as table:
            columns = list(table.columns)
            told = [dict(zip(columns, row, strict=True)) for row in table.rows]
    all_rows = [row for row in told if row["contact_id"]]  # surges and dips are about many
    shared = [name for name in columns if name in by_key[0]]
    assert key in shared
    assert _set(by_key, shared) == _set(all_rows, shared)
    assert len(by_key) == len(all_rows)


def test_whose_the_effort_was_is_as_in_the_view(centre):
    with Reader.open(centre) as reader:
        contacts = [row["contact_id"] for row in reader.rows("export_contact", contact_ids=None)]
        told = {
            (each, row["owner"], round(row["points"], 6), round(row["share"], 6))
            for each in contacts
            for row in read_contact(reader, each).owners
        }
        in_view = {
            (row["contact_id"], row["owner"], round(row["points"], 6), round(row["share"], 6))
            for row in reader.rows("export_effort_owner", contact_ids=None)
        }
    assert told == in_view
    assert told


def _set(rows, columns):
    return {repr([row[name] for name in columns]) for row in rows}
