"""Speed, word error rate and memory of our path beside its peers, in one run on the same calls.

Every path works in a process of its own, one at a time and in turn, round after round, so that a
busy moment of the machine hits all of them; loading is not measured. Our path gets the calls of a
set together, as the night does, the peers one after another; all with the same Whisper base.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Literal

import jiwer
from rich.console import Console
from rich.table import Table

from flows.tasks import options_of
from pipeline.domain import Contact
from pipeline.memory import fast_memory
from pipeline.settings import load_settings
from pipeline.transcribe import path
from pipeline.transcribe.phrases import plain
from tests.bench.calls import joined, mixed, samples, softened, told_samples
from tests.bench.judging import SIZES, measured
from tests.bench.memory import environment
from tests.bench.pages import print_pages
from tests.bench.paths import Call, FasterWhisper, Heard, OpenaiWhisper, Retold, work
from tests.bench.store import print_store

MODEL = "base"
RETOLD, BEST = "retold", "retold, best"
BATCHED, TWICE = "faster-whisper, batched", "faster-whisper, batched, 2 processes"
PLAIN = "faster-whisper, plain"
GREEDY, COMMAND = "openai-whisper, greedy", "openai-whisper, its command line"
FAST = (RETOLD, BEST, BATCHED, TWICE)
ALONE_TOO = (RETOLD, BEST, BATCHED, PLAIN, GREEDY, COMMAND)  # hear one call
OURS = (RETOLD, BEST)
QUICK_CALLS = ("en-lisa", "nl-lisa")
ALONE = "nl-good"  # the sample that the slow paths hear too
QUICK_SIZES = (300, 400)  # contacts that are judged
N_LONG = 100  # calls that one process hears
WIDTH = 110
progress = Console(stderr=True)


@dataclass(frozen=True)
class Set:
    """Calls, and the paths that hear them; a path with much memory does not raise another's."""

    title: str
    calls: list[Call]
    names: tuple[str, ...]
    n_rounds: int


@dataclass
class Measured:
    """What one path did with a set: seconds a round, the words of the last, memory so far."""

    took_s: list[float] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    peak_mb: float = 0.0


def main() -> None:
    """Run all paths and print one table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--quick", action="store_true", help="two calls, two paths, one round")
    parser.add_argument("--rounds", type=int, default=2, help="of the fast paths (default: 2)")
    parser.add_argument(
        "--clips", type=Path, help="also join calls from real speech: manifest.tsv and its clips"
    )
    parser.add_argument(
        "--long", action="store_true", help="only: our path, lot after lot of calls"
    )
    parser.add_argument("--judging", action="store_true", help="only detectors and scores")
    parser.add_argument("--store", action="store_true", help="only the store, boards and search")
    parser.add_argument("--lake", action="store_true", help="that store in DuckLake")
    parser.add_argument(
        "--contacts", type=int, default=100_000, help="synthetic contacts in it (default: 100000)"
    )
    parser.add_argument(
        "--work", type=Path, help="a folder in which the store stays, so that it is filled once"
    )
    parser.add_argument(
        "--pages", type=Path, metavar="STORE", help="only the pages of the screens over a store"
    )
    said = parser.parse_args()
    if said.pages:
        print_pages(said.pages)
        return
    if said.store:
        print_store(said.contacts, said.work, in_lake=said.lake)
        return
    told = told_samples()
    if said.long:
        _print_lots(told)
        return
    if not said.judging:
        _print_hearing(told, said)
    _print_judging(told, QUICK_SIZES if said.quick else SIZES)


def _print_hearing(told: Sequence[Contact], said: argparse.Namespace) -> None:
    table = Table(title=f"Whisper {MODEL}, {os.cpu_count()} cores", title_justify="left")
    for column in ("path", "calls", "audio s / s", "ratio", "word errors", "peak MB"):
        justify: Literal["left", "right"] = "left" if column == "path" else "right"
        table.add_column(column, justify=justify, no_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        sets = _quick(told) if said.quick else _whole(told, said.clips, Path(folder), said.rounds)
        for each in sets:
            table.add_section()
            table.add_row(f"[bold]{each.title}")
            for row in _rows(each, _measure(each)):
                table.add_row(*row)
    Console(width=WIDTH).print(table)
    Console().print(f"ratio: to {BATCHED}", highlight=False)


def _print_judging(told: Sequence[Contact], sizes: Sequence[int]) -> None:
    title = f"Detectors and scores from stored transcripts of two legs, {os.cpu_count()} cores"
    table = Table(title=title, title_justify="left")
    for column in ("path", "contacts", "contacts / s", "ratio", "peak MB"):
        justify: Literal["left", "right"] = "left" if column == "path" else "right"
        table.add_column(column, justify=justify, no_wrap=True)
    before = None
    for size, row in measured(told, sizes):
        if size != before:
            table.add_section()
        table.add_row(*row)
        before = size
        progress.print(f"{size} contacts: {row[0]}: {row[2]} a second", highlight=False)
    Console(width=WIDTH).print(table)
    Console().print("ratio: to retold", highlight=False)


def _print_lots(told: Sequence[Contact]) -> None:
    """Whether our path stays as fast and as small, over a hundred calls and more, in one process."""
    table = Table(
        title=f"Whisper {MODEL}, {os.cpu_count()} cores, one process", title_justify="left"
    )
    for column in ("calls so far", "audio s / s", "peak MB"):
        table.add_column(column, justify="right", no_wrap=True)
    calls, n_calls = samples(told), 0
    with tempfile.TemporaryDirectory() as folder, _started(RETOLD) as lines:
        for step in range(-(-N_LONG // len(calls))):
            lot = softened(calls, Path(folder), step)
            took_s, peak_mb, _ = _heard(lines, lot, is_together=True)
            n_calls += len(lot)
            speed = sum(call.audio_s for call in lot) / took_s
            table.add_row(str(n_calls), f"{speed:.1f}", f"{peak_mb:.0f}")
            progress.print(f"{n_calls} calls: {speed:.1f} s of audio a second", highlight=False)
    Console(width=WIDTH).print(table)


def _quick(told: Sequence[Contact]) -> list[Set]:
    calls = samples([each for each in told if each.contact_id in QUICK_CALLS])
    return [Set("samples", calls, (RETOLD, BATCHED), 1)]


def _whole(told: Sequence[Contact], clips: Path | None, folder: Path, n_rounds: int) -> list[Set]:
    kinds = [
        ("samples: two channels", samples(told)),
        ("samples: mono, 8 kHz µ-law", mixed(told, folder)),
    ]
    if clips:
        kinds.append(("real speech: two channels, a hold, 8 kHz µ-law", joined(clips, folder)))
    sets = []
    for title, calls in kinds:
        sets.append(Set(title, calls, FAST, n_rounds))
        first = [call for call in calls if call.contact.contact_id == ALONE] or calls[:1]
        sets.append(Set(f"{title}; one call", first, ALONE_TOO, 1))
    return sets


def _measure(each: Set) -> dict[str, Measured]:
    measured: dict[str, Measured] = defaultdict(Measured)
    with ExitStack() as stack:
        lines = {name: stack.enter_context(_started(name)) for name in each.names}
        for _ in range(each.n_rounds):
            for name in each.names:
                took_s, peak_mb, heard = _heard(lines[name], each.calls, is_together=name in OURS)
                measured[name].took_s.append(took_s)
                measured[name].heard, measured[name].peak_mb = heard, peak_mb
                progress.print(f"{each.title}: {name}: {took_s:.1f} s", highlight=False)
    return measured


@contextmanager
def _started(name: str) -> Iterator[list[connection.Connection]]:
    """The lines to a path's processes, loaded; they end with the context."""
    context = get_context("spawn")
    lines, processes = [], []
    with environment(fast_memory(os.environ) if name in OURS else {}):
        for _ in range(2 if name == TWICE else 1):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(_path(name), theirs), daemon=True)
            process.start()
            theirs.close()  # so that a process that died shows as the end of its line
            lines.append(ours)
            processes.append(process)
    for line in lines:
        line.recv()
    yield lines
    for line, process in zip(lines, processes, strict=True):
        line.close()
        process.join()


def _path(name: str) -> Retold | FasterWhisper | OpenaiWhisper:
    settings = load_settings()
    models = settings.places.models
    if name in OURS:
        quality = {"quality": "best" if name == BEST else "fast"}
        chosen = settings.transcribe.model_copy(update=quality)
        options = options_of(settings.model_copy(update={"transcribe": chosen}))
        return Retold(MODEL, models, options, chosen.workers, chosen.cpu_threads)
    if name in (GREEDY, COMMAND):
        return OpenaiWhisper(path(MODEL, models, "checkpoint"), is_command=name == COMMAND)
    folder = path(MODEL, models, "ctranslate2")
    if name == TWICE:  # they share the cores
        n_threads = max(1, (os.cpu_count() or 1) // 2)
        return FasterWhisper(folder, is_batched=True, cpu_threads=n_threads)
    return FasterWhisper(folder, is_batched=name == BATCHED)


def _heard(
    lines: Sequence[connection.Connection], calls: list[Call], *, is_together: bool
) -> tuple[float, float, list[Heard]]:
    """Seconds until all is heard, memory of all processes, and what was heard, in order of calls.

    A call goes to whichever process is free, unless all go together.
    """
    lots = [calls] if is_together else [[call] for call in calls]
    heard: dict[int, list[Heard]] = {}
    peaks_mb: dict[connection.Connection, float] = {}
    busy: dict[connection.Connection, int] = {}
    waiting = list(enumerate(lots))
    began_at = time.perf_counter()
    while waiting or busy:
        for line in lines:
            if waiting and line not in busy:
                busy[line], lot = waiting.pop(0)
                line.send([_unsaid(call) for call in lot])
        for line in lines:
            if line in busy and line in connection.wait(list(busy)):
                heard[busy.pop(line)], peaks_mb[line] = line.recv()
    took_s = time.perf_counter() - began_at
    return took_s, sum(peaks_mb.values()), [one for no in sorted(heard) for one in heard[no]]


def _unsaid(call: Call) -> Call:
    return Call(call.contact, call.sides, {}, call.audio_s)


def _rows(each: Set, measured: Mapping[str, Measured]) -> Iterator[tuple[str, ...]]:
    audio_s = sum(call.audio_s for call in each.calls)
    speeds = {name: audio_s / statistics.median(did.took_s) for name, did in measured.items()}
    for name, did in measured.items():
        yield (
            name,
            str(len(each.calls)),
            f"{speeds[name]:.1f}",
            f"{speeds[name] / speeds[BATCHED]:.2f}",
            f"{_word_error_rate(each.calls, did.heard):.1%}",
            f"{did.peak_mb:.0f}",
        )


def _word_error_rate(calls: Sequence[Call], heard: Sequence[Heard]) -> float:
    n_wrong = n_words = 0
    for call, texts in zip(calls, heard, strict=True):
        for who, text in call.said.items():
            found = jiwer.process_words(plain(text), plain(texts.get(who, "")))
            n_wrong += found.substitutions + found.deletions + found.insertions
            n_words += found.hits + found.substitutions + found.deletions
    return n_wrong / n_words
