"""Where nobody can be speaking: never where somebody does, however soft the channel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.quiet import LEAST_S, quiet_spans

SPEECH, NOISE = 0.05, 0.001


def channel(*parts: tuple[float, float]) -> np.ndarray:
    """Noise of a level for so many seconds, part after part."""
    dice = np.random.default_rng(1)
    return np.concatenate(
        [dice.normal(0, level, round(s * SAMPLE_RATE_HZ)) for s, level in parts]
    ).astype(np.float32)


def test_a_pause_of_some_seconds_is_quiet_but_for_its_margins():
    ((low, high),) = quiet_spans(channel((3, SPEECH), (4, NOISE), (3, SPEECH)))
    assert (low, high) == pytest.approx((3.3, 6.7), abs=0.05)


def test_a_short_pause_stays_for_the_speech_detector():
    assert quiet_spans(channel((3, SPEECH), (1.2, NOISE), (1, SPEECH))) == ()


def test_who_speaks_softly_after_shouting_is_heard():
    loud_then_soft = channel((4, SPEECH), (4, SPEECH / 8), (4, NOISE), (4, SPEECH))
    assert all(low >= 8 for low, _ in quiet_spans(loud_then_soft))


def test_a_channel_that_talks_throughout_has_none():
    assert quiet_spans(channel((20, SPEECH))) == ()


def test_a_dead_channel_is_quiet_from_beginning_to_end():
    assert quiet_spans(np.zeros(5 * SAMPLE_RATE_HZ, np.float32)) == ((0.0, 5.0),)


def test_a_sound_shorter_than_anything_has_none():
    assert quiet_spans(np.zeros(100, np.float32)) == ()


@given(
    st.lists(st.tuples(st.floats(0.1, 5), st.sampled_from([NOISE, SPEECH])), min_size=1),
    st.sampled_from([0.5, 2.0, 8.0]),
)
def test_spans_are_in_order_long_enough_and_the_same_at_any_volume(parts, louder):
    sound = channel(*parts)
    spans = quiet_spans(sound)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(high - low >= LEAST_S for low, high in spans)
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(sound) / SAMPLE_RATE_HZ)
    assert quiet_spans(sound * np.float32(louder)) == spans
