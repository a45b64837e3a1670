"""Every page for everybody: from 360 px to a wide screen, in both languages, by keyboard, read aloud, on paper."""

from pathlib import Path

import pytest

from tests.browser.chromium import NEEDED, Page
from tests.browser.conftest import DRAWN, press, sign_in
from tests.web.test_access import JOURNEY

pytestmark = NEEDED
PAGES = [
    "/hour",
    "/calls",
    "/call/leak",
    f"/journey/{JOURNEY}",
    "/handoffs",
    "/handoffs?by=money&at=2026-03-02",
    "/handoffs/calls?from_queue=queue+1&to_queue=queue+2",
    "/agreement",
    "/now",
    "/lists",
    "/lists?of_list=process_faults&show=all",
    "/journeys?least=1",
    "/search?find=wasmachine",
    "/search?find=nothing+like+it",
    "/mirror",
    "/views",
    "/scorecards",
    "/scorecards/new",
    "/calibration",
    "/audit",
    "/no-such-page",
]
WITHOUT_SCRIPTS = [  # those that show most with a script
    path
    if path in ("/call/leak", "/handoffs", "/hour")
    else pytest.param(path, marks=pytest.mark.thorough)
    for path in PAGES
]
LINKED = {  # pages whose address only another page knows
    "/scorecards": "section table a",
    "/calibration": "section table a",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PRESSED = "button:not(.play), input:not([type=hidden]), select, textarea, nav, .csv"
REACHABLE = "a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']"


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that finds what is inaccessible."""
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    import axe_core_python

    return (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def all_pages(page: Page, site: str, width: int) -> list[str]:
    """Every page, those too to which only a link leads."""
    found = list(PAGES)
    for path, link in LINKED.items():
        page.open(site + path, width=width)
        found.append(page.ask(f"document.querySelector('{link}').getAttribute('href')"))
    return found


def speak(page: Page, language: str) -> None:
    """Choose the language, as a person does."""
    page.ask("document.documentElement.dataset.isOld = ''; true")
    page.click(f".account [name=language][value={language}]")
    page.until(  # of the page that comes: this one may speak the language already
        f"document.documentElement.lang === '{language}' && document.readyState === 'complete'"
        " && !('isOld' in document.documentElement.dataset)"
    )


@pytest.mark.parametrize(
    ("width", "language"),
    [
        (360, "nl"),
        pytest.param(1440, "en", marks=pytest.mark.thorough),
        pytest.param(360, "en", marks=pytest.mark.thorough),
        pytest.param(1440, "nl", marks=pytest.mark.thorough),
    ],
)
def test_every_page_fits_and_axe_finds_nothing(
    page: Page, site: str, axe: str, width: int, language: str
) -> None:
    page.open(f"{site}/sign-in", width=width)
    speak(page, language)
    wrong = {"/sign-in": axe_finds(page, axe)}
    sign_in(page, site, "admin", width=width)
    for path in all_pages(page, site, width):
        page.open(site + path, width=width)
        page.until(DRAWN)
        assert page.ask("document.documentElement.lang") == language
        assert page.ask("document.documentElement.scrollWidth") <= width, path
        said = [each for each in page.errors if path != "/no-such-page" or "404" not in each]
        assert said == [], path
        elsewhere = [
            r for r in page.requests if not r.startswith((site, "data:", "blob:", "about:"))
        ]
        assert elsewhere == [], path
        wrong[path] = axe_finds(page, axe)
    assert {path: found for path, found in wrong.items() if found} == {}


def axe_finds(page: Page, axe: str) -> list[object]:
    """What is wrong with the page, with the first places."""
    page.ask(f"{axe}; true")
    found: list[object] = page.ask(
        f"axe.run(document, {{runOnly: {RULES}}}).then(r => r.violations.map("
        "v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))]))"
    )
    return found


@pytest.mark.parametrize("width", [pytest.param(360, marks=pytest.mark.thorough), 1440])
def test_the_keyboard_goes_through_every_page_in_its_order_and_is_seen(
    page: Page, site: str, width: int
) -> None:
    sign_in(page, site, "admin", width=width)
    for path in all_pages(page, site, width):
        page.open(site + path, width=width)
        page.until(DRAWN)
        press(page, "Tab", "Tab", 9)
        page.until("document.activeElement.className === 'skip'")
        assert page.ask("document.activeElement.getBoundingClientRect().top >= 0"), path
        # Reachable in the order of the page, and where the focus is, is told by a line around it.
        found = page.ask(
            f'(() => {{ const all = [...document.querySelectorAll("{REACHABLE}")]'
            ".filter(e => e.checkVisibility() && e.getClientRects().length);"
            " return all.filter(e => { e.focus({focusVisible: true}); const s = getComputedStyle(e);"
            " const drawn = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1.5;"
            " return e.tabIndex !== 0 || document.activeElement !== e || !drawn; })"
            ".map(e => e.outerHTML.slice(0, 120)); })()"
        )
        assert found == [], path


def test_the_skip_link_leads_past_the_navigation(page: Page, site: str) -> None:
    sign_in(page, site, "admin", "/calls")
    page.open(f"{site}/calls")
    press(page, "Tab", "Tab", 9)
    page.until("document.activeElement.className === 'skip'")
    press(page, "Enter", "Enter", 13, "\r")
    page.until("location.hash === '#content'")
    press(page, "Tab", "Tab", 9)
    page.until("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [360, pytest.param(1440, marks=pytest.mark.thorough)])
def test_what_has_the_focus_does_not_lie_under_the_player(
    page: Page, site: str, width: int
) -> None:
    sign_in(page, site, "admin", "/call/leak", width=width)
    page.open(f"{site}/call/leak", width=width, height=700)
    page.until(DRAWN)
    hidden = []
    for _ in range(40):
        press(page, "Tab", "Tab", 9)
        hidden += page.ask(
            "(() => { const e = document.activeElement; const player = document.getElementById('player');"
            " if (player.contains(e) || e.closest('svg')) return [];"
            " const b = e.getBoundingClientRect(), p = player.getBoundingClientRect();"
            " return b.top >= p.top - 2 && b.bottom <= p.bottom + 2 ? [e.outerHTML.slice(0, 90)] : []; })()"
        )
    assert hidden == []


@pytest.mark.thorough  # axe finds most of it above
def test_every_field_and_button_has_a_name(page: Page, site: str) -> None:
    sign_in(page, site, "admin")
    for path in all_pages(page, site, 1440):
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


@pytest.mark.thorough
def test_on_paper_there_is_what_was_found_and_nothing_to_press(page: Page, site: str) -> None:
    sign_in(page, site, "admin")
    for path in all_pages(page, site, 1440):
        page.open(site + path, width=794)
        page.until(DRAWN)
        page.call("Emulation.setEmulatedMedia", media="print")
        to_press = page.ask(
            f"[...document.querySelectorAll('{PRESSED}')]"
            ".filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 100))"
        )
        page.call("Emulation.setEmulatedMedia", media="")
        assert path.startswith("/scorecards/") or to_press == [], path


@pytest.mark.parametrize("path", WITHOUT_SCRIPTS)
def test_without_scripts_the_words_and_the_forms_are_there(
    page: Page, site: str, path: str
) -> None:
    sign_in(page, site, "admin", path)
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(site + path)
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    heading = page.call("DOM.querySelector", nodeId=root, selector="h1")
    assert heading["nodeId"]
    if path == "/call/leak":
        form = page.call("DOM.querySelector", nodeId=root, selector="#finding-1 .quick button")
        assert form["nodeId"]
