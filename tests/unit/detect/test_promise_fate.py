"""What became of a promise: clear words decide, else how the next contact begins, else nobody can tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.promise.fate import (
    BROKEN_UNTIL,
    KEPT_FROM,
    MODEL,
    MOST_BY_SOUND,
    Cut,
    fate_of,
    meant_at_first,
    read_cut,
)
from pipeline.domain import Contact, Speaker
from pipeline.trained import load_weights
from tests.support.build import contact_of

CLEARLY = 3.0  # words about the same kind of act, of a caller who says why


def later(*turns: tuple[Speaker, str]) -> Contact:
    return contact_of([turns], contact_id="c2", days_later=3, language="en")


@pytest.fixture(scope="module")
def promised():
    contact = contact_of(
        [[("customer", "It leaks."), ("agent", "A fitter will come on Tuesday morning.")]],
        language="en",
    )
    return contact.turns[1]


def test_without_a_later_contact_nobody_knows(promised):
    assert fate_of([], promised, []) == ("unknown", None)
    assert fate_of([later()], promised, []) == ("unknown", None)


@pytest.mark.parametrize(
    ("opening", "status"),
    [
        ("Tuesday came and went, and here I am, mopping my own floor again.", "broken"),
        ("He was a lovely lad, in and out in half an hour, and it's dry as a bone now.", "kept"),
    ],
)
def test_how_the_next_contact_begins_tells_where_no_phrase_does(promised, opening, status):
    told, quote = fate_of(
        [later(("agent", "Fitters, good morning."), ("customer", opening))], promised, []
    )
    assert told == status
    assert quote is None or quote.cue == status


@pytest.mark.parametrize("said", [CLEARLY, -CLEARLY])
def test_the_mood_never_turns_clear_words_around(said):
    features = {"said_kept": said, "sounds_kept": -MOST_BY_SOUND if said > 0 else MOST_BY_SOUND}
    chance = load_weights(MODEL).chance(features)
    assert chance > BROKEN_UNTIL if said > 0 else chance < KEPT_FROM


@given(st.lists(st.floats(-50, 50), min_size=4, max_size=4), st.floats(-50, 50))
def test_a_cut_says_so_much_at_most(meant, intercept):
    cut = Cut(np.ones(4), intercept)
    assert -MOST_BY_SOUND <= cut.kept(np.array(meant)) <= MOST_BY_SOUND


def test_a_contact_in_which_nobody_says_much_is_quoted_for_nothing(promised):
    assert fate_of([later(("customer", "…"))], promised, [])[1] is None


def test_the_cut_is_as_long_as_what_it_cuts():
    contact = later(("agent", "Fitters."), ("customer", "Hello."))
    assert read_cut().weights.shape == meant_at_first(contact).shape
