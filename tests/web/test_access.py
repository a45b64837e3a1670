"""Who may do what: every route by a fixed cast, and no route without its row."""

import pytest
from fastapi.routing import iter_route_contexts

from pipeline.journey import join
from pipeline.review.ledger import Question, keep_card, open_calibration
from tests.web.conftest import CAST, call_of, post

EVERYBODY = {"nobody", *CAST}
SIGNED_IN = set(CAST)
COACHES = {"coach", "second_coach", "coach_elsewhere", "coach_of_partner", "admin"}
NOT_AGENTS = SIGNED_IN - {"agent", "agent_elsewhere"}
# Who may see the call `leak`: team north, partner Kabelwerk in its second leg, agents A1 and A2.
OF_THE_CALL = SIGNED_IN - {"coach_elsewhere", "agent_elsewhere"}
TAKE_PART, BEGAN_IT = {"coach", "second_coach", "admin"}, {"second_coach", "admin"}
VERDICT = {"contact_id": "leak", "subject": "effort/leak", "judgement": "confirmed"}
STATE = {"contact_id": "leak", "state": "done"}
GREETS = Question("Greets?")
CARD = {"name": "Quality", "text_0": "Greets?", "weight_0": "1"}
ANSWER = {"contact_id": "leak", "version_id": "VERSION", "leg_no": "1", GREETS.question_id: "1"}
# Who sees enough of it: five of its calls are of team north and of no partner.
OF_THE_FAULT = NOT_AGENTS - {"coach_elsewhere", "coach_of_partner"}
JOURNEY = join([call_of("leak", "north")])[0].journey_id
FAULT = {
    "of_list": "process_faults",
    "item": '["cold_handoff", "queue 1", "queue 2", null, null, null]',
    "state": "taken",
}
WORD = {
    "agent": "A1",
    "week": "2026-03-02",
    "part": "figures",
    "said": "acknowledged",
}

TABLE = {
    ("GET", "/"): ("/", {}, SIGNED_IN),
    ("GET", "/health"): ("/health", {}, EVERYBODY),
    ("GET", "/assets/{name}"): ("/assets/screens.css", {}, EVERYBODY),
    ("GET", "/sign-in"): ("/sign-in", {}, EVERYBODY),
    ("POST", "/sign-in"): ("/sign-in", {"name": "x", "password": "y"}, EVERYBODY),
    # Without a provider there is no such page; `test_provider.py` has one.
    ("GET", "/sign-in/provider"): ("/sign-in/provider", {}, set()),
    ("GET", "/sign-in/back"): ("/sign-in/back", {}, set()),
    ("GET", "/sign-in/leave"): ("/sign-in/leave", {}, set()),
    ("POST", "/sign-out"): ("/sign-out", {}, EVERYBODY),
    ("POST", "/language"): ("/language", {"language": "nl"}, EVERYBODY),
    ("GET", "/audit"): ("/audit", {}, {"admin"}),
    ("GET", "/hour"): ("/hour", {}, COACHES),
    ("POST", "/hour/state"): ("/hour/state", STATE, COACHES & OF_THE_CALL),
    ("GET", "/calls"): ("/calls", {}, SIGNED_IN),
    ("GET", "/call/{contact_id:path}"): ("/call/leak", {}, OF_THE_CALL),
    ("POST", "/call-done"): ("/call-done", STATE, COACHES & OF_THE_CALL),
    ("POST", "/verdict"): ("/verdict", VERDICT, COACHES & OF_THE_CALL),
    ("GET", "/sound/{contact_id:path}/{item_no}"): ("/sound/leak/0", {}, OF_THE_CALL),
    ("GET", "/sound/{contact_id:path}/{item_no}/peaks"): ("/sound/leak/0/peaks", {}, OF_THE_CALL),
    ("GET", "/handoffs"): ("/handoffs", {}, NOT_AGENTS),
    ("GET", "/handoffs/calls"): ("/handoffs/calls", {}, NOT_AGENTS),
    ("GET", "/agreement"): ("/agreement", {}, NOT_AGENTS),
    ("GET", "/scorecards"): ("/scorecards", {}, COACHES),
    ("GET", "/scorecards/{card_id}"): ("/scorecards/CARD", {}, COACHES),
    ("POST", "/scorecards"): ("/scorecards", CARD, COACHES),
    ("POST", "/scorecards/answer"): ("/scorecards/answer", ANSWER, COACHES & OF_THE_CALL),
    ("GET", "/calibration"): ("/calibration", {}, COACHES),
    ("POST", "/calibration"): ("/calibration", {}, COACHES),
    ("GET", "/calibration/{session_id}"): ("/calibration/SESSION", {}, TAKE_PART),
    ("POST", "/calibration/close"): ("/calibration/close", {"session_id": "SESSION"}, BEGAN_IT),
    ("POST", "/scorecards/retire"): ("/scorecards/retire", {"card_id": "CARD"}, COACHES),
    ("GET", "/now"): ("/now", {}, NOT_AGENTS),
    ("GET", "/lists"): ("/lists", {}, SIGNED_IN),
    ("POST", "/lists/item"): ("/lists/item", FAULT, OF_THE_FAULT),
    ("GET", "/journeys"): ("/journeys", {}, SIGNED_IN),
    ("GET", "/journey/{journey_id:path}"): (f"/journey/{JOURNEY}", {}, OF_THE_CALL),
    ("GET", "/search"): ("/search?find=wasmachine", {}, SIGNED_IN),
    ("GET", "/mirror"): ("/mirror", {}, COACHES | {"agent", "agent_elsewhere"}),
    ("POST", "/mirror/word"): ("/mirror/word", WORD, {"agent", "coach", "second_coach", "admin"}),
    ("GET", "/views"): ("/views", {}, SIGNED_IN),
    ("POST", "/views"): ("/views", {"name": "mine", "path": "/calls?kind=threat"}, SIGNED_IN),
    ("GET", "/view/{view_id}"): ("/view/none", {}, set()),  # its own test opens one
    ("POST", "/views/remove"): ("/views/remove", {"view_id": "none"}, set()),
}


@pytest.fixture
def ids(ledger, clock):
    """A card, and a calibration on it that the second coach began, as the table names them."""
    card = keep_card(ledger, "Quality", [GREETS], person="cees", now=clock())
    begun = open_calibration(
        ledger,
        name="March",
        card=card,
        legs=[("leak", 2)],
        people=["carla", "cees"],
        person="cees",
        now=clock(),
    )
    return {"CARD": card.card_id, "VERSION": card.version_id, "SESSION": begun.session_id}


def routes_of(app) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        for method in set(route.methods) - {"HEAD"}
    }


def test_every_route_has_its_row(app):
    assert routes_of(app) == set(TABLE)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_who_may_do_what(as_, who, ids):
    client = as_(who)

    def named(text):
        return next((text.replace(each, ids[each]) for each in ids if each in text), text)

    for (method, route), (path, fields, allowed) in TABLE.items():
        if route == "/sign-out":
            continue  # it would end the session; its own test says who may
        sent = {key: named(text) for key, text in fields.items()}
        answer = client.get(named(path)) if method == "GET" else post(client, named(path), **sent)
        to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
        is_refused = answer.status_code in (403, 404) or to_sign_in
        assert is_refused == (who not in allowed), (who, method, route, answer.status_code)
        if who == "nobody" and is_refused and not route.startswith("/sign-in/"):
            assert to_sign_in, (method, route)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_anybody_can_sign_out(as_, who):
    client = as_(who)
    assert post(client, "/sign-out").headers["location"] == "/sign-in"


@pytest.mark.parametrize("who", ["coach_elsewhere", "agent_elsewhere"])
def test_a_call_out_of_sight_is_as_if_it_were_not_there(as_, who):
    client = as_(who)
    assert client.get("/call/leak").text == client.get("/call/leak").text
    there, not_there = client.get("/call/leak"), client.get("/call/none")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.text.replace("leak", "none") == not_there.text
    assert "leak" not in client.get("/calls").text


def test_lists_hold_what_is_in_sight(as_):
    assert "leak" in as_("coach").get("/calls").text
    assert "a/b c?" not in as_("coach").get("/calls").text
    assert "a/b c?" in as_("second_coach").get("/calls").text
    assert "a/b c?" in as_("coach_elsewhere").get("/hour").text
    assert "leak" not in as_("coach_elsewhere").get("/hour").text
    assert "Kabelwerk" not in as_("coach_elsewhere").get("/handoffs").text


def test_an_id_with_awkward_characters_has_a_page(as_):
    page = as_("second_coach").get("/calls").text
    href = next(part for part in page.split('"') if part.startswith("/call/a"))
    assert as_("second_coach").get(href).status_code == 200
