"""Speed, word error rate and memory on the samples, beside two peers in the same run.

    python -m tests.bench [--quick]

Every path works in a process of its own, one at a time, call after call in turn, so that a busy
moment of the machine hits all of them. A call of two channels counts once. Peers hear each channel
as their packages ship them, with the same Whisper base.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import jiwer
from rich.console import Console
from rich.table import Table

from pipeline.detect import find_all
from pipeline.domain import Contact, Turn
from pipeline.intake import read_sources
from pipeline.journey import join
from pipeline.score import judge
from pipeline.settings import load_settings
from pipeline.transcribe import Options, hear, load_recogniser, path
from pipeline.transcribe.audio import decode
from pipeline.transcribe.phrases import plain

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
MODEL = "base"
OURS, BATCHED, REFERENCE = "retold", "faster-whisper, batched", "openai-whisper, greedy"
SLOW_CALL = "nl-good"  # the only one that openai-whisper hears
QUICK_CALLS = ("en-lisa", "nl-lisa")
JUDGE_FOR_S = 5.0
Heard = Mapping[str, str]  # who speaks, or "all" in a mono recording, to what was heard
Hear = Callable[[Contact], Heard]
progress = Console(stderr=True)


@dataclass(frozen=True)
class Measured:
    """What one path did with one call; `peak_mb` is the most memory that it has used so far."""

    audio_s: float
    took_s: float
    n_wrong_words: int
    n_words: int
    peak_mb: float


def main() -> None:
    """Run all paths and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two calls, without openai-whisper")
    is_quick = parser.parse_args().quick
    told = _told()
    calls = [call for call in told if not is_quick or call.contact_id in QUICK_CALLS]
    paths = [OURS, BATCHED] if is_quick else [OURS, BATCHED, REFERENCE]
    measured = _measure(paths, calls)
    table = Table(title=f"{len(calls)} calls, Whisper {MODEL}", title_justify="left")
    for column in ("path", "calls", "audio s / s", "word error rate", "peak MB"):
        table.add_column(column, justify="left" if column == "path" else "right")
    for name in paths[:2]:
        table.add_row(*_row(name, list(measured[name].values())))
    if not is_quick:
        table.add_section()
        for name in paths:
            table.add_row(*_row(name, [measured[name][SLOW_CALL]]))
    Console().print(table)
    Console().print(f"detectors and scores: {_judged_a_second(told):.0f} contacts/s")


def _measure(paths: list[str], calls: list[Contact]) -> dict[str, dict[str, Measured]]:
    context = get_context("spawn")
    lines: dict[str, Connection] = {}
    for name in paths:
        lines[name], theirs = context.Pipe()
        context.Process(target=_work, args=(name, theirs), daemon=True).start()
        theirs.close()  # so that a worker that died shows as the end of its line
        lines[name].recv()  # loaded; loading is not measured
    measured: dict[str, dict[str, Measured]] = defaultdict(dict)
    for call in calls:
        said = _said(call)
        for name in paths:
            if name == REFERENCE and call.contact_id != SLOW_CALL:
                continue
            lines[name].send(replace(call, turns=()))
            heard, took_s, peak_mb = lines[name].recv()
            measured[name][call.contact_id] = Measured(
                call.duration_s, took_s, *_wrong_words(said, heard), peak_mb
            )
            progress.print(f"{call.contact_id}: {name}: {took_s:.1f} s", highlight=False)
    return measured


def _work(name: str, line: Connection) -> None:
    """What a path's own process does: load, then hear each call that comes."""
    hear = {OURS: _ours, BATCHED: _batched, REFERENCE: _reference}[name]()
    line.send("ready")
    while True:
        try:
            call = line.recv()
        except EOFError:
            return
        began_at = time.perf_counter()
        heard = hear(call)
        took_s = time.perf_counter() - began_at
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        line.send((heard, took_s, peak / (1024 if sys.platform == "linux" else 1024**2)))


def _ours() -> Hear:
    settings = load_settings()
    chosen, models = settings.transcribe, settings.places.models
    options = Options(beam_size=chosen.beam_size)
    recogniser = load_recogniser(
        "faster-whisper", MODEL, cache=models, options=options, cpu_threads=chosen.cpu_threads
    )

    def heard(call: Contact) -> Heard:
        with tempfile.TemporaryDirectory() as cache:
            return _said(hear(call, recogniser, cache=Path(cache), models=models))

    return heard


def _batched() -> Hear:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    folder = path(MODEL, load_settings().places.models, "ctranslate2")
    pipeline = BatchedInferencePipeline(WhisperModel(str(folder), compute_type="int8"))

    def channel_heard(samples: object, language: str) -> str:
        segments, _ = pipeline.transcribe(samples, language=language, beam_size=5, batch_size=8)
        return "".join(segment.text for segment in segments)

    return lambda call: _by_channel(call, channel_heard)


def _reference() -> Hear:
    import whisper

    model = whisper.load_model(str(path(MODEL, load_settings().places.models, "checkpoint")))

    def channel_heard(samples: object, language: str) -> str:
        return str(model.transcribe(samples, language=language, fp16=False)["text"])

    return lambda call: _by_channel(call, channel_heard)


def _by_channel(call: Contact, channel_heard: Callable[[object, str], str]) -> Heard:
    heard: dict[str, str] = defaultdict(str)
    for name in dict.fromkeys(recording.path for recording in call.recordings):
        for samples, who in zip(decode(name).channels, _sides(call), strict=True):
            heard[who] += " " + channel_heard(samples, call.language or "nl")
    return heard


def _sides(call: Contact) -> tuple[str, ...]:
    """Who speaks on each channel, as the script says."""
    script = tomllib.loads((SAMPLES / "scripts" / f"{call.contact_id}.toml").read_text("utf-8"))
    if script["audio"]["form"] == "mono":
        return ("all",)
    return ("agent", "customer") if script["audio"]["agent_channel"] == 0 else ("customer", "agent")


def _said(call: Contact) -> Heard:
    """The words of each side of the line, in order."""
    said: dict[str, str] = defaultdict(str)
    is_mono = _sides(call) == ("all",)
    for turn in sorted(call.turns, key=lambda turn: turn.start_s):
        said["all" if is_mono else turn.speaker] += " " + turn.text
    return said


def _wrong_words(said: Heard, heard: Heard) -> tuple[int, int]:
    wrong = total = 0
    for who, text in said.items():
        found = jiwer.process_words(plain(text), plain(heard.get(who, "")))
        wrong += found.substitutions + found.deletions + found.insertions
        total += found.hits + found.substitutions + found.deletions
    return wrong, total


def _row(name: str, did: list[Measured]) -> tuple[str, ...]:
    speed = sum(one.audio_s for one in did) / sum(one.took_s for one in did)
    wrong = sum(one.n_wrong_words for one in did) / sum(one.n_words for one in did)
    peak_mb = max(one.peak_mb for one in did)
    return name, str(len(did)), f"{speed:.1f}", f"{wrong:.1%}", f"{peak_mb:.0f}"


def _told() -> list[Contact]:
    """The samples with the turns that were really spoken."""
    spoken: dict[str, list[Turn]] = defaultdict(list)
    for line in (SAMPLES / "reference.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        place = row["turn"], row["leg"], row["speaker"], row["t0"], row["t1"], row["text"]
        spoken[row["contact_id"]].append(Turn(*place, agent_id=row["agent"] or None))
    read = read_sources([str(SAMPLES)], pseudonym=str.lower)
    contacts = [item for item in read if isinstance(item, Contact)]
    return [replace(each, turns=tuple(spoken[each.contact_id])) for each in contacts]


def _judged_a_second(told: list[Contact]) -> float:
    """Contacts a second through journeys, detectors and scores, after a first round to warm up."""

    def one_round() -> None:
        for journey in join(told):
            judge(journey, find_all(journey))

    one_round()
    began_at, n_judged = time.perf_counter(), 0
    while time.perf_counter() - began_at < JUDGE_FOR_S:
        one_round()
        n_judged += len(told)
    return n_judged / (time.perf_counter() - began_at)


if __name__ == "__main__":
    main()
