"""Empathy: the sum of what was heard of the agent, from words alone, null where there is nothing."""

import pytest
from hypothesis import given, settings

from pipeline.domain import Contact, EmpathyScore, Journey, Speaker
from pipeline.score import judge
from pipeline.score.empathy import AGENT_CUES, MODEL, behaviours_of
from pipeline.trained import load_weights
from tests.support.build import contact_of, journey_of
from tests.support.journeys import journeys

WEIGHTS = load_weights(MODEL).weights
UNKIND = {"brushes_off", "answers_short"}
COMPLAINT: tuple[Speaker, str] = (
    "customer",
    "Mijn moeder zit al drie uur met een kapotte traplift boven en ze is bang.",
)


def empathy_of(contact: Contact) -> EmpathyScore:
    return judge(journey_of(contact), ())[1][0]


@settings(deadline=None)
@given(journeys())
def test_a_score_is_the_sum_of_its_rows(journey: Journey) -> None:
    _, empathies = judge(journey, ())
    legs = [(c.contact_id, leg.leg_no) for c in journey.contacts for leg in c.legs]
    assert [(each.contact_id, each.leg_no) for each in empathies] == legs
    for score in empathies:
        if score.empathy is None:
            assert score.null_reason and not score.contributions
            continue
        assert 0.0 <= score.empathy <= 4.0
        assert score.empathy == pytest.approx(sum(row.points for row in score.contributions))


@pytest.mark.parametrize("behaviour", sorted(WEIGHTS))
def test_every_weight_has_the_direction_that_its_name_says(behaviour: str) -> None:
    assert WEIGHTS[behaviour] < 0 if behaviour in UNKIND else WEIGHTS[behaviour] > 0
    assert behaviour in {*AGENT_CUES, "takes_up", "answers_short"}


@pytest.mark.parametrize(
    ("language", "text", "behaviour"),
    [
        ("nl", "Daar kan ik me iets bij voorstellen, zo alleen boven.", "names_it"),
        ("nl", "Dat had nooit zo mogen gaan, dat is onze fout.", "owns_it"),
        ("nl", "Sorry voor het ongemak.", "formula"),
        ("nl", "Heel veel sterkte, mevrouw.", "wishes"),
        ("nl", "Dat staat u vrij.", "brushes_off"),
        ("en", "I can only imagine how worrying that is.", "names_it"),
        ("en", "That's on us, I'll sort it myself.", "owns_it"),
        ("en", "Sorry for the inconvenience.", "formula"),
        ("en", "Take care of yourself.", "wishes"),
        ("en", "That's our policy.", "brushes_off"),
    ],
)
def test_what_agents_are_heard_to_do(language: str, text: str, behaviour: str) -> None:
    contact = contact_of([[("agent", text), ("agent", "Ja.")]], language=language)
    heard = {b.reason: b.amount for b in behaviours_of(contact, contact.legs[0])}
    assert heard[behaviour] > 0


def test_taking_up_what_was_said_is_not_asking_for_a_number() -> None:
    said = "De traplift staat stil op de overloop, mijn moeder zit boven."
    taken_up = contact_of(
        [
            [
                ("customer", said),
                ("agent", "De traplift staat stil dus, en uw moeder zit op de overloop."),
            ]
        ]
    )
    asked = contact_of([[("customer", said), ("agent", "Uw moeder, traplift, oké. Klantnummer?")]])
    assert amount(taken_up, "takes_up") > 0
    assert amount(asked, "takes_up") == 0


def amount(contact: Contact, behaviour: str) -> float:
    return {b.reason: b.amount for b in behaviours_of(contact, contact.legs[0])}[behaviour]


def test_a_kind_leg_scores_above_a_procedural_one_and_that_above_a_rude_one() -> None:
    kind = contact_of(
        [
            [
                COMPLAINT,
                (
                    "agent",
                    "Wat een schrik, zo boven op de trap. Dat had nooit "
                    "mogen gebeuren, ik regel het zelf en ik blijf aan de lijn.",
                ),
                ("agent", "Hoe gaat het nu met uw moeder?"),
            ]
        ]
    )
    plain = contact_of(
        [
            [
                COMPLAINT,
                ("agent", "Welk type traplift heeft u en wat is het adres?"),
                ("agent", "Genoteerd."),
            ]
        ]
    )
    rude = contact_of(
        [
            [
                COMPLAINT,
                ("agent", "Tja, had u dan maar eerder moeten bellen."),
                ("agent", "Daar kan ik ook niks aan doen."),
            ]
        ]
    )
    scores = [empathy_of(contact).empathy for contact in (kind, plain, rude)]
    assert all(score is not None for score in scores)
    assert scores[0] > scores[1] > scores[2]


def test_another_agents_words_do_not_count_for_this_leg() -> None:
    from dataclasses import replace

    contact = contact_of([[COMPLAINT, ("agent", "Dat is onze fout."), ("agent", "Ja.")]])
    borrowed = replace(contact, turns=tuple(replace(t, agent_id="A9") for t in contact.turns))
    assert amount(contact, "owns_it") > 0
    assert amount(borrowed, "owns_it") == 0


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (contact_of([[("agent", "Hallo."), ("customer", "Ja?")]]), "too_short"),
        (contact_of([[("customer", "Hallo?")]]), "too_short"),
        (
            contact_of([[("agent", "Hallo."), ("agent", "Ja.")]], transcript_quality=0.1),
            "poor_transcript",
        ),
    ],
)
def test_what_cannot_be_told_is_null_with_the_reason(contact: Contact, reason: str) -> None:
    score = empathy_of(contact)
    assert score.empathy is None and score.null_reason == reason
    assert score.contributions == ()


@pytest.mark.parametrize(
    ("said", "is_occasion"),
    [
        ("Mijn traplift is kapot en mijn moeder is bang.", True),
        ("Tot hoe laat bent u open vandaag?", False),
    ],
)
def test_an_occasion_is_something_to_respond_to(said: str, is_occasion: bool) -> None:
    contact = contact_of([[("customer", said), ("agent", "Juist."), ("agent", "Ja.")]])
    assert empathy_of(contact).is_occasion is is_occasion
