"""Labelled journeys from files: what is read, what is left out, what is said of it."""

import json

import pytest

from pipeline.evaluate.labels import read_labels
from pipeline.evaluate.opinion import KINDS

LABELS = {
    "repeat_story": [
        {"first": ["c1", [2]], "again": ["c1", [8, 10]], "prompt": "agent_asked", "scope": "same_call"}
    ],
    "repeat_identification": [{"contact": "c1", "leg": 2, "turn": 7, "what": "postcode"}],
    "transfers": [{"contact": "c1", "from_leg": 1, "to_leg": 2, "kind": "cold", "announced": True}],
    "ping_pong": True,
    "failed_self_service": [["c1", 2]],
    "wait_complaint": [],
    "promises": [{"contact": "c1", "turn": 12, "kept": "broken"}],
    "contradiction": [{"a": ["c1", 5], "b": ["c1", 11]}],
    "customer_proposes_solution": [["c1", 9]],
    "threat": [{"at": ["c1", 10], "kind": "churn"}],
    "agent_misconduct": [["c1", 11]],
    "valley": ["c1", 10],
    "peak": None,
    "recovery": False,
    "outcome": {"c1": "unresolved"},
    "effort": {"c1": 2},
    "empathy": {"c1/1": 3, "c1/2": None},
    "main_cause": "process",
    "pii_complete": True,
    "pii": [{"contact": "c1", "turn": 2, "text": "Sanne", "kind": "name"}],
}  # fmt: skip


@pytest.fixture
def journey(tmp_path):
    def write(labels, name="one", **more):
        turns = [
            {"turn": 2, "leg": 1, "speaker": "customer", "t0": 0, "t1": 2, "text": "Met Sanne"}
        ]
        document = {
            "journey_id": f"nl-{name}",
            "language": "nl",
            "contacts": [{"contact_id": "c1", "turns": turns}],
            "labels": labels,
        } | more
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
        return tmp_path

    return write


def test_every_label_becomes_a_claim_of_its_kind(journey):
    (read,) = read_labels(journey(LABELS))
    claims = {claim.kind: claim for claim in read.label.claims}
    assert set(claims) == set(KINDS) - {"wait_complaint", "peak", "recovery"}
    assert read.label.kinds == set(KINDS)
    retold = claims["repeat_story"]
    assert (retold.contact_id, retold.turns) == ("c1", (8, 10))
    assert (retold.related_contact_id, retold.related_turns) == ("c1", (2,))
    assert retold.detail == {"prompt": "agent_asked", "scope": "same_call"}
    assert claims["contradiction"].turns == (11,)
    assert claims["promise"].detail == {"status": "broken"}
    assert claims["threat"].detail == {"kind": "churn"}
    assert claims["valley"].turns == (10,)
    assert read.problems == ()


def test_scores_transfers_and_personal_data_are_read(journey):
    (read,) = read_labels(journey(LABELS))
    assert read.label.transfers == {("c1", 1, 2): "cold"}
    assert read.label.outcomes == {"c1": "unresolved"}
    assert read.label.efforts["c1"].effort == 2
    assert read.label.empathies == {("c1", 1): 3.0}  # null: not judged
    assert read.label.main_cause == "process"
    assert [each.text for each in read.personal] == ["Sanne"]
    assert read.texts == {("c1", 2): "Met Sanne"}


def test_what_was_not_looked_for_is_not_absent(journey):
    (read,) = read_labels(journey({"promises": [], "recovery": False}))
    assert read.label.kinds == {"promise", "recovery"}
    assert read.personal is None


def test_a_second_reader_needs_no_contacts(journey):
    (read,) = read_labels(journey(LABELS, contacts=[]))
    assert len(read.label.claims) == 10


def test_one_label_that_cannot_be_read_is_named_and_the_others_count(journey):
    labels = LABELS | {"promises": [{"contact": "c1"}, {"contact": "c1", "turn": 3}]}
    labels |= {"effort": {"c1": "hard"}, "empathy": {"c1": 2, "c1/1": 3}}
    (read,) = read_labels(journey(labels))
    assert [claim.turns for claim in read.label.of_kind("promise")] == [(3,)]
    assert read.label.efforts == {}
    assert read.label.empathies == {("c1", 1): 3.0}
    assert len(read.problems) == 3
    assert all(problem.startswith("one.json ") for problem in read.problems)
    assert any("promises: turn" in problem for problem in read.problems)


@pytest.mark.parametrize("written", ["{", "[]", '{"journey_id": "x"}'])
def test_a_file_that_is_no_labelled_journey_is_named(tmp_path, written):
    (tmp_path / "broken.json").write_text(written)
    with pytest.raises(ValueError, match=r"broken\.json: not a labelled journey"):
        read_labels(tmp_path)


def test_a_problem_never_quotes_what_was_said(journey):
    labels = {"promises": [{"contact": "c1", "turn": "mijn naam is Sanne"}]}
    (read,) = read_labels(journey(labels))
    assert len(read.problems) == 1
    assert "Sanne" not in read.problems[0]


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no labelled journeys there"):
        read_labels(tmp_path)
