"""The space in which what is told lies near the same told in other words."""

import numpy as np
import pytest

from pipeline.detect.repeat_story.space import PLAIN, Space, load_space
from pipeline.domain import Contact
from pipeline.language.meaning import N_DIMENSIONS
from pipeline.language.senses import surroundings_of
from tests.support.build import contact_of

ASKS = ("agent", "Waar kan ik u mee helpen?")
TOLD = ("customer", "Mijn wasmachine lekt sinds zaterdag, de hele bijkeuken staat blank.")
AGAIN = ("customer", "Er loopt water uit dat ding, al het hele weekend, ik kan dweilen.")
OTHER = ("customer", "Ik wil graag weten wanneer mijn pasje voor het zwembad afloopt.")


@pytest.fixture
def contact() -> Contact:
    return contact_of([[ASKS, TOLD, ASKS, AGAIN, ASKS, OTHER]])


def test_every_turn_lies_on_a_sphere_one_without_words_as_well() -> None:
    places = load_space().of_turns(contact_of([[ASKS, ("customer", ""), TOLD]]))
    assert [round(float(np.linalg.norm(row)), 4) for row in places.values()] == [1.0, 1.0, 1.0]


def test_a_story_lies_nearer_to_its_retelling_than_to_another_and_by_more_than_it_means(
    contact: Contact,
) -> None:
    apart = {}
    for name, space in {"learnt": load_space(), "meaning": PLAIN}.items():
        places = space.of_turns(contact)
        apart[name] = float(places[2] @ places[4] - places[2] @ places[6])
    assert apart["learnt"] > apart["meaning"]
    assert apart["learnt"] > 0.1


def test_a_sentence_lies_where_it_would_as_a_turn_of_its_own_or_near() -> None:
    both = load_space().of_sentences(f"{TOLD[1]} {OTHER[1]}")
    alone = load_space().of_turns(contact_of([[TOLD, OTHER]]))
    assert both.shape == (2, N_DIMENSIONS)
    assert float(both[0] @ alone[1]) > float(both[0] @ alone[2])
    assert float(both[1] @ alone[2]) > float(both[1] @ alone[1])


def test_axes_that_are_drawn_out_count_for_more(contact: Contact) -> None:
    axes = np.diag(np.where(np.arange(N_DIMENSIONS) == 7, 100.0, 0.01)).astype(np.float32)
    places = Space(axes, PLAIN.cut).of_turns(contact)
    assert all(abs(row[7]) > 0.99 for row in places.values())


def test_how_a_turn_sounds_is_a_sum_over_it_and_its_surroundings(contact: Contact) -> None:
    cut = np.linspace(-1, 1, len(PLAIN.cut), dtype=np.float32)
    sounds = Space(PLAIN.axes, cut).sounds(contact)
    rows = surroundings_of(contact)
    assert sounds == pytest.approx(
        {turn.turn_no: float(row @ cut) for turn, row in zip(contact.turns, rows, strict=True)},
        rel=1e-4,
    )
    assert set(PLAIN.sounds(contact).values()) == {0.0}


def test_a_contact_in_which_nothing_is_said_has_no_places() -> None:
    silent = contact_of([[]])
    assert load_space().of_turns(silent) == {}
    assert load_space().sounds(silent) == {}
