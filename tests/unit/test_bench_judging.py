"""What the bench of detectors and scores feeds its paths, and what they do with it."""

import numpy as np
import pytest

from pipeline.store import Night
from tests.bench import judging
from tests.flows.stories import BILL, RETOLD, TOLD
from tests.support.build import contact_of


@pytest.fixture
def told():
    """Calls of one leg and of two; only the latter are judged."""
    return [contact_of([BILL], contact_id="one"), contact_of([TOLD, RETOLD], contact_id="two")]


def test_stored_calls_have_two_legs_other_words_and_no_judgement_yet(told, tmp_path):
    store = judging._stored(told, 7, tmp_path / "store.duckdb")
    with Night.begin(store, "look") as night:
        ids = night.outdated("bench")
        contacts = list(night.contacts(ids))
    assert len(contacts) == 7
    assert {len(contact.legs) for contact in contacts} == {2}
    assert len({contact.customer_key for contact in contacts}) == 7
    assert len({contact.turns[1].text for contact in contacts}) == 7


def test_our_path_judges_what_it_is_given(told, tmp_path):
    store = judging._stored(told, 4, tmp_path / "store.duckdb")
    with Night.begin(store, "judge") as night:
        ids = night.outdated("bench")
        judging._retold(night)(list(night.contacts(ids)))
        assert night.outdated("bench") == []


def test_a_plain_pass_compares_what_the_customer_says_across_legs():
    contact = contact_of(
        [
            [("agent", "a"), ("customer", "b")],
            [("agent", "b"), ("customer", "c"), ("customer", "b")],
        ]
    )
    places = {"a": [1.0, 0.0], "b": [0.6, 0.8], "c": [0.8, 0.6]}
    alike = judging._likest(contact, lambda texts: np.array([places[text] for text in texts]))
    assert alike == pytest.approx([0.96, 1.0])
