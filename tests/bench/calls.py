"""The calls that all paths hear, with the words that were really said in them."""

import csv
import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Contact, Leg, Recording, Turn
from pipeline.intake import read_sources
from pipeline.sound import SAMPLE_RATE_HZ, Channels
from pipeline.transcribe.audio import decode
from tests.bench.paths import EVERYBODY, Call

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TELEPHONE_HZ = 8_000
N_JOINED = 3
HOLD_S, HOLD_AFTER_S = 45.0, 90.0
PEAK, NOISE = 0.4, 0.002
HALF_DECIBEL = 0.025  # as a power of ten


def told_samples() -> list[Contact]:
    """The samples with the turns that were really spoken."""
    spoken: dict[str, list[Turn]] = defaultdict(list)
    for line in (SAMPLES / "reference.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        place = row["turn"], row["leg"], row["speaker"], row["t0"], row["t1"], row["text"]
        spoken[row["contact_id"]].append(Turn(*place, agent_id=row["agent"] or None))
    read = read_sources([str(SAMPLES)], pseudonym=str.lower)
    contacts = [item for item in read if isinstance(item, Contact)]
    return [replace(each, turns=tuple(spoken[each.contact_id])) for each in contacts]


def samples(told: Sequence[Contact]) -> list[Call]:
    """The samples that have a channel for each party, in the codecs that they lie in."""
    return [_call(each, sides) for each in told if (sides := _sides(each)) != EVERYBODY]


def mixed(told: Sequence[Contact], folder: Path) -> list[Call]:
    """All samples with both parties on one channel, in 8 kHz µ-law written into `folder`."""
    calls = []
    for each in told:
        recordings = []
        for known in {recording.path: recording for recording in each.recordings}.values():
            file = folder / f"mixed-{Path(known.path).stem}.wav"
            sound = np.concatenate(list(decode(known.path)), axis=1)
            _write(file, sound.mean(axis=0, keepdims=True))
            recordings.append(Recording(str(file), leg_no=known.leg_no))
        one = replace(each, recordings=tuple(recordings), channel_roles={})
        calls.append(_call(one, EVERYBODY))
    return calls


def softened(calls: Sequence[Call], folder: Path, step: int) -> list[Call]:
    """The calls once more, `step` times half a decibel softer, in 8 kHz µ-law: new to any cache."""
    softer = []
    for call in calls:
        recordings = []
        for known in call.contact.recordings:
            file = folder / f"softer-{step}-{Path(known.path).stem}.wav"
            sound = np.concatenate(list(decode(known.path)), axis=1)
            _write(file, sound * np.float32(10 ** (-step * HALF_DECIBEL)))
            recordings.append(replace(known, path=str(file)))
        one = replace(call.contact, recordings=tuple(recordings))
        softer.append(replace(call, contact=one))
    return softer


def joined(clips: Path, folder: Path) -> list[Call]:
    """Two-channel calls in 8 kHz µ-law with a hold, joined from the clips of two speakers.

    `clips` holds `manifest.tsv` (file, speaker, text). Half of the clips are left for choosing
    settings; nothing of them is in these calls.
    """
    with (clips / "manifest.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t"))
    random.Random(1).shuffle(rows)  # noqa: S311 - the same half each time
    rows = rows[len(rows) // 2 :]
    return [_joined(clips, rows, number, folder) for number in range(1, N_JOINED + 1)]


def _joined(clips: Path, rows: list[dict[str, str]], number: int, folder: Path) -> Call:
    dice = random.Random(number)  # noqa: S311 - the same calls each time
    agent = min(row["speaker"] for row in rows)
    waiting = {
        "agent": [row for row in rows if row["speaker"] == agent],
        "customer": [row for row in rows if row["speaker"] != agent],
    }
    for lot in waiting.values():
        dice.shuffle(lot)
    turns: list[Turn] = []
    placed: list[tuple[int, float, NDArray[np.float32]]] = []
    now_s, hold_at_s = 1.0, 0.0
    while any(waiting.values()):
        for channel, (who, lot) in enumerate(waiting.items()):
            for _ in range(min(dice.choice((1, 1, 2, 3)), len(lot))):
                row = lot.pop()
                sound = np.concatenate(list(decode(str(clips / row["file"]))), axis=1)[0]
                end_s = now_s + sound.size / SAMPLE_RATE_HZ
                turns.append(Turn(len(turns) + 1, 1, who, now_s, end_s, row["text"]))  # type: ignore[arg-type]
                placed.append((channel, now_s, sound * (PEAK / np.abs(sound).max())))
                now_s = end_s + dice.uniform(0.1, 0.5)
            now_s += dice.uniform(-0.1, 1.0)
        if not hold_at_s and now_s > HOLD_AFTER_S:
            hold_at_s, now_s = now_s, now_s + HOLD_S
    n_samples = round((now_s + 2.0) * SAMPLE_RATE_HZ)
    line = np.random.default_rng(number).normal(0.0, NOISE, (2, n_samples)).astype(np.float32)
    for channel, start_s, sound in placed:
        start = round(start_s * SAMPLE_RATE_HZ)
        line[channel, start : start + sound.size] += sound
    if hold_at_s:
        _beep(line[0], hold_at_s + 1.0, HOLD_S - 2.0)
    file = folder / f"joined-{number}.wav"
    _write(file, line)
    contact = Contact(
        contact_id=f"joined-{number}",
        started_at=datetime(2026, 10, 1, 9, tzinfo=UTC),
        legs=(Leg(1, 0.0, n_samples / SAMPLE_RATE_HZ),),
        language="nl",
        recordings=(Recording(str(file)),),
        channel_roles={0: "agent", 1: "customer"},
        turns=tuple(turns),
    )
    return _call(contact, ("agent", "customer"))


def _beep(channel: NDArray[np.float32], start_s: float, duration_s: float) -> None:
    """What one hears on hold: a soft tone of 440 Hz every two seconds."""
    at_s = np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    start = round(start_s * SAMPLE_RATE_HZ)
    tone = 0.1 * np.sin(2 * np.pi * 440 * at_s) * (at_s % 2 < 0.4)
    channel[start : start + at_s.size] += tone.astype(np.float32)


def _call(told: Contact, sides: tuple[str, ...]) -> Call:
    untold = Call(replace(told, turns=()), sides, {}, 0.0)
    turns = sorted(told.turns, key=lambda turn: turn.start_s)
    said = dict(untold.by_side([(turn.speaker, turn.text) for turn in turns]))
    return replace(untold, said=said, audio_s=sum(_seconds(file) for file in untold.files))


def _seconds(file: str) -> float:
    n_samples: int = sum(block.shape[1] for block in decode(file))
    return n_samples / SAMPLE_RATE_HZ


def _sides(sample: Contact) -> tuple[str, ...]:
    """Who speaks on each channel, as the script says."""
    script = tomllib.loads((SAMPLES / "scripts" / f"{sample.contact_id}.toml").read_text("utf-8"))
    if script["audio"]["form"] == "mono":
        return EVERYBODY
    return ("agent", "customer") if script["audio"]["agent_channel"] == 0 else ("customer", "agent")


def _write(file: Path, sound: Channels) -> None:
    """Sound at 16 kHz into a wav of 8 kHz µ-law."""
    layout = "mono" if len(sound) == 1 else "stereo"
    resampler = av.AudioResampler("s16", layout, TELEPHONE_HZ)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", layout)
    frame.sample_rate, frame.time_base = SAMPLE_RATE_HZ, Fraction(1, SAMPLE_RATE_HZ)
    with av.open(str(file), "w", format="wav") as container:
        stream = container.add_stream("pcm_mulaw", rate=TELEPHONE_HZ, layout=layout)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            for packet in stream.encode(piece):
                container.mux(packet)
