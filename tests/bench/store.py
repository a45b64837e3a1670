"""The store with many synthetic contacts: how fast it is filled, asked, searched, and fed a night.

Beside each board that has one, the same question as plain SQL over the raw tables (`raw.sql`): the gain
of the marts is the difference. Everything in one process, so peak memory is that of all of it.
"""

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
from pipeline.domain import Among, Run
from pipeline.store import Night, Reader, place_of, search
from pipeline.store.statements import statements
from tests.bench.memory import peak_mb
from tests.generator import CHANGE, END, copy, made

BASE = 20_000  # contacts made one by one; beyond them, copies of these
N_TONIGHT = 5_000
N_REJUDGED = 250  # journeys of earlier nights that a night changes
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
    "agent_weeks": {},
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


def print_store(n_contacts: int, *, in_lake: bool = False) -> None:
    """Measure with that many contacts and print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.duckdb"
        store = LakeAddress(str(file), "") if in_lake else file
        _print("Filling it", ("step", "s", "contacts / s"), _filled(store, n_contacts))
        raw_ms = _raw(store)
        with Reader.open(store) as reader:
            asked = [
                (name, *_ms(took), raw_ms.get(name, "-"))
                for name in BOARDS
                if (took := _took(lambda name=name: reader.rows(name, **BOARDS[name])))
            ]
            _print("Boards", ("board", "median ms", "p95 ms", "raw tables: median ms"), asked)
            found = [
                (wanted + (" …" if among else ""), *_ms(_took(lambda w=wanted, a=among: search(reader, w, a))))
                for wanted, among in SEARCHES
            ]  # fmt: skip
            _print("Search", ("wanted", "median ms", "p95 ms"), found)
        _print(f"A night of {N_TONIGHT:,} contacts", ("step", "s"), _night(store))
    Console().print(f"{n_contacts:,} contacts; most memory {peak_mb():,.0f} MB", highlight=False)


def _filled(store: StoreAddress, n_contacts: int) -> Rows:
    base = list(made(min(n_contacts, BASE)))
    n_base = sum(len(one.journey.contacts) for one in base)
    n_copies = max(0, round(n_contacts / n_base) - 1)
    rows: Rows = []
    with Night.begin(store, "n1") as night:
        with _timed(rows, "contacts and judgements put", n_base):
            night.put_contacts(contact for one in base for contact in one.journey.contacts)
            night.put_judged(base)
        if n_copies:
            with _timed(rows, "copied by SQL", n_base * n_copies):
                copy(night, n_copies)
        night.put_run(_run("n1"))
        with _timed(
            rows, "all of it checked, marts and index filled, published", n_base * (n_copies + 1)
        ):
            night.publish()
    folder = (store.file if isinstance(store, LakeAddress) else store).parent
    n_bytes = sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())
    rows.append(("on disk", f"{n_bytes / 1e6:,.0f} MB", ""))
    return rows


def _night(store: StoreAddress) -> Rows:
    tonight = list(made(N_TONIGHT, seed=2, first=END - timedelta(days=2)))
    before = list(made(N_REJUDGED))[:N_REJUDGED]
    rows: Rows = []
    start = time.perf_counter()
    with _timed(rows, "yesterday's file or catalogue copied"):
        night = Night.begin(store, "n2")
    with night:
        with _timed(rows, "contacts and judgements put"):
            night.put_contacts(contact for one in tonight for contact in one.journey.contacts)
            night.put_judged(tonight + before)
            night.put_run(_run("n2"))
        with _timed(rows, "checked, marts and index filled, published"):
            night.publish()
    rows.append(("together", f"{time.perf_counter() - start:.1f}"))
    return rows


def _raw(store: StoreAddress) -> dict[str, str]:
    """The same boards without marts, a few times each."""
    asked = statements(str(Path(__file__).parent))
    place = place_of(store)
    with place.open(place.published()).connection as connection:
        return {
            name: f"{statistics.median(_took(lambda sql=sql: connection.execute(sql).fetchall(), 3)):,.0f}"
            for name, sql in asked.items()
        }


def _took(ask: Callable[[], object], n_rounds: int = N_ROUNDS) -> list[float]:
    """Milliseconds of each round, after one that is not counted."""
    ask()
    took = []
    for _ in range(n_rounds):
        start = time.perf_counter()
        ask()
        took.append((time.perf_counter() - start) * 1000)
    return took


def _ms(took: list[float]) -> tuple[str, str]:
    return f"{statistics.median(took):,.0f}", f"{statistics.quantiles(took, n=20)[-1]:,.0f}"


@contextmanager
def _timed(rows: Rows, step: str, n: int = 0) -> Iterator[None]:
    with progress.status(step):
        start = time.perf_counter()
        yield
        took_s = time.perf_counter() - start
    rows.append((step, f"{took_s:.1f}", *([f"{n / took_s:,.0f}"] if n else [])))


def _run(run_id: str) -> Run:
    at = datetime(END.year, END.month, END.day, tzinfo=UTC)
    return Run(run_id, at, at, N_TONIGHT, N_TONIGHT, 0, 0, 0, 0, 0, 0, 0.0)


def _print(title: str, columns: tuple[str, ...], rows: Rows) -> None:
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)
