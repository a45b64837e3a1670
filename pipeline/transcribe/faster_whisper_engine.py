"""Whisper on CTranslate2, with faster-whisper's tokenizer and word times.

Windows are encoded as long as they are, never filled up to 30 s, and one at a time, which keeps the
attention in the processor's cache; they are decoded many at a time. Each worker has a thread of its
own: two workers of one thread do nearly twice the work of one with two.
"""

import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2 import StorageView
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.features import Features, log_mel, stacked
from pipeline.transcribe.recogniser import Options, Segment, Word

BATCH_SIZE = 8
TOKENS_PER_S, TOKENS_MORE = 14.0, 20  # hurried Dutch has ten; a loop does not stop by itself
BEFORE_WORD, AFTER_WORD = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"  # as openai-whisper has them


class FasterWhisper:
    """The fast recogniser. `workers` 0: one for each core, on a graphics card one."""

    name = "faster-whisper"

    def __init__(
        self,
        model: str,
        folder: Path,
        options: Options,
        workers: int = 0,
        cpu_threads: int = 1,
    ) -> None:
        self.model = model
        self.options = options
        on_cpu = ctranslate2.get_cuda_device_count() == 0
        self._n_workers = workers or ((os.cpu_count() or 1) if on_cpu else 1)
        self._n_encoded = 1 if on_cpu else BATCH_SIZE
        self._whisper = WhisperModel(
            str(folder),
            device="cpu" if on_cpu else "cuda",
            compute_type=options.compute_type_on("cpu" if on_cpu else "cuda"),
            cpu_threads=cpu_threads,
            num_workers=self._n_workers,
        )
        self._threads = ThreadPoolExecutor(self._n_workers, thread_name_prefix="whisper")
        self._n_mels = int(self._whisper.model.n_mels)

    def transcribe(self, windows: Sequence[Samples], languages: Sequence[str]) -> list[Segment]:
        """One segment for each window, in order, in the language asked for."""
        segments: list[Segment | None] = [None] * len(windows)
        groups = [
            (language, group)
            for language in sorted(set(languages))
            for group in self._groups(
                windows, [at for at, asked in enumerate(languages) if asked == language]
            )
        ]
        done = self._threads.map(
            lambda task: self._heard([windows[at] for at in task[1]], task[0]), groups
        )
        for (_, group), heard in zip(groups, done, strict=True):
            for at, segment in zip(group, heard, strict=True):
                segments[at] = segment
        return [segment for segment in segments if segment is not None]

    def languages(self, windows: Sequence[Samples]) -> list[dict[str, float]]:
        """For each window, how probable each language is."""

        def probable(window: Samples) -> dict[str, float]:
            features = np.expand_dims(log_mel(window, self._n_mels), 0)
            (found,) = self._whisper.model.detect_language(StorageView.from_array(features))
            return {token.strip("<|>"): float(probability) for token, probability in found}

        return list(self._threads.map(probable, windows))

    def _groups(self, windows: Sequence[Samples], chosen: list[int]) -> list[list[int]]:
        """Windows of like length together, in as many groups of like length for each worker."""
        if not chosen:
            return []
        longest_first = sorted(chosen, key=lambda at: -len(windows[at]))
        n_groups = ceil(len(chosen) / BATCH_SIZE / self._n_workers) * self._n_workers
        before = np.cumsum([0] + [len(windows[at]) for at in longest_first])
        middles = (before[:-1] + before[1:]) / 2
        group_of = (middles * n_groups // before[-1]).astype(int)
        return [
            [at for at, group in zip(longest_first, group_of, strict=True) if group == number]
            for number in sorted(set(group_of.tolist()))
        ]

    def _heard(self, windows: Sequence[Samples], language: str) -> list[Segment]:
        features = [log_mel(window, self._n_mels) for window in windows]
        encoded = np.concatenate(self._encoded(stacked(features)))
        tokenizer = self._tokenizer(language)
        prompt = self._prompt(tokenizer)
        longest_s = max(len(window) for window in windows) / SAMPLE_RATE_HZ
        n_tokens = min(self.options.max_tokens, round(TOKENS_PER_S * longest_s) + TOKENS_MORE)
        results = self._whisper.model.generate(
            StorageView.from_array(encoded),
            [prompt] * len(windows),
            beam_size=self.options.beam_size,
            max_length=min(len(prompt) + n_tokens, self._whisper.max_length),
            suppress_blank=True,
            suppress_tokens=[-1],
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [
            self._segment(window, part, tokenizer, result)
            for window, part, result in zip(windows, encoded[:, None], results, strict=True)
        ]

    def _encoded(self, features: Features) -> list[Features]:
        parts = [
            features[at : at + self._n_encoded] for at in range(0, len(features), self._n_encoded)
        ]
        encode = self._whisper.model.encode
        return [np.array(encode(StorageView.from_array(part), to_cpu=True)) for part in parts]

    def _segment(
        self,
        window: Samples,
        encoded: Features,
        tokenizer: Tokenizer,
        result: "ctranslate2.models.WhisperGenerationResult",
    ) -> Segment:
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        length_s = len(window) / SAMPLE_RATE_HZ
        timed: list[dict[str, Any]] = [
            {"seek": 0, "start": 0.0, "end": length_s, "tokens": tokens, "words": []}
        ]
        n_frames = min(round(length_s * 100), encoded.shape[1] * 2)
        self._whisper.add_word_timestamps(
            [timed],
            tokenizer,
            StorageView.from_array(encoded),
            [n_frames],
            BEFORE_WORD,
            AFTER_WORD,
            0.0,
        )
        text = tokenizer.decode(tokens).strip().encode()
        return Segment(
            words=tuple(
                Word(w["word"], float(w["start"]), float(w["end"]), float(w["probability"]))
                for w in timed[0]["words"]
            ),
            no_speech=float(result.no_speech_prob),
            # The score is the mean over the tokens and the end, beam search's length penalty being 1.
            mean_logprob=float(result.scores[0]),
            compression_ratio=len(text) / len(zlib.compress(text)) if text else 0.0,
        )

    def _tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(
            self._whisper.hf_tokenizer,
            self._whisper.model.is_multilingual,
            task="transcribe",
            language=language,
        )

    def _prompt(self, tokenizer: Tokenizer) -> list[int]:
        """What decoding starts from: names to expect, as if they had been said before, the language."""
        names = tokenizer.encode(" " + ", ".join(self.options.names)) if self.options.names else []
        before = [tokenizer.sot_prev, *names[: self._whisper.max_length // 2 - 1]] if names else []
        return [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]
