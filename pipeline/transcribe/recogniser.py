"""What a speech recogniser is to us: windows of speech in, timed words out, with how sure it was."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Protocol

from pipeline.transcribe.audio import Samples
from pipeline.transcribe.verify import whole
from pipeline.transcribe.weights import best_available

Engine = Literal["auto", "faster-whisper", "openai-whisper"]
Quality = Literal["fast", "best"]
PACKAGES = {"faster-whisper": "faster_whisper", "openai-whisper": "whisper"}  # fastest first


class EngineError(Exception):
    """A recogniser that is not installed: which, and how to install it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What decides the words. Never anything random: no temperature, no text carried over.

    `beam_size` 1 is greedy. `compute_type` is CTranslate2's ("int8", "float32", …), `auto` its
    fastest for the device ("int8" on a CPU: there our own search runs, see decisions/0015);
    openai-whisper always computes in float32 on a CPU. `window_s` is the most speech in one
    window. `names` are told to the recogniser as words to expect.
    """

    beam_size: int = 5
    compute_type: str = "auto"
    max_tokens: int = 440
    window_s: float = 28.0
    names: tuple[str, ...] = ()

    def compute_type_on(self, device: Literal["cpu", "cuda"]) -> str:
        """The compute type for a device, `auto` resolved."""
        if self.compute_type != "auto":
            return self.compute_type
        return "int8" if device == "cpu" else "float16"


OPTIONS: Mapping[Quality, Options] = {
    "fast": Options(beam_size=5, window_s=28.0),
    "best": Options(beam_size=8, window_s=29.5),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its seconds (in a window, later in the contact) and its probability, 0-1."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """What was heard in one window, and the recogniser's own doubts about it."""

    words: tuple[Word, ...]
    no_speech: float  # probability that nobody speaks
    mean_logprob: float  # of the tokens
    compression_ratio: float  # of the text; loops compress well
    languages: Mapping[str, float] | None = None  # how probable, where that was found on the way


class Recogniser(Protocol):
    """Turns windows of speech (float32, 16 kHz, at most 30 s each) into words."""

    @property
    def name(self) -> str:
        """The engine, `faster-whisper` or `openai-whisper`."""

    @property
    def model(self) -> str:
        """The model's name in the manifest."""

    @property
    def options(self) -> Options:
        """What it was loaded with."""

    def transcribe(self, windows: Sequence[Samples], languages: Sequence[str]) -> list[Segment]:
        """One segment for each window, in order, in the language asked for it."""

    def languages(self, windows: Sequence[Samples]) -> list[dict[str, float]]:
        """For each window, how probable each language is."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An engine with a model, found and whole, but not loaded yet."""

    engine: str
    model: str
    where: Path
    options: Options
    workers: int
    cpu_threads: int

    def loaded(self) -> Recogniser:
        """The recogniser, in this process."""
        if self.engine == "faster-whisper":
            from pipeline.transcribe.faster_whisper_engine import FasterWhisper  # noqa: PLC0415

            return FasterWhisper(
                self.model, self.where, self.options, self.workers, self.cpu_threads
            )
        from pipeline.transcribe.openai_whisper_engine import OpenaiWhisper  # noqa: PLC0415

        n_threads = (self.workers or os.cpu_count() or 1) * self.cpu_threads  # one worker has all
        return OpenaiWhisper(self.model, self.where, self.options, n_threads)


def load_recogniser(
    engine: Engine = "auto",
    model: str = "auto",
    *,
    cache: Path,
    options: Options | None = None,
    workers: int = 0,
    cpu_threads: int = 1,
    patience: float | None = None,
) -> Recogniser:
    """Load an engine with a model that was pulled into `cache`.

    `auto` takes the fastest installed engine and the best multilingual model in the cache. There
    are `workers` side by side, 0: one for each core, with `cpu_threads` each. With `patience` they
    are in a process of their own, which is begun anew when it crashes or takes longer than so many
    seconds for each second of sound. Raises EngineError when the engine is not installed,
    WeightsError when the model is not in the cache, damaged, or cannot be loaded.
    """
    name = pick_engine(engine)
    size = best_available(cache) if model == "auto" else model
    where = whole(size, cache, "ctranslate2" if name == "faster-whisper" else "checkpoint")
    chosen = Chosen(name, size, where, options or Options(), workers, cpu_threads)
    if patience is None:
        return chosen.loaded()
    from pipeline.transcribe.worker import Worker  # noqa: PLC0415 - it knows this module

    return Worker(chosen, patience)


def pick_engine(engine: Engine) -> str:
    """The engine's name, `auto` resolved; EngineError when it is not installed."""
    installed = [name for name, package in PACKAGES.items() if find_spec(package)]
    if engine == "auto" and installed:
        return installed[0]
    if engine in installed:
        return engine
    wanted = " or ".join(PACKAGES) if engine == "auto" else engine
    raise EngineError(
        f"no engine `{engine}`: {wanted} is not installed; run `make setup`, "
        f"or choose one of: auto, {', '.join(PACKAGES)}"
    )
