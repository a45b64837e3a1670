"""Learn how many words are wrong from how sure the recogniser was of them.

    python models/train_quality.py CACHE [FOLDER_OF_CLIPS]

Writes `models/quality.toml`: a logistic regression over the features of a channel, fitted to its
real word error rate. The calls in `data/samples` are heard as they are and on bad lines (noise,
clipping, lost packets, low bit rates, the wrong language), and so are clips of read speech where a
folder with a `manifest.tsv` (file, speaker, text) is given, twelve of one speaker in a row. CACHE
holds Whisper's weights. No source is in both halves of the cross-validation.
"""

import argparse
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.transcribe.audio import decode
from pipeline.transcribe.guards import believe
from pipeline.transcribe.phrases import plain
from pipeline.transcribe.quality import features_of
from pipeline.transcribe.recogniser import Recogniser, Word, load_recogniser
from pipeline.transcribe.speech import find_speech, pack

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
RATE = 16_000
CLIPS_IN_A_ROW = 12
AGENT_IS_SECOND = ("nl-back-2", "nl-notes-2")
OTHER = {"nl": "en", "en": "nl"}
FOLDS, BINS = 10, 10
BAND = butter(4, [300, 3400], "bandpass", fs=8000, output="sos")
DIGITS = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}
Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """One channel and what is said on it; channels of one group share a call or a speaker."""

    group: str
    language: str
    sound: Sound
    text: str


@dataclass(frozen=True)
class Example:
    """One channel as it was heard on one line."""

    group: str
    line: str
    features: dict[str, float]
    error_rate: float
    n_said: int
    chances: list[float]  # of each word, as the recogniser saw it
    are_right: list[bool]


def samples() -> Iterator[Source]:
    """Each channel of the recorded samples, without the wait between two legs."""
    said = [json.loads(row) for row in (SAMPLES / "reference.jsonl").read_text().splitlines()]
    with (SAMPLES / "manifest.csv").open(encoding="utf-8") as file:
        legs = list(csv.DictReader(file))
    for recording in sorted({leg["recording"] for leg in legs}):
        own = [leg for leg in legs if leg["recording"] == recording]
        contact_id, begin_s = own[0]["contact_id"], float(own[0]["start_s"])
        keys = {(contact_id, int(leg["leg_id"])) for leg in own}
        turns = [turn for turn in said if (turn["contact_id"], turn["leg"]) in keys]
        channels = read(SAMPLES / recording)
        spans = [(float(leg["start_s"]) - begin_s, float(leg["end_s"]) - begin_s) for leg in own]
        parts = [channels[:, int(low * RATE) : int((high + 0.5) * RATE)] for low, high in spans]
        sides = ["customer", "agent"] if contact_id in AGENT_IS_SECOND else ["agent", "customer"]
        for channel, side in zip(np.concatenate(parts, axis=1), sides, strict=False):
            is_mixed = len(channels) == 1
            text = " ".join(turn["text"] for turn in turns if is_mixed or turn["speaker"] == side)
            yield Source(contact_id, own[0]["language"], channel, text)


def clips(folder: Path, rng: np.random.Generator) -> Iterator[Source]:
    """Read Dutch, some clips of one speaker after another."""
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for speaker in sorted({row["speaker"] for row in rows}):
        own = [row for row in rows if row["speaker"] == speaker]
        for at in range(0, len(own) - CLIPS_IN_A_ROW + 1, CLIPS_IN_A_ROW):
            part, sound = own[at : at + CLIPS_IN_A_ROW], [np.zeros(RATE // 2)]
            for row in part:
                pause = np.zeros(int(rng.uniform(0.3, 2.5) * RATE))
                sound += [scaled(read(folder / row["file"])[0], 0.05), pause]
            text = " ".join(row["text"] for row in part)
            yield Source(f"{speaker} {at}", "nl", np.concatenate(sound), text)


def lines(sound: Sound, rng: np.random.Generator) -> Iterator[tuple[str, Sound]]:
    """The sound as it is, and on lines of all sorts."""
    loud = level(sound)
    yield "clean", sound
    yield "G.711", telephone(sound)
    for signal_to_noise_db in (20, 10, 5, 0):
        for colour in ("white", "pink"):
            strength = loud * 10 ** (-signal_to_noise_db / 20)
            noise = scaled(hiss(sound.size, colour, rng), strength)
            yield f"{colour} {signal_to_noise_db} dB", sound + noise
    yield "clipped", np.clip(sound, -loud / 2, loud / 2)
    yield "opus", opus(sound)
    for share in (0.08, 0.25):
        yield f"lost {share}", lost(telephone(sound), share, rng)
    yield "pink 10 dB, G.711", telephone(sound + scaled(hiss(sound.size, "pink", rng), loud / 3.2))


def read(path: Path) -> Sound:
    """All channels at 16 kHz."""
    return np.concatenate(list(decode(str(path))), axis=1).astype(np.float64)


def level(sound: Sound) -> float:
    """Root mean square of what is not pause."""
    power = (sound[: sound.size // 320 * 320].reshape(-1, 320) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() / 1000].mean()))


def scaled(sound: Sound, strength: float) -> Sound:
    """The sound with another root mean square."""
    return sound * strength / np.sqrt((sound**2).mean())


def hiss(n_samples: int, colour: str, rng: np.random.Generator) -> Sound:
    """White or pink noise."""
    white = rng.standard_normal(n_samples)
    if colour == "white":
        return white
    return np.fft.irfft(np.fft.rfft(white) / np.sqrt(np.arange(n_samples // 2 + 1) + 1), n_samples)


def telephone(sound: Sound) -> Sound:
    """A telephone's band and G.711 µ-law."""
    narrow = np.clip(sosfiltfilt(BAND, resample_poly(sound, 1, 2)), -1, 1)
    squeezed = np.round(127 * np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)) / 127
    heard = np.sign(squeezed) * (256 ** np.abs(squeezed) - 1) / 255
    return np.asarray(resample_poly(heard, 2, 1)[: sound.size])


def opus(sound: Sound) -> Sound:
    """Opus at its lowest bit rate."""
    file, narrow = io.BytesIO(), np.clip(resample_poly(sound, 1, 2), -1, 1)
    soundfile.write(file, narrow, 8000, format="OGG", subtype="OPUS", compression_level=1.0)
    file.seek(0)
    heard, rate = soundfile.read(file)
    return np.asarray(resample_poly(heard, RATE, rate))


def lost(sound: Sound, share: float, rng: np.random.Generator) -> Sound:
    """Packets of 20 ms lost, mostly several in a row."""
    heard, is_lost = sound.copy(), False
    for at in range(0, sound.size, 320):
        is_lost = rng.random() < (0.5 if is_lost else share)
        heard[at : at + 320] *= not is_lost
    return heard


def spoken(text: str, language: str) -> list[str]:
    """The words of a text, digits one by one: "815" and "eight one five" are the same."""
    digits = DIGITS[language]
    return plain(re.sub(r"\d", lambda found: f" {digits[int(found.group())]} ", text)).split()


def compare(text: str, words: Sequence[Word], language: str) -> tuple[float, list[bool]]:
    """The word error rate, and which of the words are right."""
    said, heard, owner = spoken(text, language), list[str](), list[int]()
    for at, word in enumerate(words):
        parts = spoken(word.text, language)
        heard += parts
        owner += [at] * len(parts)
    if not heard:
        return 1.0, [False] * len(words)
    result = jiwer.process_words(" ".join(said), " ".join(heard))
    right = np.zeros(len(heard), bool)
    for chunk in result.alignments[0]:
        right[chunk.hyp_start_idx : chunk.hyp_end_idx] = chunk.type == "equal"
    wrong = {at for at, is_right in zip(owner, right, strict=True) if not is_right}
    return result.wer, [at in owner and at not in wrong for at in range(len(words))]


def examples(sources: Sequence[Source], recogniser: Recogniser) -> Iterator[Example]:
    """Every channel on every second line, odd and even by turns, and in the wrong language."""
    for number, source in enumerate(sources):
        heard = list(lines(source.sound, np.random.default_rng(number)))
        tasks = [(line, sound, source.language) for line, sound in heard[number % 2 :: 2]]
        tasks.append(("wrong language", source.sound, OTHER[source.language]))
        for line, sound, language in tasks:
            samples = sound.astype(np.float32)
            spans = find_speech(samples)
            windows = pack(samples, spans, recogniser.options.window_s)
            found = recogniser.transcribe([w.samples for w in windows], [language] * len(windows))
            words = [word for segment in found for word in believe(segment)[0]]
            n_left_out = sum(len(segment.words) for segment in found) - len(words)
            speech_s = sum(high - low for low, high in spans)
            features = features_of(words, n_left_out=n_left_out, speech_s=speech_s)
            error_rate, are_right = compare(source.text, words, source.language)
            chances = [word.probability for word in words]
            n_said = len(spoken(source.text, source.language))
            yield Example(source.group, line, features, error_rate, n_said, chances, are_right)
        print(f"{number + 1}/{len(sources)} {source.group}", flush=True)


def fit(x: NDArray[np.float64], y: Sound, weight: Sound) -> tuple[float, Sound]:
    """Intercept and weights of a logistic regression on shares."""
    mean, spread = x.mean(axis=0), x.std(axis=0)
    twice = np.concatenate([x, x])
    labels = np.repeat([1, 0], len(y))
    model = LogisticRegression(C=10, max_iter=2000)
    model.fit((twice - mean) / spread, labels, np.concatenate([y * weight, (1 - y) * weight]))
    weights = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def calibration_error(chances: Sound, are_right: NDArray[np.bool_]) -> float:
    """How far chances lie from the shares that are right, over bins of a tenth."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [
        abs(chances[bins == each].mean() - are_right[bins == each].mean()) * np.mean(bins == each)
        for each in set(bins)
    ]
    return float(sum(gaps))


def main() -> None:
    """Hear, fit, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path)
    parser.add_argument("clips", type=Path, nargs="?")
    asked = parser.parse_args()
    sources = list(samples())
    if asked.clips:
        sources += clips(asked.clips, np.random.default_rng(5))
    rows = list(examples(sources, load_recogniser("faster-whisper", "base", cache=asked.cache)))
    names = list(rows[0].features)
    x = np.array([[row.features[name] for name in names] for row in rows])
    y = np.minimum(1.0, np.array([row.error_rate for row in rows]))
    weight = np.sqrt(np.array([row.n_said for row in rows]) / 100)
    groups = np.array([row.group for row in rows])
    predicted = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        intercept, weights = fit(x[train], y[train], weight[train])
        predicted[test] = 1 / (1 + np.exp(-intercept - x[test] @ weights))
    intercept, weights = fit(x, y, weight)
    right_language = np.array([row.line != "wrong language" for row in rows])
    words = [row for row in rows if row.line != "wrong language"]
    chances = np.array([chance for row in words for chance in row.chances])
    are_right = np.array([is_right for row in words for is_right in row.are_right])

    def agreement(chosen: NDArray[np.bool_]) -> str:
        return (
            f"correlation {np.corrcoef(predicted[chosen], y[chosen])[0, 1]:.2f}, "
            f"mean absolute error {np.abs(predicted - y)[chosen].mean():.3f}"
        )

    text = "\n".join(
        [
            "# Trained weights of transcribe/quality.py; made by models/train_quality.py, card: models/README.md",
            f"# {len(rows)} channels as heard, {len(set(groups))} calls and speakers, {FOLDS}-fold over those: "
            + agreement(np.ones(len(rows), bool)),
            f"# in the right language: {agreement(right_language)}",
            f"# {len(chances)} words: their probability lies {calibration_error(chances, are_right):.3f} from the "
            "share that is right (expected calibration error)",
            f"intercept = {intercept:.3f}",
            "",
            "[weights]",
            *(f"{name} = {value:.3f}" for name, value in zip(names, weights, strict=True)),
        ]
    )
    (Path(__file__).parent / "quality.toml").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
