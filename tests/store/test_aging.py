"""What was kept long enough goes whole, and what stays is still sound."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.store import Night
from pipeline.store.aging import wordless
from tests.support.lakes import BOTH_KINDS


@pytest.fixture
def night(store, lisa, later, judge):
    """Lisa's call and her second one eight days later in one journey, and a stranger's first."""
    second = later(lisa, "lisa-2", 8)
    alone = replace(later(lisa, "alone", 2), customer_key=None)
    with Night.begin(store, "n1") as tonight:
        tonight.put_contacts([lisa, second, alone])
        tonight.put_judged([judge(lisa, second), judge(alone, journey_id="j2")])
        yield tonight


def ids(night, query, before):
    return [row["contact_id"] for row in night.rows(query, before=before)]


def test_a_journey_is_as_old_as_its_last_contact(night, lisa):
    for query in ("overdue_contacts", "contacts_with_words_before"):
        assert ids(night, query, lisa.started_at + timedelta(days=1)) == []
        assert ids(night, query, lisa.started_at + timedelta(days=3)) == ["alone"]
        assert ids(night, query, lisa.started_at + timedelta(days=9)) == [
            "alone",
            "lisa-1",
            "lisa-2",
        ]
    assert ids(night, "contacts_before", lisa.started_at + timedelta(days=3)) == ["alone", "lisa-1"]


@BOTH_KINDS
def test_words_go_and_numbers_stay(night, store, rows):
    def exported(view):
        return sorted(map(repr, night.rows(f"export_{view}", contact_ids=None)))

    before = {view: exported(view) for view in ("contact", "contribution")}
    night.erase_words(["lisa-1", "lisa-2"])
    assert night.failing_checks() == []
    for view, there in before.items():
        assert exported(view) == there, view
    night.publish()
    texts = {row["contact_id"]: set() for row in rows("export_turn", contact_ids=None)}
    for row in rows("export_turn", contact_ids=None):
        texts[row["contact_id"]].add(row["text"])
    assert texts["lisa-1"] == texts["lisa-2"] == {""}
    assert "" not in texts["alone"]
    assert {row["words"] for row in rows("export_evidence", contact_ids=None)
            if row["contact_id"] == "lisa-1"} == {"", None}  # fmt: skip
    assert len(rows("export_finding", contact_ids=None)) == 6
    received = {row["contact_id"]: row for row in rows("export_received", contact_ids=None)}
    assert received["lisa-1"]["extra"] == "{}"
    assert received["lisa-1"]["transcript_erased_at"] is not None
    assert received["alone"]["transcript_erased_at"] is None


def test_what_has_no_words_is_not_judged_again(night):
    night.erase_words(["lisa-1", "lisa-2"])
    assert night.outdated("another analysis") == ["alone"]
    assert list(night.contacts_of(["k-lisa"])) == []
    assert night.without_words() == {"lisa-1", "lisa-2"}


def test_words_go_once(night, lisa):
    night.erase_words(["lisa-1", "lisa-2"])
    far = lisa.started_at + timedelta(days=90)
    assert ids(night, "contacts_with_words_before", far) == ["alone"]


def test_contacts_go_with_all_that_was_made_of_them(night):
    night.erase_contacts(["lisa-1", "lisa-2"])
    assert night.failing_checks() == []
    for view in ("contact", "turn", "finding", "evidence", "leg", "recording", "mark"):
        rows = night.rows(f"export_{view}", contact_ids=None)
        assert {row["contact_id"] for row in rows} == {"alone"}, view
    assert [row["journey_id"] for row in night.rows("export_journey", contact_ids=None)] == ["j2"]


def test_a_word_that_is_left_behind_stops_publication(night):
    night.erase_words(["alone"])
    night._connection.execute("update core.turn set text = 'hallo' where contact_id = 'alone'")
    assert "erased_is_erased" in {check.name for check in night.failing_checks()}
    night._connection.execute("update core.turn set text = '' where contact_id = 'alone'")
    night._connection.execute(
        "update core.evidence set words = 'hallo' where words = '' and contact_id = 'alone'"
    )
    assert "quotes_match" in {check.name for check in night.failing_checks()}


@pytest.mark.parametrize(
    ("detail", "left"),
    [
        ({"status": "kept", "due": "vrijdag voor 12 uur"}, {"status": "kept", "due": None}),
        ({"share": 0.8, "is_sure": True, "n": None}, {"share": 0.8, "is_sure": True, "n": None}),
        ({"path": ["faults", "Fixit BV"]}, {"path": ["faults", None]}),
        ({"scope": "same_call", "a": {"b": "Een zin."}}, {"scope": "same_call", "a": {"b": None}}),
    ],
)
def test_a_detail_keeps_codes_and_numbers(detail, left):
    assert wordless(detail) == left
