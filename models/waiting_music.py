"""Waiting music, made up: melodies, chords and drums of several kinds, never the same twice.

What `train_sounds.py` learns music from, and tests play; no recording is needed and nobody's rights
are touched.
"""

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9))
# For each instrument: its partials (multiple of the pitch, strength), seconds to fade (None: it is
# held), and whether its pitch trembles.
INSTRUMENTS: dict[str, tuple[list[tuple[float, float]], float | None, bool]] = {
    "sine": ([(1, 1.0)], 0.8, False),
    "piano": ([(k, 0.7**k) for k in range(1, 7)], 0.35, False),
    "bell": ([(1, 1.0), (2.76, 0.5), (5.4, 0.25)], 0.6, False),
    "organ": ([(1, 1.0), (2, 0.6), (3, 0.3), (4, 0.4), (6, 0.2), (8, 0.2)], None, False),
    "strings": ([(k, 1 / k) for k in range(1, 12)], None, True),
    "reed": ([(k, 1 / k) for k in range(1, 14, 2)], None, True),
}
# For each style: who plays the melody, who the chords, how loud bass and drums are.
STYLES: dict[str, tuple[str, str | None, float, float]] = {
    "chimes": ("bell", None, 0.0, 0.0),
    "piano": ("piano", "piano", 0.0, 0.0),
    "organ": ("organ", "organ", 0.0, 0.0),
    "strings": ("strings", "strings", 0.0, 0.0),
    "band": ("reed", "strings", 0.4, 0.2),
    "pop": ("piano", "piano", 0.4, 0.5),
    "lead": ("reed", None, 0.0, 0.0),
    "arpeggio": ("sine", None, 0.0, 0.0),
}

Sound = NDArray[np.float64]


def music(duration_s: float, seed: int, style: str) -> Sound:
    """So many seconds of music at 16 kHz, between -0.5 and 0.5; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    lead, pad, bass, drums = STYLES[style]
    scale = SCALES[rng.integers(len(SCALES))]
    root_hz, beat_s = rng.uniform(180, 280), 60 / rng.uniform(66, 132)
    chords = rng.integers(0, 7, 4)
    n_samples = int(duration_s * RATE)
    tune = np.zeros(n_samples)

    def pitch(degree: int) -> float:
        return float(root_hz * 2 ** (scale[degree % len(scale)] / 12 + degree // len(scale)))

    def add(at_s: float, sound: Sound, strength: float) -> None:
        start = int(at_s * RATE)
        piece = tune[start : start + sound.size]
        piece += strength * sound[: piece.size]

    degree, bar_s = 7, 4 * beat_s
    for bar in range(int(duration_s / bar_s) + 1):
        at_s, chord = bar * bar_s, int(chords[bar % 4])
        for k in (0, 2, 4) if pad else ():
            add(at_s, _note(pitch(chord + k), bar_s * rng.uniform(0.8, 1), rng, str(pad)), 0.35)
        if style == "arpeggio":
            for half in range(8):
                step = chord + (0, 2, 4, 2)[half % 4] + 7 * (half % 3 == 0)
                add(at_s + half * beat_s / 2, _note(pitch(step), 1.2 * beat_s, rng, lead), 0.8)
        else:
            beat = 0.0
            while beat < 4:
                length = float(rng.choice([1, 2, 2] if lead == "bell" else [0.5, 0.5, 1, 1, 2]))
                if rng.random() < 0.85:
                    degree = int(np.clip(degree + rng.integers(-2, 3), 2, 14))
                    ring_s = length * beat_s * (0.95 if INSTRUMENTS[lead][1] is None else 1.5)
                    add(at_s + beat * beat_s, _note(pitch(degree), ring_s, rng, lead), 0.6)
                beat += length
        for beat in range(4 if bass else 0):
            add(at_s + beat * beat_s, _note(pitch(chord) / 2, 0.9 * beat_s, rng, "reed"), bass)
        for half in range(8 if drums else 0):
            now_s = at_s + half * beat_s / 2
            add(now_s, _hit("hat", rng), 0.5 * drums)
            if half % 2 == 0:
                add(now_s, _hit("kick" if half % 4 == 0 else "snare", rng), drums)
    return tune * (0.5 / np.abs(tune).max())


def _note(pitch_hz: float, duration_s: float, rng: np.random.Generator, instrument: str) -> Sound:
    partials, fade_s, trembles = INSTRUMENTS[instrument]
    at_s = np.arange(int(duration_s * RATE)) / RATE
    tremble = 0.004 * np.sin(2 * np.pi * 5.5 * at_s + rng.uniform(0, 6)) if trembles else 0.0
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1 + tremble * np.ones_like(at_s))) / RATE
    waves = [
        strength * np.sin(k * phase + rng.uniform(0, 6))
        for k, strength in partials
        if pitch_hz * k < 7000
    ]
    if fade_s is None:
        shape = np.minimum(1, at_s / 0.04) * np.minimum(1, (duration_s - at_s) / 0.05)
    else:
        shape = (1 - np.exp(-at_s / 0.004)) * np.exp(-at_s / fade_s)
    return np.asarray(np.sum(waves, axis=0) * shape)


def _hit(drum: str, rng: np.random.Generator) -> Sound:
    at_s = np.arange(int(0.3 * RATE)) / RATE
    if drum == "kick":
        sweep = 50 * at_s + 30 * (1 - np.exp(-at_s / 0.03))
        return np.asarray(2.4 * np.sin(2 * np.pi * sweep) * np.exp(-at_s / 0.12))
    noise = rng.standard_normal(at_s.size)
    if drum == "hat":
        return np.asarray(0.4 * np.diff(noise, prepend=0.0) * np.exp(-at_s / 0.03))
    return np.asarray(0.8 * noise * np.exp(-at_s / 0.09))
