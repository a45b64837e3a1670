"""Signing in with a company's own provider, over real HTTP with real keys, and everything that must not work."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from pipeline.review import create_app
from pipeline.review.ledger import (
    Person,
    add_person,
    find_person,
    latest_notes,
    list_people,
    sign_in,
)
from pipeline.review.sign_in.provider import provider_of
from pipeline.settings import Right, SignIn
from pipeline.store import Reader
from tests.support.provider import CLIENT_ID, CLIENT_SECRET, small_provider
from tests.web.conftest import HERE, PASSWORD, post

NORTH = Right(value="retold-north", role="coach", teams=("north",))
RIGHTS = (
    NORTH,
    Right(value="retold-coach", role="coach", teams_claim="org.teams"),
    Right(value="retold-agent", role="agent", agent_claim="agent_code"),
)
CARLA = {"preferred_username": "carla", "groups": ["staff", "retold-north"]}


@pytest.fixture(scope="module")
def listening():
    with small_provider() as provider:
        yield provider


@pytest.fixture
def provider(listening, clock):
    """The provider as it is when it does nothing wrong, by the clock of the screens."""
    before = dict(vars(listening))
    listening.claims = dict(CARLA)
    listening.keys = list(listening.keys)
    listening.now = lambda: clock().timestamp()
    listening.seen = []
    yield listening
    vars(listening).update(before)


@pytest.fixture
def settings(provider):
    return SignIn(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        address=HERE,
        label="Shop account",
        rights=RIGHTS,
    )


@pytest.fixture
def browser_of(calls, ledger, tmp_path, clock):
    """A browser at screens with these settings; redirects are not followed."""
    with Reader.open(calls) as reader:

        def browser(settings):
            app = create_app(
                reader, ledger, tmp_path / "s", clock=clock, language="en", signing_in=settings
            )
            return TestClient(app, base_url=HERE, follow_redirects=False)

        yield browser


@pytest.fixture
def browser(browser_of, settings):
    return browser_of(settings)


def way_back(browser, onward="/calls?find=leak"):
    """Set out from the screens, be let through by the provider: the address it sends the browser to."""
    out = browser.get("/sign-in/provider", params={"next": onward})
    assert out.status_code == 303
    sent = httpx.get(out.headers["location"], follow_redirects=False)
    return urlsplit(sent.headers["location"])


def come_back(browser, **changed):
    back = way_back(browser)
    asked = {key: value[0] for key, value in parse_qs(back.query).items()} | changed
    return browser.get(back.path, params=asked)


def refused(answer, browser):
    """With which status nobody was let in."""
    assert answer.status_code in (400, 403, 502)
    assert browser.get("/calls").headers["location"].startswith("/sign-in")
    return answer.status_code


def why(ledger):
    """Why attempts failed, as the audit has it."""
    notes = latest_notes(ledger, 50)
    return {subject for _, _, action, subject in notes if action == "failed_sign_in"}


def test_whom_the_provider_vouches_for_gets_in_with_the_rights_it_gives(browser, ledger, provider):
    page = browser.get("/sign-in?next=/calls").text
    assert "Sign in with Shop account" in page
    answer = come_back(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls?find=leak")
    assert find_person(ledger, "carla") == Person("carla", "coach", teams=("north",))
    assert "leak" in browser.get("/calls").text
    assert "a/b c?" not in browser.get("/calls").text  # of the south
    assert len(provider.seen[0]["code_verifier"]) >= 43


def test_what_goes_to_the_provider_proves_nothing_to_who_reads_it(browser):
    out = browser.get("/sign-in/provider")
    asked = {
        key: value[0] for key, value in parse_qs(urlsplit(out.headers["location"]).query).items()
    }
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{HERE}/sign-in/back"
    assert asked["code_challenge_method"] == "S256"
    kept = out.headers["set-cookie"]
    assert "HttpOnly" in kept
    assert not any(asked[name] in kept for name in ("state", "nonce", "code_challenge"))
    again = browser.get("/sign-in/provider").headers["location"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name] not in again


def test_a_code_and_an_attempt_serve_once(browser, ledger):
    back = way_back(browser)
    asked = {key: value[0] for key, value in parse_qs(back.query).items()}
    attempt = browser.cookies["retold_attempt"]
    assert browser.get(back.path, params=asked).status_code == 303
    assert "retold_attempt" not in browser.cookies
    post(browser, "/sign-out")
    assert refused(browser.get(back.path, params=asked), browser) == 400
    browser.cookies.set("retold_attempt", attempt)
    refused(browser.get(back.path, params=asked), browser)
    assert "provider/invalid_grant" in why(ledger)


def test_nobody_finishes_what_another_browser_began(browser, browser_of, settings, ledger):
    other = browser_of(settings)
    back = way_back(other)
    asked = {key: value[0] for key, value in parse_qs(back.query).items()}
    assert refused(browser.get(back.path, params=asked), browser) == 400
    browser.get("/sign-in/provider")  # an attempt of its own, with another state
    assert refused(browser.get(back.path, params=asked), browser) == 400
    assert "provider/other_state" in why(ledger)


def test_another_state_or_issuer_and_a_late_return_are_refused(browser, ledger, clock):
    refused(come_back(browser, state="made up"), browser)
    assert "provider/other_state" in why(ledger)
    refused(come_back(browser, iss="https://elsewhere.example"), browser)
    assert "provider/other_issuer" in why(ledger)
    back = way_back(browser)
    clock.advance(minutes=11)
    answer = browser.get(back.path, params=dict(parse_qs(back.query)))
    refused(answer, browser)
    assert "provider/too_late" in why(ledger)
    assert "Begin again" in answer.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"nonce": "of another attempt"}, "invalid_claim_nonce"),
        ({"nonce": None}, "invalid_claim_nonce"),
        ({"iss": "https://elsewhere.example"}, "invalid_claim_iss"),
        ({"aud": "another-client"}, "invalid_claim_aud"),
        ({"aud": ["another-client", "retold"]}, "missing_claim_azp"),
        ({"aud": ["another-client", "retold"], "azp": "another-client"}, "invalid_claim_azp"),
        ({"sub": None}, "missing_claim_sub"),
        ({"exp": 1_600_000_000}, "expired_token_exp"),
        ({"iat": 4_000_000_000}, "invalid_claim_iat"),
        ({"at_hash": "of-another-token"}, "invalid_claim_at_hash"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_token_with_another_claim_is_refused(browser, provider, ledger, changed, said):
    provider.claims |= changed
    refused(come_back(browser), browser)
    assert f"provider/{said}" in why(ledger)
    assert list_people(ledger) == []


def test_a_token_that_nobody_signed_is_refused(browser, provider, ledger):
    provider.header = {"alg": "none"}
    refused(come_back(browser), browser)
    assert "provider/unsupported_algorithm" in why(ledger)


def test_the_public_key_is_no_secret_to_sign_with(browser, provider, ledger):
    provider.is_signed_with_public_key = True
    refused(come_back(browser), browser)
    assert "provider/unsupported_algorithm" in why(ledger)


def test_another_key_under_the_same_name_is_refused(browser, provider, ledger):
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "first"})
    refused(come_back(browser), browser)
    assert "provider/bad_signature" in why(ledger)


def test_a_new_key_of_the_provider_is_fetched(browser, provider, clock):
    assert come_back(browser).status_code == 303
    provider.keys.append(RSAKey.generate_key(2048, {"kid": "second"}))
    clock.advance(minutes=2)
    assert come_back(browser).status_code == 303


@pytest.mark.parametrize("answer", [{}, {"id_token": "no token"}, {"id_token": 5}, [1]])
def test_an_answer_without_a_token_is_refused(browser, provider, answer):
    provider.token_answer = answer
    refused(come_back(browser), browser)


def test_a_provider_that_says_no_or_names_itself_otherwise(browser, browser_of, settings, provider):
    answer = come_back(browser, error="access_denied")
    refused(answer, browser)
    assert "did not let you through" in answer.text
    other = browser_of(settings.model_copy(update={"issuer": provider.issuer + "/"}))
    answer = other.get("/sign-in/provider")
    assert answer.status_code == 502
    assert "cannot be reached" in answer.text


def test_a_wrong_client_secret_gets_nobody_in(browser_of, settings, ledger):
    browser = browser_of(settings.model_copy(update={"client_secret": SecretStr("wrong")}))
    refused(come_back(browser), browser)
    assert "provider/invalid_grant" in why(ledger)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"groups": ["staff"]}, "no_right"),
        ({"groups": {"retold-north": True}}, "no_right"),
        ({"groups": ["retold-coach"]}, "no_team"),  # else it would open every team
        ({"groups": ["retold-coach"], "org": {"teams": []}}, "no_team"),
        ({"groups": ["retold-agent"]}, "no_agent"),
        ({"preferred_username": ""}, "no_name"),
        ({"preferred_username": "x" * 81}, "no_name"),
    ],
)
def test_who_has_no_whole_right_is_refused_and_told(browser, provider, ledger, claims, said):
    provider.claims |= claims
    answer = come_back(browser)
    assert refused(answer, browser) == 403
    assert "right group" in answer.text
    assert f"provider/{said}" in why(ledger)
    assert list_people(ledger) == []


@pytest.mark.parametrize(
    ("claims", "person"),
    [
        (
            {"groups": ["retold-coach"], "org": {"teams": ["south", "north"]}},
            Person("carla", "coach", teams=("north", "south")),
        ),
        (
            {"groups": "retold-agent", "agent_code": "A1"},
            Person("carla", "agent", agent_id="A1"),
        ),
        ({"groups": ["retold-agent", "retold-north"]}, Person("carla", "coach", teams=("north",))),
    ],
)
def test_claims_become_roles_and_teams(browser, provider, ledger, claims, person):
    provider.claims |= claims
    come_back(browser)
    assert find_person(ledger, "carla") == person


def test_rights_follow_the_provider_and_the_name_stays(browser, provider, ledger):
    come_back(browser)
    provider.claims |= {
        "preferred_username": "carla-new",
        "groups": ["retold-coach"],
        "org": {"teams": ["south"]},
    }
    come_back(browser)
    assert list_people(ledger) == [Person("carla", "coach", teams=("south",))]
    provider.claims["groups"] = []
    refused(come_back(browser), browser)  # the session that was open is over, too


def test_nobody_takes_over_a_name_that_another_has(browser, provider, ledger, clock):
    add_person(ledger, Person("carla", "admin"), PASSWORD, clock())
    answer = come_back(browser)
    refused(answer, browser)
    assert "has your name here already" in answer.text
    assert find_person(ledger, "carla") == Person("carla", "admin")
    provider.claims["preferred_username"] = "chris"
    assert come_back(browser).status_code == 303
    provider.claims["sub"] = "u-2"
    post(browser, "/sign-out")
    refused(come_back(browser), browser)


def test_who_signs_in_there_has_no_password_here(browser, ledger, clock):
    come_back(browser)
    for password in ("", PASSWORD):
        assert sign_in(ledger, "carla", password, "test", clock()) is None


def test_passwords_can_be_switched_off_and_their_sessions_end(browser_of, settings, ledger, clock):
    add_person(ledger, Person("ada", "admin"), PASSWORD, clock())
    before = browser_of(settings)
    before.cookies.set("retold", sign_in(ledger, "ada", PASSWORD, "test", clock()))
    assert before.get("/audit").status_code == 200
    browser = browser_of(settings.model_copy(update={"passwords": False}))
    assert before.get("/audit").status_code == 303
    assert 'type="password"' not in browser.get("/sign-in").text
    answer = post(browser, "/sign-in", name="ada", password=PASSWORD)
    assert answer.status_code == 403
    assert come_back(browser).status_code == 303


def test_signing_out_here_offers_to_sign_out_there(browser, settings):
    come_back(browser)
    answer = post(browser, "/sign-out")
    page = browser.get(answer.headers["location"]).text
    assert "Sign out there too" in page
    there = urlsplit(browser.get("/sign-in/leave").headers["location"])
    assert f"{there.scheme}://{there.netloc}" == settings.issuer
    assert parse_qs(there.query)["post_logout_redirect_uri"] == [f"{HERE}/sign-in"]


def test_with_a_provider_this_machine_is_not_open_before_the_first_came(browser):
    assert browser.get("/calls").headers["location"].startswith("/sign-in")


def test_many_failures_from_an_address_are_slowed_down(browser, clock):
    for _ in range(30):
        browser.get("/sign-in/back?state=x")
    assert browser.get("/sign-in/back?state=x").status_code == 429
    clock.advance(minutes=16)
    assert come_back(browser).status_code == 303


def test_no_name_secret_or_token_stands_in_the_audit(browser, ledger, provider):
    come_back(browser)
    provider.claims["nonce"] = "x"
    come_back(browser)
    told = str(latest_notes(ledger, 50))
    assert "added" in told
    assert not any(each in told for each in (CLIENT_SECRET, "code-", "u-1"))


def test_the_secret_can_be_in_a_file(browser_of, settings, tmp_path):
    file = tmp_path / "secret"
    told = settings.model_copy(update={"client_secret": SecretStr(""), "client_secret_file": file})
    with pytest.raises(ValueError, match="client_secret_file"):
        provider_of(told)
    file.write_text(CLIENT_SECRET + "\n")
    assert come_back(browser_of(told)).status_code == 303


def test_a_provider_out_of_reach_is_told(browser_of, settings):
    answer = browser_of(settings.model_copy(update={"issuer": "http://127.0.0.1:9"})).get(
        "/sign-in/provider"
    )
    assert answer.status_code == 502
    assert "Try again in a minute" in answer.text
