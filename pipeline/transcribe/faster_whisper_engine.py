"""faster-whisper (CTranslate2), its batched pipeline."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel

from pipeline.transcribe.audio import SAMPLE_RATE_HZ, Samples
from pipeline.transcribe.recogniser import Options, Segment, Word

BATCH_SIZE = 8


class FasterWhisper:
    """The fast recogniser: eight windows at a time, int8 unless told otherwise."""

    name = "faster-whisper"

    def __init__(self, model: str, folder: Path, options: Options, cpu_threads: int = 0) -> None:
        self.model = model
        self.options = options
        self._whisper = WhisperModel(
            str(folder), compute_type=options.compute_type, cpu_threads=cpu_threads
        )
        self._pipeline = BatchedInferencePipeline(self._whisper)

    def transcribe(self, windows: Sequence[Samples], language: str) -> list[Segment]:
        """One segment for each window, in order."""
        if not windows:
            return []
        ends = np.cumsum([len(window) for window in windows])
        starts = ends - [len(window) for window in windows]
        half_s = 0.5 / SAMPLE_RATE_HZ  # the pipeline truncates seconds to samples
        clips = [
            {"start": start / SAMPLE_RATE_HZ + half_s, "end": end / SAMPLE_RATE_HZ + half_s}
            for start, end in zip(starts, ends, strict=True)
        ]
        found, _ = self._pipeline.transcribe(
            np.concatenate(windows),
            language=language,
            clip_timestamps=clips,
            batch_size=BATCH_SIZE,
            beam_size=self.options.beam_size,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            word_timestamps=True,
            max_new_tokens=self.options.max_tokens,
        )
        segments = [Segment((), 1.0, 0.0, 0.0)] * len(windows)
        offsets_s = starts / SAMPLE_RATE_HZ
        for segment in found:
            # `seek` is the frame of the packed sound at which the segment's window begins.
            index = int(np.searchsorted(offsets_s, segment.seek / 100 + 0.02, side="right")) - 1
            offset_s = float(offsets_s[index])
            segments[index] = Segment(
                words=tuple(
                    Word(w.word, w.start - offset_s, w.end - offset_s, float(w.probability))
                    for w in segment.words or ()
                ),
                no_speech=segment.no_speech_prob,
                mean_logprob=segment.avg_logprob,
                compression_ratio=segment.compression_ratio,
            )
        return segments

    def languages(self, windows: Sequence[Samples]) -> list[dict[str, float]]:
        """For each window, how probable each language is."""
        found = []
        for window in windows:
            _, _, every = self._whisper.detect_language(window)
            found.append(dict(every))
        return found
