"""Recorded calls through the real command: what Lisa went through is found, in both languages."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.settings import load_settings
from pipeline.transcribe import WeightsError, forms_present, pull

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
COMMAND = Path(sys.executable).with_name("retold")
LISA = ("nl-lisa", "en-lisa")
FINE = ("nl-warm", "nl-good")

pytestmark = pytest.mark.whisper


@dataclass(frozen=True)
class Ran:
    """What a run of the command said, and the store that it left."""

    store: Path
    out: str

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.store), read_only=True) as connection:
            return connection.execute(sql, values).fetchall()

    def kinds(self, contact_id: str) -> set[str]:
        found = self.rows("select kind from finding where contact_id = ?", contact_id)
        return {kind for (kind,) in found}


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, prefect_database: Path) -> Run:
    """Runs the command over some of the samples, with nothing transcribed before."""
    from prefect.settings import PREFECT_API_URL

    cache = load_settings().places.models
    for model, form in (("base", "checkpoint"), ("resemblyzer", None)):
        try:
            if not forms_present(model, cache) or (form and form not in forms_present(model, cache)):
                pull(model, cache)
        except WeightsError as error:
            pytest.skip(f"the weights cannot be fetched: {error}")

    def command(*contact_ids: str, engine: str) -> Ran:
        folder = tmp_path_factory.mktemp(engine)
        some_samples(contact_ids, folder / "calls")
        (folder / "retold.toml").touch()
        ran = subprocess.run(
            [COMMAND, "run", "calls", "--store", "store.duckdb", "--engine", engine],
            cwd=folder,
            env=os.environ
            | {
                "PREFECT_API_URL": PREFECT_API_URL.value(),
                "RETOLD_SETTINGS": str(folder / "retold.toml"),
                "RETOLD_PLACES__WORK": str(folder / "work"),
            },
            capture_output=True,
            text=True,
            timeout=540,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return Ran(folder / "store.duckdb", ran.stdout)

    return command


def some_samples(contact_ids: tuple[str, ...], folder: Path) -> None:
    """Copy those contacts' rows of the manifest and their recordings."""
    folder.mkdir()
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if row["contact_id"] in contact_ids]
        columns = list(reader.fieldnames or ())
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    for name in {row["recording"] for row in rows}:
        shutil.copy(SAMPLES / name, folder / name)


@pytest.fixture(scope="module")
def night(run: Run) -> Ran:
    """Lisa in both languages, a warm transfer and a good call, by the fast recogniser."""
    return run(*LISA, *FINE, engine="faster-whisper")


@pytest.fixture(scope="module")
def spoken() -> dict[str, list[dict[str, Any]]]:
    """What was really said and when, by contact."""
    turns: dict[str, list[dict[str, Any]]] = {}
    for line in (SAMPLES / "reference.jsonl").read_text("utf-8").splitlines():
        turn = json.loads(line)
        turns.setdefault(turn["contact_id"], []).append(turn)
    return turns


def test_all_are_heard_and_none_is_set_aside(night: Ran) -> None:
    ((n_transcribed, n_set_aside),) = night.rows("select n_transcribed, n_set_aside from run")
    assert (n_transcribed, n_set_aside) == (4, 0)
    assert night.rows("select contact_id from contact where transcript_quality < 0.35") == []
    empty = "select contact_id, leg_no from leg where (contact_id, leg_no) not in (select (contact_id, leg_no) from turn)"
    assert night.rows(empty) == []


@pytest.mark.parametrize("contact_id", LISA)
def test_the_retelling_and_its_first_telling(night: Ran, spoken, contact_id: str) -> None:
    found = night.rows(
        "select leg_no, related_contact_id, related_leg_no, seconds_lost, finding_id "
        "from finding where kind = 'repeat_story' and contact_id = ?",
        contact_id,
    )
    assert len(found) == 1
    leg_no, related_contact_id, related_leg_no, seconds_lost, finding_id = found[0]
    assert (leg_no, related_contact_id, related_leg_no) == (2, contact_id, 1)
    assert seconds_lost > 5.0
    told, retold = (_heard_at(night, finding_id, cue) for cue in ("told", "retold"))
    first, second = _longest_turns(spoken[contact_id])
    assert _overlap(told, first), "the first telling is the customer's long turn of the first leg"
    assert _overlap(retold, second), "the retelling is the customer's long turn of the second leg"


@pytest.mark.parametrize("contact_id", LISA)
def test_the_second_ask_for_the_card_number(night: Ran, contact_id: str) -> None:
    asked = night.rows(
        "select leg_no, related_leg_no from finding "
        "where kind = 'repeat_identification' and contact_id = ?",
        contact_id,
    )
    assert asked == [(2, 1)]


@pytest.mark.parametrize("contact_id", LISA)
def test_the_cold_transfer_and_the_search_that_failed(night: Ran, contact_id: str) -> None:
    transfers = night.rows(
        "select from_leg, to_leg, kind from transfer where contact_id = ?", contact_id
    )
    assert transfers == [(1, 2, "cold")]
    assert "failed_self_service" in night.kinds(contact_id)


@pytest.mark.parametrize("contact_id", LISA)
def test_it_was_hard_for_her_and_not_the_agents_doing(night: Ran, contact_id: str) -> None:
    ((effort, main_cause),) = night.rows(
        "select effort, main_cause from contact where contact_id = ?", contact_id
    )
    ((easy,),) = night.rows("select effort from contact where contact_id = 'nl-good'")
    assert effort < 4.0 < easy
    assert main_cause == "process"


def test_a_warm_transfer_is_warm(night: Ran) -> None:
    assert night.rows("select kind from transfer where contact_id = 'nl-warm'") == [("warm",)]


@pytest.mark.parametrize("contact_id", FINE)
def test_nobody_had_to_tell_it_twice_in_the_others(night: Ran, contact_id: str) -> None:
    assert "repeat_story" not in night.kinds(contact_id)


def test_the_card_number_is_in_no_turn(night: Ran) -> None:
    texts = " ".join(text for (text,) in night.rows("select text from turn"))
    assert texts
    for number in ("vier zeven twee", "4 7 2", "472"):
        assert number not in texts.lower()


def test_the_other_recogniser_finds_the_retelling_too(run: Run) -> None:
    ran = run("nl-lisa", engine="openai-whisper")
    found = ran.rows(
        "select leg_no, related_leg_no from finding "
        "where kind = 'repeat_story' and contact_id = 'nl-lisa'"
    )
    assert found == [(2, 1)]
    ((versions,),) = ran.rows("select versions from run")
    assert json.loads(versions)["hearing"].startswith("openai-whisper/")


def _heard_at(night: Ran, finding_id: str, cue: str) -> list[tuple[float, float]]:
    return night.rows(
        "select start_s, end_s from evidence join turn using (contact_id, turn_no) "
        "where finding_id = ? and cue = ?",
        finding_id,
        cue,
    )


def _longest_turns(turns: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """When the customer spoke longest in each leg, in seconds."""
    longest: dict[int, dict[str, Any]] = {}
    for turn in turns:
        before = longest.get(turn["leg"])
        if turn["speaker"] == "customer" and (
            before is None or turn["t1"] - turn["t0"] > before["t1"] - before["t0"]
        ):
            longest[turn["leg"]] = turn
    return [(turn["t0"], turn["t1"]) for _, turn in sorted(longest.items())]


def _overlap(heard: list[tuple[float, float]], span: tuple[float, float]) -> bool:
    return any(start_s < span[1] and end_s > span[0] for start_s, end_s in heard)
