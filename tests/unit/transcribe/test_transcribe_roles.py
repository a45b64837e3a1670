import numpy as np
import pytest

from pipeline.transcribe.phrases import plain
from pipeline.transcribe.roles import agent_of_two, agents_of_legs, roles_of, sound_out, terms_of

AGENT_NL = "Goedemiddag, u spreekt met Miranda. Waarmee kan ik u helpen? Mag ik uw postcode?"
CUSTOMER_NL = "Ik bel over een föhn die ik bij jullie gekocht heb. Hij doet het niet."
AGENT_EN = "Good morning, you're speaking with Miranda. Can I take your card number first?"
CUSTOMER_EN = "I'm calling about a hair dryer I bought. It only blows cold air."


@pytest.mark.parametrize(
    ("first", "second", "language", "agent"),
    [
        (AGENT_NL, CUSTOMER_NL, "nl", 0),
        (CUSTOMER_NL, AGENT_NL, "nl", 1),
        (AGENT_EN, CUSTOMER_EN, "en", 0),
        (CUSTOMER_EN, AGENT_EN, "en", 1),
        ("Zeg het maar.", "Goeiendag, 't is voor mijn factuur.", "nl", 0),
        ("Mijn pakje is niet toegekomen.", "Ge moogt mij uw adres eens geven.", "nl", 1),
        ("Blijft u even hangen?", "Ja, ik wacht.", "nl", 0),
        ("Ja hallo, het gaat over m'n abonnement.", "Wat is je klantnummer?", "nl", 1),
        ("My parcel never arrived.", "Let me just bring up your account.", "en", 1),
        ("Tak.", "Nie.", "nl", None),
        ("", "", "en", None),
    ],
)
def test_the_agent_is_known_by_the_words_whichever_comes_first(first, second, language, agent):
    assert agent_of_two(first, second, language) == agent


def test_the_reason_can_be_read():
    sounding = sound_out(AGENT_NL, "nl")
    assert "u spreekt met" in sounding.agent
    assert sounding.learned > 0
    assert sounding.lean == len(sounding.agent) - len(sounding.customer) + sounding.learned


def test_phrases_match_whole_words_only():
    assert plain("You’re on HOLD, O.K.?") == "you're on hold o k"
    assert sound_out("kapotte", "nl").customer == ()


def test_terms_are_words_and_their_pairs():
    assert terms_of("Ja. Ja, dank u!") == {"ja", "dank", "u", "ja ja", "ja dank", "dank u"}
    assert terms_of("") == frozenset()


@pytest.mark.parametrize(
    ("leans", "roles"),
    [
        ([3.0, -2.0], ["agent", "customer"]),
        ([3.0, 2.0], ["agent", "customer"]),
        ([-3.0, -2.0], ["customer", "agent"]),
        ([1.0, 4.0, -2.0], ["agent", "agent", "customer"]),  # a consultation
        ([-1.0, 4.0, -2.0], ["customer", "agent", "customer"]),
        ([0.5], ["agent"]),
        ([-0.5], ["customer"]),
        ([], []),
    ],
)
def test_a_leg_has_an_agent_and_a_customer_and_whoever_is_between(leans, roles):
    assert roles_of(leans) == roles


def test_one_customer_through_all_legs_settles_a_leg_without_telling_words():
    customer, first, second = (np.eye(256, dtype=np.float32)[i] for i in range(3))
    voices = [(first, customer), (customer, second)]
    assert agents_of_legs([3.0, 0.0], voices) == (0, 1)
    assert agents_of_legs([3.0, -1.0], voices) == (0, 1)
    assert agents_of_legs([], []) == ()
