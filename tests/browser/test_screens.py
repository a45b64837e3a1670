"""The screens in a real browser: a coach's way and a process owner's, by mouse and by keyboard."""

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from pipeline.review import create_app
from pipeline.review.ledger import Question, add_person, keep_card, open_ledger
from pipeline.store import Reader
from tests.browser.chromium import BINARY, Chromium, Page
from tests.web.conftest import CAST, PASSWORD, call_of, publish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        BINARY is None, reason="no chromium is installed (apt-get install chromium)"
    ),
]
DRAWN = "document.querySelectorAll('.plot .main-svg').length >= document.querySelectorAll('.plot').length"
PAGES = [
    "/hour",
    "/calls",
    "/call/leak",
    "/handoffs",
    "/handoffs?by=minutes",
    "/handoffs?by=money&at=2026-03-02",
    "/agreement",
    "/now",
    "/lists",
    "/lists?of_list=process_faults&show=all",
    "/journeys?least=1",
    "/search?find=wasmachine",
    "/mirror",
    "/views",
    "/scorecards",
    "/scorecards/new",
    "/calibration",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the screens over two calls, one of them with a recording; the cast can sign in."""
    folder = tmp_path_factory.mktemp("site")
    calls = call_of("leak", "north", folder=folder), call_of("other", "south")
    publish(folder / "s.duckdb", "n1", *calls)
    ledger = open_ledger(f"sqlite:///{folder}/s.review.sqlite")
    for who in ("second_coach", "process_owner"):
        add_person(ledger, CAST[who], PASSWORD, datetime.now(UTC))
    question = Question("Story known?", tie="finding/repeat_story", is_good=False)
    keep_card(ledger, "Quality", [question], person="cees", now=datetime.now(UTC))
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


def test_a_coach_finds_a_call_hears_it_disagrees_and_sees_that_counted(
    page: Page, site: str
) -> None:
    sign_in(page, site, "second_coach", "/hour")
    arrive(page, "/hour")
    page.click(".pick a[href='/call/leak']")
    arrive(page, "/call/leak")
    page.until(DRAWN)

    # Hears the retelling: the turn in the second leg in which the story comes again.
    page.click("#turn-6 .play")
    page.until("!document.getElementById('sound-0').paused")
    second = page.ask(
        "Number(document.querySelector('#turn-6 .play').dataset.sounds.split(':')[1])"
    )
    page.until(f"document.getElementById('sound-0').currentTime > {second}")
    page.until("document.getElementById('turn-6').classList.contains('is-heard')")

    # Disagrees with the effort, in words.
    page.click("#effort ~ .verdict summary")
    fill(page, "#effort ~ .verdict input[name=correction]", "4.5")
    fill(page, "#effort ~ .verdict input[name=reason]", "she was helped in the end")
    page.click("#effort ~ .verdict .stack button")
    page.until(
        "location.hash === '#effort' && document.querySelector('#effort ~ .verdict .given') !== null"
    )
    said = page.ask("document.querySelector('#effort ~ .verdict .given').textContent")
    assert "cees" in said
    assert "4.5" in said
    assert "she was helped in the end" in said
    assert page.ask("document.getElementById('waterfall-figure') !== null")  # the machine's stays

    page.click(".tabs a[href='/agreement']")
    arrive(page, "/agreement")
    rows = page.ask(
        "[...document.querySelectorAll('#program ~ table tbody tr')].map(r => r.innerText)"
    )
    effort = next(row for row in rows if row.startswith("Customer effort"))
    assert effort.split("\t")[1:4] == ["0", "1", "0"]  # right, different, unsure
    assert "too few: 1 of 10" in effort
    assert page.errors == []


def test_a_process_owner_goes_from_the_bad_flow_to_the_words_that_prove_it(
    page: Page, site: str
) -> None:
    sign_in(page, site, "process_owner")
    arrive(page, "/handoffs")
    page.until(DRAWN)
    x, y = page.ask(
        "(() => { const link = document.querySelector('.sankey-link');"
        " link.scrollIntoView({block: 'center', behavior: 'instant'});"
        " const b = link.getBoundingClientRect();"
        " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    )
    page.click_at(x, y)
    arrive(page, "/handoffs/calls")
    assert "keukenvloer" in page.ask("document.querySelector('.quoted').textContent")
    page.click(".quoted.kind-repeat_story a")
    arrive(page, "/call/leak")
    page.until("document.activeElement.id.startsWith('turn-')")
    assert page.errors == []


def test_a_verdict_is_one_click_and_stays_pressed(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.until(DRAWN)
    page.click("#finding-1 .quick button[value=rejected]")
    page.until("document.querySelector('#finding-1 .quick [aria-pressed=true]') !== null")
    pressed = "document.querySelector('#finding-1 .quick [aria-pressed=true]').value"
    assert page.ask(pressed) == "rejected"


def test_a_scorecard_is_filled_in_beside_the_programs_answer(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.until(DRAWN)
    card = "article.card:nth-of-type(2)"
    page.click(f"{card} summary")
    assert "no found: Repeat story" in page.ask(
        f"document.querySelector('{card} .program').innerText.replace(/\\s+/g, ' ')"
    )
    page.click(f"{card} input[value='1']")
    page.click(f"{card} button.primary")
    page.until("location.hash.startsWith('#card-')")
    page.until(f"document.querySelector('{card} .score') !== null")
    assert "100% cees" in page.ask(f"document.querySelector('{card} .score').innerText")
    assert page.errors == []


def test_the_player_obeys_buttons_and_keys(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    page.until("document.querySelector('.controls') && !document.querySelector('.controls').hidden")
    sound = "document.getElementById('sound-0')"
    page.until(f"{sound}.duration > 0")
    press(page, " ", "Space", 32, " ")
    page.until(f"!{sound}.paused && {sound}.currentTime > 0")
    press(page, " ", "Space", 32, " ")
    page.until(f"{sound}.paused")
    before = page.ask(f"{sound}.currentTime")
    press(page, "l", "KeyL", 76, "l")
    page.until(f"Math.abs({sound}.currentTime - {before} - 5) < 0.3")
    press(page, ">", "Period", 190, ">")
    page.until(f"{sound}.playbackRate === 1.25")
    page.click("[data-do=back]")
    page.until(f"Math.abs({sound}.currentTime - {before}) < 0.3")
    # In a field of a form, keys are letters.
    page.click("#effort ~ .verdict summary")
    fill(page, "#effort ~ .verdict input[name=reason]", "x")
    press(page, "k", "KeyK", 75, "k")
    assert page.ask(f"{sound}.paused")
    assert page.errors == []


@pytest.mark.parametrize("width", [360, 1440])
def test_no_screen_is_wider_than_the_window_or_has_errors(
    page: Page, site: str, width: int
) -> None:
    sign_in(page, site, "second_coach", width=width)
    for path in PAGES:
        page.open(site + path, width=width)
        page.until(DRAWN)
        assert page.ask("document.documentElement.scrollWidth") <= width, path
        assert page.errors == [], path
        elsewhere = [
            r for r in page.requests if not r.startswith((site, "data:", "blob:", "about:"))
        ]
        assert elsewhere == [], path


def test_everything_can_be_reached_with_the_keyboard(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach", "/call/leak")
    for path in PAGES:
        page.open(site + path)
        page.until(DRAWN)
        press(page, "Tab", "Tab", 9)
        page.until("document.activeElement.className === 'skip'")
        press(page, "Enter", "Enter", 13, "\r")
        page.until("location.hash === '#content'")
        reachable = "a[href], button, summary, input, select"
        assert page.ask(
            f"[...document.querySelectorAll('{reachable}')].every((e) => e.type === 'hidden' || e.tabIndex === 0)"
        ), path


def test_every_field_and_button_has_a_name(page: Page, site: str) -> None:
    sign_in(page, site, "second_coach")
    for path in PAGES:
        page.open(site + path)
        page.until(DRAWN)
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        roles = ("button", "link", "textbox", "combobox", "slider", "radio", "checkbox", "Date")
        unnamed = [
            node["role"]["value"]
            for node in nodes
            if node.get("role", {}).get("value") in roles
            and not node["ignored"]
            and not node.get("name", {}).get("value")
        ]
        assert unnamed == [], path


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_serious(page: Page, site: str, width: int) -> None:
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    import axe_core_python

    script = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    sign_in(page, site, "second_coach", width=width)
    for path in ["/sign-in", *PAGES]:
        page.open(site + path, width=width)
        page.until(DRAWN)
        page.ask(f"{script}; true")
        found = page.ask(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r =>"
            " r.violations.map(v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html)]))"
        )
        assert found == [], path


@pytest.mark.parametrize("path", PAGES)
def test_without_scripts_the_words_and_the_forms_are_there(
    page: Page, site: str, path: str
) -> None:
    sign_in(page, site, "second_coach", path)
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(site + path)
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    heading = page.call("DOM.querySelector", nodeId=root, selector="h1")
    assert heading["nodeId"]
    if path == "/call/leak":
        form = page.call("DOM.querySelector", nodeId=root, selector="#finding-1 .quick button")
        assert form["nodeId"]
