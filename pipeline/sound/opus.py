"""Sound for browsers: what a decoder hands on, in one or two channels, as Opus in Ogg."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.sound.bounded import Sound
from pipeline.sound.errors import DecoderError, SoundError
from pipeline.sound.header import SAMPLE_RATE_HZ

BIT_RATE = 32_000
LOUDEST = 32_768

Playable = NDArray[np.int16]
"""Shape (samples, channels), one or two channels at 16 kHz."""


def playable(sound: Sound) -> Iterator[Playable]:
    """The sound up to its end, or up to where a damaged file breaks off; more than two channels mixed.

    Raises SoundError where there is none, DecoderError where the decoder broke down.
    """
    is_heard = False
    try:
        for block in sound.blocks():
            heard = block if len(block) == 2 else block.mean(axis=0, keepdims=True)
            loud = np.rint(heard.T * LOUDEST)
            yield np.clip(loud, -LOUDEST, LOUDEST - 1).astype(np.int16)
            is_heard = True
    except DecoderError:
        raise
    except SoundError:
        if not is_heard:
            raise
    if not is_heard:
        raise SoundError("no sound in it")


def write_opus(target: Path, blocks: Iterable[Playable]) -> None:
    """Blocks, at least one, into a file."""
    with av.open(str(target), "w", format="ogg") as file:
        stream, at = None, 0
        for block in blocks:
            layout = "stereo" if block.shape[1] == 2 else "mono"
            if stream is None:
                stream = file.add_stream("libopus", rate=SAMPLE_RATE_HZ, layout=layout)
                stream.bit_rate = BIT_RATE
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, at
            file.mux(stream.encode(frame))
            at += len(block)
        if stream is not None:
            file.mux(stream.encode(None))
