"""Whatever stands in a text is shown as it is: in reports, on every screen, on the terminal, in exports."""

import csv
import json
import re
from collections import Counter
from urllib.parse import quote, urljoin, urlsplit

import duckdb
import pytest
from fastapi.testclient import TestClient

from flows.nightly import nightly
from pipeline.review import create_app
from pipeline.review.ledger import open_ledger
from pipeline.spreadsheet import FORMULA_SIGNS
from pipeline.store import Reader
from tests.flows.stories import BILL, RETOLD, TOLD
from tests.support.build import contact_of
from tests.support.markup import MARK, Page
from tests.web.conftest import HERE, post

pytestmark = pytest.mark.thorough  # every screen, twice: minutes

MARKUP = "<zqx-el zqx-at=1 onmouseover=zqx()>"
BREAKING = (
    f"\"'>{MARKUP}</script></title></textarea><script>zqx()</script><!--{{{{7*191}}}}${{7*191}}"
)
SQL = "zqx'); drop table core.contact; --"
TERMINAL = "\x1b]0;zqx\x07\x1b[31m\x9b31m\u202e[/bold][link=http://zqx]x[/link]"
FORMULA = f'=HYPERLINK("http://zqx";"zqx") {SQL}'
NAME = f"=zqx {BREAKING} {SQL} %(a)s {{0}} {TERMINAL}"
CONTACT_ID = "zqx/../<zqx-el zqx-at=1>\"'&?#%zz;[/bold]{{7*191}}"
WRITTEN = f"{BREAKING} {TERMINAL}"
MOST_PAGES = 400


def document(contact, contact_id, **changes):
    """A contact as a source would write it that means harm in everything it writes."""
    names = {leg.leg_no: f"leg {leg.leg_no} {BREAKING}" for leg in contact.legs}
    return {
        "contact_id": contact_id,
        "customer_id": f"K {BREAKING}",
        "started_at": contact.started_at.isoformat(),
        "language": "nl",
        "channel": f"Phone {NAME}",
        "disposition": NAME,
        "legs": [
            {"leg_id": names[leg.leg_no], "start_s": leg.start_s, "end_s": leg.end_s}
            | {"ended_by": leg.ended_by, "agent": f"A{leg.leg_no} {NAME}", MARKUP: NAME}
            | {key: f"{key} {leg.leg_no} {NAME}" for key in ("team", "queue", "partner")}
            for leg in contact.legs
        ],
        "turns": [
            {"turn": turn.turn_no, "leg": names[turn.leg_no], "speaker": turn.speaker}
            | {"t0": turn.start_s, "t1": turn.end_s, "text": f"{turn.text} {BREAKING} {TERMINAL}"}
            | ({"agent": f"A{turn.leg_no} {NAME}"} if turn.speaker == "agent" else {})
            for turn in contact.turns
        ],
        "survey": {"ces": 2, "asked_at": "2026-03-03T10:00:00Z", MARKUP: NAME},
        MARKUP: NAME,
    } | changes


@pytest.fixture(scope="module")
def store(tmp_path_factory, prefect_database):
    """The store of a real night over hostile documents."""
    folder = tmp_path_factory.mktemp("hostile")
    inbox = folder / "inbox"
    inbox.mkdir()
    said = {
        CONTACT_ID: ([TOLD, RETOLD], 0.0),
        f"2 {CONTACT_ID}": ([TOLD, RETOLD], 1.0),
        f"3 {CONTACT_ID}": ([BILL], 2.0),
        **{f"{n} {CONTACT_ID}": ([TOLD, RETOLD], 3.0) for n in range(4, 10)},
    }
    documents = [
        document(contact_of(legs, days_later=days), contact_id)
        for contact_id, (legs, days) in said.items()
    ]
    documents.append(documents[0] | {"contact_id": NAME})  # set aside: it cannot be printed
    (inbox / "calls.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (inbox / f"{MARKUP}\x1b[31m.xyz").write_text("not read")
    with pytest.MonkeyPatch.context() as patch:
        (folder / "retold.toml").touch()
        patch.setenv("RETOLD_SETTINGS", str(folder / "retold.toml"))
        patch.setenv("RETOLD_PLACES__WORK", str(folder / "work"))
        patch.setenv("RETOLD_PLACES__REPORTS", "[]")
        patch.setenv("RETOLD_PLACES__MIRRORS", str(folder / "mirrors"))
        report = nightly([str(inbox)], str(folder / "s.duckdb"))
    assert (report.run.n_new, len(report.set_aside)) == (len(said), 2)
    return folder / "s.duckdb"


def checked(text, where):
    page = Page(text)
    assert page.faults == [], where
    assert "1337" not in page.shown, f"{where}: a template was run"
    return page


def test_the_night_kept_it_all(store):
    with duckdb.connect(str(store), read_only=True) as connection:
        assert connection.execute("select count(*) from contact").fetchone() == (9,)
        kinds = {kind for (kind,) in connection.execute("select kind from finding").fetchall()}
        texts = connection.execute("select text from turn").fetchall()
    assert "repeat_story" in kinds
    assert all(MARKUP in text for (text,) in texts)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_reports_and_mirrors_show_it(store, retold, tmp_path, language):
    out, mirrors = tmp_path / "report", tmp_path / "mirrors"
    assert retold("report", "--store", store, "--out", out, "--language", language).code == 0
    assert retold("mirror", "--store", store, "--out", mirrors, "--language", language).code == 0
    pages = [*out.rglob("*.html"), *mirrors.rglob("*.html")]
    assert len(pages) >= 11
    shown = [checked(path.read_text(encoding="utf-8"), path).shown for path in pages]
    assert all(MARKUP in text for text in shown)
    assert {MARK in path.name for path in pages} == {False} or all(
        re.fullmatch(r"[\w.=-]+", path.name) for path in pages
    )


@pytest.fixture
def screens(store, tmp_path):
    ledger = open_ledger(f"sqlite:///{tmp_path}/s.review.sqlite")
    with Reader.open(store) as reader:
        yield TestClient(
            create_app(reader, ledger, tmp_path / "screens", language="en"), base_url=HERE
        )


def crawled(client, *starts):
    """Every page that can be reached by links, checked; gives their forms and how often the mark was shown."""
    waiting, seen, forms, shown = list(starts), set(starts), {}, Counter()
    while waiting and len(shown) < MOST_PAGES:
        path = waiting.pop(0)
        answer = client.get(path)
        assert answer.status_code < 500, path
        assert MARK not in "".join(answer.headers.keys()), path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = checked(answer.text, path)
        shown[urlsplit(path).path] += MARK in page.shown
        for form in page.forms:
            forms.setdefault((form.method, urlsplit(form.action).path or path), (path, form))
        for link in page.links:
            onward = urljoin(f"{HERE}{path}", link).partition("#")[0]
            assert onward.startswith(HERE), (path, link)
            onward = onward.removeprefix(HERE)
            if onward not in seen and not onward.startswith("/assets"):
                seen.add(onward)
                waiting.append(onward)
    return forms, shown


def test_every_screen_shows_it_and_what_is_written_into_every_form(screens):
    forms, shown = crawled(screens, "/")
    expected = {"hour", "calls", "call", "handoffs", "lists", "journeys", "journey", "now", "search",
                "agreement", "scorecards", "calibration", "mirror", "views"}  # fmt: skip
    assert expected <= {path.split("/")[1] for path in shown}
    assert sum(shown.values()) > 10

    taken = set()
    for (method, action), (path, form) in forms.items():
        if action in ("/sign-out", "/sign-in"):
            continue
        fields = form.fields | dict.fromkeys(form.written, WRITTEN)
        if method.lower() == "post":
            answer = screens.post(action, data=fields, headers={"referer": f"{HERE}{path}"})
        else:
            answer = screens.get(action, params=fields)
        assert answer.status_code < 500, (action, fields)
        if answer.headers["content-type"].startswith("text/html"):
            checked(answer.text, action)
        if answer.status_code == 200:
            taken.add(action)
    assert {"/views", "/search", "/calls", "/lists", "/lists/item"} <= taken
    crawled(screens, "/")


def test_what_people_write_is_shown_to_others(screens):
    subject = f"effort/{CONTACT_ID}"
    said = {"judgement": "rejected", "reason": WRITTEN}
    post(screens, "/verdict", contact_id=CONTACT_ID, subject=subject, **said)
    card = {"name": WRITTEN[:80], "text_0": WRITTEN[:180], "weight_0": "1"}
    post(screens, "/scorecards", **card)
    post(screens, "/views", name=WRITTEN[:60], path=f"/calls?queue={quote(NAME)}")
    _, shown = crawled(screens, "/", f"/call/{quote(CONTACT_ID, safe='')}")
    for screen in ("/views", "/scorecards", f"/call/{quote(CONTACT_ID, safe='')}"):
        assert shown[screen], screen
    call = Page(screens.get(f"/call/{quote(CONTACT_ID, safe='')}").text)
    assert MARKUP in call.shown and WRITTEN[:30] in call.shown


@pytest.mark.parametrize(
    "path",
    [
        "/{}", "/call/{}", "/journey/{}", "/sound/{}/0", "/sound/{}/0/peaks", "/assets/{}",
        "/calls?find={}", "/search?q={}", "/search?words={}", "/calls?queue={}", "/handoffs?queue={}",
        "/journeys?reason={}", "/mirror?agent={}&week={}", "/now?week={}", "/lists?kind={}",
        "/sign-in?next={}", "/view/{}", "/scorecards/{}", "/calibration/{}", "/handoffs/calls?from={}&to={}",
    ],
)  # fmt: skip
def test_what_is_asked_for_is_shown_and_no_more(screens, path):
    for text in (BREAKING, SQL, f"javascript:{MARK}()", "\x1b[31m\u202e", "\r\nSet-Cookie: zqx=1"):
        answer = screens.get(path.replace("{}", quote(text, safe="")))
        assert answer.status_code < 500, (path, text)
        assert MARK not in answer.headers.get("set-cookie", "")
        if answer.headers["content-type"].startswith("text/html"):
            checked(answer.text, (path, text))


def test_the_terminal_is_not_steered(store, retold):
    for command in (("show", CONTACT_ID), ("search", "zqx"), ("search", "trommel")):
        outcome = retold(*command, "--store", store)
        assert outcome.code == 0, (command, outcome.said)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(outcome.said), command
    assert "zqx" in outcome.said
    assert "[/bold]" in retold("show", CONTACT_ID, "--store", store).out


def test_what_was_set_aside_does_not_steer_the_terminal(store, retold):
    outcome = retold("run", store.parent / "inbox", "--store", store)
    assert outcome.code == 0
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(outcome.out)
    assert MARKUP in outcome.out


def test_an_export_holds_no_formula(store, retold, tmp_path):
    out = tmp_path / "out"
    command = ("export", "--store", store, "--what", "all", "--to", "csv", out)
    assert retold(*command).code == 0
    cells = [
        cell
        for path in out.glob("*.csv")
        for row in csv.reader(path.open(encoding="utf-8-sig", newline=""))
        for cell in row
    ]
    assert any(MARK in cell for cell in cells)
    assert not [cell for cell in cells if MARK in cell and cell.lstrip().startswith(FORMULA_SIGNS)]
