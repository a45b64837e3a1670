"""What a night tells when it is over."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from flows.report import NightReport, print_report
from pipeline.domain import Run, SetAside

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RUN = Run("r1", AT, AT + timedelta(seconds=90), 12, 3, 1, 8, 2, 4, 7, 1, 600.0)
WRONG = SetAside("calls/m.csv", "the leg ends first", "an end after the start", 7, "end_s", "c7")


def _told(*set_aside: SetAside, is_published: bool = True) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_report(NightReport(RUN, Path("s.duckdb"), set_aside, is_published), console)
    return console.file.getvalue()


def test_what_came_in_and_what_was_done():
    told = _told()
    rows = [
        [cell.strip() for cell in line.split("│")[1:3]] for line in told.splitlines() if "│" in line
    ]
    assert dict(rows) == {
        "contacts that came in": "12",
        "of them new": "3",
        "of them changed": "1",
        "of them unchanged": "8",
        "transcribed": "2 (10.0 minutes of audio)",
        "journeys judged": "4",
        "findings in them": "7",
        "set aside": "1",
        "erased, kept long enough": "nothing",
        "seconds": "90.0",
    }
    assert "Published: s.duckdb" in told
    assert "Mend what is wrong" not in told


def test_every_mistake_stands_on_a_line_with_all_that_is_needed_to_mend_it():
    told = _told(WRONG)
    (line,) = [line for line in told.splitlines() if WRONG.problem in line]
    assert all(word in line for word in ("calls/m.csv", "7", "end_s", "c7", WRONG.expected))
    assert "retold retry" in told


def test_a_night_without_news_says_so():
    assert "Nothing to do: s.duckdb is up to date." in _told(is_published=False)


def test_square_brackets_of_a_file_name_are_not_markup():
    odd = SetAside("calls [red].wav", "it cannot be decoded [/]", "a recording")
    assert "calls [red].wav" in _told(odd)
    assert "decoded [/]" in _told(odd)
