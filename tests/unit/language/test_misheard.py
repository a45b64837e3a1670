"""Long words as a recogniser misspells them, with their place in the original kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.misheard import distinctive, read_as

KNOWN = distinctive(
    ["klantenkaart", "verzekering", "geboortedatum", "kaart", "doorverbinden", "verbinden"]
)


def test_only_long_words_are_distinctive() -> None:
    long = {"klantenkaart", "verzekering", "geboortedatum", "doorverbinden", "verbinden"}
    assert long == KNOWN


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("de klantenkart", "klantenkaart", "klantenkart"),
        ("de klanten kaart hier", "klantenkaart", "klanten kaart"),
        ("mijn geboorte datum", "geboortedatum", "geboorte datum"),
        ("een verzeekering", "verzekering", "verzeekering"),
        ("ik ga u door verbinden", "doorverbinden", "door verbinden"),
    ],
)
def test_misheard_words_are_read_as_known_ones(text: str, word: str, original: str) -> None:
    reading = read_as(text, KNOWN)
    start = reading.text.index(word)
    place = reading.place(start, start + len(word))
    assert text[slice(*place)] == original


@pytest.mark.parametrize("text", ["de kaart van klanten", "gezocht en gekocht", "", "verzet"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert read_as(text, KNOWN).text == text


@given(
    st.lists(
        st.sampled_from("de klantenkart klanten kaart verzeekering geboorte datum en 12 é".split()),
        max_size=12,
    ).map(" ".join)
)
def test_every_place_lies_in_the_original(text: str) -> None:
    reading = read_as(text, KNOWN)
    for start in range(len(reading.text)):
        begin, end = reading.place(start, start + 1)
        assert 0 <= begin < end <= len(text)
