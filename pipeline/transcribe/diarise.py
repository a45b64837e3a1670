"""What voices sound like: speaker embeddings of the speech in a stretch of sound.

GE2E (Wan et al. 2018, "Generalized end-to-end loss for speaker verification"): an LSTM over mel
energies, whose weights come with Resemblyzer. Windows of 0.8 s every 0.4 s: half of what
the encoder was trained on, but turns on the telephone are short, and it costs the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.manifest import WeightsError
from pipeline.transcribe.speech import Span

Rows = NDArray[np.float32]

WINDOW_S, STEP_S = 0.8, 0.4
N_MELS, FRAME, HOP = 40, 400, 160
TARGET_RMS = 10 ** (-30 / 20)
BATCH_SIZE = 64


@dataclass(frozen=True, slots=True)
class Voiceprints:
    """What the voice sounds like in windows of 0.8 s: where each begins, and a unit vector of it.

    `starts_s` (n) in seconds of the contact, in order; `rows` (n x 256).
    """

    starts_s: NDArray[np.float64]
    rows: Rows

    @classmethod
    def joined(cls, prints: Sequence["Voiceprints"]) -> "Voiceprints":
        """The prints of successive stretches as one; empty when there are none."""
        if not prints:
            return cls(np.zeros(0), np.zeros((0, 256), np.float32))
        starts_s = np.concatenate([each.starts_s for each in prints])
        order = np.argsort(starts_s, kind="stable")
        return cls(starts_s[order], np.concatenate([each.rows for each in prints])[order])

    @property
    def middles_s(self) -> NDArray[np.float64]:
        """The second of the contact in the middle of each window."""
        return self.starts_s + WINDOW_S / 2

    def __len__(self) -> int:
        """How many windows there are."""
        return len(self.starts_s)


class VoiceEncoder:
    """Mel energies of 0.8 s → a unit vector of 256 that stands for the voice.

    Raises WeightsError when the file does not hold its weights.
    """

    def __init__(self, weights: Path) -> None:
        import torch  # noqa: PLC0415 - takes a second, and stereo calls do without

        self._torch = torch
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

    def embed(self, samples: Samples, starts_s: Sequence[float]) -> Rows:
        """One row for each window of 0.8 s that begins at one of `starts_s`."""
        torch = self._torch
        mels = _mel_energies(samples)
        n_frames = round(WINDOW_S * 100)
        firsts = [round(start_s * 100) for start_s in starts_s]
        short = max(firsts, default=0) + n_frames - len(mels)
        if short > 0:
            mels = np.pad(mels, ((0, short), (0, 0)))
        rows = [np.zeros((0, 256), np.float32)]
        with torch.inference_mode():
            for at in range(0, len(firsts), BATCH_SIZE):
                batch = np.stack([mels[f : f + n_frames] for f in firsts[at : at + BATCH_SIZE]])
                _, (hidden, _) = self._lstm(torch.from_numpy(batch))
                raw = torch.relu(self._linear(hidden[-1]))
                rows.append(torch.nn.functional.normalize(raw, dim=1).numpy())
        return np.concatenate(rows)


def voiceprints(
    encoder: VoiceEncoder, samples: Samples, spans: Sequence[Span], offset_s: float
) -> Voiceprints:
    """The prints of the speech in a stretch of one line.

    `spans` are in seconds of `samples` (16 kHz), which begin at second `offset_s` of the contact.
    """
    starts_s = [
        float(start)
        for low, high in spans
        for start in np.arange(low, max(high - WINDOW_S, low) + 1e-6, STEP_S)
    ]
    return Voiceprints(np.asarray(starts_s) + offset_s, encoder.embed(samples, starts_s))


def _mel_energies(samples: Samples) -> Rows:
    """Energies in 40 mel bands every 10 ms, of the sound raised to -30 dBFS."""
    from faster_whisper.feature_extractor import FeatureExtractor  # noqa: PLC0415 - slow to load

    rms = float(np.sqrt(np.mean(samples**2))) or 1.0
    louder = samples * np.float32(max(1.0, TARGET_RMS / rms))
    frames = sliding_window_view(np.pad(louder, FRAME // 2), FRAME)[::HOP]
    hann = np.hanning(FRAME + 1)[:-1].astype(np.float32)
    filters = FeatureExtractor.get_mel_filters(SAMPLE_RATE_HZ, FRAME, N_MELS)
    pieces = [
        (np.abs(rfft(frames[at : at + 4096] * hann, axis=1)) ** 2) @ filters.T
        for at in range(0, len(frames), 4096)
    ]
    return np.concatenate(pieces).astype(np.float32)
