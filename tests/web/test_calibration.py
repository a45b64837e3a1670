"""Calibration: blind until closed and answered oneself; then where people differ."""

import html

import pytest

from pipeline.review.ledger import (
    Question,
    all_calibrations,
    calibrations_of_call,
    keep_card,
    open_calibration,
)
from tests.web.conftest import post
from tests.web.test_scorecards import fields

GREETS, TONE = Question("Greets?", 1), Question("Tone", 1, steps=2)
BOTH = {"with_carla": "on", "with_cees": "on"}


@pytest.fixture
def card(ledger, clock):
    return keep_card(ledger, "Quality", [GREETS, TONE], person="x", now=clock())


def begin(client, card, **more):
    return post(client, "/calibration", name="March", version_id=card.version_id, **(BOTH | more))


def test_a_session_of_named_calls_takes_the_longest_leg(as_, ledger, card):
    answer = begin(as_("second_coach"), card, calls="leak\r\nleak\r\n")
    (session,) = all_calibrations(ledger)
    assert answer.headers["location"] == f"/calibration/{session.session_id}"
    assert session.people == ("carla", "cees")
    assert [contact for contact, _ in session.legs] == ["leak"]


def test_only_calls_that_everybody_may_see_are_drawn(as_, ledger, card):
    begin(as_("second_coach"), card, n_drawn="20")
    (session,) = all_calibrations(ledger)
    drawn = {contact for contact, _ in session.legs}
    assert drawn == {"leak", *(f"more-{number}" for number in range(1, 6))}  # carla's team is north


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"calls": "nothing"}, "nothing: there is no such call"),
        ({"calls": "a/b c?"}, "a/b c?: not everybody"),
        ({"with_carla": None}, "At least two people"),
        ({"version_id": "none"}, "Choose a card"),
        ({"name": ""}, "needs a name"),
        ({"with_chris": "on"}, "no call to draw"),
    ],
)
def test_what_cannot_begin_says_why(as_, ledger, card, changes, told):
    sent = {"name": "March", "version_id": card.version_id, **BOTH} | changes
    kept = {name: value for name, value in sent.items() if value is not None}
    answer = post(as_("second_coach"), "/calibration", **kept)
    assert answer.status_code == 400
    assert told in html.unescape(answer.text)
    assert all_calibrations(ledger) == []


def test_what_somebody_has_answered_already_is_not_blind(as_, ledger, card):
    client = as_("second_coach")
    for leg_no in (1, 2):
        post(client, "/scorecards/answer", **fields(card, leg_no))
    answer = begin(client, card, calls="leak")
    assert "would not be blind" in answer.text
    begin(client, card, n_drawn="20")
    (session,) = all_calibrations(ledger)
    assert "leak" not in {contact for contact, _ in session.legs}


def test_nobody_sees_the_others_until_it_is_closed_and_answered(as_, ledger, card, clock):
    carla, cees = as_("coach"), as_("second_coach")
    begin(cees, card, calls="leak")
    (session,) = all_calibrations(ledger)
    leg_no, page = session.legs[0][1], f"/calibration/{session.session_id}"
    mine = fields(card, leg_no, **{"Greets?": "0"}) | {"reason": "said by carla"}
    post(carla, "/scorecards/answer", **mine)
    for who in ("second_coach", "process_owner", "agent", "admin", "coach_of_partner"):
        assert "said by carla" not in as_(who).get("/call/leak").text, who
    post(cees, "/scorecards/answer", **fields(card, leg_no))
    assert "said by carla" not in cees.get("/call/leak").text  # his own is given, but it is open
    assert "Kappa" not in cees.get(page).text
    assert "carla: 1 of 1" in cees.get(page).text

    clock.advance(minutes=5)
    post(cees, "/calibration/close", session_id=session.session_id)
    assert "said by carla" in cees.get("/call/leak").text
    shown = cees.get(page).text
    assert "1 question answered differently" in shown
    assert "too few calls to say" in shown
    assert "0 of 1" in shown  # greeted: not the same
    assert "said by carla" not in as_("process_owner").get("/call/leak").text
    assert "said by carla" not in as_("agent").get("/call/leak").text


def test_what_is_answered_after_the_close_is_not_compared(as_, ledger, card, clock):
    carla, cees = as_("coach"), as_("second_coach")
    begin(cees, card, calls="leak")
    (session,) = all_calibrations(ledger)
    leg_no, page = session.legs[0][1], f"/calibration/{session.session_id}"
    post(cees, "/scorecards/answer", **fields(card, leg_no))
    clock.advance(minutes=5)
    post(cees, "/calibration/close", session_id=session.session_id)
    waiting = carla.get(page).text
    assert "once you have filled in all calls yourself" in waiting
    assert "cees" not in carla.get("/call/leak").text
    clock.advance(minutes=5)
    assert post(carla, "/scorecards/answer", **fields(card, leg_no)).status_code == 303
    assert "No two people" in carla.get(page).text
    assert post(cees, "/scorecards/answer", **fields(card, leg_no)).status_code == 400


def test_an_open_session_keeps_the_version_that_it_began_with(as_, ledger, card, clock):
    carla, cees = as_("coach"), as_("second_coach")
    begin(cees, card, calls="leak")
    ((_, leg_no),) = all_calibrations(ledger)[0].legs
    keep_card(ledger, "Quality", [GREETS], person="x", now=clock(), replaces=card)
    assert f'id="card-{card.version_id}-{leg_no}"' in carla.get("/call/leak").text
    assert post(carla, "/scorecards/answer", **fields(card, leg_no)).status_code == 303


def test_a_session_is_for_those_who_take_part(as_, ledger, card):
    begin(as_("second_coach"), card, calls="leak")
    (session,) = all_calibrations(ledger)
    elsewhere = as_("coach_elsewhere")
    assert elsewhere.get(f"/calibration/{session.session_id}").status_code == 404
    assert "March" not in elsewhere.get("/calibration").text
    assert (
        post(as_("coach"), "/calibration/close", session_id=session.session_id).status_code == 403
    )
    assert all_calibrations(ledger)[0].closed_at is None


def test_a_session_is_read_as_it_was_written(ledger, card, clock):
    made = open_calibration(
        ledger,
        name="March",
        card=card,
        legs=[("c2", 1), ("c1", 2)],
        people=["b", "a"],
        person="a",
        now=clock(),
    )
    assert calibrations_of_call(ledger, "c1") == [made]
    assert calibrations_of_call(ledger, "c3") == []
