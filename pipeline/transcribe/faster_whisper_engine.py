"""Whisper on CTranslate2, with faster-whisper's tokenizer and word times.

Windows are encoded as long as they are, never filled up to 30 s, and decoded many at a time: by our
own search where it runs, otherwise by CTranslate2's. Each worker has a thread of its own: two workers
of one thread do nearly twice the work of one with two.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.arithmetic.weights import runs_here
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.features import log_mel
from pipeline.transcribe.recogniser import Options, Segment
from pipeline.transcribe.searches import ByCtranslate2, ByRows, Question, Search

BATCH_SIZE = 8
TOKENS_PER_S, TOKENS_MORE = 14.0, 20  # hurried Dutch has ten; a loop does not stop by itself


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
        compute_type = options.compute_type_on("cpu" if on_cpu else "cuda")
        self._whisper = WhisperModel(
            str(folder),
            device="cpu" if on_cpu else "cuda",
            compute_type=compute_type,
            cpu_threads=cpu_threads,
            num_workers=self._n_workers,
        )
        self._search: Search = (
            ByRows(self._whisper, folder)
            if on_cpu and compute_type == "int8" and runs_here()
            else ByCtranslate2(self._whisper, n_encoded=1 if on_cpu else BATCH_SIZE)
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
        if not self._whisper.model.is_multilingual:
            return [{"en": 1.0} for _ in windows]
        return list(self._threads.map(self._language, windows))

    def _language(self, window: Samples) -> dict[str, float]:
        return self._search.languages(log_mel(window, self._n_mels))

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
        tokenizer = self._tokenizer(language)
        prompt = self._prompt(tokenizer)
        longest_s = max(len(window) for window in windows) / SAMPLE_RATE_HZ
        n_tokens = min(self.options.max_tokens, round(TOKENS_PER_S * longest_s) + TOKENS_MORE)
        question = Question(
            tokenizer,
            tuple(prompt),
            self.options.beam_size,
            min(n_tokens, self._whisper.max_length - len(prompt)),
        )
        features = [log_mel(window, self._n_mels) for window in windows]
        lengths_s = [len(window) / SAMPLE_RATE_HZ for window in windows]
        return self._search.segments(features, lengths_s, question)

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
