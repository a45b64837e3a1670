"""What is measured: each path from recordings to words, in a process of its own.

The peers' packages are used as they are shipped, and their processes load nothing of ours but the
vocabulary, so that memory is theirs alone.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.domain import Contact
from tests.bench.memory import peak_mb

if TYPE_CHECKING:
    from pipeline.transcribe import Options

EVERYBODY = ("all",)  # the sides of a mono recording
Heard = Mapping[str, str]  # a side of the line to what was heard of it
Hear = Callable[[Sequence["Call"]], list[Heard]]


@dataclass(frozen=True)
class Call:
    """A contact with its recordings, and what was really said; `sides` are by channel."""

    contact: Contact
    sides: tuple[str, ...]
    said: Heard
    audio_s: float

    @property
    def files(self) -> tuple[str, ...]:
        """Its recordings, each once."""
        return tuple(dict.fromkeys(recording.path for recording in self.contact.recordings))

    def by_side(self, texts: Sequence[tuple[str, str]]) -> Heard:
        """Pieces of text, each with who said it, one after another."""
        heard: dict[str, str] = defaultdict(str)
        for who, text in texts:
            heard["all" if self.sides == EVERYBODY else who] += " " + text
        return heard


@dataclass(frozen=True)
class Retold:
    """Our path: all calls at once, as the night does it."""

    model: str
    models: Path
    options: "Options"
    workers: int
    cpu_threads: int

    def load(self) -> Hear:
        """Ready to hear."""
        from pipeline.transcribe import hear_all, load_recogniser

        recogniser = load_recogniser(
            "faster-whisper",
            self.model,
            cache=self.models,
            options=self.options,
            workers=self.workers,
            cpu_threads=self.cpu_threads,
        )

        def hear(calls: Sequence[Call]) -> list[Heard]:
            contacts = [call.contact for call in calls]
            with tempfile.TemporaryDirectory() as cache:
                outcomes = {
                    contact.contact_id: outcome
                    for contact, outcome in hear_all(
                        contacts, recogniser, cache=Path(cache), models=self.models
                    )
                }
            return [_told(call, outcomes[call.contact.contact_id]) for call in calls]

        return hear


def _told(call: Call, outcome: Contact | Exception) -> Heard:
    if isinstance(outcome, Exception):
        raise outcome
    turns = sorted(outcome.turns, key=lambda turn: turn.start_s)
    return call.by_side([(turn.speaker, turn.text) for turn in turns])


@dataclass(frozen=True)
class FasterWhisper:
    """faster-whisper in int8 with its beam of 5, each channel alone; `cpu_threads` 0: its default."""

    folder: Path
    is_batched: bool
    cpu_threads: int = 0

    def load(self) -> Hear:
        """Ready to hear."""
        from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio

        model = WhisperModel(str(self.folder), compute_type="int8", cpu_threads=self.cpu_threads)
        batched = BatchedInferencePipeline(model)

        def text(samples: Any, language: str) -> str:
            if self.is_batched:
                found, _ = batched.transcribe(samples, language=language, beam_size=5, batch_size=8)
            else:
                found, _ = model.transcribe(samples, language=language, beam_size=5)
            return "".join(segment.text for segment in found)

        def channels(file: str, n_channels: int) -> Sequence[Any]:
            return (
                decode_audio(file, split_stereo=True) if n_channels == 2 else [decode_audio(file)]
            )

        return lambda calls: [_by_channel(call, channels, text) for call in calls]


@dataclass(frozen=True)
class OpenaiWhisper:
    """openai-whisper as its function is called, greedy, or as its command line calls it, with a beam
    of 5; either tries again when it is unsure. Each channel alone.
    """

    checkpoint: Path
    is_command: bool

    def load(self) -> Hear:
        """Ready to hear."""
        import numpy as np
        import whisper

        from pipeline.transcribe.audio import decode

        model = whisper.load_model(str(self.checkpoint), device="cpu")
        how = {"beam_size": 5, "best_of": 5} if self.is_command else {}

        def text(samples: Any, language: str) -> str:
            return str(model.transcribe(samples, language=language, fp16=False, **how)["text"])

        def channels(file: str, n_channels: int) -> Sequence[Any]:
            return list(np.concatenate(list(decode(file)), axis=1))

        return lambda calls: [_by_channel(call, channels, text) for call in calls]


def _by_channel(
    call: Call,
    channels: Callable[[str, int], Sequence[Any]],
    text: Callable[[Any, str], str],
) -> Heard:
    return call.by_side(
        [
            (who, text(samples, call.contact.language or "nl"))
            for file in call.files
            for who, samples in zip(call.sides, channels(file, len(call.sides)), strict=True)
        ]
    )


def work(how: Retold | FasterWhisper | OpenaiWhisper, line: Connection) -> None:
    """What a path's process does: load, then hear whatever calls come until the line ends.

    It says "ready", and sends for each lot of calls what was heard, and the most memory in MB
    that the process has used so far.
    """
    hear = how.load()
    line.send("ready")
    while True:
        try:
            calls = line.recv()
        except EOFError:
            return
        heard = [dict(each) for each in hear(calls)]
        line.send((heard, peak_mb()))
