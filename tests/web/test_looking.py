"""Search, journeys, what is going on, handoffs compared, kept views, and tables as files."""

import html
import re

import pytest

from pipeline.review.ledger import (
    Answered,
    Question,
    Verdict,
    answer_card,
    close_calibration,
    current_cards,
    give_verdict,
    keep_card,
    open_calibration,
    save_view,
    views_of,
)
from pipeline.review.now.reasons import shade_of
from pipeline.review.search.routes import pieces_of
from tests.web.conftest import post
from tests.web.test_access import JOURNEY

PAGES = (
    "/audit /calls /hour /journeys?least=1 /search?find=wasmachine /handoffs /handoffs?at=2026-03-02 "
    "/handoffs/calls?from_queue=queue+1&to_queue=queue+2 /now /lists?of_list=process_faults /views "
    f"/call/leak /journey/{JOURNEY} /agreement /agreement?team=north&what=effort "
    "/scorecards /scorecards/CARD /calibration /calibration/SESSION"
).split()


@pytest.fixture
def ids(ledger, clock):
    """Something in every table: verdicts, a card with answers, a closed calibration, a kept view."""
    question = Question("=Greets?", tie="finding/repeat_story", is_good=False)
    card = keep_card(ledger, "Quality", [question], person="cees", now=clock())
    people = ["carla", "cees"]
    session = open_calibration(
        ledger,
        name="March",
        card=card,
        legs=[("leak", 2)],
        people=people,
        person="cees",
        now=clock(),
    )
    for number, person in enumerate(people):
        said = {
            "answers": {question.question_id: str(number)},
            "machine": {question.question_id: "0"},
        }
        answered = Answered(card.version_id, "leak", 2, person, **said, reason="", at=clock())
        answer_card(ledger, answered)
        told = ("confirmed", None, "", '{"score": 4.0}', clock())
        give_verdict(ledger, Verdict("effort/leak", "leak", "effort", person, *told))
    close_calibration(ledger, session.session_id, clock())
    save_view(ledger, "ada", "mine", "/calls?team=north", clock())
    return {"CARD": card.card_id, "SESSION": session.session_id}


def links_of(part):
    return [html.unescape(href) for href in re.findall(r'class="csv" href="([^"]*)"', part)]


@pytest.mark.parametrize("path", PAGES)
def test_every_table_leaves_as_a_file(as_, ids, path):
    admin = as_("admin")
    admin.get("/call/leak")  # so that the audit has something to tell
    path = next((path.replace(each, ids[each]) for each in ids if each in path), path)
    page = admin.get(path).text
    whole_page = page.split("<section")[0]
    for part in page.split("<section")[1:]:
        assert "<table" not in part or links_of(part) or links_of(whole_page), part[:200]
    links = links_of(page)
    assert links
    for href in links:
        answer = admin.get(href)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8", href
        assert answer.headers["content-disposition"].startswith('attachment; filename="retold-')
        first, *rows = answer.content.decode("utf-8-sig").splitlines()
        assert re.fullmatch(r"[a-z_]+(,[a-z_0-9]+)+", first)
        assert rows
        assert not any(cell.startswith("=") for row in rows for cell in row.split(","))


def test_a_file_has_the_filter_of_its_page(as_, ids):
    links = links_of(as_("admin").get("/agreement?team=south").text)
    assert "/agreement?team=south&csv=program" not in links  # nothing was judged there
    links = links_of(as_("admin").get("/agreement?team=north&what=effort").text)
    assert "/agreement?team=north&what=effort&csv=months" in links


def test_no_share_of_too_few_leaves_as_a_file(as_, ids):
    for table in ("program", "people", "months", "questions"):
        cells = as_("admin").get(f"/agreement?csv={table}").content.decode("utf-8-sig")
        assert ",2," in cells or ",1," in cells
        assert not re.search(r"0\.\d", cells)


def test_what_others_answered_leaves_for_nobody_before_the_close(as_, ledger, clock, ids):
    card = current_cards(ledger)[0]
    told = {"name": "April", "card": card, "legs": [("leak", 1)], "person": "cees"}
    session = open_calibration(ledger, **told, people=["carla", "cees"], now=clock())
    for table in ("questions", "differing"):
        answer = as_("second_coach").get(f"/calibration/{session.session_id}?csv={table}")
        assert answer.status_code == 404


def test_files_hold_what_is_in_sight(as_):
    assert "a/b c?" not in as_("coach").get("/calls?csv=yes").text
    assert "a/b c?" in as_("coach_elsewhere").get("/calls?csv=yes").text
    assert "leak" not in as_("coach_elsewhere").get("/search?find=wasmachine&csv=yes").text


def test_search_leads_to_the_turn_and_marks_the_words(as_):
    page = as_("coach").get("/search?find=wasmachine&queue=queue+2").text
    assert "<mark>wasmachine</mark>" in page
    assert 'href="/call/leak#turn-' in page
    assert "a/b c?" not in page


@pytest.mark.parametrize("find", ["de", '"een zin" "nog een"'])
def test_what_cannot_be_looked_for_says_so(as_, find):
    assert "cannot be looked for" in as_("coach").get("/search", params={"find": find}).text


def test_an_agent_searches_the_own_calls_whatever_is_asked(as_):
    page = as_("agent_elsewhere").get("/search?find=wasmachine&agent=A1").text
    assert "/call/" not in page
    assert "leak" in as_("agent").get("/search?find=wasmachine&agent=A9").text


@pytest.mark.parametrize("text", ["a" * 900 + " here " + "b" * 900, "here", "here at the start"])
def test_the_words_around_hold_what_was_found(text):
    at = text.index("here")
    pieces = pieces_of(text, [(at, at + 4)])
    assert ("here", True) in pieces
    assert "".join(piece for piece, _ in pieces).replace("… ", "").replace(" …", "") in text


def test_a_journey_shows_its_contacts_promises_and_points(as_):
    page = as_("coach").get(f"/journey/{JOURNEY}").text
    assert 'href="/call/leak"' in page
    assert "Kabelwerk" in page
    assert "Ik stuur morgen een monteur" in page or "monteur" in page


def test_a_journey_out_of_sight_is_not_there(as_):
    assert as_("coach_elsewhere").get(f"/journey/{JOURNEY}").status_code == 404
    assert JOURNEY not in as_("coach_elsewhere").get("/journeys?least=1").text


def test_surges_and_dips_are_for_who_sees_all(as_):
    assert "You see a part of them" in as_("coach").get("/now").text
    assert "You see a part of them" not in as_("process_owner").get("/now").text


@pytest.mark.parametrize(
    ("effort", "n", "shade"),
    [(None, 9, 0), (2.0, 4, 0), (6.0, 9, 0), (5.4, 9, 1), (3.0, 9, 3), (1.0, 9, 4)],
)
def test_harder_is_darker_unless_too_few_are_known(effort, n, shade):
    assert shade_of(effort, n) == shade


def test_handoffs_by_money_take_the_rate(as_):
    page = as_("process_owner").get("/handoffs?by=money").text
    assert "36.00 an hour" in page
    assert "our own people" in page


def test_before_and_after_a_day_stand_side_by_side(as_):
    assert "Choose a day on which" in as_("process_owner").get("/handoffs").text
    assert "Around this day" in as_("process_owner").get("/handoffs?at=2031-01-01").text


def test_a_kept_view_has_a_link_that_others_open_with_their_own_rights(as_, ledger):
    client = as_("second_coach")
    post(client, "/views", name="threats", path="/calls?kind=threat")
    (view,) = views_of(ledger, "cees")
    assert f"/view/{view.view_id}" in client.get("/views").text
    answer = as_("agent").get(f"/view/{view.view_id}")
    assert answer.headers["location"] == "/calls?kind=threat"
    assert post(as_("coach"), "/views/remove", view_id=view.view_id).status_code == 404
    post(client, "/views/remove", view_id=view.view_id)
    assert views_of(ledger, "cees") == []


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/audit", "/calls\n"])
def test_only_our_own_pages_can_be_kept(as_, path):
    assert post(as_("coach"), "/views", name="x", path=path).status_code == 400
