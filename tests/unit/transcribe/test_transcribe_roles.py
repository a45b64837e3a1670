import numpy as np
import pytest

from pipeline.transcribe.phrases import plain
from pipeline.transcribe.roles import agent_of_two, agents_of_legs, sound_out

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
        ("Ja.", "Nee.", "nl", None),
        ("", "", "en", None),
    ],
)
def test_the_agent_is_known_by_the_words_whichever_comes_first(first, second, language, agent):
    assert agent_of_two(first, second, language) == agent


def test_the_reason_can_be_read():
    sounding = sound_out(AGENT_NL, "nl")
    assert "u spreekt met" in sounding.agent
    assert sounding.lean > 0


def test_phrases_match_whole_words_only():
    assert plain("You’re on HOLD, O.K.?") == "you're on hold o k"
    assert sound_out("kapotte", "nl").customer == ()


def test_one_customer_through_all_legs_settles_a_leg_without_telling_words():
    customer, first, second = (np.eye(256, dtype=np.float32)[i] for i in range(3))
    voices = [(first, customer), (customer, second)]
    assert agents_of_legs([3.0, 0.0], voices) == (0, 1)
    assert agents_of_legs([3.0, -1.0], voices) == (0, 1)
