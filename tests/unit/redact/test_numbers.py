"""Numbers read from words and figures."""

import pytest

from pipeline.redact.codes import codes
from pipeline.redact.tokens import tokenise

CASES = [
    ("vijf drie twee dubbel nul", "532" + "00"),
    ("eenentwintig drieëndertig", "2133"),
    ("vijf-en-twintig vijf en twintig", "2525"),
    ("honderdachttien", "118"),
    ("negentienzesenzestig", "1966"),
    ("tweeduizendvijf", "2005"),
    ("double oh seven", "007"),
    ("triple nine one", "9991"),
    ("nineteen seventy one", "1971"),
    ("twenty-five thirty two", "2532"),
    ("one hundred and eighteen", "118"),
    ("one hundred twenty three", "123"),
    ("4077 21-86", "40772186"),
    ("BW-4471902", "BW4471902"),
    ("NL 20 INGB 0001 2345 67", "NL20INGB0001234567"),
]


@pytest.mark.parametrize(("said", "value"), CASES)
def test_reads_one_run(said: str, value: str) -> None:
    assert [code.value for code in codes(tokenise(said))] == [value]


@pytest.mark.parametrize("said", ["een huis", "and one more", "iPhone", "de acht van Breda"])
def test_words_that_are_seldom_numbers(said: str) -> None:
    assert codes(tokenise(said)) == []


def test_commas_end_a_run_unless_read_loosely() -> None:
    tokens = tokenise("06, 12, 34")

    assert [code.value for code in codes(tokens)] == ["06", "12", "34"]
    assert [code.value for code in codes(tokens, is_loose=True)] == ["061234"]
