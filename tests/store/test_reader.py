"""Queries on a published store give what the report and the screens need."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import duckdb
import pytest

from pipeline.store import Reader
from tests.support.lakes import BOTH_KINDS


@pytest.fixture
def two_contacts(publish, lisa, later, judge):
    again = later(lisa, "again", 4)
    publish("n1", [lisa, again], [judge(lisa, again)])


def test_overview_counts_everything_once(two_contacts, rows):
    (one,) = rows("overview")
    assert (one["n_contacts"], one["n_customers"], one["n_journeys"], one["n_legs"]) == (2, 1, 1, 4)
    assert (one["n_transfers"], one["n_cold"], one["n_findings"], one["n_retellings"]) == (
        2,
        2,
        4,
        2,
    )
    assert (one["seconds_lost"], one["n_unresolved"], one["n_hard"]) == (36.0, 2, 2)
    assert one["effort_mean"] == pytest.approx(2.9)
    assert one["empathy_mean"] == 1.5
    assert one["first_at"] == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_an_empty_store_has_an_overview_too(publish, rows):
    publish("n1", [], [])
    (one,) = rows("overview")
    assert (one["n_contacts"], one["effort_mean"], one["seconds_lost"]) == (0, None, 0)


def test_one_contact_with_all_that_belongs_to_it(two_contacts, rows, lisa):
    (contact,) = rows("contact", contact_id="lisa-1")
    assert (contact["disposition"], contact["effort_null_reason"]) == ("handled", None)
    assert [one["holds"] for one in rows("legs", contact_id="lisa-1")] == [[[20.0, 30.0]], []]
    assert [one["empathy_null_reason"] for one in rows("legs", contact_id="lisa-1")] == [
        "no_occasion",
        None,
    ]
    assert [one["text"] for one in rows("turns", contact_id="lisa-1")] == [
        turn.text for turn in lisa.turns
    ]
    assert [one["path"] for one in rows("recordings", contact_id="lisa-1")] == [
        "lisa.opus",
        "lisa.opus",
    ]
    assert [one["kind"] for one in rows("transfers", contact_id="lisa-1")] == ["cold"]
    assert [one["cue"] for one in rows("transfer_evidence", contact_id="lisa-1")] == [
        "no_briefing",
        "not_briefed",
    ]
    findings = rows("findings", contact_id="lisa-1")
    assert [(one["kind"], one["at_s"]) for one in findings] == [
        ("repeat_story", 244.0),
        ("promise", 299.0),
    ]
    assert sorted(one["cue"] for one in rows("evidence", contact_id="lisa-1")) == [
        "promised",
        "retold",
        "told",
    ]
    assert [(one["turn_no"], one["cue"]) for one in rows("marks", contact_id="lisa-1")] == [
        (2, "told"),
        (4, "retold"),
    ]
    sums = rows("contributions", contact_id="lisa-1")
    effort = [one["reason"] for one in sums if one["score"] == "effort"]
    assert effort == ["baseline", "wait", "retelling"]
    assert [one["leg_no"] for one in sums if one["score"] == "empathy"] == [2, 2]
    assert rows("contact", contact_id="nobody") == []


def test_journeys_and_handoffs(two_contacts, rows):
    assert [one["contact_id"] for one in rows("journey_contacts", journey_id="j1")] == [
        "lisa-1",
        "again",
    ]
    (flow,) = rows("handoff_flows")
    assert (flow["from_queue"], flow["to_queue"], flow["n_transfers"]) == ("general", "faults", 2)
    assert (flow["n_repeat_story"], flow["customer_seconds_lost"]) == (2, 36.0)
    assert [(one["n_contacts"], one["n_retellings"]) for one in rows("days")] == [(1, 1), (1, 1)]


def test_findings_by_kind(two_contacts, rows):
    kinds = {one["kind"]: one for one in rows("findings_by_kind")}
    assert kinds["repeat_story"]["seconds_lost"] == 36.0
    assert [one["cue"] for one in rows("evidence", contact_id="again")].count("retold") == 1
    of_kind = rows("findings_of_kind", kind="repeat_story", n=10)
    assert [(one["turn_no"], one["leg_no"]) for one in of_kind] == [(4, 2), (4, 2)]
    assert rows("findings_of_kind", kind="repeat_story", n=1) == of_kind[:1]


def test_a_query_or_parameter_that_is_not_there_is_said(two_contacts, store):
    with Reader.open(store) as reader:
        with pytest.raises(KeyError, match="no_such_query"):
            reader.rows("no_such_query")
        with pytest.raises(duckdb.Error):
            reader.rows("contact")
        with pytest.raises(duckdb.Error):
            reader.rows("days", contact_id="lisa-1")


@BOTH_KINDS
def test_a_reader_serves_several_threads(two_contacts, store):
    with Reader.open(store) as reader, ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: len(reader.rows("turns", contact_id="lisa-1")), range(40))
        )
    assert answers == [4] * 40


OFFSET = """
import sys
from pathlib import Path
from pipeline.store import Reader
with Reader.open(Path(sys.argv[1])) as reader:
    print(reader.rows("export_contact", contact_ids=None)[0]["started_at"].isoformat())
"""


def test_times_are_in_utc_whatever_the_machine_says(two_contacts, store):
    done = subprocess.run(
        [sys.executable, "-c", OFFSET, str(store)],
        env=os.environ | {"TZ": "Asia/Tokyo"}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "2026-03-02T09:30:00+00:00"
