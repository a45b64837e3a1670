"""Learn to tell music from speech by the sound alone.

    python models/train_sounds.py FOLDER_OF_SPEECH...

Writes `models/sounds.toml`: a logistic regression over the features of windows of 2 s. Music is
made up (`waiting_music.py`); speech is what lies in the folders (any audio, without music in it):
one voice, two at once, loud and soft, on clean and hissing lines. Every
second file is kept for the figures in the first lines.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt
from sklearn.linear_model import LogisticRegression
from waiting_music import RATE, STYLES, music

from pipeline.transcribe.audio import decode
from pipeline.transcribe.sounds import LIKELY, LOUD_DBFS, window_features

N_MUSIC = 8  # pieces of each style
MUSIC_S, SPEECH_S = 20.0, 600.0
LEVELS_DBFS, NOISE_DBFS = (-38.0, -16.0), (-75.0, -63.0, -52.0)
FEATURES = ("lasting", "hiss", "gaps", "steps")
REGULARISATION = 0.1
BAND = butter(4, [300, 3400], "bandpass", fs=8000, output="sos")

Sound = NDArray[np.float64]


def telephone(sound: Sound, rng: np.random.Generator) -> NDArray[np.float32]:
    """As a telephone passes it on: its band, some level, some hiss, G.711 µ-law."""
    narrow = sosfiltfilt(BAND, resample_poly(sound, 1, 2))
    hiss = sosfiltfilt(BAND, rng.standard_normal(narrow.size))
    line = at_level(narrow, rng.uniform(*LEVELS_DBFS)) + at_level(hiss, rng.choice(NOISE_DBFS))
    loudness = np.log1p(255 * np.abs(np.clip(line, -1, 1))) / np.log(256)
    squeezed = np.round(127 * np.sign(line) * loudness) / 127
    heard = np.sign(squeezed) * (256 ** np.abs(squeezed) - 1) / 255
    return resample_poly(heard, 2, 1).astype(np.float32)


def read(file: Path) -> NDArray[np.float32]:
    """The first channel of a file at 16 kHz."""
    return np.concatenate([block[0] for block in decode(str(file))])


def at_level(sound: Sound, dbfs: float) -> Sound:
    """Scaled to so many decibels (root of the mean square)."""
    return np.asarray(sound * 10 ** (dbfs / 20) / (np.sqrt(np.mean(sound**2)) + 1e-12))


def speech_of(files: Sequence[Path], rng: np.random.Generator) -> Sound:
    """The files one after another in some order, with short pauses, up to ten minutes."""
    pieces: list[Sound] = []
    for at in rng.permutation(len(files)):
        voice = read(files[at]).astype(np.float64)
        pieces += [at_level(voice, -26.0), np.zeros(int(rng.uniform(0.1, 0.8) * RATE))]
        if sum(map(len, pieces)) > SPEECH_S * RATE:
            break
    return np.concatenate(pieces)


def not_music(files: Sequence[Path], rng: np.random.Generator) -> Iterator[Sound]:
    """All that must not be taken for music."""
    yield speech_of(files, rng)
    one, two = speech_of(files, rng), speech_of(files, rng)
    length = min(len(one), len(two))
    yield one[:length] + two[:length]
    yield rng.standard_normal(30 * RATE)


def examples(files: Sequence[Path], seed: int) -> tuple[Sound, NDArray[np.bool_]]:
    """Features of windows, a row each, and whether it is music."""
    rng = np.random.default_rng(seed)
    rows, labels = [], []
    pieces = [(sound, False) for sound in not_music(files, rng)]
    pieces += [
        (music(MUSIC_S, int(rng.integers(1 << 30)), style), True)
        for style in STYLES
        for _ in range(N_MUSIC)
    ]
    for sound, is_music in pieces:
        loud, features = window_features(telephone(sound, rng))
        kept = np.stack([features[name] for name in FEATURES], axis=1)[loud >= LOUD_DBFS]
        rows.append(kept)
        labels += [is_music] * len(kept)
    return np.concatenate(rows).astype(np.float64), np.array(labels)


def main() -> None:
    """Train on one half, measure on the other, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speech", type=Path, nargs="+")
    files = [
        sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 4000)
        for folder in parser.parse_args().speech
    ]
    train_files = [path for folder in files for path in folder[::2]]
    x, y = examples(train_files, seed=1)
    x_new, y_new = examples([path for folder in files for path in folder[1::2]], seed=2)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    model = LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=1000)
    model.fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    sure = intercept + x_new @ weights >= np.log(LIKELY / (1 - LIKELY))
    lines = [
        "# Trained weights of transcribe/sounds.py; made by models/train_sounds.py, card: models/README.md",
        f"# {len(y)} windows of 2 s, {int(y.sum())} of them music. On {len(y_new)} others from other files: of",
        f"# music {np.mean(sure[y_new]):.3f} is told, of what is no music {np.mean(sure[~y_new]):.4f} is taken for it",
        f"intercept = {intercept:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(FEATURES, weights, strict=True)),
    ]
    (Path(__file__).parent / "sounds.toml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
