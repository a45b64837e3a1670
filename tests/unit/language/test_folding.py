"""Text to words: folding keeps the length, content words leave out what every call has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import content_words, fold, spoken_words


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Föhn", "fohn"),
        ("ÉÉN", "een"),
        ("I’ve", "i've"),
        ("\u0133s", "is"),
        ("\ufb01", "f"),  # a ligature stays one character
        ("🙂", "🙂"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Met [name], ja hoor.", ("met", "ja", "hoor")),
        ("m'n e-mail", ("m'n", "e-mail")),
        ("[customer_number]", ()),
        ("een_twee", ("een", "twee")),
    ],
)
def test_masks_are_no_words(text: str, words: tuple[str, ...]) -> None:
    assert spoken_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Goedemiddag mevrouw, kan ik u helpen?", ()),
        ("Thanks for calling, how can I help?", ()),
        ("Mijn föhn blaast alleen koude lucht.", ("fohn", "blaast", "koude", "lucht")),
        ("The hair dryer blows cold air.", ("hair", "dryer", "blows", "cold", "air")),
        ("Mijn klantnummer is [customer_number].", ()),
        ("Nummer 14, voor 3 personen", ("14", "3", "personen")),
    ],
)
def test_content_words_carry_what_it_is_about(text: str, words: tuple[str, ...]) -> None:
    assert content_words(text) == words
