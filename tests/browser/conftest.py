"""The screens over a few calls, a browser that looks at them, and what a person does there."""

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import uvicorn

from pipeline.review import create_app
from pipeline.review.ledger import (
    Answered,
    Question,
    add_person,
    answer_card,
    close_calibration,
    keep_card,
    open_calibration,
    open_ledger,
    save_view,
)
from pipeline.store import Reader
from tests.browser.chromium import Chromium, Page
from tests.web.conftest import CAST, PASSWORD, call_of, publish

DRAWN = "document.querySelectorAll('.plot .main-svg').length >= document.querySelectorAll('.plot').length"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the screens over two calls, one with a recording; three of the cast can sign in.

    There is a card, a calibration on it that was closed, and a kept view.
    """
    folder = tmp_path_factory.mktemp("site")
    calls = call_of("leak", "north", folder=folder), call_of("other", "south")
    publish(folder / "s.duckdb", "n1", *calls)
    ledger = open_ledger(f"sqlite:///{folder}/s.review.sqlite")
    now = datetime.now(UTC)
    for who in ("second_coach", "process_owner", "admin"):
        add_person(ledger, CAST[who], PASSWORD, now)
    question = Question("Story known?", tie="finding/repeat_story", is_good=False)
    card = keep_card(ledger, "Quality", [question], person="cees", now=now)
    people = ["ada", "cees"]
    session = open_calibration(
        ledger, name="March", card=card, legs=[("other", 1)], people=people, person="ada", now=now
    )
    for said, person in enumerate(people):
        told = {
            "answers": {question.question_id: str(said)},
            "machine": {},
            "reason": "",
            "at": now,
        }
        answer_card(ledger, Answered(card.version_id, "other", 1, person, **told))
    close_calibration(ledger, session.session_id, now)
    save_view(ledger, "ada", "Threats", "/calls?kind=threat", now)
    with Reader.open(folder / "s.duckdb") as reader:
        app = create_app(reader, ledger, folder / "screens", language="en")
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    profile = tmp_path_factory.mktemp("chromium")
    with Chromium(profile) as browser:
        yield browser
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def page(chromium: Chromium) -> Page:
    page = chromium.page()
    page.call("Network.clearBrowserCookies")
    return page


def fill(page: Page, selector: str, text: str) -> None:
    """Put the cursor into a field and type."""
    page.ask(f"document.querySelector('{selector}').focus()")
    page.call("Input.insertText", text=text)


def press(page: Page, key: str, code: str, number: int, text: str = "") -> None:
    """Press a key and let it go."""
    for kind in ("keyDown", "keyUp"):
        said = {"text": text} if text and kind == "keyDown" else {}
        page.call(
            "Input.dispatchKeyEvent",
            type=kind,
            key=key,
            code=code,
            windowsVirtualKeyCode=number,
            **said,
        )


def sign_in(page: Page, site: str, who: str, path: str = "/", width: int = 1440) -> None:
    page.open(f"{site}/sign-in?next={path}", width=width)
    fill(page, "[name=name]", CAST[who].name)
    fill(page, "[name=password]", PASSWORD)
    press(page, "Enter", "Enter", 13, "\r")
    page.until(f"location.pathname + location.search !== '/sign-in?next={path}'")
    page.until("document.readyState === 'complete'")


def arrive(page: Page, path: str) -> None:
    page.until(f"location.pathname === '{path}' && document.readyState === 'complete'")
