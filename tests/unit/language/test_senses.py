"""What stands around a turn when its sense is heard."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.senses import AROUND, WHOLE, strongest, surroundings

TURNS = np.array([[1, 0], [0, 1], [0, 3], [5, 5]], np.float32)
LEGS = [1, 1, 1, 2]
SPEAKERS = ["agent", "customer", "customer", "agent"]


def around() -> list[np.ndarray]:
    """For each turn: itself, the one before, the one after, the customer's and the agent's leg."""
    return [row.reshape(5, 2) for row in surroundings(TURNS, LEGS, SPEAKERS)]


def test_a_turn_is_heard_with_its_neighbours_which_weigh_less() -> None:
    turn, before, after, *_ = around()[1]
    assert turn.tolist() == [0, 1]
    assert before.tolist() == (TURNS[0] * np.float32(AROUND)).tolist()
    assert after.tolist() == (TURNS[2] * np.float32(AROUND)).tolist()


def test_and_with_what_each_party_says_in_its_leg() -> None:
    for turn in around()[:3]:
        assert np.allclose(turn[3], [0, 2 * WHOLE])
        assert np.allclose(turn[4], [WHOLE, 0])


def test_who_is_silent_in_a_leg_counts_for_nothing() -> None:
    *_, customer, agent = around()[3]
    assert np.allclose(customer, 0)
    assert np.allclose(agent, [5 * WHOLE, 5 * WHOLE])


def test_the_strongest_sentence_speaks_for_a_turn() -> None:
    said = np.array([[-2.0, 0.0], [6.0, 0.0], [-3.0, 0.0]], np.float32)
    assert np.allclose(strongest(said), [6.0, 0.0], atol=0.01)


def test_a_single_sentence_speaks_for_itself_and_none_says_nothing() -> None:
    assert strongest(np.array([[1.5, -2.0]], np.float32)).tolist() == [1.5, -2.0]
    assert strongest(np.zeros((0, 2), np.float32)).tolist() == [0.0, 0.0]


@given(st.lists(st.floats(-40.0, 40.0, width=32), min_size=1, max_size=9))
def test_sentences_come_to_something_between_their_mean_and_the_strongest(
    said: list[float],
) -> None:
    (found,) = strongest(np.array(said, np.float32)[:, None])
    assert np.mean(said) - 1e-3 <= found <= max(said) + 1e-3
