import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transcribe.clusters import changes_of_voice, find_voices, path_of, voices_in


def voice(number, n, spread=0.03):
    """Some windows of one voice: near one direction of its own, never twice the same."""
    draw = np.random.default_rng([number, n])
    middle = np.random.default_rng(number).standard_normal(256)
    rows = middle / np.linalg.norm(middle) + spread * draw.standard_normal((n, 256))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def line(*turns):
    return np.concatenate([voice(number, n) for number, n in turns])


DIALOGUE = [(1, 20), (2, 3), (1, 12), (2, 30), (1, 2), (2, 8)]


@pytest.mark.parametrize(
    ("turns", "n_voices"),
    [
        (DIALOGUE, 2),
        ([(1, 60)], 1),
        ([(1, 60), (2, 4)], 1),  # a cough is no second voice
        ([(1, 60), (2, 6)], 2),
        ([*DIALOGUE, (3, 20), (2, 9), (3, 9)], 3),
        ([*DIALOGUE, (3, 8), (2, 9)], 2),  # too little to be a third
        ([(1, 1)], 1),
        ([], 0),
    ],
)
def test_as_many_voices_as_speak(turns, n_voices):
    rows = line((1, 0), *turns)
    assert len(voices_in(rows, 4)) == n_voices


def test_never_more_voices_than_allowed():
    assert len(voices_in(line(*DIALOGUE, (3, 20), (2, 9), (3, 9)), 2)) == 2


def test_the_centres_are_the_voices():
    centres = find_voices(line(*DIALOGUE), 2)
    for number in (1, 2):
        middle = voice(number, 1, spread=0.0)[0]
        assert (centres @ middle).max() > 0.97


def test_where_each_voice_begins():
    rows = line(*DIALOGUE, (3, 20), (2, 9), (3, 9))
    assert changes_of_voice(rows, find_voices(rows, 3)) == [20, 75]
    assert changes_of_voice(rows[:0], rows[:0]) == []


def test_too_few_windows_are_said_to_be_too_few():
    with pytest.raises(ValueError, match="2 voices need at least 2 windows, there are 1"):
        find_voices(line((1, 1)), 2)


@pytest.mark.parametrize(
    ("price", "path"),
    [(0.0, [0, 1, 0, 0, 1, 1]), (1.5, [0, 0, 0, 0, 1, 1]), (9.0, [1, 1, 1, 1, 1, 1])],
)
def test_a_change_must_be_worth_its_price(price, path):
    gains = np.array([[1, 0], [0, 1], [1, 0], [1, 0], [0, 3], [0, 3]], float)
    assert path_of(gains, np.full(6, price)).tolist() == path


@given(
    st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
def test_no_path_is_better_than_the_one_found(gains, prices):
    gains, prices = np.array(gains, float), np.array(prices, float)[: len(gains)]

    def worth(path):
        changes = np.flatnonzero(np.diff(path)) + 1
        return gains[np.arange(len(gains)), path].sum() - prices[changes].sum()

    every = np.stack(np.meshgrid(*[range(3)] * len(gains), indexing="ij"), -1)
    best = max(worth(path) for path in every.reshape(-1, len(gains)))
    assert worth(path_of(gains, prices)) == pytest.approx(best)
