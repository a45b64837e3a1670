import numpy as np
import pytest

from pipeline.domain import Leg
from pipeline.transcribe.diarise import STEP_S, WINDOW_S, Voiceprints
from pipeline.transcribe.recogniser import Word
from pipeline.transcribe.voices import Heard, who_says_what

AGENT = "Goedemiddag, u spreekt met Miranda. Waarmee kan ik u helpen? Mag ik uw postcode?"
CUSTOMER = (
    "Ik bel over een föhn die ik bij jullie gekocht heb. Hij doet het niet, mijn haar blijft nat."
)
SECOND = (
    "Technische dienst, waar kan ik u mee helpen? Heeft u de bon nog? Dan noteer ik het voor u."
)
AGAIN = "Nou, ik heb dat net al verteld. Ik wil gewoon mijn geld terug, hij doet het niet."
WORD_S = 0.35


def sound(person, n):
    """Some windows of one person's voice, never twice the same."""
    draw = np.random.default_rng([person, n])
    middle = np.random.default_rng(person).standard_normal(256)
    rows = middle / np.linalg.norm(middle) + 0.03 * draw.standard_normal((n, 256))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def call(*turns):
    """Words, voiceprints and who really says each word, from (person, text, seconds of the start)."""
    words, truth, prints = [], [], []
    for person, text, start_s in turns:
        said = text.split()
        for at, word in enumerate(said):
            begin_s = start_s + at * WORD_S
            words.append(Word(f" {word}", begin_s, begin_s + WORD_S - 0.02, 0.9))
            truth.append(person)
        starts_s = np.arange(start_s, start_s + len(said) * WORD_S - WINDOW_S + 0.01, STEP_S)
        prints.append(Voiceprints(starts_s, sound(person, len(starts_s))))
    return tuple(words), Voiceprints.joined(prints), truth


def mixed(*turns):
    words, prints, truth = call(*turns)
    return Heard("call.wav", 0, None, None, True, words, prints), truth


def apart(channel, text, role=None, *, path="call.wav", leg_no=None, start_s=0.0, prints=None):
    words, _, _ = call((1, text, start_s))
    return Heard(path, channel, leg_no, role, False, words, prints)


def roles_by_person(voices, truth):
    return {
        person: {role for (role, _), who in zip(voices.spoken, truth, strict=True) if who == person}
        for person in set(truth)
    }


ONE_LEG = (Leg(1, 0.0, 60.0),)
TWO_LEGS = (Leg(1, 0.0, 15.0), Leg(2, 40.0, 60.0))
CUSTOMERS, MIRANDA, HARRY = 1, 2, 3
TRANSFERRED = (
    (MIRANDA, AGENT, 0.5),
    (CUSTOMERS, CUSTOMER, 6.5),
    (HARRY, SECOND, 41.0),
    (CUSTOMERS, AGAIN, 48.0),
)


def test_two_voices_of_a_mono_call_are_told_apart_and_named_by_their_words():
    one, truth = mixed((CUSTOMERS, CUSTOMER, 0.5), (MIRANDA, AGENT, 8.0), (CUSTOMERS, AGAIN, 14.0))
    told = who_says_what([one], ONE_LEG, "nl")
    assert roles_by_person(told, truth) == {CUSTOMERS: {"customer"}, MIRANDA: {"agent"}}
    assert told.agent_changes_s == ()


def test_the_customer_is_one_person_through_all_legs():
    one, truth = mixed(*TRANSFERRED)
    told = who_says_what([one], TWO_LEGS, "nl")
    named = roles_by_person(told, truth)
    assert named == {CUSTOMERS: {"customer"}, MIRANDA: {"agent"}, HARRY: {"agent"}}
    assert told.agent_changes_s == ()  # the legs are known already


def test_without_legs_the_second_agent_is_noticed():
    one, truth = mixed(*TRANSFERRED)
    told = who_says_what([one], ONE_LEG, "nl")
    named = roles_by_person(told, truth)
    assert named == {CUSTOMERS: {"customer"}, MIRANDA: {"agent"}, HARRY: {"agent"}}
    assert told.agent_changes_s == pytest.approx((41.0,), abs=0.01)


def test_a_leg_in_which_only_the_customer_speaks_is_the_customers():
    one, truth = mixed(*TRANSFERRED[:2], (CUSTOMERS, "Hallo, bent u daar nog? Hallo?", 41.0))
    told = who_says_what([one], TWO_LEGS, "nl")
    assert roles_by_person(told, truth) == {CUSTOMERS: {"customer"}, MIRANDA: {"agent"}}


@pytest.mark.parametrize(("text", "role"), [(AGENT, "agent"), (CUSTOMER, "customer")])
def test_one_voice_is_left_one_voice(text, role):
    one, truth = mixed((MIRANDA, text, 0.5), (MIRANDA, text, 9.0))
    assert roles_by_person(who_says_what([one], ONE_LEG, "nl"), truth) == {MIRANDA: {role}}


@pytest.mark.parametrize("legs", [ONE_LEG, TWO_LEGS])
def test_a_mixed_line_without_prints_is_one_voice(legs):
    words, _, _ = call((MIRANDA, AGENT, 0.5))
    for prints in (None, Voiceprints.joined([])):
        told = who_says_what([Heard("a", 0, None, None, True, words, prints)], legs, "nl")
        assert [word for _, word in told.spoken] == list(words)
        assert {role for role, _ in told.spoken} == {"agent"}


def test_nothing_heard_is_nothing_said():
    told = who_says_what([Heard("a", 0, None, None, True, ())], ONE_LEG, "nl")
    assert (told.spoken, told.marks, told.agent_changes_s) == ((), (), ())
    assert who_says_what([], ONE_LEG, "nl").spoken == ()


def said_by(told, role):
    return "".join(word.text for who, word in told.spoken if who == role)


@pytest.mark.parametrize("texts", [(AGENT, CUSTOMER), (CUSTOMER, AGENT)])
def test_channels_without_roles_are_named_by_their_words(texts):
    told = who_says_what([apart(at, text) for at, text in enumerate(texts)], ONE_LEG, "nl")
    assert said_by(told, "agent").strip() == AGENT
    assert told.marks == ()


def test_of_three_channels_the_one_between_is_a_colleague():
    colleague = "Ik zie hier in het systeem dat wij het u kunnen opsturen."
    lines = [apart(0, CUSTOMER), apart(1, AGENT), apart(2, colleague)]
    told = who_says_what(lines, ONE_LEG, "nl")
    assert said_by(told, "customer").strip() == CUSTOMER
    assert colleague in said_by(told, "agent")


def test_swapped_channels_are_noticed_swapped_and_said():
    lines = [apart(0, CUSTOMER + AGAIN, "agent"), apart(1, AGENT + SECOND, "customer")]
    told = who_says_what(lines, ONE_LEG, "nl")
    assert said_by(told, "agent").strip() == AGENT + SECOND
    (mark,) = told.marks
    assert mark.kind == "swapped_channels"
    assert mark.detail == ("the source says channel 0 is the agent; what is said says channel 1")
    assert mark.start_s == 0.0
    assert mark.end_s == pytest.approx(max(word.end_s for _, word in told.spoken))


def test_swapped_files_are_said_without_their_names():
    lines = [
        apart(0, CUSTOMER + AGAIN, "agent", path="jansen-1.wav"),
        apart(0, AGENT + SECOND, "customer", path="jansen-2.wav"),
    ]
    told = who_says_what(lines, ONE_LEG, "nl")
    assert said_by(told, "customer").strip() == CUSTOMER + AGAIN
    assert "jansen" not in told.marks[0].detail


@pytest.mark.parametrize(
    ("agent", "customer"),
    [
        (AGENT, CUSTOMER),
        ("Dat doet het niet.", "Mag ik uw postcode?"),  # too little to overrule the source
        (CUSTOMER, ""),
        ("Ja.", "Nee."),
    ],
)
def test_without_clear_words_the_source_is_believed(agent, customer):
    told = who_says_what([apart(0, agent, "agent"), apart(1, customer, "customer")], ONE_LEG, "nl")
    assert said_by(told, "agent").strip() == agent
    assert told.marks == ()


def test_another_voice_on_the_agents_channel_begins_another_agents_part():
    words, prints, _ = call((MIRANDA, AGENT, 0.5), (HARRY, SECOND, 41.0))
    agent = Heard("call.wav", 0, None, "agent", False, words, prints)
    lines = [agent, apart(1, CUSTOMER, "customer", start_s=7.0)]
    assert who_says_what(lines, ONE_LEG, "nl").agent_changes_s == pytest.approx((41.0,), abs=0.01)
    assert who_says_what(lines, TWO_LEGS, "nl").agent_changes_s == ()
