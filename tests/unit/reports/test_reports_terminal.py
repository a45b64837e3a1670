"""One contact on the terminal."""

import io

import pytest
from rich.console import Console

from pipeline.reports import UnknownContactError, show_contact
from tests.unit.reports.lisa import CONTACT, lisa
from tests.unit.reports.test_reports_site import Answers


def shown(width: int, language: str = "nl", told=None) -> str:
    console = Console(file=io.StringIO(), width=width, no_color=True)
    show_contact(Answers(told or lisa()), "lisa", console, language)
    return console.file.getvalue().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_terminal_and_says_all(width):
    text = shown(width)
    assert max(map(len, text.splitlines())) <= width
    for said in ("0:20", "4:05", "12 s verloren", "Opnieuw gevraagd", "Koud doorverbonden", "−0,5"):
        assert said in text, said


def test_the_line_of_time_shows_waiting_talking_and_the_findings():
    lines = shown(80).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("░"))
    line, marks = lines[at], lines[at + 1]
    assert "".join(dict.fromkeys(line.strip())) == "░█"
    assert marks.split() == ["(2)", "(1)", "1", "2"]
    assert line[marks.index("(1)")] == "█"
    assert line[marks.index(" 1 ") + 1] == "█"
    assert marks.index("(1)") < line.index("█░") < marks.index(" 1 ")


def test_holds_are_drawn():
    legs = [leg | {"holds": [[20.0, 40.0]]} for leg in lisa().legs[:1]]
    assert "█▒" in shown(80, told=lisa(legs=legs, transfers=[]))


def test_the_first_telling_and_the_retelling_stand_side_by_side():
    rows = [line for line in shown(120, "en").splitlines() if line.startswith("│")]
    told, again = [cell.strip() for cell in rows[0].strip("│").split("│")]
    assert told.startswith("0:20 Mijn föhn uit Breda")
    assert again.startswith("4:00 – Wat is er aan de hand?")  # what the agent asked


def test_hostile_text_is_no_markup():
    turns = [turn | {"text": "[bold red]x[/]"} for turn in lisa().turns]
    evidence = [row | {"words": "[link=http://x]y[/link]"} for row in lisa().evidence]
    assert "[link=http://x]y[/link]" in shown(120, told=lisa(turns=turns, evidence=evidence))


def test_a_contact_without_score_or_findings():
    contact = CONTACT | {"effort": None, "outcome": None, "effort_null_reason": "no_words"}
    quiet = lisa(contact=contact, effort=[], findings=[], evidence=[], marks=[], turns=[])
    assert "er is niets van de klant te horen" in shown(200, told=quiet)


def test_an_unknown_contact_names_the_nearest():
    console = Console(file=io.StringIO())
    with pytest.raises(UnknownContactError, match="nearest are lisa"):
        show_contact(Answers(lisa()), "lise", console)
    with pytest.raises(UnknownContactError, match="store is empty"):
        show_contact(Answers(), "lise", console)
