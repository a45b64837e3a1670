"""The recorded samples: manifest, recordings, scripts and reference tell the same story."""

import csv
import json
import subprocess
import tomllib
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from pipeline.intake import read_sources

CHECKOUT = Path(__file__).parents[2]
SAMPLES = CHECKOUT / "data" / "samples"
SCRIPTS = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((SAMPLES / "scripts").glob("*.toml"))
}
CONTACTS = {
    "nl-lisa", "en-lisa", "nl-warm", "nl-back-1", "nl-back-2", "nl-notes-1", "nl-notes-2",
    "nl-good", "en-partner", "nl-hold",
}  # fmt: skip
AUDIO = {".ogg", ".wav", ".mp3", ".flac", ".m4a", ".opus"}
CODEC_SLACK_S = 0.06  # an mp3 pads its ends
N_CHANNELS = {"mono": 1, "two channels": 2, "a file per leg": 2}


def _legs() -> dict[str, list[dict[str, str]]]:
    legs: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            legs[row["contact_id"]].append(row)
    return legs


def _turns() -> dict[str, list[dict[str, Any]]]:
    turns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (SAMPLES / "reference.jsonl").read_text("utf-8").splitlines():
        turn = json.loads(line)
        turns[turn["contact_id"]].append(turn)
    return turns


LEGS, TURNS = _legs(), _turns()


def _decoded(path: Path) -> tuple[float, int]:
    """Seconds and channels, by decoding all of it."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        n_samples = sum(frame.samples for frame in container.decode(stream))
        return n_samples / stream.codec_context.sample_rate, stream.codec_context.channels


def test_every_contact_has_a_script_legs_and_turns() -> None:
    assert set(SCRIPTS) == set(LEGS) == set(TURNS) == CONTACTS
    assert all(script["contact_id"] == name for name, script in SCRIPTS.items())
    assert all(script["expected"] for script in SCRIPTS.values())


@pytest.mark.parametrize("contact_id", sorted(CONTACTS))
def test_legs_are_in_order_and_turns_lie_inside_them(contact_id: str) -> None:
    spans = [(float(leg["start_s"]), float(leg["end_s"])) for leg in LEGS[contact_id]]
    assert [leg["leg_id"] for leg in LEGS[contact_id]] == [str(i + 1) for i in range(len(spans))]
    assert spans[0][0] == 0
    assert all(start_s < end_s for start_s, end_s in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for turn in TURNS[contact_id]:
        start_s, end_s = spans[turn["leg"] - 1]
        assert start_s <= turn["t0"] < turn["t1"] <= end_s
    starts = [turn["t0"] for turn in TURNS[contact_id]]
    assert starts == sorted(starts)


@pytest.mark.parametrize("contact_id", sorted(CONTACTS))
def test_holds_add_up_and_nobody_speaks_in_them(contact_id: str) -> None:
    for leg in LEGS[contact_id]:
        holds = [
            tuple(float(second) for second in hold.split("-"))
            for hold in leg["holds"].split(";")
            if hold
        ]
        assert sum(end_s - start_s for start_s, end_s in holds) == pytest.approx(
            float(leg["hold_s"]), abs=0.05
        )
        for start_s, end_s in holds:
            assert float(leg["start_s"]) < start_s < end_s < float(leg["end_s"])
            assert not [t for t in TURNS[contact_id] if t["t0"] < end_s and t["t1"] > start_s]


@pytest.mark.parametrize("contact_id", sorted(CONTACTS))
def test_recordings_decode_to_the_length_that_their_legs_claim(contact_id: str) -> None:
    ends: dict[str, float] = {}
    for leg in LEGS[contact_id]:
        has_own_file = len({leg["recording"] for leg in LEGS[contact_id]}) > 1
        begins_s = float(leg["start_s"]) if has_own_file else 0.0
        ends[leg["recording"]] = float(leg["end_s"]) - begins_s
    form = SCRIPTS[contact_id]["audio"]["form"]
    for name, claimed_s in ends.items():
        duration_s, n_channels = _decoded(SAMPLES / name)
        assert duration_s == pytest.approx(claimed_s, abs=CODEC_SLACK_S)
        assert n_channels == N_CHANNELS[form]


@pytest.mark.parametrize("contact_id", sorted(CONTACTS))
def test_the_reference_is_what_the_script_says(contact_id: str) -> None:
    written = [
        (
            line["turn"],
            leg_no,
            "agent" if "agent" in line else "customer",
            line.get("agent") or line["customer"],
        )
        for leg_no, leg in enumerate(SCRIPTS[contact_id]["legs"], start=1)
        for line in leg["turns"]
        if "turn" in line
    ]
    spoken = [(t["turn"], t["leg"], t["speaker"], t["text"]) for t in TURNS[contact_id]]
    assert spoken == written


@pytest.mark.parametrize("contact_id", sorted(CONTACTS))
def test_the_manifest_is_what_the_script_says(contact_id: str) -> None:
    script = SCRIPTS[contact_id]
    for row, leg in zip(LEGS[contact_id], script["legs"], strict=True):
        for key in ("contact_id", "customer_id", "started_at", "language", "wait_s"):
            assert row[key] == str(script[key])
        for key in ("agent", "team", "queue", "partner", "ended_by"):
            assert row[key] == leg.get(key, "")
        assert bool(row["channel_roles"]) == script["audio"].get("is_role_in_manifest", False)


def test_intake_takes_all_of_them_and_sets_nothing_aside() -> None:
    read = list(read_sources([str(SAMPLES)], pseudonym=str.lower))
    assert {item.contact_id for item in read if hasattr(item, "legs")} == CONTACTS
    assert len(read) == len(CONTACTS)


def test_second_contacts_are_of_the_same_customer_within_a_week() -> None:
    for issue in ("nl-back", "nl-notes"):
        first, second = SCRIPTS[f"{issue}-1"], SCRIPTS[f"{issue}-2"]
        assert first["customer_id"] == second["customer_id"]
        assert first["started_at"] < second["started_at"]
    assert len({script["customer_id"] for script in SCRIPTS.values()}) == len(CONTACTS) - 2


def test_the_recordings_are_small_and_all_in_the_manifest() -> None:
    files = [path for path in SAMPLES.iterdir() if path.suffix in AUDIO]
    named = {leg["recording"] for legs in LEGS.values() for leg in legs}
    assert {path.name for path in files} == named
    assert sum(path.stat().st_size for path in files) < 10_000_000


def test_no_audio_is_committed_elsewhere() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    tracked = listed.stdout.splitlines()
    strays = [
        name
        for name in tracked
        if Path(name).suffix in AUDIO and Path(name).parent != Path("data/samples")
    ]
    assert strays == []
