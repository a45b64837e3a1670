"""The static report in a real browser, from the disk, with no network in reach."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.detect import find_all
from pipeline.domain import JudgedJourney, Recording
from pipeline.journey import join
from pipeline.reports import write_report
from pipeline.score import judge
from pipeline.store import Night, Reader
from tests.browser.chromium import NEEDED, Chromium, Page
from tests.support.build import contact_of

pytestmark = NEEDED
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
STORY = [
    [
        ("agent", "Goedemiddag, waarmee kan ik u helpen?"),
        ("customer", "Mijn wasmachine lekt sinds maandag water over de hele keukenvloer."),
        ("agent", f"{HOSTILE} Ik verbind u door met de technische dienst."),
    ],
    [
        ("agent", "Technische dienst, wat is er aan de hand?"),
        ("customer", "De wasmachine lekt, sinds maandag staat de hele keukenvloer onder water."),
        ("agent", "Ik stuur morgen een monteur."),
    ],
]
DRAWN = "document.querySelectorAll('.plot .main-svg').length >= document.querySelectorAll('.plot').length"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of one call, whose recordings come as a file for each leg, one of them µ-law."""
    folder = tmp_path_factory.mktemp("report")
    contact = contact_of(STORY, contact_id="leak", wait_s=120.0)
    recordings = []
    for leg, subtype in zip(contact.legs, ("PCM_16", "ULAW"), strict=True):
        path = folder / f"leg{leg.leg_no}.wav"
        n_samples = int((leg.end_s - leg.start_s) * 8000)
        soundfile.write(path, 0.2 * np.sin(np.arange(n_samples) / 5), 8000, subtype=subtype)
        recordings.append(Recording(str(path), leg_no=leg.leg_no))
    contact = contact_of(STORY, contact_id="leak", wait_s=120.0, recordings=tuple(recordings))
    with Night.begin(folder / "s.duckdb", "n1") as night:
        night.put_contacts([contact])
        for journey in join([contact]):
            findings = find_all(journey)
            assert "repeat_story" in {finding.kind for finding in findings}
            efforts, empathies = judge(journey, findings)
            night.put_judged([JudgedJourney(journey, findings, efforts, empathies, "a1")])
        night.publish()
    with Reader.open(folder / "s.duckdb") as reader:
        write_report(reader, folder / "out")
    for recording in recordings:
        Path(recording.path).unlink()  # the report stands alone
    return folder / "out"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    profile = tmp_path_factory.mktemp("chromium")
    with Chromium(profile) as browser:
        yield browser
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def page(chromium: Chromium) -> Page:
    return chromium.page()


def url(report: Path, name: str) -> str:
    return (report / name).as_uri()


@pytest.mark.parametrize("name", ["index.html", "contacts/leak.html"])
@pytest.mark.parametrize("width", [1200, 390])
def test_a_page_opens_without_a_network_and_without_errors(
    page: Page, report: Path, name: str, width: int
) -> None:
    page.open(url(report, name), width=width)
    page.until(DRAWN)
    assert page.errors == []
    assert [r for r in page.requests if not r.startswith(("file:", "data:", "blob:"))] == []
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask("document.title") != "owned"


def test_words_of_a_call_are_never_run(page: Page, report: Path) -> None:
    page.open(url(report, "contacts/leak.html"))
    page.until(DRAWN)
    assert page.ask("document.querySelectorAll('.turn img, .turn script').length") == 0
    assert "<script>" in page.ask("document.querySelector('#turn-3 .text').textContent")
    assert page.ask("document.title").startswith("leak")


def test_a_click_on_a_finding_in_the_timeline_leads_to_its_turn(page: Page, report: Path) -> None:
    page.open(url(report, "contacts/leak.html"))
    page.until(DRAWN)
    x, y, href = page.ask(
        "(() => { const plot = document.getElementById('timeline-figure');"
        " const index = plot.data.findIndex((trace) => trace.name === 'findings');"
        " plot.scrollIntoView({block: 'center'});"
        " const dot = plot.querySelectorAll('.scatterlayer .point')[0].getBoundingClientRect();"
        " return [dot.x + dot.width / 2, dot.y + dot.height / 2, plot.data[index].customdata[0]];"
        " })()"
    )
    page.click_at(x, y)
    page.until(f"location.hash === '{href}'")
    page.until(f"document.activeElement === document.querySelector('{href}')")
    assert page.ask(
        f"(() => {{ const b = document.querySelector('{href}').getBoundingClientRect();"
        " return b.top >= 0 && b.bottom <= innerHeight; })()"
    )


def test_a_click_in_the_sankey_leads_to_the_contacts_behind_it(page: Page, report: Path) -> None:
    page.open(url(report, "index.html"))
    page.until(DRAWN)
    x, y = page.ask(
        "(() => { const link = document.querySelector('.sankey-link');"
        " link.scrollIntoView({block: 'center'}); const b = link.getBoundingClientRect();"
        " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    )
    page.click_at(x, y)
    page.until("location.hash === '#flow-1'")
    page.click("#flow-1 a")
    page.until("location.pathname.endsWith('/contacts/leak.html')")


@pytest.mark.parametrize(("turn", "sound"), [("turn-2", "sound-0"), ("turn-5", "sound-1")])
def test_a_click_on_a_turn_plays_it_from_the_recording_of_its_leg(
    page: Page, report: Path, turn: str, sound: str
) -> None:
    page.open(url(report, "contacts/leak.html"))
    page.until(DRAWN)
    page.click(f"#{turn} .play")
    page.until(
        f"document.getElementById('{sound}').currentTime > 0 && !document.getElementById('{sound}').paused"
    )
    second = page.ask(
        f"Number(document.querySelector('#{turn} .play').dataset.sounds.split(':')[1])"
    )
    assert second > 0
    page.until(f"document.getElementById('{sound}').currentTime > {second}")
    page.until(f"document.getElementById('{turn}').classList.contains('is-heard')")
    assert page.ask(f"document.getElementById('{sound}').currentTime") < second + 5
    others = f"[...document.querySelectorAll('audio')].filter((each) => each.id !== '{sound}')"
    assert page.ask(f"{others}.every((each) => each.paused)")
    page.click(f"#{turn} .play")
    page.until(f"document.getElementById('{sound}').paused")


def test_a_recording_that_the_browser_cannot_play_says_so_quietly(
    page: Page, report: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "out"
    shutil.copytree(report, broken)
    for path in (broken / "audio").iterdir():
        path.write_bytes(b"no sound")
    page.open(url(broken, "contacts/leak.html"))
    page.until("[...document.querySelectorAll('.failed')].every((each) => !each.hidden)")
    assert page.ask("document.querySelectorAll('.failed').length") == 2


def test_everything_can_be_reached_with_the_keyboard(page: Page, report: Path) -> None:
    page.open(url(report, "contacts/leak.html"))
    page.until(DRAWN)
    for kind in ("keyDown", "keyUp"):
        page.call(
            "Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9
        )
    assert page.ask("document.activeElement.className") == "skip"
    reachable = "a[href], button, summary, audio"
    assert page.ask(f"[...document.querySelectorAll('{reachable}')].every((e) => e.tabIndex === 0)")
