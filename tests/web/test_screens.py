"""What holds for all screens: headers, newest night, languages, errors that say what to do."""

import pytest
from fastapi.testclient import TestClient

from pipeline.review import create_app, serve_screens
from pipeline.review.ledger import Person, add_person
from pipeline.review.pages import screen_words
from pipeline.store import Reader
from tests.unit.reports.test_reports_words import holes
from tests.web.conftest import HERE, PASSWORD, call_of, form_token, post, publish


def test_both_languages_say_the_same_things():
    dutch, english = (screen_words(each, "UTC").phrases for each in ("nl", "en"))
    assert dutch.keys() == english.keys()
    assert {key for key in dutch if holes(dutch[key]) != holes(english[key])} == set()


def test_pages_allow_no_script_of_others_and_are_never_kept(nobody):
    page = nobody.get("/calls")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "<script>" not in page.text
    assert " onclick" not in page.text


def test_scripts_and_styles_are_asked_for_but_sent_once(nobody):
    first = nobody.get("/assets/screens.css")
    again = nobody.get("/assets/screens.css", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_newer_night_shows_at_the_next_look(tmp_path, ledger):
    store = tmp_path / "s.duckdb"
    publish(store, "n1", call_of("first-call", "north"))
    with Reader.open(store) as reader:
        client = TestClient(create_app(reader, ledger, tmp_path / "screens"), base_url=HERE)
        assert "second-call" not in client.get("/calls").text
        publish(store, "n2", call_of("second-call", "north"))
        assert "second-call" in client.get("/calls").text


def test_an_empty_store_says_what_to_do(tmp_path, ledger):
    publish(tmp_path / "s.duckdb", "n1")
    with Reader.open(tmp_path / "s.duckdb") as reader:
        app = create_app(reader, ledger, tmp_path / "screens", language="en")
        client = TestClient(app, base_url=HERE)
        for path in ("/hour", "/calls"):
            assert "retold run" in client.get(path).text
        assert "Nobody was put through" in client.get("/handoffs").text
        assert "no verdicts yet" in client.get("/agreement").text


def test_the_language_switches_and_comes_back_to_the_page(nobody):
    assert 'lang="en"' in nobody.get("/calls").text
    answer = post(nobody, "/language", language="nl", next="/calls?find=leak")
    assert answer.headers["location"] == "/calls?find=leak"
    assert "Gesprekken" in nobody.get("/calls").text


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "/\\evil.example", "x"]
)
def test_nobody_is_sent_elsewhere(nobody, onward):
    assert post(nobody, "/language", language="nl", next=onward).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/nothing", "/..%2fs.duckdb", "/assets/..%2fapp.py", "/call/"])
def test_there_is_nothing_beside_the_pages(nobody, path):
    answer = nobody.get(path)
    assert answer.status_code == 404
    assert "To the beginning" in answer.text


def test_a_form_of_another_page_is_refused(nobody):
    token = form_token(nobody)
    for fields in ({}, {"form_token": "wrong"}, {"form_token": token[:-1]}):
        assert nobody.post("/language", data={"language": "nl", **fields}).status_code == 403
    assert nobody.post("/language", data={"form_token": token}).status_code == 303


def test_a_form_that_is_too_long_is_refused(nobody):
    assert post(nobody, "/language", language="x" * 70_000).status_code == 413


def test_only_names_of_this_machine_lead_to_a_page_of_this_machine(app):
    assert TestClient(app, base_url="http://evil.example").get("/calls").status_code == 421


def test_without_users_this_machine_sees_all_and_is_told_so(nobody, ledger, clock):
    assert "There are no users yet" in nobody.get("/calls").text
    add_person(ledger, Person("ada", "admin"), PASSWORD, clock())
    assert nobody.get("/calls").headers["location"].startswith("/sign-in?next=%2Fcalls")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_who_comes_through_a_proxy_does_not_sit_at_this_machine(nobody, header):
    answer = nobody.get("/calls", headers={header: "203.0.113.9"})
    assert answer.headers["location"].startswith("/sign-in")


def test_it_refuses_to_listen_elsewhere_without_users(ledger, calls, tmp_path):
    with Reader.open(calls) as reader, pytest.raises(ValueError, match="retold user add"):
        serve_screens(reader, ledger, tmp_path / "screens", host="0.0.0.0", port=0)  # noqa: S104


def test_elsewhere_nobody_looks_without_signing_in(ledger, calls, tmp_path):
    with Reader.open(calls) as reader:
        app = create_app(reader, ledger, tmp_path / "screens", host="192.0.2.1")
        client = TestClient(app, base_url="http://retold.example", follow_redirects=False)
        assert client.get("/calls").headers["location"].startswith("/sign-in")
