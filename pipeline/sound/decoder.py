"""Recordings in any format → blocks of float32 at 16 kHz, in this process."""

from collections.abc import Iterator

import av
import numpy as np

from pipeline.sound.container import MAX_RATE_HZ, MIN_RATE_HZ, Recording, container_in
from pipeline.sound.header import MAX_CHANNELS, SAMPLE_RATE_HZ, Channels, Header

MAX_FAILURES = 100  # to read on, one after the other: what comes is no sound any more
BROKEN_SHARE = 0.05
BLOCK_S = 5.0  # per-frame work is what costs: mp3 and opus come in frames of 20-70 ms
READ_BYTES = str(1 << 14)  # of a wav at a time; PCM takes ever longer with more, all do with less
MIN_GAP_S = 0.2
MAX_GAP_S = 3600.0  # what jumps further is a broken clock, not silence
WITH_CLOCK = frozenset({"matroska", "webm", "mov", "mp4", "ogg", "asf", "mpegts"})
NO_PROMISE = frozenset({"wav", "mp3", "aac", "adts", "gsm", "g722"})  # (wav) a number of bytes


def header_of(file: Recording) -> Header | None:
    """What a recording says of itself, None when there is no audio in it; nothing is decoded.

    Raises av.FFmpegError or ValueError for what is no recording.
    """
    with container_in(file) as container:
        return _header(container)


def decoded(file: Recording) -> Iterator[Header | Channels | None]:
    """The header of a recording, as `header_of`, then its sound in blocks of some seconds.

    Every block has the channels of the header; together they are the whole sound, resampled as
    one. Silence that the recorder left out (its time stamps jump) is put back, so that times stay
    right. Raises av.FFmpegError or ValueError, at the end when too much of it is broken.
    """
    with container_in(file, max_size=READ_BYTES) as container:
        header = _header(container)
        yield header
        if header is None:
            return
        has_clock = not WITH_CLOCK.isdisjoint(header.container.split(","))
        for block in _blocks(_frames(container), has_clock):
            yield _finite(_with_channels(block, header.n_channels))


def _header(container: "av.container.InputContainer") -> Header | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    return Header(
        n_channels=stream.channels,
        container=container.format.name,
        codec=stream.codec_context.name,
        promised_s=_promised_s(container, stream),
        bytes_per_s=stream.bit_rate / 8 if stream.bit_rate else None,
    )


def _promised_s(container: "av.container.InputContainer", stream: "av.AudioStream") -> float | None:
    if container.format.name in NO_PROMISE:
        return None
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if "matroska" in container.format.name and container.duration:
        return float(container.duration / av.time_base)
    return None


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
