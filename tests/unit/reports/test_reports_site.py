"""The static report as a folder of files."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
import soundfile

from pipeline.reports import write_report
from pipeline.reports.site import page_name
from tests.unit.reports.lisa import CONTACT, flow, lisa

HOSTILE = "<script>alert(1)</script>\"' onmouseover=alert(1) {{ 7 * 7 }} </script><!--"
RUN = {
    "run_id": "r1",
    "started_at": CONTACT["started_at"],
    "ended_at": CONTACT["started_at"],
    "n_contacts_in": 1,
    "n_new": 1,
    "n_changed": 0,
    "n_unchanged": 0,
    "n_transcribed": 1,
    "n_journeys_judged": 1,
    "n_findings": 2,
    "n_set_aside": 0,
    "audio_s": 90.0,
    "sources": ["data/samples"],
    "versions": json.dumps({"retold": "0.1.0"}),
}


class Answers:
    """Named queries answered from lists; those of a contact by its id."""

    def __init__(self, *told: Any, **answers: Any) -> None:
        self._told = {each.contact_id: each for each in told}
        self._answers = answers

    def rows(self, query_name: str, /, **params: Any) -> list[dict[str, Any]]:
        if query_name in self._answers:
            return self._answers[query_name]
        told = self._told.get(params.get("contact_id", ""))
        contacts = [each.contact for each in self._told.values()]
        if query_name == "report_contacts":
            return [
                row | {"n_retellings": 1, "n_transfers": 1, "n_cold": 1, "seconds_lost": 19.0}
                for row in contacts[: params["n_most"]]
            ]
        answers = {
            "overview": [
                {
                    "n_contacts": len(contacts),
                    "n_cold": 1,
                    "n_transfers": 1,
                    "effort_mean": 2.5,
                    "n_resolved": 0,
                }
            ],
            "findings_by_kind": [{"kind": "repeat_story", "n_contacts": 1, "seconds_lost": 12.0}],
            "handoff_flows": [flow("klantenservice", "storingen", 1, 1)],
            "report_handoffs": [
                flow("klantenservice", "storingen", 1, 1) | {"contact_id": key}
                for key in self._told
            ],
            "effort_reasons": [{"reason": "wait", "points": -1.75, "n_contacts": 1}],
            "effort_owners_overall": [{"owner": "process", "points": -1.75, "share": 1.0}],
            "last_run": [RUN],
            "set_aside": [],
            "contact_ids": [{"contact_id": key} for key in self._told],
            "journey_contacts": contacts,
            "contact": [told.contact] if told else [],
        }
        if told:
            answers |= {
                "recordings": told.recordings,
                "legs": told.legs,
                "turns": told.turns,
                "transfers": told.transfers,
                "transfer_evidence": told.transfer_evidence,
                "findings": [f | {"detail": json.dumps(f["detail"])} for f in told.findings],
                "evidence": told.evidence,
                "marks": told.marks,
                "heard": told.heard,
                "contributions": [
                    *(row | {"score": "effort"} for row in told.effort),
                    *(row | {"score": "empathy"} for row in told.empathy),
                ],
            }
        return list(answers[query_name])


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and the text outside scripts."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._is_script = False
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._is_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False

    def handle_data(self, data: str) -> None:
        if not self._is_script:
            self.text += data

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.found if attribute in attrs]


def pages(out: Path) -> list[Path]:
    return [out / "index.html", *sorted((out / "contacts").glob("*.html"))]


def figures(page: Path) -> list[dict[str, Any]]:
    found = re.findall(
        r'<script type="application/json" id="[\w-]+">(.*?)</script>', page.read_text(), re.DOTALL
    )
    return [json.loads(each) for each in found]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    call = folder / "call.wav"
    soundfile.write(call, 0.1 * np.sin(np.arange(8000) / 5), 8000)
    recordings = [
        {"item_no": i, "path": str(path), "leg_no": None, "channel": None, "role": None}
        for i, path in enumerate((call, folder / "gone.wav"))
    ]
    first = write_report(Answers(lisa(recordings=recordings)), folder / "out")
    assert first == folder / "out" / "index.html"
    return folder / "out"


def test_the_first_page_says_it_in_plain_words(report):
    text = Elements(report / "index.html").text
    assert "In 1 van de 1 contacten moest de klant het verhaal opnieuw vertellen." in text
    assert "Alles wat binnenkwam is verwerkt." in text
    assert "Run r1" in text


def test_the_page_of_a_contact_tells_the_story_and_its_proof(report):
    text = Elements(report / "contacts" / "lisa.html").text.replace("\N{NO-BREAK SPACE}", " ")
    for said in (
        "vertelde het opnieuw aan A214 (storingen)",
        "Twee keer hetzelfde verhaal",
        "12 s",
        "A214 (storingen) vroeg om het klantnummer.",
        "Dat heb ik al gegeven.",
        "Koud doorverbonden, 3 min ertussen",
        "Wachten na het doorverbinden, 3 min",
        "85% kans",
        "De opname gone.wav is er niet (meer).",
    ):
        assert said in text, said


def test_every_link_leads_somewhere(report):
    anchors = {page: set(Elements(page).values("id")) for page in pages(report)}
    for page in pages(report):
        told = Elements(page)
        figured = re.findall(r'"([^"]*#(?:turn|leg|finding|flow)-\d+)"', page.read_text())
        for href in [*told.values("href"), *told.values("src"), *figured]:
            if href.startswith("data:"):
                continue
            path, _, anchor = href.partition("#")
            target = (page.parent / unquote(path)).resolve() if path else page.resolve()
            assert target.is_file(), f"{page.name}: {href}"
            if anchor:
                known = next(ids for where, ids in anchors.items() if where.resolve() == target)
                assert anchor in known, f"{page.name}: {href}"


def test_nothing_is_fetched_from_anywhere(report):
    ours = [*pages(report), report / "assets" / "report.css", report / "assets" / "report.js"]
    for file in ours:
        assert not re.search(r"\b(https?|wss?):|@import|url\(", file.read_text()), file
    assert all("Content-Security-Policy" in page.read_text() for page in pages(report))


def test_the_pages_are_in_order_for_those_who_cannot_see_them(report):
    for page in pages(report):
        told = Elements(page)
        levels = [int(tag[1]) for tag, _ in told.found if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels)), levels
        ids = told.values("id")
        assert len(ids) == len(set(ids))
        assert all(each in ids for each in told.values("aria-labelledby"))
        assert all(each in ids for tag, a in told.found if tag == "label" for each in [a["for"]])
        tags = [tag for tag, _ in told.found]
        n_figures = tags.count("figure")
        assert tags.count("figcaption") == n_figures > 0
        assert not [name for _, attrs in told.found for name in attrs if name.startswith("on")]


def test_hostile_text_stays_text(tmp_path):
    turns = [turn | {"text": HOSTILE + turn["text"]} for turn in lisa().turns]
    evidence = [row | {"words": HOSTILE + row["words"]} for row in lisa().evidence]
    contact = CONTACT | {"contact_reason": HOSTILE}
    legs = [leg | {"queue": HOSTILE} for leg in lisa().legs]
    told = lisa(turns=turns, evidence=evidence, contact=contact, legs=legs)
    aside = [
        {
            "file": HOSTILE,
            "row_no": 1,
            "key": HOSTILE,
            "contact_id": None,
            "problem": HOSTILE,
            "expected": HOSTILE,
        }
    ]
    flows = [flow(HOSTILE, "b", 1, 1)]
    write_report(
        Answers(told, set_aside=aside, handoff_flows=flows), tmp_path / "out", language="en"
    )
    for page in pages(tmp_path / "out"):
        told_page = Elements(page)
        scripts = [attrs for tag, attrs in told_page.found if tag == "script"]
        assert all("src" in attrs or attrs.get("type") == "application/json" for attrs in scripts)
        assert not told_page.values("onmouseover")
        assert "{{ 7 * 7 }}" in told_page.text
        assert figures(page)  # the embedded figures are still whole
        assert "<script>alert" not in page.read_text()


def test_the_same_store_gives_the_same_files(tmp_path):
    out = tmp_path / "out"
    write_report(Answers(lisa()), out)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.rglob("*.*")}
    write_report(Answers(lisa()), out)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in out.rglob("*.*")} == before


def test_a_contact_that_is_gone_leaves_nothing_behind(tmp_path):
    call, out = tmp_path / "call.wav", tmp_path / "out"
    soundfile.write(call, 0.1 * np.sin(np.arange(8000) / 5), 8000)
    recordings = [{"item_no": 0, "path": str(call), "leg_no": None, "channel": None, "role": None}]
    other = lisa(contact=CONTACT | {"contact_id": "other"}, journey=[])
    write_report(Answers(lisa(recordings=recordings), other), out)
    assert list((out / "audio").iterdir())
    write_report(Answers(other), out)
    assert [page.name for page in (out / "contacts").iterdir()] == ["other.html"]
    assert not list((out / "audio").iterdir())


def test_recordings_can_be_left_out(tmp_path):
    recordings = [{"item_no": 0, "path": "c.wav", "leg_no": None, "channel": None, "role": None}]
    write_report(Answers(lisa(recordings=recordings)), tmp_path / "out", audio=False)
    text = Elements(tmp_path / "out" / "contacts" / "lisa.html").text
    assert "De opname is niet in dit rapport opgenomen." in text
    assert not (tmp_path / "out" / "audio").exists()


def test_an_empty_store_gives_a_report_that_says_so(tmp_path):
    nothing = {
        name: []
        for name in (
            "findings_by_kind",
            "handoff_flows",
            "effort_reasons",
            "effort_owners_overall",
            "last_run",
        )
    }
    overview = {
        "n_contacts": 0,
        "n_cold": 0,
        "n_transfers": 0,
        "effort_mean": None,
        "n_resolved": 0,
    }
    write_report(Answers(overview=[overview], **nothing), tmp_path / "out")
    text = Elements(tmp_path / "out" / "index.html").text
    assert "Er staan nog geen contacten in de opslag." in text


@pytest.mark.parametrize(
    "parts", [{"effort": []}, {"turns": [], "findings": [], "marks": [], "evidence": []}]
)
def test_a_contact_with_little_to_show_has_a_page(parts, tmp_path):
    contact = CONTACT | {"effort": None, "effort_null_reason": "no_words", "outcome": None}
    legs = [
        leg | {"empathy": None, "empathy_occasion": False, "empathy_null_reason": "too_short"}
        for leg in lisa().legs
    ]
    told = lisa(contact=contact, legs=legs, **parts)
    write_report(Answers(told), tmp_path / "out")
    text = Elements(tmp_path / "out" / "contacts" / "lisa.html").text
    assert "er is niets van de klant te horen" in text
    assert "De medewerker zei te weinig" in text


def test_no_occasion_for_empathy_is_said_and_is_no_zero(tmp_path):
    legs = [
        leg | {"empathy": None, "empathy_occasion": False, "empathy_null_reason": None}
        for leg in lisa().legs
    ]
    write_report(Answers(lisa(legs=legs, empathy=[])), tmp_path / "out")
    text = Elements(tmp_path / "out" / "contacts" / "lisa.html").text
    assert text.count("Geen aanleiding voor empathie") == 2
    assert "van 4" not in text


def test_a_large_store_says_which_contacts_it_shows(tmp_path):
    overview = Answers(lisa()).rows("overview")[0] | {"n_contacts": 5000}
    write_report(Answers(lisa(), overview=[overview]), tmp_path / "out")
    text = Elements(tmp_path / "out" / "index.html").text
    assert "1 van de 5000 contacten" in text and "de 50 moeilijkste" in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_both_languages(language, tmp_path):
    write_report(Answers(lisa()), tmp_path / "out", language=language)
    assert Elements(tmp_path / "out" / "index.html").values("lang")[0] == language


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ValueError, match="holds something that is no report"):
        write_report(Answers(lisa()), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(ValueError, match="expected a folder"):
        write_report(Answers(lisa()), tmp_path / "thesis.txt")


@pytest.mark.parametrize(
    "contact_id", ["../../etc/passwd", "a/b", "", "é", "A", "a" * 200, "CON", "x y", ".."]
)
def test_a_page_name_is_a_plain_name(contact_id):
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}\.html", page_name(contact_id))


def test_page_names_differ_when_ids_do():
    ids = ["a/b", "a-b", "a b", "A-B", "a--b"]
    assert len({page_name(each).lower() for each in ids}) == len(ids)
