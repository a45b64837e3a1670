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


@dataclass(frozen=True)
class Spoken:
    """What was really said and when: the turns of the scripts, with their times in the recordings."""

    turns: tuple[dict[str, Any], ...]

    def quoted(self, ran: Ran, finding_id: str, cue: str | None = None) -> set[int]:
        """Numbers of the script's turns that the evidence of a finding lies in for the most part."""
        heard = ran.rows(
            "select contact_id, speaker, start_s, end_s from evidence "
            "join turn using (contact_id, turn_no) where finding_id = ? and cue = coalesce(?, cue)",
            finding_id,
            cue,
        )
        return {self._nearest(*place) for place in heard}

    def _nearest(self, contact_id: str, speaker: str, start_s: float, end_s: float) -> int:
        theirs = [t for t in self.turns if (t["contact_id"], t["speaker"]) == (contact_id, speaker)]
        best = max(theirs, key=lambda t: min(end_s, t["t1"]) - max(start_s, t["t0"]))
        return int(best["turn"])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, prefect_database: Path) -> Run:
    """Runs the command over some of the samples, with nothing transcribed before."""
    from prefect.settings import PREFECT_API_URL

    cache = load_settings().places.models
    for model, form in (("base", "checkpoint"), ("resemblyzer", None)):
        try:
            if not forms_present(model, cache) or (
                form and form not in forms_present(model, cache)
            ):
                pull(model, cache)
        except WeightsError as error:
            pytest.skip(f"the weights cannot be fetched: {error}")

    def command(*contact_ids: str, engine: str, **changes: str) -> Ran:
        folder = tmp_path_factory.mktemp(engine)
        some_samples(contact_ids, folder / "calls")
        (folder / "retold.toml").touch()
        ran = subprocess.run(
            [COMMAND, "run", "calls", "--store", "store.duckdb", "--engine", engine],
            cwd=folder,
            env=os.environ
            | changes
            | {
                "PREFECT_API_URL": PREFECT_API_URL.value(),
                "RETOLD_SETTINGS": str(folder / "retold.toml"),
                "RETOLD_PLACES__WORK": str(folder / "work"),
            },
            capture_output=True,
            text=True,
            check=False,
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
def spoken() -> Spoken:
    lines = (SAMPLES / "reference.jsonl").read_text("utf-8").splitlines()
    return Spoken(tuple(json.loads(line) for line in lines))


def test_all_are_heard_and_none_is_set_aside(night: Ran) -> None:
    ((n_transcribed, n_set_aside),) = night.rows("select n_transcribed, n_set_aside from run")
    assert (n_transcribed, n_set_aside) == (4, 0)
    assert night.rows("select contact_id from contact where transcript_quality < 0.55") == []
    empty = "select contact_id, leg_no from leg where (contact_id, leg_no) not in (select (contact_id, leg_no) from turn)"
    assert night.rows(empty) == []


@pytest.mark.parametrize("contact_id", LISA)
def test_the_retelling_and_its_first_telling(night: Ran, spoken: Spoken, contact_id: str) -> None:
    ((finding_id, leg_no, related_contact_id, related_leg_no, seconds_lost),) = night.rows(
        "select finding_id, leg_no, related_contact_id, related_leg_no, seconds_lost "
        "from finding where kind = 'repeat_story' and contact_id = ?",
        contact_id,
    )
    assert (leg_no, related_contact_id, related_leg_no) == (2, contact_id, 1)
    assert 5.0 < seconds_lost < 30.0
    quoted = {cue: spoken.quoted(night, finding_id, cue) for cue in ("told", "retold")}
    assert 6 in quoted["told"]
    assert 12 in quoted["retold"]


@pytest.mark.parametrize("contact_id", LISA)
def test_nothing_but_the_story_is_quoted(night: Ran, spoken: Spoken, contact_id: str) -> None:
    ((finding_id,),) = night.rows(
        "select finding_id from finding where kind = 'repeat_story' and contact_id = ?", contact_id
    )
    assert spoken.quoted(night, finding_id, "told") <= {2, 6, 8}
    assert spoken.quoted(night, finding_id, "retold") <= {12, 14}


@pytest.mark.parametrize("contact_id", LISA)
def test_the_second_ask_for_the_card_number(night: Ran, spoken: Spoken, contact_id: str) -> None:
    ((finding_id, leg_no, related_leg_no),) = night.rows(
        "select finding_id, leg_no, related_leg_no from finding "
        "where kind = 'repeat_identification' and contact_id = ?",
        contact_id,
    )
    assert (leg_no, related_leg_no) == (2, 1)
    assert 15 in spoken.quoted(night, finding_id)


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


@pytest.mark.thorough
def test_the_other_recogniser_finds_the_retelling_too(run: Run) -> None:
    # Greedy and one short call: it is slow, and must find the same, not be as good as it can.
    ran = run("en-partner", engine="openai-whisper", RETOLD_TRANSCRIBE__BEAM_SIZE="1")
    found = ran.rows("select leg_no, related_leg_no from finding where kind = 'repeat_story'")
    assert found == [(2, 1)]
    ((versions,),) = ran.rows("select versions from run")
    assert json.loads(versions)["hearing"].startswith("openai-whisper/")
