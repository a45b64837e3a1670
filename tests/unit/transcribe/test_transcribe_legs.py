"""Legs and holds from what is heard: transfers found, a hold or a name alone never one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Leg, Mark, Turn
from pipeline.transcribe.legs import infer_holds, infer_legs, names_self

SPEAKERS = {"a": "agent", "c": "customer", "i": "ivr"}


def turns_of(said):
    """Turns from lines such as `+45 a Polisbeheer, met Aisha.`: seconds of pause, speaker, text."""
    turns, now = [], 0.0
    for number, line in enumerate(said, start=1):
        pause, speaker, text = line.split(maxsplit=2)
        start = now + float(pause)
        now = start + max(1.0, 0.4 * len(text.split()))
        turns.append(Turn(number, 1, SPEAKERS[speaker], round(start, 2), round(now, 2), text))
    return turns


def starts(said, language, **more):
    """The numbers of the turns with which a new leg begins, the first left out."""
    turns = turns_of(said)
    legs = infer_legs(turns, language, turns[-1].end_s, **more)
    return [next(t.turn_no for t in turns if t.start_s == leg.start_s) for leg in legs[1:]]


TRANSFERS = {
    "announced, waited, greeted": (
        "nl",
        [
            "+0 a Goedemorgen, Vandermeer Verzekeringen, met Sjoerd.",
            "+1 c Hoi, ik heb een vraag over mijn premie.",
            "+1 a Daar gaan mijn collega's van polisbeheer over. Blijf aan de lijn, ik zet u door.",
            "+1 c Prima.",
            "+45 a Polisbeheer, goedemorgen, u spreekt met Aisha.",
        ],
        [5],
    ),
    "announced, a long wait, hardly a greeting": (
        "nl",
        [
            "+0 a Met Kees van de klantendienst.",
            "+1 c Mijn pakje is kwijt.",
            "+1 a Dan verbind ik u even door met de bezorging.",
            "+130 a Bezorgdienst.",
        ],
        [4],
    ),
    "there and back, in Flemish": (
        "nl",
        [
            "+0 a Goeiemorgen, Energie Direct, met Lieve.",
            "+1 c Mijn factuur klopt niet, hé.",
            "+1 a Ge moet daarvoor bij facturatie zijn, ik geef u door aan de collega.",
            "+62 a Facturatie, met Bart.",
            "+1 c Ja, mijn factuur klopt niet.",
            "+3 a Daar kan ik niks aan doen, ik zal u terug doorverbinden.",
            "+190 a Energie Direct, goeiemorgen, met Nele, waarmee kan ik u helpen?",
        ],
        [4, 7],
    ),
    "announced, hardly a pause, another name": (
        "nl",
        [
            "+0 a Goedemiddag, servicepunt, met Tom.",
            "+1 c Ik wil mijn abonnement opzeggen.",
            "+1 a Dat regelt mijn collega voor u, die neemt het gesprek over.",
            "+1 c Oké.",
            "+4 a Hallo, met Ingrid van opzeggingen. Ik begrijp dat u wilt opzeggen?",
        ],
        [5],
    ),
    "only a moment asked, but another name after a long wait": (
        "nl",
        [
            "+0 a Goedenavond, taxicentrale.",
            "+1 c Mijn taxi is er niet.",
            "+1 a Moment.",
            "+70 a Goedenavond, met de planning, u spreekt met Hassan.",
        ],
        [4],
    ),
    "the customer speaks first": (
        "nl",
        [
            "+0 a Goedemiddag, met Tom.",
            "+1 c Ik heb een storing.",
            "+1 a Ik verbind u door met de techniek.",
            "+80 c Hallo? Is daar iemand?",
            "+1 a Techniek, met Noor.",
        ],
        [4],
    ),
    "English": (
        "en",
        [
            "+0 a Good morning, Northbridge Water, this is Hannah, how can I help?",
            "+1 c There is no water.",
            "+1 a I'll put you through to emergencies.",
            "+40 a Emergencies, Craig speaking.",
        ],
        [4],
    ),
    "English, a department and no name": (
        "en",
        [
            "+0 a Good afternoon, Acorn Bank.",
            "+1 c My card was stolen.",
            "+1 a I'm going to transfer you to our fraud team, stay on the line.",
            "+210 a Fraud.",
        ],
        [4],
    ),
    "language not known": (
        None,
        [
            "+0 a City Council, you're through to Joan.",
            "+1 c Bins again.",
            "+1 a I'll connect you with waste services.",
            "+33 a Good morning, waste services, can I take your postcode?",
        ],
        [4],
    ),
}
NO_TRANSFERS = {
    "a hold": (
        "nl",
        [
            "+0 a Goedemiddag, met Fatima.",
            "+1 c Ik wil een verhuizing doorgeven.",
            "+1 a Een momentje, dan zoek ik uw gegevens op.",
            "+75 a Bedankt voor het wachten, ik heb ze gevonden. Wat wordt het nieuwe adres?",
        ],
    ),
    "a hold after which the same agent greets again": (
        "nl",
        [
            "+0 a Goedemiddag, met Fatima.",
            "+1 c Kunt u mij doorverbinden met de directie?",
            "+1 a Nee, ik kan u niet doorverbinden met de directie. Ik zoek het wel uit.",
            "+80 a Goedemiddag mevrouw, met Fatima weer. Ik heb het uitgezocht.",
        ],
    ),
    "somebody asked for a name": (
        "nl",
        [
            "+0 a Hallo, met Wonen Plus.",
            "+1 c Met wie spreek ik?",
            "+1 a U spreekt met Peter, waarmee kan ik u helpen?",
            "+1 c De verwarming doet het niet.",
        ],
    ),
    "a transfer refused": (
        "nl",
        [
            "+0 a Helpdesk, met Joost.",
            "+1 c Mijn wachtwoord werkt niet.",
            "+1 a Ik verbind u niet door, dit kunnen we samen. Ogenblikje.",
            "+65 a Zo, ik heb een nieuw wachtwoord aangemaakt.",
        ],
    ),
    "announced, and then not done": (
        "nl",
        [
            "+0 a Goedemorgen, met Els.",
            "+1 c Ik zoek de afdeling facturen.",
            "+1 a Dan verbind ik u door. O wacht, ik zie het hier al staan.",
            "+1 c Fijn.",
            "+1 a Het gaat om twaalf euro.",
        ],
    ),
    "a new name in passing": (
        "nl",
        [
            "+0 a Goedemorgen, met Els.",
            "+1 c Mijn afspraak is morgen.",
            "+1 a Staat genoteerd. Ik wens u een mooie dag met Trijntje.",
        ],
    ),
    "an English hold": (
        "en",
        [
            "+0 a Hello, you're speaking to Raj.",
            "+1 c I need a refund.",
            "+1 a Let me check that for you, bear with me.",
            "+120 a Thanks for holding. I've found the order.",
        ],
    ),
}


@pytest.mark.parametrize("case", TRANSFERS)
def test_a_transfer_starts_a_leg(case):
    language, said, expected = TRANSFERS[case]
    assert starts(said, language) == expected


@pytest.mark.parametrize("case", NO_TRANSFERS)
def test_one_clue_is_no_transfer(case):
    language, said = NO_TRANSFERS[case]
    assert starts(said, language) == []


SILENT = [
    "+0 a Goedemorgen, met Els.",
    "+1 c Waar blijft mijn pakje?",
    "+20 a Uw pakje, mevrouw, goedemorgen.",
]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"marks": (Mark("music", 5.0, 25.0),)}, []),
        ({"marks": (Mark("ringing", 5.0, 12.0),)}, [3]),
        ({"new_voices": (25.4,)}, [3]),
        ({"new_voices": (200.0,)}, []),
    ],
)
def test_ringing_and_a_new_voice_speak_for_a_transfer(more, expected):
    assert starts(SILENT, "nl", **more) == expected


def test_a_leg_ends_with_the_last_words_before_the_wait():
    turns = turns_of(TRANSFERS["announced, waited, greeted"][1])
    first, second = infer_legs(turns, "nl", 99.0)
    assert (first.start_s, first.end_s, first.ended_by) == (0.0, turns[3].end_s, "transfer")
    assert (second.start_s, second.end_s, second.ended_by) == (turns[4].start_s, 99.0, None)
    assert first.is_inferred and second.is_inferred
    assert first.agent_id is None and second.agent_id is None


def test_the_first_leg_begins_with_the_first_person():
    turns = turns_of(["+2 i Kies 1 voor facturen.", "+30 a Goedemorgen, met Els.", "+1 c Dag."])
    (leg,) = infer_legs(turns, "nl", 60.0)
    assert (leg.leg_no, leg.start_s, leg.end_s) == (1, turns[1].start_s, 60.0)


@pytest.mark.parametrize("turns", [[], turns_of(["+2 i Kies 1 voor facturen."])])
def test_a_contact_in_which_nobody_speaks_has_one_leg(turns):
    assert infer_legs(turns, "nl", 60.0) == (Leg(1, 0.0, 60.0, is_inferred=True),)


lines = st.lists(
    st.tuples(
        st.floats(0.0, 200.0),
        st.sampled_from("aci"),
        st.sampled_from(
            [line.split(maxsplit=2)[2] for _, said, _ in TRANSFERS.values() for line in said]
        ),
    ),
    max_size=12,
)


@given(lines)
def test_legs_are_numbered_in_order_and_do_not_overlap(said):
    turns = turns_of([f"+{pause} {speaker} {text}" for pause, speaker, text in said])
    end_s = turns[-1].end_s if turns else 5.0
    legs = infer_legs(turns, "nl", end_s)
    assert [leg.leg_no for leg in legs] == list(range(1, len(legs) + 1))
    edges = [edge for leg in legs for edge in (leg.start_s, leg.end_s)]
    assert edges == sorted(edges)
    assert [leg.ended_by for leg in legs] == ["transfer"] * (len(legs) - 1) + [None]


HELD = turns_of(["+0 a Momentje, ik kijk even voor u na.", "+40 a Daar ben ik weer."])


@pytest.mark.parametrize(
    ("leg", "marks", "holds"),
    [
        (Leg(1, 0, 90, is_inferred=True), [Mark("music", 10, 40)], ((10, 40),)),
        (Leg(1, 0, 90, is_inferred=True), [Mark("silence", 5, 42)], ((5, 42),)),
        (Leg(1, 0, 90, is_inferred=True), [Mark("ringing", 10, 40)], ()),
        (Leg(1, 0, 90, is_inferred=True), [Mark("music", 80, 120)], ((80, 90),)),
        (Leg(1, 0, 90, hold_s=28.0), [Mark("music", 10, 40)], ((10, 40),)),
        (Leg(1, 0, 90, hold_s=0.0), [Mark("music", 10, 40)], ()),
        (Leg(1, 0, 90, hold_s=10.0), [Mark("music", 10, 40), Mark("music", 50, 60)], ((50, 60),)),
        (Leg(1, 0, 90, hold_s=5.0, holds=((1.0, 6.0),)), [Mark("music", 10, 40)], ((1.0, 6.0),)),
    ],
)  # fmt: skip
def test_holds_are_music_and_the_silence_that_was_asked_for(leg, marks, holds):
    (got,) = infer_holds([leg], HELD, "nl", marks)
    assert got.holds == holds
    assert got.hold_s == (sum(e - s for s, e in holds) if leg.is_inferred else leg.hold_s)


def test_a_silence_that_nobody_asked_for_is_no_hold():
    turns = turns_of(["+0 a Gaat u maar kijken.", "+40 c Ik heb hem."])
    (leg,) = infer_holds([Leg(1, 0, 90, is_inferred=True)], turns, "nl", [Mark("silence", 5, 42)])
    assert leg.holds == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Technische storingen, goedemiddag, met Harry.", True),
        ("Met Wouter", True),
        ("Mevrouw Prins, goedemorgen, met Anja Smeets. Ik heb uw dossier.", True),
        ("U spreekt met Lisa", True),
        ("Hello, network faults, this is Aoife.", True),
        ("Mavis! It's Denise.", True),
        ("Dat moet u met Kabelwerk bespreken.", False),
        ("Ik ga met u mee kijken.", False),
        ("This is a problem.", False),
        ("", False),
    ],
)
def test_who_says_a_name(text, expected):
    assert names_self(text, None) is expected
