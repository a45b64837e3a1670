"""The mel spectrogram that Whisper hears, of a window as long as it is and no longer."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.sparse import csr_array

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples

FRAME, HOP = 400, 160
TAIL_S = 0.3  # of silence after a window, so that its last word ends
MAX_FRAMES = 3000  # 30 s: what Whisper's positions reach

Features = NDArray[np.float32]


def log_mel(samples: Samples, n_mels: int) -> Features:
    """Log-mel energies, `n_mels` x frames of 10 ms, an even number of at most 3000.

    As OpenAI computes them, but without filling up to 30 s: the encoder takes shorter windows, and
    its cost grows faster than their length.
    """
    tail = np.zeros(round(TAIL_S * SAMPLE_RATE_HZ) + FRAME // 2, np.float32)
    padded = np.concatenate([np.zeros(FRAME // 2, np.float32), samples, tail])
    frames = sliding_window_view(padded, FRAME)[::HOP]
    frames = frames[: min(len(frames) // 2 * 2, MAX_FRAMES)]
    spectrum = rfft(frames * _window(), axis=1)
    energies = _filters(n_mels) @ (spectrum.real**2 + spectrum.imag**2).T
    logs = np.log10(np.maximum(energies, 1e-10))
    logs = np.maximum(logs, logs.max() - 8.0)
    return np.ascontiguousarray((logs + 4.0) / 4.0, np.float32)


def stacked(features: Sequence[Features]) -> Features:
    """Windows of nearly the same length as one array, the shorter ones filled with silence."""
    n_frames = max(each.shape[1] for each in features)
    return np.stack(
        [
            np.pad(each, ((0, 0), (0, n_frames - each.shape[1])), constant_values=each.min())
            for each in features
        ]
    )


@cache
def _window() -> NDArray[np.float32]:
    return np.hanning(FRAME + 1)[:-1].astype(np.float32)


@cache
def _filters(n_mels: int) -> csr_array:
    """Mostly zeros, and summed in one order: a product of full matrices is in its last bit another
    with another number of threads, and a word may hang on that.
    """
    return csr_array(
        FeatureExtractor.get_mel_filters(SAMPLE_RATE_HZ, FRAME, n_mels), dtype=np.float32
    )
