"""The spectrogram that Whisper hears."""

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor
from threadpoolctl import threadpool_limits

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.features import TAIL_S, log_mel

SOUND = np.random.default_rng(1).normal(0, 0.1, 10 * SAMPLE_RATE_HZ).astype(np.float32)


def test_it_is_the_same_to_the_last_bit_with_any_number_of_threads():
    spectrograms = []
    for n_threads in (1, 2):
        with threadpool_limits(n_threads):
            spectrograms.append(log_mel(SOUND, 80))
    assert np.array_equal(*spectrograms)


def test_it_is_what_faster_whisper_hears():
    tail = np.zeros(round(TAIL_S * SAMPLE_RATE_HZ), np.float32)
    theirs = FeatureExtractor()(np.concatenate([SOUND, tail]), padding=0)
    ours = log_mel(SOUND, 80)
    n_frames = min(ours.shape[1], theirs.shape[1])
    assert n_frames >= 1029
    inside = slice(2, n_frames - 2)  # it mirrors the ends, ours are silent there
    assert ours[:, inside] == pytest.approx(theirs[:, inside], abs=1e-3)
