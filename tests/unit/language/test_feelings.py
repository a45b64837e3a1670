"""What customers say of how it is for them: which words count, and for what."""

import pytest

from pipeline.language.feelings import HIGH, LOW, feelings, points_of
from tests.support.build import contact_of, journey_of


@pytest.mark.parametrize(
    ("language", "text", "feeling"),
    [
        ("nl", "Dat meent u niet!", "disbelief"),
        ("nl", "Wat zegt u nu?", "disbelief"),
        ("nl", "Ik ben het kotsbeu.", "anger"),
        ("nl", "Ik ben er helemaal klaar mee.", "anger"),
        ("nl", "Ik weet niet meer wat ik moet doen.", "despair"),
        ("nl", "Mijn man is vorige week overleden.", "sorrow"),
        ("nl", "Niemand luistert naar mij.", "reproach"),
        ("nl", "Dat is een pak van mijn hart.", "relief"),
        ("nl", "Amai, da's heel schoon van u.", "delight"),
        ("nl", "Daar had ik niet op gerekend.", "better_than_hoped"),
        ("nl", "Ontzettend bedankt.", "warm_thanks"),
        ("nl", "Kijk, zo kan het dus ook.", "turned"),
        ("en", "Are you joking?", "disbelief"),
        ("en", "You have got to be kidding.", "disbelief"),
        ("en", "I'm absolutely fuming.", "anger"),
        ("en", "I've had enough of this.", "anger"),
        ("en", "I'm at my wits' end.", "despair"),
        ("en", "My husband died in March.", "sorrow"),
        ("en", "You are not listening.", "reproach"),
        ("en", "That's a weight off.", "relief"),
        ("en", "You're an angel.", "delight"),
        ("en", "I never expected that.", "better_than_hoped"),
        ("en", "I can't thank you enough.", "warm_thanks"),
        ("en", "Now that's more like it.", "turned"),
    ],
)
def test_a_feeling_is_read_from_its_words(language: str, text: str, feeling: str) -> None:
    assert feelings(language, text, 0.5)[feeling] >= 1.0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Het gaat om de factuur van maart."),
        ("nl", "Ja, dat klopt. Dank u wel."),
        ("en", "It's about the bill for March."),
        ("en", "Yes, that's right. Thank you."),
    ],
)
def test_plain_talk_names_no_feeling(language: str, text: str) -> None:
    signs = feelings(language, text, 0.5)
    assert not any(signs[feeling] for feeling in (*LOW, *HIGH))


def test_how_it_is_put() -> None:
    asked, called, plain = (
        feelings("en", text, 0.5)
        for text in ("Wednesday? I was told Monday.", "It ticks!", "It ticks, you said on Monday?")
    )
    assert [each["asks_back"] for each in (asked, called, plain)] == [1.0, 0.0, 0.0]
    assert [each["calls_out"] for each in (asked, called, plain)] == [0.0, 1.0, 0.0]
    assert asked["length"] < 0.2 < feelings("en", "word " * 60, 0.5)["length"] == 1.0


def test_only_the_customers_turns_are_points() -> None:
    contact = contact_of(
        [[("agent", "That's a disgrace."), ("customer", "It is."), ("ivr", "Goodbye.")]],
        language="en",
    )
    points = points_of(journey_of(contact))
    assert [point.turn.turn_no for point in points] == [2]
    assert all(0.0 < point.low < 1.0 and 0.0 < point.high < 1.0 for point in points)
