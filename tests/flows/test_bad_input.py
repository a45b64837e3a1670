"""A night in which everything is wrong at once: each mistake is told, and nothing else is lost."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.tasks import Ears
from tests.flows.stories import BILL, TOLD

AT = "2026-03-02T10:14:00+01:00"
MANIFEST = f"""contact_id,customer_id,started_at,langauge,shoe_size,start_s,end_s,recording
good,K-1,{AT},nl,43,0,2,good.wav
text,K-2,{AT},nl,43,0,2,text.wav
cut,K-3,{AT},nl,43,0,9,cut.wav
empty,K-4,{AT},nl,43,0,2,empty.wav
gone,K-5,{AT},nl,43,0,2,gone.wav
backwards,K-6,{AT},nl,43,30,20,backwards.wav
undated,K-7,2026-13-02T10:14:00+01:00,nl,43,0,2,undated.wav
"""
LATIN = """contact_id;customer_id;started_at;agent;team;queue;start_s;end_s;recording
latin;K-8;2026-03-02T10:20:00+01:00;A1;Büro Zürich;service;0;2,5;latin.wav
"""


@dataclass(frozen=True)
class Told:
    """What must stand in the report of one mistake, and as which row of the store."""

    file: str
    row: int | None
    key: str | None
    contact_id: str | None
    problem: str
    expected: str


MISTAKES = [
    Told("hollow", None, None, None, "nothing to read in this folder", "recordings"),
    Told("text.wav", None, None, "text", "cannot be decoded as audio", "a recording (wav"),
    Told("cut.wav", None, None, "cut", "cut short: its header promises 9.0 s", "whole recording"),
    Told("empty.wav", None, None, "empty", "empty (0 bytes)", "a recording"),
    Told("manifest.csv", 6, "recording", "gone", "the recording gone.wav", "path of a file"),
    Told("manifest.csv", 7, "end_s", "backwards", "ends at 20 s but begins at 30 s", "at or after"),
    Told("manifest.csv", 8, "started_at", "undated", "not a date and time", "ISO 8601 with offset"),
    Told("manifest.csv", 1, "langauge", None, "unknown column, kept", "language; did you mean"),
    Told("stray.wav", None, None, None, "no row of the manifest", "a row for each recording"),
    Told("twin.json", 1, "contact_id", "c1", "the id is taken", "an id for each contact"),
]
GOOD = {"good", "latin", "c1", "c2"}

pytestmark = pytest.mark.whisper


@pytest.fixture
def troubled(house):
    """An inbox with every mistake of the list, and good contacts among them."""
    house.put([TOLD], contact_id="c1")
    house.put([BILL], contact_id="c2", customer_id="K-9")
    twin = json.loads((house.inbox / "c2.json").read_text()) | {"contact_id": "c1"}
    house.write("twin.json", json.dumps(twin))
    (house.folder / "hollow").mkdir()
    house.write("calls/manifest.csv", MANIFEST)
    for name in ("good", "backwards", "undated", "stray"):
        house.record_silence(f"calls/{name}.wav")
    house.write("calls/text.wav", "This is no sound.\n")
    whole = house.record_silence("calls/cut.wav", seconds=9.0).read_bytes()
    house.write("calls/cut.wav", whole[: len(whole) // 3])
    house.write("calls/empty.wav", b"")
    house.write("latin/manifest.csv", LATIN.encode("latin-1"))
    house.record_silence("latin/latin.wav", seconds=2.5)
    return house


@pytest.fixture
def after_a_night(troubled, retold):
    """The house and what the command said of its first night."""
    return troubled, retold(
        "run", troubled.inbox, troubled.folder / "hollow", "--store", troubled.store
    )


def test_everything_wrong_at_once(after_a_night):
    house, outcome = after_a_night

    assert outcome.code == 0, outcome.said
    assert house.contacts() == GOOD
    stored = house.query(
        "select file, row_no, key, contact_id, problem, expected from meta.set_aside"
    )
    for told in MISTAKES:
        found = [row for row in stored if row[0].endswith(told.file) and told.problem in row[4]]
        assert len(found) == 1, (told, stored)
        assert found[0][1:4] == (told.row, told.key, told.contact_id)
        assert told.expected in found[0][5]
        lines = [line for line in outcome.out.splitlines() if told.problem in line]
        assert len(lines) == 1, (told, outcome.out)
        shown = (told.file, told.row, told.key, told.contact_id, told.expected)
        assert all(str(word) in lines[0] for word in shown if word is not None)
    assert len(stored) == len(MISTAKES)
    ((n_set_aside,),) = house.query("select n_set_aside from run")
    assert n_set_aside == len(MISTAKES)


@pytest.mark.thorough
def test_the_real_command_ends_well_and_prints_no_tracebacks(troubled, prefect_database):
    """As a process of its own, with the server of these tests: what a scheduler would see."""
    from prefect.settings import PREFECT_API_URL

    command = [Path(sys.executable).with_name("retold"), "run", troubled.inbox]
    ran = subprocess.run(
        [*command, "--store", troubled.store],
        env=os.environ | {"PREFECT_API_URL": PREFECT_API_URL.value()},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    assert troubled.contacts() == GOOD
    stages = [line.partition(":")[0] for line in ran.stderr.splitlines()]
    assert stages == ["intake", "transcribe", "redact", "judge"]


def test_a_latin_manifest_with_semicolons_is_read_as_it_was_written(after_a_night):
    house, _ = after_a_night
    legs = house.query("select team, end_s from leg where contact_id = 'latin'")
    assert legs == [("Büro Zürich", 2.5)]


def test_what_was_set_aside_is_told_again_but_not_tried_again(after_a_night, retold, monkeypatch):
    house, _ = after_a_night
    before = house.published()
    tried = _watch_ears(monkeypatch)

    second = retold("run", house.inbox, house.folder / "hollow", "--store", house.store)

    assert (second.code, tried) == (0, [])
    assert "Nothing to do" in second.out
    assert house.published() == before
    assert all(told.problem in second.out for told in MISTAKES)


def test_retry_tries_recordings_again_and_takes_what_was_mended(after_a_night, retold, monkeypatch):
    house, _ = after_a_night
    house.record_silence("calls/empty.wav", seconds=2.0)
    tried = _watch_ears(monkeypatch)

    outcome = retold("retry", "--store", house.store)  # the sources are those of the last run

    assert outcome.code == 0, outcome.said
    assert sorted(tried) == ["cut", "empty", "text"]
    assert house.contacts() == GOOD | {"empty"}
    assert "empty.wav" not in outcome.out
    assert all(f"{name}.wav" in outcome.out for name in ("text", "cut", "stray"))


def test_sources_with_nothing_in_them_are_told_and_no_failure(house, retold):
    outcome = retold("run", house.inbox, house.folder / "nowhere", "--store", house.store)
    assert outcome.code == 0
    assert "nothing to read in this folder" in outcome.out
    assert "is not there" in outcome.out
    assert house.contacts() == set()


def _watch_ears(monkeypatch):
    """The ids of the contacts that are listened to, in the order of the list that this gives."""
    tried, hear = [], Ears.hear

    def watched(ears, contacts):
        tried.extend(contact.contact_id for contact in contacts)
        yield from hear(ears, contacts)

    monkeypatch.setattr(Ears, "hear", watched)
    return tried
