"""What is needed to hear: an engine, decoders, weights that are what they should be."""

import wave
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import av

from pipeline.doctor.told import Told, ok, warning, wrong
from pipeline.sound import SAMPLE_RATE_HZ, SoundError, open_sound
from pipeline.sound.sandbox import landlock_version
from pipeline.transcribe import (
    Engine,
    EngineError,
    WeightsError,
    best_available,
    faults_of,
    forms_present,
    list_models,
    pick_engine,
)

CODECS = "pcm_s16le pcm_alaw pcm_mulaw mp3 aac opus vorbis flac gsm adpcm_ima_wav".split()
RATE_HZ = 8000


def engine(wanted: Engine) -> Iterator[Told]:
    """The recogniser."""
    try:
        yield ok("engine", pick_engine(wanted))
    except EngineError as error:
        yield wrong("engine", str(error), "run `make setup`")


def decoding() -> Iterator[Told]:
    """Whether recordings can be decoded: one is, and the codecs of telephone exchanges are there."""
    missing = [name for name in CODECS if name not in av.codecs_available]
    try:
        n_samples = _decoded()
    except SoundError as error:
        yield wrong("decoding", str(error), "run `make setup`; see the limits of this account")
        return
    if n_samples != SAMPLE_RATE_HZ:
        yield wrong("decoding", f"{n_samples} samples of a second came out", "run `make setup`")
    elif missing:
        yield warning(
            "decoding",
            f"no decoder for {', '.join(missing)}",
            "recordings of that kind will be set aside; run `make setup`",
        )
    else:
        version = landlock_version()
        shut = f"shut in by Landlock {version}" if version else "this kernel has no Landlock"
        known = f"FFmpeg in PyAV {av.__version__}, {len(CODECS)} codecs looked for"
        yield ok("decoding", f"{known}; decoders are limited, {shut}")


def _decoded() -> int:
    """How many samples a decoder makes of a second of silence."""
    with NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file, "wb") as out:
            out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            out.writeframes(b"\0\0" * RATE_HZ)
        file.flush()
        with open_sound(file.name) as sound:
            return sum(block.shape[1] for block in sound.blocks())


def models(wanted: str, cache: Path) -> Iterator[Told]:
    """The weights that are here, each against its checksum, and the one that will be used."""
    for model in list_models():
        for form in forms_present(model.name, cache):
            about = f"model {model.name}"
            if faults := faults_of(model.name, cache, form):
                yield wrong(
                    about,
                    "; ".join(faults),
                    f"remove {cache.expanduser() / model.name} and run `retold models pull {model.name}`",
                )
            else:
                yield ok(about, f"{form}, whole")
    try:
        chosen = best_available(cache) if wanted == "auto" else wanted
        if not forms_present(chosen, cache):
            yield wrong("model", f"{chosen} is set, but not here", f"`retold models pull {chosen}`")
        else:
            yield ok("model", f"{chosen} will be used")
    except WeightsError as error:
        yield wrong("model", str(error), "`retold models pull base`")
    if not forms_present("resemblyzer", cache):
        yield warning(
            "voices",
            "no speaker embeddings; contacts on one channel will be set aside",
            "`retold models pull resemblyzer`",
        )
