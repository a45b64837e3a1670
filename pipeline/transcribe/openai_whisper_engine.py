"""openai-whisper (PyTorch), OpenAI's own code: the reference that the fast one is held against."""

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import whisper
from whisper.decoding import DecodingOptions
from whisper.timing import add_word_timestamps
from whisper.tokenizer import get_tokenizer

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.features import log_mel
from pipeline.transcribe.manifest import find_model
from pipeline.transcribe.recogniser import Options, Segment, Word

FRAMES_PER_S = 100


class OpenaiWhisper:
    """The reference recogniser, one window at a time."""

    name = "openai-whisper"

    def __init__(self, model: str, checkpoint: Path, options: Options, cpu_threads: int) -> None:
        self.model = model
        self.options = options
        torch.set_num_threads(cpu_threads)
        self._whisper = whisper.load_model(str(checkpoint))
        self._positions = self._whisper.encoder.positional_embedding
        self._time_words_with(find_model(model).alignment_heads)

    def _time_words_with(self, heads: Sequence[tuple[int, int]]) -> None:
        """Set the attention heads that follow the words: a file by path does not carry them."""
        dims = self._whisper.dims
        mask = torch.zeros(dims.n_text_layer, dims.n_text_head, dtype=torch.bool)
        for layer, head in heads:
            mask[layer, head] = True
        self._whisper.register_buffer(
            "alignment_heads", mask.to_sparse().to(self._whisper.device), persistent=False
        )

    def transcribe(self, windows: Sequence[Samples], languages: Sequence[str]) -> list[Segment]:
        """One segment for each window, in order, in the language asked for."""
        return [
            self._segment(window, self._decoding(language))
            for window, language in zip(windows, languages, strict=True)
        ]

    def languages(self, windows: Sequence[Samples]) -> list[dict[str, float]]:
        """For each window, how probable each language is."""
        if not self._whisper.is_multilingual:
            return [{"en": 1.0} for _ in windows]
        return [dict(self._whisper.detect_language(self._features(w))[1]) for w in windows]

    def _features(self, window: Samples) -> torch.Tensor:
        """What the fast engine listens to as well, and the encoder's positions cut to that length."""
        features = torch.from_numpy(log_mel(window, self._whisper.dims.n_mels))
        self._whisper.encoder.positional_embedding = self._positions[: features.shape[1] // 2]
        return features.to(self._whisper.device)

    def _decoding(self, language: str) -> DecodingOptions:
        return DecodingOptions(
            language=language if self._whisper.is_multilingual else "en",
            temperature=0.0,
            beam_size=self.options.beam_size if self.options.beam_size > 1 else None,
            sample_len=self.options.max_tokens,
            prompt=", ".join(self.options.names) or None,
            without_timestamps=True,
            fp16=self._whisper.device.type == "cuda",
        )

    def _segment(self, window: Samples, options: DecodingOptions) -> Segment:
        features = self._features(window)
        result = self._whisper.decode(features, options)
        duration_s = len(window) / SAMPLE_RATE_HZ
        timed: dict[str, Any] = {
            "seek": 0,
            "start": 0.0,
            "end": duration_s,
            "tokens": result.tokens,
        }
        tokenizer = get_tokenizer(
            self._whisper.is_multilingual,
            num_languages=self._whisper.num_languages,
            language=options.language,
            task="transcribe",
        )
        add_word_timestamps(
            segments=[timed],
            model=self._whisper,
            tokenizer=tokenizer,
            mel=features,
            num_frames=min(round(duration_s * FRAMES_PER_S), features.shape[1]),
            last_speech_timestamp=0.0,
        )
        text = result.text.encode()
        return Segment(
            words=tuple(
                Word(w["word"], float(w["start"]), float(w["end"]), float(w["probability"]))
                for w in timed["words"]
            ),
            no_speech=float(result.no_speech_prob),
            mean_logprob=float(result.avg_logprob),
            compression_ratio=len(text) / len(zlib.compress(text)) if text else 0.0,
        )
