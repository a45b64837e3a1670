"""How far a transcript can be trusted: one minus the share of words that are probably wrong in it."""

from collections.abc import Sequence

from pipeline.trained import load_weights
from pipeline.transcribe.recogniser import Word


def quality_of(words: Sequence[Word], *, n_left_out: int, speech_s: float) -> float:
    """The quality of a transcript, 0-1: one minus the word error rate to be expected of it.

    `words` are those that were believed, on all channels; `n_left_out` were not; `speech_s` is how
    long people spoke, as the speech detector has it. 0 when nothing was heard. The weights were
    fitted to real word error rates; see `models/README.md`, `quality`.
    """
    if not words:
        return 0.0
    features = features_of(words, n_left_out=n_left_out, speech_s=speech_s)
    return round(1.0 - load_weights("quality").chance(features), 3)


def features_of(words: Sequence[Word], *, n_left_out: int, speech_s: float) -> dict[str, float]:
    """What the quality is read from, by name: how sure the recogniser was of its words on average,
    the share of its words that was left out, and words a second of speech.
    """
    n_words = len(words)
    return {
        "sure": sum(word.probability for word in words) / max(1, n_words),
        "left_out": n_left_out / max(1, n_words + n_left_out),
        "words_per_s": n_words / max(1.0, speech_s),
    }
