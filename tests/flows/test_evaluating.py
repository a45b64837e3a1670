"""Labelled journeys through a night and `retold evaluate`: what was found is held against the labels."""

import json

import pytest

from tests.flows.conftest import document_of
from tests.flows.stories import BILL, RETOLD, TOLD
from tests.support.build import contact_of

LABELS = {
    "repeat_story": [{"first": ["c1", [2]], "again": ["c1", [5]], "prompt": "agent_asked"}],
    "transfers": [{"contact": "c1", "from_leg": 1, "to_leg": 2, "kind": "cold"}],
    "promises": [{"contact": "c1", "turn": 6, "kept": "unknown"}],
    "threat": [{"at": ["c1", 2], "kind": "churn"}],  # nobody threatens there
    "outcome": {"c1": "follow_up_promised"},
    "effort": {"c1": 3},
    "empathy": {"c1/1": 1},
}


@pytest.fixture
def labelled(house):
    """Two journeys in the inbox, which is the gold folder too."""

    def journey(name, contact, labels):
        document = document_of(contact) | {"customer_id": f"K-{name}"}
        whole = {"journey_id": name, "language": "nl", "contacts": [document], "labels": labels}
        house.write(f"{name}.json", json.dumps(whole, ensure_ascii=False))

    journey("nl-dryer", contact_of([TOLD, RETOLD], contact_id="c1"), LABELS)
    journey("nl-bill", contact_of([BILL], contact_id="c2"), {"repeat_story": [], "threat": []})
    house.night()
    return house


def test_a_night_is_held_against_labels_at_the_command_line(labelled, retold):
    report = labelled.folder / "agreement.json"
    outcome = retold(
        *("evaluate", "--gold", labelled.inbox, "--store", labelled.store),
        *("--second", labelled.inbox, "--out", report),
    )
    assert (outcome.code, outcome.err) == (0, "")
    assert "| repeat_story | all | 1 | 0 | 0 | 1.00 [1.00, 1.00] |" in outcome.out
    assert "| threat | nl | 0 | 0 | 1 |" in outcome.out
    assert "| transfer | all | 1 | 1.00 [1.00, 1.00] | - |" in outcome.out
    assert "## Beside a second reader" in outcome.out
    told = json.loads(report.read_text())
    assert (told["n_contacts"], told["n_in_store"]) == (2, 2)
    (first,) = [
        each
        for each in told["languages"]["all"]["choices"]
        if each["name"] == "repeat_story: first telling"
    ]
    assert (first["accuracy"]["value"], first["accuracy"]["n"]) == (1.0, 1)
    assert {"kind": "threat", "what": "missed"} in [
        {key: slip[key] for key in ("kind", "what")} for slip in told["slips"]
    ]
    fired = {rule["rule"]: rule["n"] for rule in told["coverage"] if rule["kind"] == "repeat_story"}
    assert fired["cue retold"] == fired["cue told"] == fired["scope: same_call"] == 1


@pytest.mark.parametrize(
    ("option", "told"),
    [("--gold", "no labelled journeys there"), ("--second", "none of these journeys")],
)
def test_labels_that_do_not_fit_are_one_line_and_exit_code_1(labelled, retold, option, told):
    empty, other = labelled.folder / "empty", labelled.folder / "other"
    empty.mkdir()
    other.mkdir()
    (other / "x.json").write_text(json.dumps({"journey_id": "x", "labels": {}}))
    words = {"--gold": labelled.inbox, option: empty if option == "--gold" else other}
    outcome = retold("evaluate", "--store", labelled.store, *(w for o in words.items() for w in o))
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("retold: ")
    assert told in outcome.err
    assert len(outcome.err.splitlines()) == 1
