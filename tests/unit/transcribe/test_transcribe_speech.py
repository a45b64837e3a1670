import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transcribe.speech import PAD_S, find_holes, find_speech, pack, repack

WINDOW_S = 20.0

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
    windows = pack(SILENCE, spans, WINDOW_S)
    packed_s = sum(high - low for window in windows for low, high in window.spans)
    assert packed_s == pytest.approx(sum(high - low for low, high in spans))
    for window in windows:
        length_s = len(window.samples) / 16000
        assert length_s <= WINDOW_S + 0.01
        at_s = fraction * length_s
        placed, _ = window.place_span(at_s, at_s)
        assert any(low - 1e-6 <= placed <= high + 1e-6 for low, high in window.spans)


def test_a_word_is_placed_in_the_span_that_holds_its_middle():
    (window,) = pack(SILENCE, [(10.0, 12.0), (50.0, 53.0)], WINDOW_S)
    assert window.place_span(1.0, 1.5) == pytest.approx((11.0, 11.5))
    assert window.place_span(2.5, 3.0) == pytest.approx((50.5, 51.0))
    assert window.place_span(1.9, 2.4) == pytest.approx((50.0, 50.4))


def test_speech_without_words_is_found():
    spans = [(0.0, 10.0), (20.0, 25.0)]
    heard = [(0.1, 4.0), (20.4, 24.6)]
    assert find_holes(spans, heard) == ((4.0 - PAD_S, 10.0),)
    assert find_holes(spans, [(0.0, 9.0), (20.0, 25.0)]) == ()


def test_silence_is_no_speech():
    assert find_speech(SILENCE[: 16000 * 20]) == ()
    assert find_speech(np.zeros(0, np.float32)) == ()


def test_windows_are_about_equally_full():
    windows = pack(SILENCE, [(float(at), at + 1.0) for at in range(0, 52, 2)], WINDOW_S)
    assert [len(window.samples) / 16000 for window in windows] == pytest.approx([13.0, 13.0], abs=1)


def test_what_was_passed_over_is_found_in_the_windows_that_hold_it():
    ramp = np.arange(100 * 16000, dtype=np.float32)
    windows = pack(ramp, [(5.0, 15.0), (30.0, 45.0)], WINDOW_S)
    (again,) = repack(windows, [(7.0, 9.0), (33.0, 36.0), (60.0, 61.0)], WINDOW_S)
    assert again.spans == ((7.0, 9.0), (33.0, 36.0))
    assert again.samples[[0, 32000]].tolist() == [7.0 * 16000, 33.0 * 16000]
    assert len(again.samples) == 5 * 16000
