"""Lists to act on: who has an item, how far it is, what came of it, and that every change is noted."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.review.ledger import actions_of, change_action, latest_notes
from tests.web.conftest import post

COLD = '["cold_handoff", "queue 1", "queue 2", null, null, null]'
FAULTS = "/lists?of_list=process_faults"
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def take(client, **fields):
    return post(
        client, "/lists/item", of_list="process_faults", item=COLD, **{"state": "taken", **fields}
    )


def test_what_is_taken_up_has_an_owner_and_a_day(as_, ledger):
    assert take(as_("process_owner")).status_code == 303
    page = as_("second_coach").get(FAULTS).text
    assert "<strong>taken</strong> · petra" in page
    assert "since 5 Mar 2026" in page
    assert ("petra", "item_taken", f"process_faults/{COLD}") in [
        note[1:] for note in latest_notes(ledger, 5)
    ]


def test_a_note_stays_when_the_state_changes(as_, ledger):
    client = as_("process_owner")
    take(client, owner="carla", note="asked Kabelwerk")
    post(client, "/lists/item", of_list="process_faults", item=COLD, state="done")
    action = actions_of(ledger, "process_faults")[COLD]
    assert (action.state, action.owner, action.note) == ("done", "carla", "asked Kabelwerk")
    assert "asked Kabelwerk" not in client.get(FAULTS).text
    assert "asked Kabelwerk" in client.get(FAULTS + "&show=ended").text


def test_a_fault_has_before_and_after_beside_it(as_, ledger):
    change_action(
        ledger, "process_faults", COLD, "done", "", "", "petra", datetime(2026, 3, 2, tzinfo=UTC)
    )
    page = as_("process_owner").get(FAULTS + "&show=ended").text
    assert "In 1 days before and after: 0 → 6 contacts" in page


def test_what_began_after_the_newest_call_is_too_early(as_):
    client = as_("process_owner")
    take(client)
    assert "Too early" in client.get(FAULTS).text


@pytest.mark.parametrize("item", ["", "none", '["cold_handoff"]'])
def test_what_is_on_no_list_cannot_be_taken(as_, item):
    answer = post(
        as_("second_coach"), "/lists/item", of_list="process_faults", item=item, state="done"
    )
    assert answer.status_code == 404


def test_an_agent_has_the_own_list_alone(as_):
    client = as_("agent")
    assert client.get(FAULTS).status_code == 403
    assert "Promise" in client.get("/lists").text or "Nothing" in client.get("/lists").text
    assert as_("coach").get("/lists?of_list=mirror&agent=A5").status_code == 404


def test_a_list_leaves_as_a_file_with_states(as_):
    client = as_("process_owner")
    take(client, note="=1+1")
    lines = client.get(FAULTS + "&csv=yes").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith(
        "fault,queue,to_queue,from_partner,partner,contact_reason,n_contacts"
    )
    assert lines[0].endswith("state,owner,note,since")
    assert "taken,petra,'=1+1" in lines[1]


def test_changes_replace_each_other_and_the_day_stays_with_the_state(ledger):
    for hours, note in ((0, "a"), (1, "b")):
        at = NOW + timedelta(hours=hours)
        change_action(ledger, "call_back", "j1", "taken", "ans", note, "ans", at)
    action = actions_of(ledger, "call_back")["j1"]
    assert (action.note, action.since_at, action.at) == ("b", NOW, NOW + timedelta(hours=1))
