"""The store with many synthetic contacts: how fast it is filled, asked, searched, and fed a night.

Beside each board that has one, the same question as plain SQL over the raw tables (`raw.sql`): the gain
of the marts is the difference. Everything in one process, so peak memory is that of all of it.
"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.addresses import LakeAddress, StoreAddress
from pipeline.domain import Among, JudgedJourney, Run
from pipeline.store import Artefacts, Night, Reader, place_of, rebuild, search
from pipeline.store.statements import statements
from tests.bench.memory import peak_mb
from tests.generator import CHANGE, END, keep_copies, made

BASE = 20_000  # contacts made one by one; beyond them, copies of these
N_TONIGHT = 5_000
N_REJUDGED = 250  # journeys of earlier nights that a night changes
ONE_TEAM = {"teams": '["technical"]'}
N_ROUNDS = 20
ALWAYS = {"since": None, "until": None}
EVERYTHING = {"teams": None, "partners": None, "agent": None}
BOARDS: dict[str, dict[str, Any]] = {
    "overview": {},
    "days": {},
    "board_handoffs": {**ALWAYS, "rate_an_hour": 36.0},
    "board_handoff_weeks": {"rate_an_hour": 36.0},
    "board_handoffs_before_after": {"at": CHANGE, "days": 56, **EVERYTHING},
    "board_partners": ALWAYS | EVERYTHING,
    "board_reasons": ALWAYS,
    "board_repeats": ALWAYS,
    "board_surges": {"since": None},
    "board_dips": {"since": None},
    "board_promises": {"days": 30, "n": 100},
    "board_promise_keeping": ALWAYS,
    "board_surveys": ALWAYS,
    "board_asked_often": {"since": None, "n": 100},
    "worklist_call_back": {"days": 14, "n": 200, "kept": "[]", **EVERYTHING},
    "worklist_mirror": {
        "agent_id": "CARE-03",
        "days": 30,
        "n": 50,
        "teams": None,
        "partners": None,
    },
    "worklist_process_faults": {"days": 28, "n_least": 5, "n": 50, "marks": "[]", **EVERYTHING},
}
LAST_WEEK = Among(since=END - timedelta(days=7))
SEARCHES = [
    ("koppelcode", None),
    ("dubbel afgeschreven", None),
    ('"niemand luistert naar mij"', None),
    ("factuur hoog", None),
    ("monteur gekomen", LAST_WEEK),
    ("klantnummer", None),
    ("refund account", None),
    ("geschillencommissie", Among(kind="threat")),
    ("bezorgd buren", Among(queue="delivery")),
    ("Vela4711", None),
]
progress = Console(stderr=True)
Rows = list[tuple[str, ...]]


def print_store(n_contacts: int, work: Path | None, *, in_lake: bool = False) -> None:
    """Measure with that many contacts and print the tables; what is in `work` already is not made again."""
    with tempfile.TemporaryDirectory() as folder:
        places = work or Path(folder)
        store, artefacts = _address(places, in_lake=in_lake), Artefacts(str(places / "artefacts"))
        base = list(made(min(n_contacts, BASE)))
        _print(
            "Filling it", ("step", "s", "CPU s", "contacts / s"),
            [*_kept(places, artefacts, base, n_contacts), *_filled(store, artefacts)],
        )  # fmt: skip
        raw_ms = _raw(store)
        with Reader.open(store) as reader:
            asked = [
                (title, *_ms(took), raw_ms.get(title, "-"))
                for title, name, params in _boards()
                if (took := _took(lambda name=name, params=params: reader.rows(name, **params)))
            ]
            _print(
                "Boards", ("board", "median ms", "p95 ms", "CPU ms", "raw tables: median ms"), asked
            )
            found = [
                (wanted + (" …" if among else ""), *_ms(_took(lambda w=wanted, a=among: search(reader, w, a))))
                for wanted, among in SEARCHES
            ]  # fmt: skip
            _print("Search", ("wanted", "median ms", "p95 ms", "CPU ms"), found)
        if not work:
            _print_night(store, artefacts, base)
        else:  # on a copy, so that it can be measured again
            copied = places / "night"
            shutil.rmtree(copied, ignore_errors=True)
            shutil.copytree(places, copied, symlinks=True)
            again = _address(copied, in_lake=in_lake)
            _print_night(again, Artefacts(str(copied / "artefacts")), base)
            shutil.rmtree(copied)
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    Console().print(
        f"{n_contacts:,} contacts; most memory {peak_mb():,.0f} MB; {os.cpu_count()} cores, "
        f"load of the machine over 1, 5 and 15 minutes {loads}",
        highlight=False,
    )


def _kept(places: Path, artefacts: Artefacts, base: list[JudgedJourney], n_contacts: int) -> Rows:
    """Contacts put one by one, and artefacts of many copies of them: what is measured comes after it."""
    if artefacts.head():
        return []
    n_base = sum(len(one.journey.contacts) for one in base)
    making = places / "making"  # so that what was half made is not taken for all of it
    shutil.rmtree(making, ignore_errors=True)
    rows: Rows = []
    with Night.begin(places / "base.duckdb", "n0") as night:
        with _timed(rows, "contacts and judgements put, as objects", n_base):
            night.put_contacts(contact for one in base for contact in one.journey.contacts)
            night.put_judged(base)
        night.put_run(_run("n0"))
        with progress.status("copied into artefacts"):
            keep_copies(night, Artefacts(str(making)), max(1, round(n_contacts / n_base)))
    making.rename(artefacts.folder.url)
    return rows


def _address(places: Path, *, in_lake: bool) -> StoreAddress:
    file = places / "bench.duckdb"
    return LakeAddress(str(file), "") if in_lake else file


def _filled(store: StoreAddress, artefacts: Artefacts) -> Rows:
    rows: Rows = []
    if not place_of(store).is_there:
        with _timed(rows, "") as told:
            n_contacts = rebuild(store, artefacts.folder.url)
            told("loaded from artefacts, checked, marts and index filled, published", n_contacts)
    kept = sum(artefacts.folder.files().values())
    rows += [
        ("the store", f"{_n_bytes(store) / 1e6:,.0f} MB", "", ""),
        ("artefacts", f"{kept / 1e6:,.0f} MB", "", ""),
    ]
    return rows


def _n_bytes(store: StoreAddress) -> int:
    """Of the published file, or of all that a lake's folder holds."""
    if not isinstance(store, LakeAddress):
        return store.resolve().stat().st_size
    return sum(path.stat().st_size for path in Path(f"{store.file}.files").rglob("*.parquet"))


def _boards() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Title, query and parameters: for who may see everything, then for one team what has rights."""
    for name, params in BOARDS.items():
        yield name, name, params
    for name, params in BOARDS.items():
        if "teams" in params:
            yield f"{name}, of one team", name, params | ONE_TEAM


def _print_night(store: StoreAddress, artefacts: Artefacts, base: list[JudgedJourney]) -> None:
    title = f"A night of {N_TONIGHT:,} contacts, {N_REJUDGED} journeys judged again"
    _print(title, ("step", "s", "CPU s"), _night(store, artefacts, base))


def _night(store: StoreAddress, artefacts: Artefacts, base: list[JudgedJourney]) -> Rows:
    tonight = list(made(N_TONIGHT, seed=2, first=END - timedelta(days=2)))
    # A night changes journeys that were open: the last ones.
    before = sorted(base, key=lambda one: one.journey.contacts[-1].started_at)[-N_REJUDGED:]
    rows: Rows = []
    start, start_cpu = time.perf_counter(), time.process_time()
    kept = None if isinstance(store, LakeAddress) else artefacts
    with _timed(rows, "yesterday's file or catalogue copied"):
        night = Night.begin(store, "n9", kept)
    with night:
        with _timed(rows, "contacts and judgements put"):
            night.put_contacts(contact for one in tonight for contact in one.journey.contacts)
            night.put_judged(tonight + before)
            night.put_run(_run("n9"))
        with _timed(rows, "checked, marts and index filled, artefacts kept, published"):
            night.publish()
    together = (time.perf_counter() - start, time.process_time() - start_cpu)
    rows.append(("together", *(f"{seconds:.1f}" for seconds in together)))
    return rows


def _raw(store: StoreAddress) -> dict[str, str]:
    """The same boards without marts, a few times each."""
    asked = statements(str(Path(__file__).parent))
    place = place_of(store)
    with place.open(place.published()).connection as connection:
        return {
            name: _ms(_took(lambda sql=sql: connection.execute(sql).fetchall(), 3))[0]
            for name, sql in asked.items()
        }


def _took(ask: Callable[[], object], n_rounds: int = N_ROUNDS) -> list[tuple[float, float]]:
    """Milliseconds of each round, by the clock and of a processor, after one that is not counted."""
    ask()
    took = []
    for _ in range(n_rounds):
        start, start_cpu = time.perf_counter(), time.process_time()
        ask()
        took.append(
            ((time.perf_counter() - start) * 1000, (time.process_time() - start_cpu) * 1000)
        )
    return took


def _ms(took: list[tuple[float, float]]) -> tuple[str, str, str]:
    """Median and 95th percentile by the clock; median of a processor, which other work hardly changes."""
    clock, cpu = zip(*took, strict=True)
    return (
        f"{statistics.median(clock):,.0f}",
        f"{statistics.quantiles(clock, n=20)[-1]:,.0f}",
        f"{statistics.median(cpu):,.0f}",
    )


@contextmanager
def _timed(rows: Rows, step: str, n: int = 0) -> Iterator[Callable[[str, int], None]]:
    """Adds a row: seconds, seconds of a processor, how many a second; what it is called may be told inside."""
    told = (step, n)

    def tell(step: str, n: int) -> None:
        nonlocal told
        told = (step, n)

    with progress.status(step):
        start, start_cpu = time.perf_counter(), time.process_time()
        yield tell
        took_s, cpu_s = time.perf_counter() - start, time.process_time() - start_cpu
    step, n = told
    rows.append((step, f"{took_s:.1f}", f"{cpu_s:.1f}", *([f"{n / took_s:,.0f}"] if n else [])))


def _run(run_id: str) -> Run:
    at = datetime(END.year, END.month, END.day, tzinfo=UTC)
    return Run(run_id, at, at, N_TONIGHT, N_TONIGHT, 0, 0, 0, 0, 0, 0, 0.0)


def _print(title: str, columns: tuple[str, ...], rows: Rows) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)
