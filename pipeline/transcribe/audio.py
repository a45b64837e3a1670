"""Recordings in any format → channels of float32 samples at 16 kHz, or a clear word on why not."""

import struct
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.domain import SetAside

SAMPLE_RATE_HZ = 16_000
TRUNCATION_TOLERANCE_S = 1.0  # codecs round their last frames
UNKNOWN_SIZES = (
    0,
    0x7FFFF000,
    0x7FFFFFFF,
    0xFFFFFFFF,
)  # what writers to a pipe leave in the header

Samples = NDArray[np.float32]


class Unhearable(Exception):  # noqa: N818 - it reads as what it is
    """A recording that cannot be used; `set_aside` says what, where and what was expected."""

    def __init__(self, set_aside: SetAside) -> None:
        super().__init__(str(set_aside))
        self.set_aside = set_aside


@dataclass(frozen=True, slots=True)
class Audio:
    """One decoded file: `channels` of equally many samples in -1…1 at 16 kHz."""

    path: str
    channels: tuple[Samples, ...]

    @property
    def duration_s(self) -> float:
        """Seconds of sound."""
        return len(self.channels[0]) / SAMPLE_RATE_HZ


def decode(path: str, contact_id: str | None = None) -> Audio:
    """Decode a recording with one or two channels, whatever its format and sample rate.

    Raises Unhearable for a file that is missing, empty, no audio, cut short, or has more than two
    channels.
    """

    def unhearable(problem: str, expected: str) -> Unhearable:
        return Unhearable(SetAside(path, problem, expected, contact_id=contact_id))

    file = Path(path)
    if not file.is_file():
        raise unhearable("there is no such file", "the recording that the manifest names")
    if file.stat().st_size == 0:
        raise unhearable("the file is empty (0 bytes)", "a recording")
    try:
        with av.open(path, metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise unhearable("there is no audio in it", "a recording")
            stream = container.streams.audio[0]
            if stream.channels > 2:
                raise unhearable(f"it has {stream.channels} channels", "one or two channels")
            promised_s = _promised_s(file, container, stream)
            channels = _resampled(container, stream)
    except (av.FFmpegError, ValueError) as error:
        raise unhearable(
            f"it cannot be decoded as audio ({type(error).__name__})",
            "a recording (wav, mp3, opus, ogg, m4a, flac, …)",
        ) from error
    audio = Audio(path, channels)
    if not channels or audio.duration_s == 0:
        raise unhearable("it holds no sound (0 seconds)", "a recording")
    if promised_s is not None and audio.duration_s < promised_s - TRUNCATION_TOLERANCE_S:
        raise unhearable(
            f"it is cut short: its header promises {promised_s:.1f} s, "
            f"{audio.duration_s:.1f} s are there",
            "the whole recording; fetch it again",
        )
    return audio


def _resampled(
    container: "av.container.InputContainer", stream: "av.AudioStream"
) -> tuple[Samples, ...]:
    layout = "stereo" if stream.channels == 2 else "mono"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
    pieces = []
    try:
        for frame in container.decode(stream):
            frame.pts = None  # gaps in time stamps are not sound
            pieces += [piece.to_ndarray() for piece in resampler.resample(frame)]
    except (av.EOFError, av.InvalidDataError):
        if not pieces:
            raise
        # What is missing at the end shows as a recording that is shorter than its header says.
    if pieces:
        pieces += [piece.to_ndarray() for piece in resampler.resample(None)]
    if not pieces:
        return ()
    return tuple(np.ascontiguousarray(row, np.float32) for row in np.concatenate(pieces, axis=1))


def _promised_s(
    file: Path, container: "av.container.InputContainer", stream: "av.AudioStream"
) -> float | None:
    """Seconds that the header promises; None when it makes no promise that can be trusted."""
    if container.format.name in ("wav", "w64"):
        return _wav_promise_s(file)
    if container.format.name in ("mp3", "aac", "adts", "gsm"):
        return None  # estimated from the bit rate, not promised
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return None


def _wav_promise_s(file: Path) -> float | None:
    with file.open("rb") as stream:
        if stream.read(4) != b"RIFF":
            return None
        stream.read(8)
        bytes_per_s = 0
        while len(head := stream.read(8)) == 8:
            kind, size = head[:4], struct.unpack("<I", head[4:])[0]
            if kind == b"fmt ":
                body = stream.read(size)
                bytes_per_s = struct.unpack_from("<I", body, 8)[0]
                stream.seek(size & 1, 1)
            elif kind == b"data":
                known = bytes_per_s and size not in UNKNOWN_SIZES
                return size / bytes_per_s if known else None
            else:
                stream.seek(size + (size & 1), 1)
    return None
