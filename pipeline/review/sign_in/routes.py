"""Signing in and out, and the language of the screens."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.review.ledger import (
    NameTakenError,
    TooManyFailuresError,
    admit,
    attempt_succeeded,
    begin_attempt,
    begin_session,
    latest_notes,
    note,
    shut_out,
    sign_in,
    sign_out,
)
from pipeline.review.ledger import is_provided as signs_in_elsewhere
from pipeline.review.sign_in.provider import ATTEMPT, BACK, Attempt, Provider, ProviderError
from pipeline.review.sign_in.rights import NoRightsError, name_of, person_of
from pipeline.review.visit import (
    COOKIE,
    LANGUAGE_COOKIE,
    Admin,
    Anybody,
    Form,
    Visit,
    set_cookie,
)

router = APIRouter()
ATTEMPT_COOKIE = "retold_attempt"
NOTES_SHOWN = 200
MOST_CELLS = 1_000_000  # rows of a file
STATUS = {"many": 429, "unreachable": 502, "not_begun": 400, "wrong": 401}


@router.get("/sign-in")
def ask(visit: Anybody, next: str = "/", left: str = "") -> HTMLResponse:  # noqa: A002 - the usual name in URLs
    """The page where one signs in."""
    return _asked(visit, onward=_own(next), has_left=left == "yes")


@router.post("/sign-in", response_model=None)
def enter(visit: Anybody, form: Form) -> HTMLResponse | RedirectResponse:
    """Begin a session, under a token that nobody knew before."""
    if not visit.screens.has_passwords:
        raise HTTPException(403, "no_passwords")
    name, onward = form.get("name", "").strip(), _own(form.get("next", "/"))
    ledger = visit.screens.ledger
    try:
        token = sign_in(ledger, name, form.get("password", ""), _address(visit), visit.now)
    except TooManyFailuresError:
        return _asked(visit, "many", name, onward)
    if token is None:
        note(ledger, name[:80], "failed_sign_in", f"address/{_address(visit)}", visit.now)
        return _asked(visit, "wrong", name, onward)
    note(ledger, name, "sign_in", f"address/{_address(visit)}", visit.now)
    return _let_in(visit, token, onward)


@router.get("/sign-in/provider", response_model=None)
def set_out(visit: Anybody, next: str = "/") -> HTMLResponse | RedirectResponse:  # noqa: A002
    """To the company's provider, with what the browser will be recognised by."""
    attempt = Attempt.begin(_own(next), visit.now)
    try:
        response = visit.go(_provider(visit).way_in(attempt, visit.now))
    except ProviderError as error:
        return _failed(visit, error, "")
    set_cookie(
        response, visit.request, ATTEMPT_COOKIE, attempt.cookie, path=BACK, seconds=ATTEMPT.seconds
    )
    return response


@router.get(BACK, response_model=None)
def come_back(visit: Anybody) -> HTMLResponse | RedirectResponse:
    """From the provider: whom it vouches for gets the rights that its word gives."""
    provider, ledger, name = _provider(visit), visit.screens.ledger, ""
    try:
        failed_id = begin_attempt(ledger, "", _address(visit), visit.now)
    except TooManyFailuresError:
        return _asked(visit, "many")
    try:
        attempt = Attempt.from_cookie(visit.request.cookies.get(ATTEMPT_COOKIE, ""), visit.now)
        claims = provider.claims(attempt, dict(visit.request.query_params), visit.now)
        name = name_of(claims, provider.settings.name_claim)
        try:
            wanted = person_of(claims, provider.settings.rights, provider.settings.name_claim)
        except NoRightsError as error:
            shut_out(ledger, provider.issuer, claims["sub"])
            raise ProviderError("no_right", error.why) from None
        try:
            person, change = admit(ledger, wanted, provider.issuer, claims["sub"], visit.now)
        except NameTakenError:
            raise ProviderError("name_taken", "name_taken") from None
    except ProviderError as error:
        return _failed(visit, error, name)
    attempt_succeeded(ledger, failed_id)
    if change != "known":
        note(ledger, "provider", f"user_{change}", f"person/{person.name}", visit.now)
    note(ledger, person.name, "sign_in", f"address/{_address(visit)}", visit.now)
    response = _let_in(
        visit, begin_session(ledger, person.name, visit.now), _own(attempt.onward or "/")
    )
    response.delete_cookie(ATTEMPT_COOKIE, path=BACK)
    return response


@router.get("/sign-in/leave")
def leave_provider(visit: Anybody) -> RedirectResponse:
    """To where one signs out at the provider too, or back when it has no such place."""
    try:
        href = _provider(visit).way_out(visit.now)
    except ProviderError:
        href = None
    return visit.go(href or "/sign-in")


@router.post("/sign-out")
def leave(visit: Anybody, form: Form) -> RedirectResponse:
    """End the session."""
    href = "/sign-in"
    if visit.person and not visit.is_open:
        if visit.screens.provider and signs_in_elsewhere(visit.screens.ledger, visit.name):
            href = "/sign-in?left=yes"
        sign_out(visit.screens.ledger, visit.token)
        visit.note("sign_out", f"person/{visit.name}")
    response = visit.go(href)
    response.delete_cookie(COOKIE)
    return response


@router.post("/language")
def speak(visit: Anybody, form: Form) -> RedirectResponse:
    """Show the screens in another language, from the same page on."""
    response = visit.go(_own(form.get("next", "/")))
    wanted = form.get("language", "")
    if wanted in ("nl", "en"):
        set_cookie(response, visit.request, LANGUAGE_COOKIE, wanted)
    return response


@router.get("/audit")
def audit(visit: Admin, csv: str = "") -> Response:
    """Who saw and changed what, newest first; as a file all of it."""
    if csv:
        names = ("at", "person", "action", "subject")
        notes = latest_notes(visit.screens.ledger, MOST_CELLS)
        return visit.csv("audit", [dict(zip(names, each, strict=True)) for each in notes])
    return visit.page("audit.html", notes=latest_notes(visit.screens.ledger, NOTES_SHOWN))


def _asked(
    visit: Visit,
    problem: str = "",
    name: str = "",
    onward: str = "/",
    *,
    has_left: bool = False,
) -> HTMLResponse:
    provider = visit.screens.provider
    return visit.page(
        "sign_in.html",
        status=STATUS.get(problem, 403) if problem else 200,
        problem=problem,
        name=name,
        next=onward,
        has_left=has_left and provider is not None,
        has_passwords=visit.screens.has_passwords,
        has_provider=provider is not None,
        provider=(provider.settings.label if provider else "") or visit.words("sign_in.company"),
    )


def _failed(visit: Visit, error: ProviderError, name: str) -> HTMLResponse:
    note(visit.screens.ledger, name[:80], "failed_sign_in", f"provider/{error.why}", visit.now)
    response = _asked(visit, error.what, name)
    response.delete_cookie(ATTEMPT_COOKIE, path=BACK)
    return response


def _let_in(visit: Visit, token: str, onward: str) -> RedirectResponse:
    response = visit.go(onward)
    set_cookie(response, visit.request, COOKIE, token)
    return response


def _provider(visit: Visit) -> Provider:
    if visit.screens.provider is None:
        raise HTTPException(404)
    return visit.screens.provider


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else ""


def _own(path: str) -> str:
    """A path of ours; what leads elsewhere becomes the first page."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_own and path.isprintable() else "/"
