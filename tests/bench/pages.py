"""How long each page of the screens takes to make, over a store with many contacts, as somebody signed in.

From the request to the last byte, without a network: the app in this process. Pages of one call and of
one journey are another one in each round; the first round is not counted. Processor time is that of all
threads: on a machine that does other things too, it says more than the clock.
"""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi.testclient import TestClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from pipeline.review import create_app
from pipeline.review.ledger import Person, add_person, open_ledger, sign_in
from pipeline.store import Reader

N_ROUNDS = 20
PASSWORD = "a password for a bench"  # noqa: S105 - of nobody


def print_pages(store: Path) -> None:
    """Measure every page over a store, for who sees everything and for a coach of one team."""
    with tempfile.TemporaryDirectory() as folder, Reader.open(store) as reader:
        ledger = open_ledger(f"sqlite:///{folder}/bench.sqlite")
        app = create_app(reader, ledger, Path(folder) / "screens", language="en")
        choices = reader.rows("screens_choices", teams=None, partners=None, agent=None)[0]
        team = next(each for each in choices["teams"] if each)
        pages = _pages(reader)
        for person in (Person("all", "admin"), Person("team", "coach", teams=(team,))):
            browser = _browser(app, ledger, person)
            who = f"coach of {team}" if person.teams else person.role
            table = Table(title=f"Pages, {who}", title_justify="left")
            for name in ("page", "median ms", "p95 ms", "processor ms"):
                table.add_column(name, justify="left" if name == "page" else "right")
            for name, paths in pages.items():
                table.add_row(name, *_measured(browser, paths))
            Console().print(table)


def _browser(app: object, ledger: Engine, person: Person) -> TestClient:
    now = datetime.now(UTC)
    add_person(ledger, person, PASSWORD, now)
    browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)  # type: ignore[arg-type]
    browser.cookies.set("retold", sign_in(ledger, person.name, PASSWORD, "bench", now) or "")
    return browser


def _pages(reader: Reader) -> dict[str, list[str]]:
    """Each page by its name, with the addresses that take turns."""
    draw = random.Random(1)  # noqa: S311 - which calls are looked at
    contacts = draw.sample(reader.rows("contact_ids"), N_ROUNDS)
    calls = [str(row["contact_id"]) for row in contacts]
    journeys = [reader.rows("contact", contact_id=each)[0]["journey_id"] for each in calls]
    queue = reader.rows("legs", contact_id=calls[0])[0]["queue"]
    agent = reader.rows("mirror_agents", week=reader.rows("mirror_newest_week")[0]["week"])[0]
    told: dict[str, list[str]] = {
        "a call": [f"/call/{quote(each, safe='')}" for each in calls],
        "a journey": [f"/journey/{quote(each, safe='')}" for each in journeys if each],
    }
    for path, asked in (
        ("/hour", {}), ("/hour", {"queue": queue}), ("/hour", {"kind": "threat"}),
        ("/calls", {}), ("/calls", {"queue": queue}), ("/calls", {"kind": "threat"}),
        ("/journeys", {}), ("/search", {"find": "factuur hoog"}), ("/now", {}), ("/lists", {}),
        ("/lists", {"of_list": "process_faults"}), ("/handoffs", {}), ("/handoffs/calls", {}),
        ("/mirror", {"agent": agent["agent_id"]}), ("/agreement", {}), ("/scorecards", {}),
        ("/calibration", {}), ("/views", {}),
    ):  # fmt: skip
        told[f"{path} {' '.join(asked.values())}".strip()] = [f"{path}?{urlencode(asked)}"]
    return told


def _measured(browser: TestClient, paths: list[str]) -> tuple[str, str, str]:
    browser.get(paths[0])
    took, worked = [], time.process_time()
    for number in range(N_ROUNDS):
        start = time.perf_counter()
        browser.get(paths[number % len(paths)])
        took.append((time.perf_counter() - start) * 1000)
    worked_ms = (time.process_time() - worked) * 1000 / N_ROUNDS
    p95 = statistics.quantiles(took, n=20)[-1]
    return f"{statistics.median(took):,.0f}", f"{p95:,.0f}", f"{worked_ms:,.0f}"
