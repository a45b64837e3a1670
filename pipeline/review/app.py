"""The screens in the browser: puts the rooms together, guards them, and says what went wrong."""

import ipaddress
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy import Engine
from starlette.exceptions import HTTPException as StarletteHTTPException

from pipeline.review import (
    agreement,
    calibration,
    call,
    handoffs,
    hour,
    journeys,
    lists,
    mirror,
    now,
    pages,
    scorecards,
    search,
    sign_in,
    views,
)
from pipeline.review.ledger import count_people, end_password_sessions
from pipeline.review.sign_in.provider import provider_of
from pipeline.review.visit import Published, Screens, SignedIn, SignInNeededError, visit_of
from pipeline.settings import SignIn

# Pages come from this machine alone and are shown in no other page; Plotly needs inline styles.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PASSWORDS_ONLY = SignIn()
ROOMS = (
    sign_in,
    hour,
    now,
    lists,
    call,
    search,
    journeys,
    handoffs,
    mirror,
    agreement,
    scorecards,
    calibration,
    views,
)
HOMES = {"coach": "/hour", "admin": "/hour", "process_owner": "/handoffs", "agent": "/mirror"}
SAID = {403, 404, 405, 413}  # answers that have words of their own

home = APIRouter()


@home.get("/")
def first_page(visit: SignedIn) -> RedirectResponse:
    """To the screen that the visitor came for."""
    return visit.go(HOMES[visit.person.role] if visit.person else "/")


@home.get("/health")
def health() -> dict[str, str]:
    """For whatever watches the service."""
    return {"status": "ok"}


@home.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """Style sheets and scripts; they say nothing about anybody, so browsers may keep them."""
    found = pages.assets().get(name)
    if found is None:
        raise HTTPException(404)
    kept = {"ETag": found.tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=kept)
    return Response(found.text, media_type=pages.TYPES[Path(name).suffix], headers=kept)


def create_app(
    published: Published,
    ledger: Engine,
    folder: Path,
    *,
    host: str = "127.0.0.1",
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    audio_days: int = 0,
    rate_an_hour: float = 36.0,
    signing_in: SignIn = PASSWORDS_ONLY,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """An app over the published store and the ledger, to listen on `host`.

    With `audio_days`, recordings are offered of contacts that began within so many days; minutes
    become money at `rate_an_hour`. Raises ValueError when the provider's secret cannot be read.
    """
    if not signing_in.passwords:
        end_password_sessions(ledger)
    app = FastAPI(title="retold", docs_url=None, redoc_url=None, openapi_url=None)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.state.screens = Screens(
        published,
        ledger,
        folder,
        clock,
        language,
        timezone,
        is_loopback(host),
        threading.Lock(),
        audio_days,
        rate_an_hour,
        provider_of(signing_in),
        signing_in.passwords,
    )
    for router in (home, *(room.router for room in ROOMS)):
        app.include_router(router)

    @app.middleware("http")
    async def guard(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response: Response
        if app.state.screens.is_loopback and not _is_named_locally(request):
            # Else a page elsewhere could have its own name lead here, and read along.
            response = PlainTextResponse("open http://127.0.0.1 instead of this name", 421)
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(SignInNeededError)
    def to_sign_in(request: Request, _: Exception) -> Response:
        seen = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        wanted = seen if request.method == "GET" else "/"
        return RedirectResponse(pages.query("/sign-in", next=wanted), 303)

    @app.exception_handler(StarletteHTTPException)
    def refused(request: Request, error: StarletteHTTPException) -> Response:
        visit = visit_of(request)
        what = str(error.detail) if f"refused.{error.detail}" in visit.words.phrases else ""
        what = what or (str(error.status_code) if error.status_code in SAID else "other")
        return visit.page("refused.html", status=error.status_code, what=what)

    @app.exception_handler(Exception)
    def failed(request: Request, _: Exception) -> Response:
        return visit_of(request).page("refused.html", status=500, what="500")

    return app


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own, which nobody else can reach."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _is_named_locally(request: Request) -> bool:
    return is_loopback(request.url.hostname or "")


def serve_screens(
    published: Published,
    ledger: Engine,
    folder: Path,
    *,
    host: str,
    port: int,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    audio_days: int = 0,
    rate_an_hour: float = 36.0,
    signing_in: SignIn = PASSWORDS_ONLY,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serve the screens until interrupted, and `announce` before it begins.

    Raises ValueError for an address beyond this machine's own while nobody could sign in.
    """
    if not is_loopback(host) and not signing_in.issuer and not count_people(ledger):
        raise ValueError(
            f"--host {host}: others could reach that address, and there are no users yet; add one "
            "with `retold user add NAME --role admin`, name the company's provider under [sign_in], "
            "or leave --host out"
        )
    app = create_app(
        published,
        ledger,
        folder,
        host=host,
        language=language,
        timezone=timezone,
        audio_days=audio_days,
        rate_an_hour=rate_an_hour,
        signing_in=signing_in,
    )
    announce()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
