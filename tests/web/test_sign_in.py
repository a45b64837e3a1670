"""Signing in and out, as a browser does."""

from tests.web.conftest import CAST, HERE, PASSWORD, form_token, post


def enter(client, name, password, **more):
    return post(client, "/sign-in", name=name, password=password, **more)


def test_a_session_begins_under_a_token_that_nobody_knew_before(as_):
    client = as_("nobody")
    form_token(client)
    before = client.cookies["retold"]
    answer = enter(client, "carla", PASSWORD, next="/calls?find=leak")
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls?find=leak")
    assert client.cookies["retold"] != before
    assert "leak" in client.get("/calls").text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_over_tls_the_cookie_is_for_tls_alone(as_, app):
    client = as_("nobody")
    client.base_url = HERE.replace("http:", "https:")
    assert "Secure" in client.get("/sign-in").headers["set-cookie"]


def test_wrong_passwords_and_unknown_names_get_the_same_answer(as_):
    client = as_("nobody")
    wrong = enter(client, "carla", "wrong")
    unknown = enter(client, "carlb", "wrong")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text == unknown.text.replace("carlb", "carla")
    assert client.get("/calls").headers["location"].startswith("/sign-in")


def test_too_many_failures_are_told_and_the_right_password_waits(as_, clock):
    client = as_("nobody")
    for _ in range(5):
        enter(client, "carla", "wrong")
    answer = enter(client, "carla", PASSWORD)
    assert answer.status_code == 429
    assert "quarter of an hour" in answer.text
    clock.advance(minutes=16)
    assert enter(client, "carla", PASSWORD).status_code == 303


def test_signing_out_ends_the_session_for_good(as_):
    client = as_("coach")
    token = client.cookies["retold"]
    post(client, "/sign-out")
    client.cookies.set("retold", token)
    assert client.get("/calls").headers["location"].startswith("/sign-in")


def test_a_session_that_was_idle_for_two_hours_is_over(as_, clock):
    client = as_("coach")
    assert client.get("/calls").status_code == 200
    clock.advance(hours=2, seconds=1)
    assert client.get("/calls").status_code == 303


def test_everybody_comes_to_the_screen_of_their_role(as_):
    homes = {who: as_(who).get("/").headers["location"] for who in CAST}
    assert homes["coach"] == homes["admin"] == "/hour"
    assert (homes["process_owner"], homes["agent"]) == ("/handoffs", "/mirror")


def test_who_signed_in_viewed_and_failed_stands_in_the_audit(as_):
    client = as_("nobody")
    enter(client, "carla", "wrong")
    enter(client, "carla", PASSWORD)
    client.get("/call/leak")
    page = as_("admin").get("/audit").text
    for said in ("failed to sign in", "signed in", "viewed", "contact/leak"):
        assert said in page
    assert PASSWORD not in page
