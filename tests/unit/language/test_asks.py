"""What agents ask customers to identify with, and what counts as an answer."""

import pytest

from pipeline.language.asks import answers, asked_for, kind_of


@pytest.mark.parametrize(
    ("language", "text", "whats"),
    [
        ("nl", "Mag ik uw polisnummer?", {"customer_number"}),
        ("nl", "mag ik uw klanten nummer", {"customer_number"}),
        ("nl", "Wat is uw postcode en huisnummer?", {"postcode"}),
        ("nl", "En de geboortedatum van uw zoon?", {"dob"}),
        ("nl", "Op welk e-mailadres kan ik u bereiken?", {"email"}),
        ("nl", "Waarmee kan ik u helpen?", set()),
        ("nl", "Ik zie hier postcode [postcode] staan, klopt dat?", set()),
        ("nl", "Is dat nog steeds het juiste adres?", set()),
        ("en", "Could I take your account number, please?", {"customer_number"}),
        ("en", "What's your booking reference?", {"order_number"}),
        ("en", "And your date of birth?", {"dob"}),
        ("en", "Parking, can I have your PCN number.", {"order_number"}),
        ("en", "And the vehicle registration?", {"licence_plate"}),
        ("nl", "Wat is het kenteken?", {"licence_plate"}),
        ("en", "Who am I speaking to?", {"name"}),
        ("en", "How can I help?", set()),
        ("en", "Is that address still correct?", set()),
        ("nl", "Wat is uw abonneenummer?", {"order_number"}),
        ("nl", "Ik stuur u het klachtnummer dat hierbij hoort vandaag nog toe.", set()),
        ("nl", "Het kenteken hoef ik niet.", set()),
        ("nl", "Zet er dit dossiernummer bij: [order_number].", set()),
        ("nl", "En uw klantnummer is [customer_number]?", {"customer_number"}),
        ("en", "I can see the registration from here, I've just checked it.", set()),
        ("en", "I'll give you a reference number to quote next time you call.", set()),
    ],
)
def test_what_is_asked_for(language: str, text: str, whats: set[str]) -> None:
    assert whats <= set(asked_for(language, text))
    assert bool(asked_for(language, text)) is bool(whats)


@pytest.mark.parametrize(
    ("text", "whats", "is_answer"),
    [
        ("[customer_number]", ["customer_number"], True),
        ("dat is [order_number]", ["customer_number"], True),  # masks of numbers get mixed up
        ("[name]", ["name"], True),
        ("[name]", ["customer_number"], False),
        ("410 668", ["customer_number"], True),
        ("vier één acht", ["customer_number"], True),
        ("four four one nine", ["order_number"], True),
        ("Nee, sorry, dat heb ik niet bij me.", ["customer_number"], False),
        ("Ja.", ["name"], False),
        ("three years", ["dob"], False),
    ],
)
def test_what_answers_an_ask(text: str, whats: list[str], is_answer: bool) -> None:
    assert answers(text, whats) is is_answer


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("postcode", "address", True),
        ("customer_number", "order_number", True),
        ("dob", "name", False),
    ],
)
def test_what_counts_as_the_same_question(one: str, other: str, same: bool) -> None:
    assert (kind_of(one) == kind_of(other)) is same
