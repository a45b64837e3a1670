"""What a search found, on the terminal."""

import io
from datetime import UTC, datetime

from rich.console import Console

from pipeline.domain import Found, Hit
from pipeline.reports import show_found
from pipeline.reports.found import around

HIT = Hit(
    contact_id="lisa",
    started_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    contact_reason=None,
    effort=2.9,
    outcome=None,
    kinds=(),
    turn_no=4,
    leg_no=1,
    queue="service",
    agent_id="A1",
    speaker="customer",
    start_s=65.0,
    text="Hij blaast koude lucht.",
    score=1.0,
    matches=((11, 16),),
)


def shown(found, language="nl"):
    console = Console(file=io.StringIO(), width=100, no_color=True)
    show_found(found, console, language)
    return console.file.getvalue()


def test_a_contact_is_told_with_place_time_and_words():
    text = shown(Found((HIT,)))
    assert "lisa  2 mrt 2026, 10:30 · service · A1" in text
    assert "1:05 Klant: Hij blaast koude lucht." in text
    assert "1 gesprek" in text


def test_where_only_the_newest_were_looked_at_that_is_said():
    assert "20.000" in shown(Found((HIT,), 20_000))
    assert "looked at" not in shown(Found((HIT,)), "en")


def test_nothing_found_is_said():
    assert shown(Found(()), "en").strip() == "Nothing found."


def test_long_turns_are_cut_between_words_around_the_matches():
    text = "woord " * 60 + "koppelcode" + " woord" * 60
    start = text.index("koppelcode")
    cut = around(text, [(start, start + 10)]).plain
    assert cut.startswith("… woord") and cut.endswith("woord …")
    assert "koppelcode" in cut and len(cut) < 220


def test_a_short_turn_is_whole():
    assert around("Nee, niets.", [(5, 10)]).plain == "Nee, niets."
