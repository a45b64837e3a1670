"""What a recogniser repeated, told from what a customer repeats."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import spoken_words
from pipeline.language.loops import is_copy, without_loops

SENTENCE = "mijn meter loopt achteruit terwijl ik helemaal geen zonnepanelen op het dak heb"
WORDS = st.lists(st.sampled_from("de het monteur kwam niet langs".split()), max_size=30).map(
    " ".join
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        ("de monteur kwam niet", "de monteur kwam niet"),
        ("de monteur de monteur de monteur de monteur", "de monteur"),
        ("Nee. Nee, nee!", "nee"),
        ("it leaks and it leaks and it drips", "it leaks and it drips"),
        (f"{SENTENCE} {SENTENCE} {SENTENCE}", SENTENCE),
    ],
)
def test_what_runs_in_circles_is_said_once(text: str, left: str) -> None:
    assert " ".join(without_loops(text)) == left


@given(WORDS)
def test_without_loops_nothing_is_repeated_on_the_spot_and_no_word_is_lost(text: str) -> None:
    words = without_loops(text)
    assert set(words) == set(spoken_words(text))
    assert all(one != other for one, other in pairwise(words))
    assert without_loops(" ".join(words)) == words


@pytest.mark.parametrize(
    ("text", "earlier", "copied"),
    [
        (SENTENCE, SENTENCE, True),
        (SENTENCE.upper() + ".", SENTENCE, True),
        (f"{SENTENCE} en dat al maanden", f"{SENTENCE} en dat al maanden lang", True),
        ("zonnepanelen heb ik niet en toch loopt mijn meter achteruit", SENTENCE, False),
        ("de meter loopt achteruit", "de meter loopt achteruit", False),  # people do say that twice
        ("", "", False),
    ],
)
def test_nobody_tells_it_twice_in_the_very_same_words(
    text: str, earlier: str, copied: bool
) -> None:
    assert is_copy(text, earlier) is copied
