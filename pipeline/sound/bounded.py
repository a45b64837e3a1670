"""A recording decoded by a process of its own, which may hang, crash or want all memory."""

import json
import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from pipeline.sound import wire
from pipeline.sound.errors import DecoderError, SoundError
from pipeline.sound.forks import Forks
from pipeline.sound.header import Channels, Header


@dataclass(frozen=True, slots=True)
class Limits:
    """What a decoder may take for one recording."""

    silent_s: float = 60.0  # without a word; five seconds of sound take milliseconds
    cpu_s: int = 1_800  # 24 hours, the longest that is taken, need some minutes
    memory_bytes: int = 1_500 << 20  # of address space; Python and FFmpeg have 250 MB of it


LIMITS = Limits()
_FORKS = Forks()


class Sound:
    """A recording that is being decoded by the process `pid`.

    Its `header` is None where there is no audio in it. Raises SoundError.
    """

    def __init__(self, path: str, limits: Limits, *, is_header_only: bool = False) -> None:
        self._limits = limits
        asked = {"path": str(Path(path).absolute()), "is_header_only": is_header_only}
        self._words, self._news = _FORKS.begin(json.dumps(asked | asdict(limits)).encode())
        self._news.settimeout(limits.silent_s)
        self._waiting = select.poll()
        self._waiting.register(self._words, select.POLLIN)
        self.pid: int | None = None
        try:
            self.pid = self._told()
            self.header = self._read_header()
        except BaseException:
            self.close()
            raise

    def blocks(self) -> Iterator[Channels]:
        """The sound at 16 kHz, in blocks of some seconds.

        Raises SoundError, at the end when too much of it is broken.
        """
        while self.header is not None:
            kind, n_bytes = self._message()
            if kind == wire.END:
                return
            if kind != wire.BLOCK:
                self._fail(kind, n_bytes)
            n_samples = wire.n_samples_in(n_bytes, self.header)
            block = np.empty((self.header.n_channels, n_samples), np.float32)
            self._fill(block.data.cast("B"))
            yield block

    def close(self) -> None:
        """End the decoder, wherever it is."""
        if self._news.fileno() >= 0:
            if self.pid and self._is_alive():
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
            os.close(self._words)
            self._news.close()

    def _read_header(self) -> Header | None:
        kind, n_bytes = self._message()
        if kind == wire.NO_AUDIO:
            return None
        if kind != wire.HEADER:
            self._fail(kind, n_bytes)
        return wire.header_from(self._bytes(n_bytes))

    def _message(self) -> tuple[bytes, int]:
        kind, n_bytes = wire.HEAD.unpack(self._bytes(wire.HEAD.size))
        wire.check(kind, n_bytes)
        return kind, n_bytes

    def _fail(self, kind: bytes, n_bytes: int) -> None:
        if kind == wire.TOO_LARGE:
            raise DecoderError(f"the decoder wanted more than {self._limits.memory_bytes >> 20} MB")
        if kind == wire.REFUSED:
            raise SoundError(wire.word_from(self._bytes(n_bytes)))
        raise wire.GARBLED

    def _bytes(self, n_bytes: int) -> bytes:
        buffer = bytearray(n_bytes)
        self._fill(memoryview(buffer))
        return bytes(buffer)

    def _fill(self, buffer: memoryview) -> None:
        while buffer:
            if not self._waiting.poll(self._limits.silent_s * 1_000):
                raise DecoderError(f"the decoder hung for {self._limits.silent_s:g} s")
            n_read = os.readv(self._words, [buffer])
            if n_read == 0:
                raise DecoderError(self._ending())
            buffer = buffer[n_read:]

    def _ending(self) -> str:
        code = self._told()
        self.pid = None
        if code is None or code >= 0:
            return "the decoder ended too early"
        if -code == signal.SIGXCPU:
            return f"the decoder took more than {self._limits.cpu_s} s of processor time"
        return f"the decoder crashed ({signal.Signals(-code).name})"

    def _told(self) -> int | None:
        """The next news of the decoder: the id of its process, then how it ended; None: no news."""
        with suppress(OSError, ValueError):
            return int(self._news.recv(32))
        return None

    def _is_alive(self) -> bool:
        """Whether its end is still to be told; until then no other process has its id."""
        self._news.setblocking(False)
        try:
            self._news.recv(32)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False


@contextmanager
def open_sound(path: str) -> Iterator[Sound]:
    """A recording as a decoder hands it on; the decoder ends with the block.

    Raises SoundError for what cannot be decoded, DecoderError where a decoder broke down over it.
    """
    sound = Sound(path, LIMITS)
    try:
        yield sound
    finally:
        sound.close()


def header_of(path: str) -> Header | None:
    """What a recording says of itself, None when there is no audio in it; nothing is decoded.

    Raises SoundError, as `open_sound`.
    """
    sound = Sound(path, LIMITS, is_header_only=True)
    sound.close()
    return sound.header
