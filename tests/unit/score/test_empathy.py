"""Empathy: the sum of what was heard of the agent, from words alone, null where there is nothing."""

import pytest
from hypothesis import given, settings

from pipeline.domain import Contact, EmpathyScore, Journey, Speaker
from pipeline.score import judge
from pipeline.score.empathy import COUNTED, MODEL, behaviours_of
from pipeline.trained import load_weights
from tests.support.build import contact_of, journey_of
from tests.support.journeys import journeys

WEIGHTS = load_weights(MODEL).weights
UNKIND = {"script", "sends_away", "brushes_off", "answers_short", "bare_ask"}
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
    assert behaviour in {*COUNTED, "explains", "manner"}


@pytest.mark.parametrize(
    ("language", "text", "behaviour"),
    [
        ("nl", "Daar kan ik me iets bij voorstellen, zo alleen boven.", "names_it"),
        ("nl", "Dat had nooit zo mogen gaan, dat is onze fout.", "owns_it"),
        ("nl", "Sorry voor het ongemak.", "formula"),
        ("nl", "Heel veel sterkte, mevrouw.", "wishes"),
        ("nl", "Dat staat u vrij.", "brushes_off"),
        ("nl", "Dus u stond daar een uur in de regen.", "tells_back"),
        ("nl", "Daar kunt u niets aan doen, dat ligt niet aan u.", "reassures"),
        ("nl", "De monteur heb ik zojuist gebeld.", "has_done"),
        ("nl", "Kan ik verder nog iets voor u doen?", "script"),
        ("nl", "U kunt dat op onze website aanvragen.", "sends_away"),
        ("nl", "Hoe is het nu met uw moeder?", "asks_on"),
        ("nl", "Amai, dat is niet niks.", "names_it"),
        ("en", "I can only imagine how worrying that is.", "names_it"),
        ("en", "That's on us, I'll sort it myself.", "owns_it"),
        ("en", "Sorry for the inconvenience.", "formula"),
        ("en", "Take care of yourself.", "wishes"),
        ("en", "That's our policy.", "brushes_off"),
        ("en", "So you waited a whole hour in the rain.", "tells_back"),
        ("en", "There's nothing you did wrong.", "reassures"),
        ("en", "I've just booked the engineer.", "has_done"),
        ("en", "Is there anything else I can help you with?", "script"),
        ("en", "You'll need to go to our website.", "sends_away"),
        ("en", "How is your mother coping?", "asks_on"),
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


def leg(*pairs: tuple[str, str], language: str = "nl") -> Contact:
    turns = [turn for said, answer in pairs for turn in (("customer", said), ("agent", answer))]
    return contact_of([turns], language=language)


TROUBLE = (
    "De verwarming is al drie dagen stuk en mijn baby heeft het koud.",
    "Niemand belt mij terug, ik heb het al twee keer gevraagd.",
    "En wanneer komt er dan iemand bij ons langs?",
)
# The same behaviour as people of four kinds would put it.
PAIRED = {
    "nl": (
        "Drie dagen in de kou met een baby, dat is heel zwaar. Hoe is het nu met haar?",
        "Dan bent u twee keer blijven wachten op iemand die niet belde. Dat is onze fout.",
        "Ik regel het nu zelf en ik bel u vanmiddag. U hoeft niets meer te doen.",
    ),
    "nl, Flemish": (
        "Amai, drie dagen in de kou met een baby, da's zwaar. Hoe is 't nu met haar?",
        "Dan zijt ge twee keer blijven wachten op iemand die niet belde. Dat is onze fout.",
        "Ik regel het nu zelf en ik bel u vanmiddag. Ge moet niks meer doen.",
    ),
    "nl, second language": (
        "Drie dagen in de kou met baby, dat is heel zwaar. Hoe is nu met haar?",
        "Dus u was twee keer wachten en niemand belde. Dat is onze fout.",
        "Ik regel nu zelf en ik bel u vanmiddag. U moet niets meer doen.",
    ),
    "en": (
        "Three days in the cold with a baby, that's really hard. How is she now?",
        "So you waited twice for a call that nobody made. That's our mistake.",
        "I'll sort it out myself now and I'll call you this afternoon. You don't have to do anything.",
    ),
}


def paired(kind: str) -> float:
    return empathy_of(leg(*zip(TROUBLE, PAIRED[kind], strict=True), language=kind[:2])).empathy or 0


@pytest.mark.parametrize("kind", sorted(PAIRED))
def test_the_same_behaviour_scores_the_same_in_whatever_words(kind: str) -> None:
    assert paired(kind) >= 2.5
    assert paired(kind) == pytest.approx(paired("nl"), abs=0.5)


@pytest.mark.parametrize(
    ("language", "formula"),
    [("nl", "Wat vervelend om te horen."), ("en", "I'm so sorry to hear that.")],
)
def test_the_formula_to_everything_is_a_two_at_most(language: str, formula: str) -> None:
    contact = leg(*((said, formula) for said in TROUBLE), language=language)
    assert (empathy_of(contact).empathy or 0) < 2.5


def test_one_warm_phrase_does_not_make_a_four() -> None:
    contact = leg(
        (TROUBLE[0], "Dat is heel zwaar met een kleintje erbij. Wat is uw postcode?"),
        (TROUBLE[1], "Er staat een afspraak voor volgende week in het systeem."),
        (TROUBLE[2], "De monteur komt dinsdag tussen acht en twaalf."),
    )
    assert (empathy_of(contact).empathy or 0) < 3.5


def test_who_talks_at_length_is_not_kind_for_that_alone() -> None:
    procedure = (
        "De aanvraag wordt door de afdeling planning in behandeling genomen en daarna volgt volgens "
        "de voorwaarden een beoordeling van het dossier, die doorgaans enige tijd in beslag neemt."
    )
    contact = leg(*((said, procedure) for said in TROUBLE))
    assert (empathy_of(contact).empathy or 0) < 2.5


def test_a_warm_agent_who_never_says_sorry_can_have_a_four() -> None:
    contact = leg(
        *zip(TROUBLE, PAIRED["nl"], strict=True),
        ("Oké, dank u wel.", "Heb ik het zo goed begrepen, vandaag nog, voordat zij slaapt?"),
        (
            "Ja, precies.",
            "Dan heb ik het zojuist ingepland en ik blijf aan de lijn tot u het ziet.",
        ),
        ("Ik zie het.", "Mooi. Sterkte, en geef haar straks een warm badje. Redt u het zo alleen?"),
    )
    score = empathy_of(contact)
    assert "formula" not in {row.reason for row in score.contributions}
    assert (score.empathy or 0) >= 3.5


def test_a_question_tells_nothing_back() -> None:
    asked = leg((TROUBLE[0], "En u deed dat toen zelf?"), (TROUBLE[1], "Juist."))
    told = leg((TROUBLE[0], "En u deed dat toen zelf."), (TROUBLE[1], "Juist."))
    assert amount(asked, "tells_back") == 0
    assert amount(told, "tells_back") > 0
