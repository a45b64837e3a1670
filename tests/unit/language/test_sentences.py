"""Sentences of a turn."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.sentences import LONG_CHARACTERS, sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_sentences_keep_their_closing_mark():
    assert parts("Ja. Morgen om 9.30 uur? Goed!") == ["Ja.", "Morgen om 9.30 uur?", "Goed!"]


def test_a_long_run_without_full_stops_is_cut_at_a_comma():
    text = "woord " * 20 + "einde, en nog " + "meer " * 30
    assert len(text) > LONG_CHARACTERS
    assert parts(text)[0].endswith("einde,")


@given(st.text(alphabet="ab .,?!\n", max_size=400))
def test_nothing_but_white_space_is_left_out(text: str):
    spans = sentences(text)
    assert "".join("".join(parts(text)).split()) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
