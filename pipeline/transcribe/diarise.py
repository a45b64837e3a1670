"""Telling two voices of a mono recording apart, by speaker embeddings.

GE2E (Wan et al. 2018, "Generalized end-to-end loss for speaker verification"): an LSTM over mel
energies, whose weights come with Resemblyzer. Windows of 1.6 s every 0.8 s, two clusters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from pipeline.transcribe.audio import SAMPLE_RATE_HZ, Samples
from pipeline.transcribe.manifest import WeightsError
from pipeline.transcribe.speech import Span

Embedding = NDArray[np.float32]

WINDOW_S, STEP_S = 1.6, 0.8
N_MELS, FRAME, HOP = 40, 400, 160
TARGET_RMS = 10 ** (-30 / 20)
BATCH_SIZE = 64


class VoiceEncoder:
    """Mel energies of 1.6 s → a unit vector of 256 that stands for the voice.

    Raises WeightsError when the file does not hold its weights.
    """

    def __init__(self, weights: Path) -> None:
        self._lstm = torch.nn.LSTM(N_MELS, 256, 3, batch_first=True)
        self._linear = torch.nn.Linear(256, 256)
        try:
            state = torch.load(weights, map_location="cpu", weights_only=True)["model_state"]
            for name, module in (("lstm.", self._lstm), ("linear.", self._linear)):
                module.load_state_dict(
                    {k.removeprefix(name): v for k, v in state.items() if k.startswith(name)}
                )
        except (RuntimeError, KeyError) as error:
            raise WeightsError(f"{weights}: no voice encoder; pull `resemblyzer` again") from error

    def embed(self, samples: Samples, starts_s: Sequence[float]) -> Embedding:
        """One row for each window of 1.6 s that begins at one of `starts_s`."""
        mels = _mel_energies(samples)
        n_frames = round(WINDOW_S * 100)
        firsts = [round(start_s * 100) for start_s in starts_s]
        short = max(firsts, default=0) + n_frames - len(mels)
        if short > 0:
            mels = np.pad(mels, ((0, short), (0, 0)))
        rows = []
        with torch.inference_mode():
            for at in range(0, len(firsts), BATCH_SIZE):
                batch = np.stack([mels[f : f + n_frames] for f in firsts[at : at + BATCH_SIZE]])
                _, (hidden, _) = self._lstm(torch.from_numpy(batch))
                raw = torch.relu(self._linear(hidden[-1]))
                rows.append(torch.nn.functional.normalize(raw, dim=1).numpy())
        return np.concatenate(rows) if rows else np.zeros((0, 256), np.float32)


@dataclass(frozen=True, slots=True)
class TwoVoices:
    """Two voices of a stretch of sound: their embeddings, and at each window which one it is like."""

    centres: tuple[Embedding, Embedding]
    starts_s: tuple[float, ...]
    leanings: tuple[float, ...]  # above 0: voice 0

    def voice_at(self, second: float) -> int:
        """0 or 1: the voice that the windows around this second sound like."""
        middles = [start_s + WINDOW_S / 2 for start_s in self.starts_s]
        near = [i for i, middle in enumerate(middles) if abs(middle - second) <= WINDOW_S / 2]
        near = near or [min(range(len(middles)), key=lambda i: abs(middles[i] - second))]
        weight = sum(self.leanings[i] * (1.0 - abs(middles[i] - second) / WINDOW_S) for i in near)
        return int(weight < 0)


def two_voices(encoder: VoiceEncoder, samples: Samples, spans: Sequence[Span]) -> TwoVoices | None:
    """Tell two voices apart in the speech of a track; None when there is too little of it."""
    starts_s = tuple(
        float(start)
        for low, high in spans
        for start in np.arange(low, max(high - WINDOW_S, low) + 1e-6, STEP_S)
    )
    if len(starts_s) < 2:
        return None
    rows = encoder.embed(samples, starts_s)
    clusters = KMeans(n_clusters=2, n_init=10, random_state=0).fit(rows)
    centres = clusters.cluster_centers_ / np.linalg.norm(clusters.cluster_centers_, axis=1)[:, None]
    likeness = rows @ centres.T
    return TwoVoices(
        (centres[0].astype(np.float32), centres[1].astype(np.float32)),
        starts_s,
        tuple(float(lean) for lean in likeness[:, 0] - likeness[:, 1]),
    )


def _mel_energies(samples: Samples) -> NDArray[np.float32]:
    """Energies in 40 mel bands every 10 ms, of the sound raised to -30 dBFS."""
    rms = float(np.sqrt(np.mean(samples**2))) or 1.0
    louder = samples * max(1.0, TARGET_RMS / rms)
    frames = sliding_window_view(np.pad(louder, FRAME // 2), FRAME)[::HOP]
    hann = np.hanning(FRAME + 1)[:-1].astype(np.float32)
    filters = FeatureExtractor.get_mel_filters(SAMPLE_RATE_HZ, FRAME, N_MELS)
    pieces = [
        (np.abs(np.fft.rfft(frames[at : at + 4096] * hann, axis=1)) ** 2) @ filters.T
        for at in range(0, len(frames), 4096)
    ]
    return np.concatenate(pieces).astype(np.float32)
