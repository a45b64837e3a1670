"""Recordings in any format → channels of float32 samples at 16 kHz, or a clear word on why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.domain import SetAside
from pipeline.sound_file import MAX_RATE_HZ, MIN_RATE_HZ, open_sound
from pipeline.transcribe.wav import bytes_missing

SAMPLE_RATE_HZ = 16_000
LONGEST_S = 24 * 3600.0  # no call is longer; a few bytes can claim days of silence
TRUNCATION_TOLERANCE_S = 1.0  # codecs round their last frames
MAX_CHANNELS = 6  # PyAV 18 reads beyond the planes of a frame that has 8
MAX_FAILURES = 100  # to read on, one after the other: what comes is no sound any more
BROKEN_SHARE = 0.05
BLOCK_S = 5.0  # per-frame work is what costs: mp3 and opus come in frames of 20-70 ms
READ_BYTES = str(1 << 14)  # of a wav at a time; PCM takes ever longer with more, all do with less
MIN_GAP_S = 0.2
MAX_GAP_S = 3600.0  # what jumps further is a broken clock, not silence
WITH_CLOCK = frozenset({"matroska", "webm", "mov", "mp4", "ogg", "asf", "mpegts"})

Samples = NDArray[np.float32]
"""One channel."""

Channels = NDArray[np.float32]
"""Shape (channels, samples), -1…1 at 16 kHz."""


class Unhearable(Exception):  # noqa: N818 - it reads as what it is
    """A recording that cannot be used; `set_aside` says what, where and what was expected."""

    def __init__(self, set_aside: SetAside) -> None:
        super().__init__(str(set_aside))
        self.set_aside = set_aside


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself: its channels, and how long it is where that can be trusted."""

    path: str
    n_channels: int
    promised_s: float | None


def inspect(path: str, contact_id: str | None = None) -> Header:
    """Look at a recording without decoding it.

    Raises Unhearable for a file that is missing, empty, no audio, has more than 6 channels, claims
    more than a day, or is a wav that ends more than a second before its header says.
    """
    file = Path(path)
    if not file.is_file():
        expected = "the recording that the manifest names"
        raise _unhearable(path, "there is no such file", expected, contact_id)
    if file.stat().st_size == 0:
        raise _unhearable(path, "the file is empty (0 bytes)", "a recording", contact_id)
    try:
        with open_sound(path) as container:
            if not container.streams.audio:
                raise _unhearable(path, "there is no audio in it", "a recording", contact_id)
            stream = container.streams.audio[0]
            header = Header(path, stream.channels, _promised_s(container, stream))
            bytes_per_s = (stream.bit_rate or 0) / 8
            is_wav = container.format.name == "wav"
    except (av.FFmpegError, ValueError) as error:
        raise _undecodable(path, error, contact_id) from error
    if header.n_channels > MAX_CHANNELS:
        problem = f"it has {header.n_channels} channels"
        raise _unhearable(path, problem, f"at most {MAX_CHANNELS} channels", contact_id)
    if header.promised_s is not None:
        _check_length(path, header.promised_s, contact_id)
    if is_wav and bytes_per_s and (missing := bytes_missing(file)):
        promised_s = missing.promised / bytes_per_s
        _check_whole(path, missing.there / bytes_per_s, promised_s, contact_id)
    return header


def decode(path: str, contact_id: str | None = None) -> Iterator[Channels]:
    """Decode a recording, whatever its format and sample rate, in blocks of some seconds.

    Every block has the same channels; together they are the whole sound, resampled as one. Silence
    that the recorder left out (its time stamps jump) is put back, so that times stay right. Raises
    Unhearable at once for all that `inspect` finds, and at the end for a recording without sound
    or one that is cut short.
    """
    return _decoded(inspect(path, contact_id), contact_id)


def _decoded(header: Header, contact_id: str | None) -> Iterator[Channels]:
    n_samples = 0
    try:
        with open_sound(header.path, max_size=READ_BYTES) as container:
            has_clock = not WITH_CLOCK.isdisjoint(container.format.name.split(","))
            for block in _blocks(_frames(container), has_clock):
                n_samples += block.shape[1]
                _check_length(header.path, n_samples / SAMPLE_RATE_HZ, contact_id)
                yield _finite(_with_channels(block, header.n_channels))
    except (av.FFmpegError, ValueError) as error:
        raise _undecodable(header.path, error, contact_id) from error
    if n_samples == 0:
        raise _unhearable(header.path, "it holds no sound (0 seconds)", "a recording", contact_id)
    if header.promised_s is not None:
        _check_whole(header.path, n_samples / SAMPLE_RATE_HZ, header.promised_s, contact_id)


def _frames(container: "av.container.InputContainer") -> Iterator["av.AudioFrame"]:
    """All frames that can be decoded; raises the first error at the end when too many cannot.

    A packet that is broken is passed over. What is missing at the end shows as a recording that is
    shorter than its header says.
    """
    stream = container.streams.audio[0]
    first_error: Exception | None = None
    n_frames = n_failures = n_packets = n_broken = 0
    packets = container.demux(stream)
    while n_failures < MAX_FAILURES:
        try:
            packet = next(packets, None)
        except av.EOFError:
            break
        except av.FFmpegError as error:
            first_error, n_failures = first_error or error, n_failures + 1
            packets = container.demux(stream)  # the old one has ended with its error
            continue
        if packet is None:
            break
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            first_error, n_broken = first_error or error, n_broken + 1
            continue
        n_packets += 1
        n_frames, n_failures = n_frames + len(frames), 0
        yield from frames
    if first_error and (n_frames == 0 or n_broken > max(2, BROKEN_SHARE * n_packets)):
        raise first_error


def _blocks(frames: Iterator["av.AudioFrame"], has_clock: bool) -> Iterator[Channels]:
    """Frames → blocks at 16 kHz; a new resampler where the recorder changed rate or channels."""
    resampler: _Resampler | None = None
    heard_s, clock_s = 0.0, None
    for frame in frames:
        gap_s = 0.0
        if has_clock and frame.time is not None:
            clock_s = frame.time if clock_s is None else clock_s
            gap_s = frame.time - clock_s - heard_s
            if not -MIN_GAP_S < gap_s < MAX_GAP_S:
                clock_s, gap_s = frame.time - heard_s, 0.0
        if resampler and (gap_s >= MIN_GAP_S or not resampler.takes(frame)):
            yield from resampler.flush()
            resampler = None
        if gap_s >= MIN_GAP_S:
            yield from _silence(gap_s, frame.layout.nb_channels)
            heard_s += gap_s
        heard_s += frame.samples / frame.sample_rate
        resampler = resampler or _Resampler(frame)
        yield from resampler.add(frame)
    if resampler:
        yield from resampler.flush()


class _Resampler:
    """Frames of one rate and layout → 16 kHz; it gathers small ones first."""

    def __init__(self, first: "av.AudioFrame") -> None:
        if first.layout.nb_channels > MAX_CHANNELS:
            raise ValueError(f"a frame has {first.layout.nb_channels} channels")
        if not MIN_RATE_HZ <= first.sample_rate <= MAX_RATE_HZ:
            raise ValueError(f"a frame has a sample rate of {first.sample_rate} Hz")
        self._kind = _kind(first)
        self._waiting = av.AudioFifo()
        self._resampler = av.AudioResampler("fltp", first.layout, SAMPLE_RATE_HZ)

    def takes(self, frame: "av.AudioFrame") -> bool:
        return _kind(frame) == self._kind

    def add(self, frame: "av.AudioFrame") -> Iterator[Channels]:
        frame.pts = None  # the gaps were seen to
        self._waiting.write(frame)
        if self._waiting.samples >= BLOCK_S * frame.sample_rate:
            yield from self._convert(self._waiting.read(0, partial=True))

    def flush(self) -> Iterator[Channels]:
        if self._waiting.samples:
            yield from self._convert(self._waiting.read(0, partial=True))
        yield from self._convert(None)

    def _convert(self, frame: "av.AudioFrame | None") -> Iterator[Channels]:
        if frame is not None:
            frame.pts = None
        for piece in self._resampler.resample(frame):
            yield piece.to_ndarray()


def _kind(frame: "av.AudioFrame") -> tuple[str, str, int, int]:
    return frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate


def _silence(seconds: float, n_channels: int) -> Iterator[Channels]:
    left = round(seconds * SAMPLE_RATE_HZ)
    while left > 0:
        n_samples = min(left, round(BLOCK_S * SAMPLE_RATE_HZ))
        yield np.zeros((n_channels, n_samples), np.float32)
        left -= n_samples


def _with_channels(block: Channels, n_channels: int) -> Channels:
    if len(block) == n_channels:
        return block
    if len(block) == 1 or n_channels == 1:
        return np.repeat(block.mean(axis=0, keepdims=True), n_channels, axis=0)
    fitted = np.zeros((n_channels, block.shape[1]), np.float32)
    n_kept = min(len(block), n_channels)
    fitted[:n_kept] = block[:n_kept]
    return fitted


def _finite(block: Channels) -> Channels:
    """Recordings of floats can hold what is no number; it would silence all that it touches."""
    if np.isfinite(block.sum()):
        return block
    return np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)


def _promised_s(container: "av.container.InputContainer", stream: "av.AudioStream") -> float | None:
    """Seconds that the header promises; None when it makes no promise that can be trusted."""
    if container.format.name in ("wav", "mp3", "aac", "adts", "gsm", "g722"):
        return None  # estimated from the bit rate, or (wav) a number of bytes
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if "matroska" in container.format.name and container.duration:
        return float(container.duration / av.time_base)
    return None


def _check_whole(path: str, there_s: float, promised_s: float, contact_id: str | None) -> None:
    if there_s < promised_s - TRUNCATION_TOLERANCE_S:
        raise _unhearable(
            path,
            f"it is cut short: its header promises {promised_s:.1f} s, {there_s:.1f} s are there",
            "the whole recording; fetch it again",
            contact_id,
        )


def _check_length(path: str, seconds: float, contact_id: str | None) -> None:
    if seconds > LONGEST_S:
        problem = f"it is longer than {LONGEST_S / 3600:.0f} hours, or says so"
        raise _unhearable(path, problem, "the recording of one contact", contact_id)


def _undecodable(path: str, error: Exception, contact_id: str | None) -> Unhearable:
    return _unhearable(
        path,
        f"it cannot be decoded as audio ({type(error).__name__})",
        "a recording (wav, mp3, opus, ogg, m4a, flac, …)",
        contact_id,
    )


def _unhearable(path: str, problem: str, expected: str, contact_id: str | None) -> Unhearable:
    return Unhearable(SetAside(path, problem, expected, contact_id=contact_id))
