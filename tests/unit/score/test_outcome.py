"""How a contact ended: the likeliest of four, from its last half and what was promised there."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pipeline.detect import find_all
from pipeline.domain import Journey, Outcome, Speaker
from pipeline.score.outcome import OUTCOMES, outcome_features, outcome_of
from tests.support.build import contact_of, journey_of
from tests.support.journeys import journeys


@pytest.mark.parametrize(
    ("language", "end", "outcome"),
    [
        (
            "nl",
            [
                ("agent", "Het is geregeld, uw slot is omgezet."),
                ("customer", "Fantastisch, heel erg bedankt!"),
            ],
            "resolved",
        ),
        (
            "en",
            [
                ("agent", "That's all sorted for you now."),
                ("customer", "Brilliant, thank you so much!"),
            ],
            "resolved",
        ),
        (
            "nl",
            [
                ("agent", "Onze slotenmaker komt morgen voor 10 uur bij u langs."),
                ("agent", "En ik bel u morgen zelf terug."),
                ("customer", "Goed."),
            ],
            "follow_up_promised",
        ),
        (
            "en",
            [
                ("agent", "The locksmith will be with you by ten tomorrow."),
                ("agent", "And I'll ring you back myself tomorrow."),
                ("customer", "Okay."),
            ],
            "follow_up_promised",
        ),
    ],
)
def test_outcome(language: str, end: list[tuple[Speaker, str]], outcome: Outcome) -> None:
    start: list[tuple[Speaker, str]] = [
        ("agent", "Slotenmaker."),
        ("customer", "De sleutel past niet."),
    ]
    contact = contact_of([start + end], language=language)
    assert outcome_of(contact, find_all(journey_of(contact))) == outcome


def test_nothing_said_is_no_outcome() -> None:
    assert outcome_of(contact_of([[]]), ()) is None


@settings(deadline=None)
@given(journeys())
def test_there_is_always_one_of_the_four_where_anything_was_said(journey: Journey) -> None:
    for contact in journey.contacts:
        outcome = outcome_of(contact, find_all(journey))
        assert (outcome in OUTCOMES) if contact.turns else outcome is None


def test_a_customer_who_hangs_up_makes_unresolved_likelier() -> None:
    contact = contact_of([[("customer", "Laat maar."), ("agent", "Oké.")]])
    hung_up = replace(contact, legs=(replace(contact.legs[0], ended_by="customer_hangup"),))
    assert outcome_features(contact, ())["hung_up"] == 0.0
    assert outcome_features(hung_up, ())["hung_up"] == 1.0
    assert outcome_of(hung_up, ()) == "unresolved"


def test_only_the_end_counts() -> None:
    glad = "Fantastisch, heel erg bedankt!"
    early = contact_of(
        [[("customer", glad), ("agent", "Ja."), ("customer", "Oké."), ("agent", "Dag.")]]
    )
    late = contact_of(
        [[("agent", "Ja."), ("customer", "Oké."), ("customer", glad), ("agent", "Dag.")]]
    )
    assert outcome_features(early, ())["pleased"] == 0.0
    assert outcome_features(late, ())["pleased"] > 0.0
