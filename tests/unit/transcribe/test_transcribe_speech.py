import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transcribe.crosstalk import without_crosstalk
from pipeline.transcribe.speech import WINDOW_S, find_holes, find_speech, pack

SILENCE = np.zeros(16000 * 400, np.float32)


@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0.1, 60)), min_size=1, max_size=12),
    st.floats(0, 1),
)
def test_packed_speech_keeps_every_second_and_its_place(gaps_and_lengths, fraction):
    spans, now = [], 0.0
    for gap_s, length_s in gaps_and_lengths:
        start = now + gap_s
        now = min(start + length_s, 399.0)
        if now - start > 0.05:
            spans.append((start, now))
    windows = pack(SILENCE, spans)
    packed_s = sum(high - low for window in windows for low, high in window.spans)
    assert packed_s == pytest.approx(sum(high - low for low, high in spans))
    for window in windows:
        length_s = len(window.samples) / 16000
        assert length_s <= WINDOW_S + 0.01
        at_s = fraction * length_s
        placed, _ = window.place_span(at_s, at_s)
        assert any(low - 1e-6 <= placed <= high + 1e-6 for low, high in window.spans)


def test_a_word_is_placed_in_the_span_that_holds_its_middle():
    (window,) = pack(SILENCE, [(10.0, 12.0), (50.0, 53.0)])
    assert window.place_span(1.0, 1.5) == pytest.approx((11.0, 11.5))
    assert window.place_span(2.5, 3.0) == pytest.approx((50.5, 51.0))
    assert window.place_span(1.9, 2.4) == pytest.approx((50.0, 50.4))


def test_speech_without_words_is_found():
    spans = [(0.0, 10.0), (20.0, 25.0)]
    heard = [(0.1, 4.0), (20.4, 24.6)]
    assert find_holes(spans, heard) == ((3.6, 10.0),)
    assert find_holes(spans, [(0.0, 9.0), (20.0, 25.0)]) == ()


def test_silence_is_no_speech():
    assert find_speech(SILENCE[: 16000 * 20]) == ()
    assert find_speech(np.zeros(0, np.float32)) == ()


def noise(seed, seconds=6.0):
    return np.random.default_rng(seed).normal(0, 0.1, round(16000 * seconds)).astype(np.float32)


def test_a_quieter_delayed_copy_is_crosstalk():
    agent, delay = noise(1), round(0.02 * 16000)
    customer = np.concatenate([np.zeros(delay), 0.1 * agent])[: len(agent)].astype(np.float32)
    customer += 0.2 * noise(2) * 0.1
    spans = [(1.0, 4.0)]
    assert without_crosstalk(spans, customer, agent) == ()
    assert without_crosstalk(spans, agent, customer) == ((1.0, 4.0),)


def test_talking_at_once_is_no_crosstalk():
    spans = [(1.0, 4.0)]
    assert without_crosstalk(spans, 0.3 * noise(1), noise(2)) == ((1.0, 4.0),)
    assert without_crosstalk(spans, noise(1), np.zeros(16000 * 6, np.float32)) == ((1.0, 4.0),)
