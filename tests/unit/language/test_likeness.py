"""How alike words, texts and tellings are."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import Story, likeness
from pipeline.language.likeness import SAME_WORD, word_likeness

WORDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=18)
SPEECH = st.text(string.ascii_letters + " .,'-é1[]", max_size=80)


@given(WORDS, WORDS)
def test_likeness_of_words_is_symmetric_and_a_share(one: str, other: str) -> None:
    assert word_likeness(one, other) == word_likeness(other, one)
    assert 0.0 <= word_likeness(one, other) <= 1.0


@given(WORDS)
def test_a_word_is_like_itself(word: str) -> None:
    assert word_likeness(word, word) == 1.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("afrekening", "jaarafrekening", True),
        ("monteur", "monteurs", True),
        ("gordijn", "gordijnen", True),
        ("lekkage", "lekage", True),  # as a recogniser may write it
        ("leaking", "leaks", True),
        ("boiler", "kettle", False),
        ("gordijn", "monteur", False),
        ("100", "1000", False),
    ],
)
def test_words_that_count_as_the_same(one: str, other: str, same: bool) -> None:
    assert (word_likeness(one, other) >= SAME_WORD) is same


@given(st.lists(SPEECH, max_size=4), st.lists(SPEECH, max_size=4), SPEECH)
def test_share_told_is_a_share(told: list[str], background: list[str], text: str) -> None:
    assert 0.0 <= Story(told, background).share_told(text) <= 1.0


@given(st.lists(SPEECH, max_size=4), SPEECH)
def test_shared_words_weigh_more_than_nothing_and_come_from_the_text(
    told: list[str], text: str
) -> None:
    shared = Story(told, told).shared(text)
    assert all(weight > 0 for weight in shared.values())
    assert len(Story(told).alike(text)) == len(told)


def test_a_story_told_twice_is_told_wholly_and_another_not_at_all() -> None:
    story = Story(["De lift blijft hangen op de derde verdieping."])
    assert story.share_told("Op de derde verdieping blijft de lift hangen.") == pytest.approx(1.0)
    assert story.share_told("Mijn factuur klopt van geen kant.") == 0.0
    assert story.share_told("") == 0.0


def test_words_that_many_turns_use_weigh_less() -> None:
    story = Story(["lift alarm"], ["lift", "lift trap", "lift kapot", "alarm"])
    assert story.weight("lift") < story.weight("alarm")


@given(SPEECH, SPEECH)
def test_likeness_of_texts_is_a_share(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("De lift hangt vast", "de liften hangen vast op drie", True),
        ("De lift hangt vast", "mijn factuur klopt niet", False),
        ("", "mijn factuur", False),
    ],
)
def test_likeness_of_texts(one: str, other: str, like: bool) -> None:
    assert (likeness(one, other) >= 0.5) is like
