"""One look at a screen: who looks, what they may see, in which words, and the page they get."""

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine

from pipeline.domain import Among, Found
from pipeline.reports import Rows, Words
from pipeline.review import pages
from pipeline.review.ledger import Person, Role, count_people, note, signed_in
from pipeline.spreadsheet import csv_of

if TYPE_CHECKING:
    from pipeline.review.sign_in.provider import Provider

COOKIE, LANGUAGE_COOKIE = "retold", "retold_language"
LONGEST_FORM = 64 * 1024  # bytes
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip", "via"})  # not from this machine
NOBODY_YET = Person("local", "admin")  # who looks on this machine while there are no users


class Published(Rows, Protocol):
    """The published store: rows of named queries, what was said, whether a newer night has come."""

    def search(self, wanted: str, among: Among, n: int) -> Found:
        """Contacts in which words are said, best first; ValueError where they cannot be looked for."""

    def reopen_if_switched(self) -> bool:
        """Look at the newest night; whether it is another than before."""


@dataclass(frozen=True, slots=True)
class Screens:
    """What all screens share. `folder` holds silenced recordings, private to its owner."""

    published: Published
    ledger: Engine
    folder: Path
    clock: Callable[[], datetime]
    language: str
    timezone: str
    is_loopback: bool  # only then may anybody look while there are no users
    switching: threading.Lock
    audio_days: int = 0  # how long after a contact its recordings are offered; 0: for ever
    rate_an_hour: float = 36.0  # money that an hour of a customer's contact costs
    provider: "Provider | None" = None  # the company's own sign-in
    has_passwords: bool = True  # whether one may sign in with a password kept here
    choices: dict[str, dict[str, Any]] = field(default_factory=dict)  # by sight, of this night

    def look_again(self) -> None:
        """Turn to the newest night; silenced recordings of the former one are thrown away."""
        with self.switching:
            if self.published.reopen_if_switched():
                self.choices.clear()
                for path in self.folder.glob("*"):
                    path.unlink(missing_ok=True)

    def is_open(self) -> bool:
        """Whether whoever sits at this machine may look at everything: nobody could sign in yet."""
        return self.is_loopback and self.provider is None and count_people(self.ledger) == 0


def sight_of(person: Person) -> dict[str, str | None]:
    """What somebody may see, as the parameters of the `screens_…` queries."""
    return {
        "teams": json.dumps(person.teams) if person.teams else None,
        "partners": json.dumps(person.partners) if person.partners else None,
        "agent": person.agent_id,
    }


class SignInNeededError(Exception):
    """Nobody is signed in; the answer is the page where one signs in."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with who makes it; `person` is None on the page where one signs in."""

    request: Request
    screens: Screens
    person: Person | None
    token: str  # of the session, or of a visitor who has not signed in
    words: Words
    is_open: bool

    @property
    def name(self) -> str:
        """Under which name verdicts and audit are kept."""
        return self.person.name if self.person else ""

    @property
    def now(self) -> datetime:
        """The moment of the visit (UTC)."""
        return self.screens.clock()

    @property
    def heard_from(self) -> datetime | None:
        """When a contact must have begun for its recordings to be offered; None: whenever."""
        days = self.screens.audio_days
        return self.now - timedelta(days=days) if days else None

    @property
    def sight(self) -> dict[str, str | None]:
        """What the person may see, as the parameters of the `screens_…` queries."""
        return sight_of(self.person or Person("", "agent", agent_id=""))

    @property
    def form_token(self) -> str:
        """What every form carries: a stranger's page can neither read nor guess it."""
        return hashlib.sha256(f"form:{self.token}".encode()).hexdigest()

    def is_role(self, *roles: Role) -> bool:
        """Whether the person has one of these roles; an admin has all."""
        return self.person is not None and self.person.role in (*roles, "admin")

    def rows(self, query: str, **params: Any) -> list[dict[str, Any]]:
        """Rows of the published store."""
        return self.screens.published.rows(query, **params)

    @property
    def choices(self) -> dict[str, Any]:
        """The row of `screens_choices`: what calls in sight can be filtered by."""
        key = json.dumps(self.sight)
        if key not in self.screens.choices:
            self.screens.choices[key] = self.rows("screens_choices", **self.sight)[0]
        return self.screens.choices[key]

    def may_see(self, contact_id: str) -> bool:
        """Whether the contact is among those that the person may see."""
        return bool(self.rows("screens_may_see", contact_id=contact_id, **self.sight)[0]["may_see"])

    def note(self, action: str, subject: str) -> None:
        """Write into the audit what the person does."""
        note(self.screens.ledger, self.name, action, subject, self.now)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page in the visitor's words."""
        html = pages.render(template, visit=self, w=self.words, **context)
        response = HTMLResponse(html, status)
        if self.person is None or self.is_open:
            set_cookie(response, self.request, COOKIE, self.token)
        return response

    def csv(self, name: str, rows: Sequence[Mapping[str, Any]]) -> Response:
        """A table as a file, which spreadsheets open without harm."""
        self.note("csv", name)
        return Response(
            csv_of(rows),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="retold-{name}.csv"'},
        )

    def go(self, href: str) -> RedirectResponse:
        """On to another page, after a change."""
        return RedirectResponse(href, 303)


def visit_of(request: Request) -> Visit:
    """Who looks, whether they are signed in or not."""
    screens: Screens = request.app.state.screens
    screens.look_again()
    is_open = screens.is_open() and FORWARDED.isdisjoint(request.headers.keys())
    token = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
    person = NOBODY_YET if is_open else signed_in(screens.ledger, token, screens.clock())
    language = request.cookies.get(LANGUAGE_COOKIE, screens.language)
    words = pages.screen_words(language if language in ("nl", "en") else "nl", screens.timezone)
    return Visit(request, screens, person, token, words, is_open)


def allow(*roles: Role) -> Callable[[Request], Visit]:
    """A dependency that lets these roles in, and admins; others get a page that says so."""

    def visit(request: Request) -> Visit:
        visit = visit_of(request)
        if visit.person is None:
            raise SignInNeededError
        if not visit.is_role(*roles):
            raise HTTPException(403, "role")
        return visit

    return visit


async def sent_form(request: Request) -> Mapping[str, str]:
    """The fields of a form that one of our own pages sent; anything else is refused."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, "too_long")
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    token = request.cookies.get(COOKIE, "")
    expected = hashlib.sha256(f"form:{token}".encode()).hexdigest()
    if not token or not hmac.compare_digest(fields.get("form_token", ""), expected):
        raise HTTPException(403, "form")
    return fields


def set_cookie(
    response: HTMLResponse | RedirectResponse,
    request: Request,
    name: str,
    value: str,
    *,
    path: str = "/",
    seconds: int | None = None,
) -> None:
    """A cookie that scripts cannot read and that goes over TLS wherever the page did."""
    is_tls = request.url.scheme == "https"
    response.set_cookie(
        name, value, seconds, httponly=True, samesite="lax", secure=is_tls, path=path
    )


Anybody = Annotated[Visit, Depends(visit_of)]
SignedIn = Annotated[Visit, Depends(allow("coach", "process_owner", "agent"))]
Coach = Annotated[Visit, Depends(allow("coach"))]
CoachOrOwner = Annotated[Visit, Depends(allow("coach", "process_owner"))]
CoachOrAgent = Annotated[Visit, Depends(allow("coach", "agent"))]
Admin = Annotated[Visit, Depends(allow())]
Form = Annotated[Mapping[str, str], Depends(sent_form)]
