"""The sounds of a telephone line, and the files they are kept in."""

import functools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt

Samples = NDArray[np.float32]

RATE = 8_000
NOISE_DBFS = -63.0
QUEUE_MUSIC_DBFS = -34.0
HOLD_MUSIC_DBFS = -33.0
RINGING_DBFS = -34.0
RINGS_S, QUIET_S = 7.0, 20.0

# Four quiet chords, in hertz, that go round.
CHORDS = (
    (349.2, 440.0, 523.3),
    (329.6, 392.0, 523.3),
    (392.0, 493.9, 587.3),
    (440.0, 523.3, 659.3),
)
CHORD_S = 2.4

CODECS = {
    "opus": (".ogg", "libopus", "ogg"),
    "mulaw": (".wav", "pcm_mulaw", "wav"),
    "mp3": (".mp3", "libmp3lame", "mp3"),
}


@functools.cache
def _band() -> NDArray[np.float64]:
    return butter(4, [300, 3400], "bandpass", fs=RATE, output="sos")  # type: ignore[no-any-return]


def telephone(samples: Samples, rate: int) -> Samples:
    """Speech as a telephone passes it on: 300-3400 Hz, 8 kHz."""
    ratio = Fraction(RATE, rate)
    narrow = resample_poly(samples, ratio.numerator, ratio.denominator)
    return sosfiltfilt(_band(), narrow).astype(np.float32)  # type: ignore[no-any-return]


def line_noise(n_samples: int, seed: int) -> Samples:
    """The soft hiss of a line."""
    hiss = np.random.default_rng(seed).standard_normal(n_samples)
    return _at_level(sosfiltfilt(_band(), hiss), NOISE_DBFS)


def music(duration_s: float, dbfs: float) -> Samples:
    """Waiting music: slow broken chords with a soft attack."""
    n_samples = int(duration_s * RATE)
    tune = np.zeros(n_samples)
    note_s = CHORD_S / 6
    for beat in range(int(duration_s / note_s)):
        chord = CHORDS[(beat // 6) % len(CHORDS)]
        pitch = chord[(0, 1, 2, 1, 2, 1)[beat % 6]]
        start, length = int(beat * note_s * RATE), int(3 * note_s * RATE)
        at_s = np.arange(min(length, n_samples - start)) / RATE
        envelope = (1 - np.exp(-at_s / 0.03)) * np.exp(-at_s / 0.5)
        wave = np.sin(2 * np.pi * pitch * at_s) + 0.3 * np.sin(4 * np.pi * pitch * at_s)
        tune[start : start + at_s.size] += envelope * wave
    return _at_level(sosfiltfilt(_band(), tune), dbfs)


def ringing(duration_s: float) -> Samples:
    """The European ringing tone: 425 Hz, one second on, four off."""
    at_s = np.arange(int(duration_s * RATE)) / RATE
    is_on = (at_s % 5.0) < 1.0
    tone = np.sin(2 * np.pi * 425 * at_s) * np.sqrt(2) * 10 ** (RINGING_DBFS / 20)
    return (tone * is_on).astype(np.float32)  # type: ignore[no-any-return]


def queue(duration_s: float) -> Samples:
    """What one hears after a transfer: the line rings, music, then a quiet line while it is answered.

    The quiet is there for Silero's speech detector, which stays deaf for up to half a minute after
    minutes of very soft music; louder music does not hurt it.
    """
    if duration_s < RINGS_S + QUIET_S:
        return ringing(duration_s)
    return np.concatenate(
        [
            ringing(RINGS_S),
            music(duration_s - RINGS_S - QUIET_S, QUEUE_MUSIC_DBFS),
            np.zeros(int(QUIET_S * RATE), dtype=np.float32),
        ]
    )


def _at_level(samples: NDArray[np.float64], dbfs: float) -> Samples:
    return (samples * 10 ** (dbfs / 20) / np.sqrt(np.mean(samples**2))).astype(np.float32)  # type: ignore[no-any-return]


def write(path: Path, channels: list[Samples], codec: str, bit_rate: int) -> None:
    """Write channels of equal length as one file; the same samples give the same bytes."""
    _, encoder, container = CODECS[codec]
    pcm = (np.clip(np.stack(channels), -1, 1) * 32767).astype(np.int16)
    layout = "mono" if len(channels) == 1 else "stereo"
    # Without the flag the container draws a random serial number.
    with av.open(
        str(path), "w", format=container, container_options={"fflags": "+bitexact"}
    ) as out:
        stream = out.add_stream(encoder, rate=RATE, layout=layout)
        if codec != "mulaw":
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(pcm.T.reshape(1, -1)), format="s16", layout=layout
        )
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = 0
        resampler = av.AudioResampler(
            format=stream.format, layout=layout, rate=RATE, frame_size=stream.frame_size or None
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
