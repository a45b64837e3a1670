"""Whatever stands in a document, it is stored as text or set aside; it is never run, and stops nothing."""

import copy
import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.detect import find_all, prepared
from pipeline.domain import Contact, JudgedJourney, SetAside
from pipeline.intake import read_sources
from pipeline.journey import join
from pipeline.redact import redact
from pipeline.score import judge
from pipeline.store import Night, Reader
from pipeline.transcribe import agent_of_two, believed

DOCUMENT = {
    "contact_id": "c",
    "customer_id": "K",
    "started_at": "2026-03-02T10:14:00+01:00",
    "channel": "phone",
    "language": "nl",
    "disposition": "x",
    "legs": [{"leg_id": 1, "agent": "A1", "queue": "q", "start_s": 0, "end_s": 60}],
    "turns": [
        {"turn": 1, "leg": 1, "speaker": "agent", "t0": 0, "t1": 3, "text": "Goedemiddag"},
        {"turn": 2, "leg": 1, "speaker": "customer", "t0": 4, "t1": 9, "text": "Het lekt."},
    ],
    "survey": {"ces": 3, "asked_at": "2026-03-03T10:14:00+01:00"},
    "shoe": 1,
}
HOSTILE = [
    "\ud800",
    "a\0b",
    "<script>alert(1)</script>",
    "'; drop table core.contact; --",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "file:///etc/passwd",
    "{{7*7}}",
    "\r\nSet-Cookie: a=b",
    "x" * 100_000,
    10**400,
    2**63,
    -1,
    float("nan"),
    float("inf"),
    [[[]]],
    {"\udfff": float("nan")},
    None,
    True,
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "9999-12-31T23:59:59+00:00",
]


def key(customer_id):
    return f"key-{customer_id.encode().hex()}"[:200]


def places_in(value, above=()):
    """The place of every value in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in inside if isinstance(value, dict | list) else ():
        yield (*above, step)
        if isinstance(item, dict | list):
            yield from places_in(item, (*above, step))


def spoilt():
    """The document, each time with one value that nobody expected."""
    for place in places_in(DOCUMENT):
        for value in HOSTILE:
            document = copy.deepcopy(DOCUMENT)
            *above, last = place
            inside = document
            for step in above:
                inside = inside[step]
            inside[last] = value
            yield document


def read(folder):
    return list(read_sources([str(folder)], pseudonym=key, tell_agent=agent_of_two))


def kept(store, items):
    """A night with what was read."""
    contacts = [redact(believed(item)) for item in items if isinstance(item, Contact)]
    with Night.begin(store, "n1") as night:
        night.put_contacts(contacts)
        night.put_set_aside("n1", [item for item in items if isinstance(item, SetAside)])
        judged = []
        for journey in prepared(join(contacts, window_days=7, reach_days=60)):
            findings = find_all(journey)
            judged.append(JudgedJourney(journey, findings, *judge(journey, findings), "a1"))
        night.put_judged(judged, timedelta(days=7))
        night.publish()


def test_every_hostile_value_in_every_place_is_stored_or_set_aside(tmp_path):
    documents = list(spoilt())
    for i, document in enumerate(documents):
        if document["contact_id"] == "c":
            document["contact_id"] = f"c{i}"
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "all.jsonl").write_text("\n".join(map(json.dumps, documents)))
    items = read(inbox)
    refused = [item for item in items if isinstance(item, SetAside)]
    assert len(documents) > 500
    assert {item.row for item in refused} | {
        int(item.origin.rpartition(" ")[2]) for item in items if isinstance(item, Contact)
    } == set(range(1, len(documents) + 1))
    assert all(item.problem and item.expected for item in refused)
    kept(tmp_path / "s.duckdb", items)
    with Reader.open(tmp_path / "s.duckdb") as reader:
        assert reader.rows("overview")[0]["n_contacts"] == len(items) - len(refused)


def test_customers_whose_ids_broke_alike_do_not_become_one(tmp_path):
    for i, half in enumerate(("\\ud83d", "\\ud83e")):
        document = json.dumps(DOCUMENT | {"contact_id": f"c{i}", "customer_id": "ID"})
        (tmp_path / f"{i}.json").write_text(document.replace('"ID"', f'"{half}"'))
    assert [item.key for item in read(tmp_path)] == ["customer_id", "customer_id"]


def test_ten_thousand_legs_are_a_contact(tmp_path):
    legs = [{"leg_id": i, "start_s": i, "end_s": i + 1} for i in range(10_000)]
    turns = [{**DOCUMENT["turns"][1], "leg": 9_999, "t0": 9_999, "t1": 9_999.5}]
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "a.json").write_text(json.dumps(DOCUMENT | {"legs": legs, "turns": turns}))
    items = read(inbox)
    assert len(items[0].legs) == 10_000
    kept(tmp_path / "s.duckdb", items)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "9" * 100_000, '{"contact_id": "\\ud83d"}', "\0" * 99],
)
def test_json_that_means_harm_is_set_aside_with_a_reason(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    (item,) = read(tmp_path)
    assert isinstance(item, SetAside) and item.problem


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from(["json", "jsonl", "csv", "srt", "vtt", "vcon"]))
def test_no_bytes_stop_the_reading(tmp_path_factory, content, suffix):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / f"a.{suffix}").write_bytes(content)
    for item in read(folder):
        assert isinstance(item, Contact | SetAside)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from([*DOCUMENT, "recording", "transcript"]), _VALUES))
def test_no_document_stops_the_reading(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "a.json").write_text(json.dumps(DOCUMENT | changes))
    for item in read(folder):
        assert isinstance(item, Contact | SetAside)
