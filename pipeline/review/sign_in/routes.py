"""Signing in and out, and the language of the screens."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.review.ledger import TooManyFailuresError, latest_notes, note, sign_in, sign_out
from pipeline.review.visit import (
    COOKIE,
    LANGUAGE_COOKIE,
    Admin,
    Anybody,
    Form,
    set_cookie,
)

router = APIRouter()
NOTES_SHOWN = 200
MOST_CELLS = 1_000_000  # rows of a file


@router.get("/sign-in")
def ask(visit: Anybody, next: str = "/") -> HTMLResponse:  # noqa: A002 - the usual name in URLs
    """The page where one signs in."""
    return visit.page("sign_in.html", problem="", name="", next=_own(next))


@router.post("/sign-in", response_model=None)
def enter(visit: Anybody, form: Form) -> HTMLResponse | RedirectResponse:
    """Begin a session, under a token that nobody knew before."""
    name, onward = form.get("name", "").strip(), _own(form.get("next", "/"))
    address = visit.request.client.host if visit.request.client else ""
    ledger = visit.screens.ledger
    try:
        token = sign_in(ledger, name, form.get("password", ""), address, visit.now)
    except TooManyFailuresError:
        return visit.page("sign_in.html", status=429, problem="many", name=name, next=onward)
    if token is None:
        note(ledger, name[:80], "failed_sign_in", f"address/{address}", visit.now)
        return visit.page("sign_in.html", status=401, problem="wrong", name=name, next=onward)
    note(ledger, name, "sign_in", f"address/{address}", visit.now)
    response = visit.go(onward)
    set_cookie(response, visit.request, COOKIE, token)
    return response


@router.post("/sign-out")
def leave(visit: Anybody, form: Form) -> RedirectResponse:
    """End the session."""
    if visit.person and not visit.is_open:
        sign_out(visit.screens.ledger, visit.token)
        visit.note("sign_out", f"person/{visit.name}")
    response = visit.go("/sign-in")
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


def _own(path: str) -> str:
    """A path of ours; what leads elsewhere becomes the first page."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_own and path.isprintable() else "/"
