"""Judged journeys take the place of those they share a contact with; twice the same changes nothing."""

from datetime import timedelta

import pytest

from pipeline.domain import SetAside
from pipeline.store import Night
from pipeline.store.statements import statements
from tests.support.lakes import BOTH_KINDS


def everything(night: Night) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of `core`, sorted."""
    connection = night._connection
    relations = connection.execute(statements("nightly")["described_relations"]).fetchall()
    tables = [name for schema, name, _, _ in relations if schema == "core"]
    return {name: sorted(connection.table(f"core.{name}").fetchall(), key=repr) for name in tables}


@pytest.fixture
def night(store):
    with Night.begin(store, "n1") as tonight:
        yield tonight


@BOTH_KINDS
def test_twice_the_same_gives_the_same_rows(night, lisa, judge):
    night.put_contacts([lisa])
    night.put_judged([judge(lisa)])
    once = everything(night)
    night.put_judged([judge(lisa)])
    assert everything(night) == once
    assert {table: len(rows) for table, rows in once.items()} == {
        "contact": 1, "recording": 2, "leg": 2, "turn": 4, "mark": 2, "journey": 1,
            "journey_contact": 1,
        "transfer": 1, "transfer_evidence": 2, "finding": 2, "evidence": 3, "effort_score": 1,
        "process_effort": 2, "empathy_score": 2, "contribution": 5,
    }  # fmt: skip
    assert night.failing_checks() == []


def test_a_journey_replaces_all_that_share_a_contact_with_it(night, lisa, later, judge):
    second, third = later(lisa, "b", 4), later(lisa, "c", 5)
    night.put_contacts([lisa, second, third])
    night.put_judged([judge(lisa, journey_id="j1"), judge(second, third, journey_id="j2")])
    night.put_judged([judge(lisa, second, journey_id="j3")])
    rows = everything(night)
    assert rows["journey_contact"] == [("j3", 1, "lisa-1"), ("j3", 2, "b")]
    assert {row[0] for table in ("finding", "evidence", "contribution") for row in rows[table]} == {
        "j3"
    }
    assert night.outdated("v1") == ["c"]
    assert night.failing_checks() == []


def test_outdated_are_those_of_another_analysis_and_those_never_judged(night, lisa, later, judge):
    night.put_contacts([lisa, later(lisa, "b", 1), later(lisa, "c", 2)])
    night.put_judged(
        [judge(lisa, analysis="v1"), judge(later(lisa, "b", 1), journey_id="j2", analysis="v2")]
    )
    assert night.outdated("v1") == ["b", "c"]
    assert night.outdated("v2") == ["c", "lisa-1"]


def test_a_contact_put_again_takes_its_journey_out_until_it_is_judged_again(
    night, lisa, later, judge
):
    second = later(lisa, "b", 4)
    night.put_contacts([lisa, second])
    night.put_judged([judge(lisa, second)])
    night.put_contacts([second])
    assert night.outdated("v1") == ["b", "lisa-1"]
    assert everything(night)["finding"] == []


@BOTH_KINDS
def test_a_put_that_fails_changes_nothing(night, lisa, later, judge):
    night.put_contacts([lisa])
    night.put_judged([judge(lisa)])
    before = everything(night)

    def breaking():
        yield judge(lisa, journey_id="other")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        night.put_judged(breaking())
    assert everything(night) == before


def test_more_than_one_batch_arrives_whole(night, lisa, later, judge, monkeypatch):
    monkeypatch.setattr("pipeline.store.night._AT_ONCE", 2)
    monkeypatch.setattr("pipeline.store.contacts._AT_ONCE", 3)
    contacts = [later(lisa, f"c{number}", number, customer_key=f"k{number}") for number in range(5)]
    night.put_contacts(iter(contacts))
    night.put_judged(judge(one, journey_id=f"j-{one.contact_id}") for one in contacts)
    assert list(night.contacts(one.contact_id for one in contacts)) == contacts
    assert night.outdated("v1") == []


def test_the_window_of_a_journey_is_kept_with_it(night, lisa, judge):
    night.put_contacts([lisa])
    night.put_judged([judge(lisa)], window=timedelta(days=3))
    assert everything(night)["journey"] == [("j1", "repair", 3 * 86400.0, "v1")]


def test_what_was_left_out_is_listed_run_by_run(store, rows, run):
    with Night.begin(store, "n1") as night:
        night.put_run(run("n1"))
        night.put_run(run("n1"))
        night.put_set_aside("n1", [SetAside("b.wav", "no sound", "audio")])
        night.put_set_aside(
            "n1", [SetAside("a.csv", "ends before it begins", "a later end", 3, "end_s", "c")]
        )
        night.publish()
    assert [one["run_id"] for one in rows("runs")] == ["n1"]
    assert rows("last_run") == rows("runs")
    assert [tuple(one.values()) for one in rows("set_aside", run_id="n1")] == [
        ("n1", "a.csv", 3, "end_s", "c", "ends before it begins", "a later end"),
        ("n1", "b.wav", None, None, None, "no sound", "audio"),
    ]
    assert rows("set_aside", run_id="n2") == []
