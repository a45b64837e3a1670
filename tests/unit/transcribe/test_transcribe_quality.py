import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trained import load_weights
from pipeline.transcribe.quality import features_of, quality_of
from pipeline.transcribe.recogniser import Word


def heard(n_words, probability):
    return [Word(" ja", at * 0.5, at * 0.5 + 0.4, probability) for at in range(n_words)]


def test_features_are_shares_and_a_rate():
    assert features_of(heard(30, 0.75), n_left_out=10, speech_s=12.0) == {
        "sure": 0.75,
        "left_out": 0.25,
        "words_per_s": 2.5,
    }


def test_quality_is_one_minus_the_expected_share_of_errors():
    words = heard(30, 0.75)
    features = features_of(words, n_left_out=10, speech_s=12.0)
    expected = 1 - load_weights("quality").chance(features)
    assert quality_of(words, n_left_out=10, speech_s=12.0) == pytest.approx(expected, abs=0.001)


def test_nothing_heard_is_no_quality():
    assert quality_of([], n_left_out=0, speech_s=30.0) == 0.0
    assert quality_of([], n_left_out=9, speech_s=0.0) == 0.0


def test_a_good_line_and_a_poor_one():
    assert quality_of(heard(100, 0.93), n_left_out=0, speech_s=40.0) > 0.85
    assert quality_of(heard(100, 0.45), n_left_out=0, speech_s=40.0) < 0.4


@given(
    st.integers(1, 50),
    st.floats(0, 1),
    st.integers(0, 200),
    st.floats(0, 600),
    st.floats(0.01, 0.2),
)
def test_quality_is_a_share_and_falls_with_doubt(n_words, probability, n_left_out, speech_s, less):
    surer = quality_of(heard(n_words, probability), n_left_out=n_left_out, speech_s=speech_s)
    doubted = quality_of(
        heard(n_words, max(0.0, probability - less)), n_left_out=n_left_out, speech_s=speech_s
    )
    assert 0.0 <= doubted <= surer <= 1.0
