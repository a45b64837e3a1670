"""Spectrograms of windows → their timed words: by our own beam search, or by CTranslate2's."""

import json
import zlib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import WhisperGenerationResult
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from pipeline.transcribe.arithmetic.kernels import FAR_BELOW
from pipeline.transcribe.decode import Decoder, Rules, Said, languages, search, starts
from pipeline.transcribe.encode import Encoder
from pipeline.transcribe.features import Features, stacked
from pipeline.transcribe.phrases import LANGUAGES
from pipeline.transcribe.recogniser import Segment, Word

BEFORE_WORD, AFTER_WORD = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"  # as openai-whisper has them


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of windows in one language: decoding starts from `prompt`."""

    tokenizer: Tokenizer
    prompt: tuple[int, ...]
    beam_size: int
    n_tokens: int  # at most


class Search(Protocol):
    """Finds the likeliest words of windows."""

    def segments(
        self, features: Sequence[Features], lengths_s: Sequence[float], question: Question
    ) -> list[Segment]:
        """One segment for each window, from its spectrogram."""

    def languages(self, features: Features) -> dict[str, float]:
        """How probable each language is in one window, by its code."""


class ByCtranslate2:
    """CTranslate2's search: on every device and in every precision. It wants windows of one length.

    On a processor they are encoded one at a time, which keeps the attention in its cache.
    """

    def __init__(self, whisper: WhisperModel, n_encoded: int) -> None:
        self._whisper, self._n_encoded = whisper, n_encoded

    def segments(
        self, features: Sequence[Features], lengths_s: Sequence[float], question: Question
    ) -> list[Segment]:
        """One segment for each window, from its spectrogram."""
        whole = stacked(features)
        encoded = np.concatenate(
            [
                _encoded(self._whisper, whole[at : at + self._n_encoded])
                for at in range(0, len(whole), self._n_encoded)
            ]
        )
        results = self._whisper.model.generate(
            StorageView.from_array(encoded),
            [list(question.prompt)] * len(features),
            beam_size=question.beam_size,
            max_length=len(question.prompt) + question.n_tokens,
            suppress_blank=True,
            suppress_tokens=[-1],
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [
            self._segment(part, length_s, question.tokenizer, result)
            for part, length_s, result in zip(encoded[:, None], lengths_s, results, strict=True)
        ]

    def languages(self, features: Features) -> dict[str, float]:
        """How probable each language is in one window, by its code."""
        (found,) = self._whisper.model.detect_language(StorageView.from_array(features[None]))
        return {token.strip("<|>"): float(share) for token, share in found}

    def _segment(
        self,
        encoded: Features,
        length_s: float,
        tokenizer: Tokenizer,
        result: WhisperGenerationResult,
    ) -> Segment:
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        heard = StorageView.from_array(encoded)
        n_frames = min(round(length_s * 100), 2 * encoded.shape[1])
        words = _words(self._whisper, heard, tokens, tokenizer, n_frames)
        # The score is the mean over the tokens and the end, beam search's length penalty being 1.
        return _written(words, tokens, tokenizer, result.no_speech_prob, result.scores[0])


class ByRows:
    """Our own search, in whole numbers on a processor: each window is encoded, decoded and timed as
    long as it is, so that its words do not depend on what else is heard with it.
    """

    def __init__(self, whisper: WhisperModel, folder: Path) -> None:
        self._whisper = whisper
        config = json.loads((folder / "config.json").read_text("utf-8"))
        heads = [(layer, head) for layer, head in config["alignment_heads"]]
        self._decoder = Decoder(folder / "model.bin", heads)
        self._encoder = Encoder(folder / "model.bin")
        self._decoder.get_ready()
        self._encoder.get_ready()
        self._timer = copy(whisper)
        self._timer.model = _Attended()
        self._allowed = np.zeros(self._decoder.n_tokens, np.float32)
        self._allowed[config["suppress_ids"]] = FAR_BELOW
        self._never_first = config["suppress_ids_begin"]
        self._languages = config.get("lang_ids", [])
        self._start = whisper.hf_tokenizer.token_to_id("<|startoftranscript|>")

    def segments(
        self, features: Sequence[Features], lengths_s: Sequence[float], question: Question
    ) -> list[Segment]:
        """One segment for each window, from its spectrogram."""
        encoded = [self._encoder.encode(each) for each in features]
        said = search(self._decoder, encoded, self._rules(question))
        return [
            self._segment(each, length_s, question)
            for each, length_s in zip(said, lengths_s, strict=True)
        ]

    def languages(self, features: Features) -> dict[str, float]:
        """How probable each language is in one window, by its code."""
        encoded = self._encoder.encode(features)
        return self._by_code(languages(self._decoder, encoded, self._start, self._languages))

    def _by_code(self, shares: Features) -> dict[str, float]:
        names = (self._whisper.hf_tokenizer.id_to_token(token) for token in self._languages)
        return {name.strip("<|>"): float(share) for name, share in zip(names, shares, strict=True)}

    def _rules(self, question: Question) -> Rules:
        tokenizer = question.tokenizer
        allowed = self._allowed.copy()
        allowed[tokenizer.eot + 1 :] = FAR_BELOW  # languages, tasks and times
        allowed_first = allowed.copy()
        allowed_first[self._never_first] = FAR_BELOW
        return Rules(
            prompt=question.prompt,
            allowed=allowed,
            allowed_first=allowed_first,
            end=tokenizer.eot,
            start=tokenizer.sot,
            no_speech=tokenizer.no_speech,
            languages=self._languages,
            beam_size=question.beam_size,
            n_tokens=question.n_tokens,
        )

    def _segment(self, said: Said, length_s: float, question: Question) -> Segment:
        tokenizer = question.tokenizer
        tokens = [token for token in said.tokens if token < tokenizer.eot]
        n_frames = min(round(length_s * 100), 2 * said.attention.shape[2])
        words = _words(self._timer, said, tokens, tokenizer, n_frames)
        written = _written(words, tokens, tokenizer, said.no_speech, said.mean_logprob)
        first = question.prompt[0]  # names, else the start: they sound like a language too
        if first != tokenizer.sot or not self._languages:
            return written
        chances = self._by_code(said.languages)
        return replace(written, languages={code: chances[code] for code in LANGUAGES})


@dataclass(frozen=True, slots=True)
class _Aligned:
    """What faster-whisper reads of an alignment: pairs of a token's number and a frame."""

    text_token_probs: list[float]
    alignments: list[tuple[int, int]]


class _Attended:
    """Stands where faster-whisper asks CTranslate2 to align: our search has attended already."""

    def align(
        self,
        said: Said,
        start_sequence: Sequence[int],
        text_tokens: Sequence[Sequence[int]],
        num_frames: Sequence[int],
        median_filter_width: int,
    ) -> list[_Aligned]:
        n_tokens, n_frames = len(text_tokens[0]), max(1, num_frames[0] // 2)
        first = starts(said.attention, n_frames, len(start_sequence)).tolist()
        first += [n_frames] * (n_tokens + 1 - len(first))
        probabilities = np.exp(said.logprobs[:n_tokens]).tolist()
        return [_Aligned(probabilities, list(enumerate(first)))]


def _encoded(whisper: WhisperModel, features: Features) -> Features:
    return np.array(whisper.model.encode(StorageView.from_array(features), to_cpu=True))


def _words(
    whisper: WhisperModel,
    heard: StorageView | Said,
    tokens: Sequence[int],
    tokenizer: Tokenizer,
    n_frames: int,
) -> tuple[Word, ...]:
    """The tokens put together to words, with their times; the window has frames of 10 ms."""
    timed: list[dict[str, Any]] = [
        {"seek": 0, "start": 0.0, "end": n_frames / 100, "tokens": tokens, "words": []}
    ]
    whisper.add_word_timestamps([timed], tokenizer, heard, [n_frames], BEFORE_WORD, AFTER_WORD, 0.0)
    return tuple(
        Word(word["word"], float(word["start"]), float(word["end"]), float(word["probability"]))
        for word in timed[0]["words"]
    )


def _written(
    words: tuple[Word, ...],
    tokens: Sequence[int],
    tokenizer: Tokenizer,
    no_speech: float,
    mean_logprob: float,
) -> Segment:
    text = tokenizer.decode(list(tokens)).strip().encode()
    ratio = len(text) / len(zlib.compress(text)) if text else 0.0
    return Segment(words, float(no_speech), float(mean_logprob), ratio)
