"""Files that were recorded together, read together: stretches of bounded length, cut in a pause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.sound import SAMPLE_RATE_HZ, Channels
from pipeline.transcribe.audio import decode

STRETCH_S = 600.0
SEARCH_S = 30.0  # of the end of a stretch, where the pause to cut in is looked for
PAUSE_S = 0.5
HOP = SAMPLE_RATE_HZ // 50


@dataclass(frozen=True, slots=True)
class Part:
    """What one file holds of a piece; `channels` are padded with silence after `duration_s`."""

    channels: Channels
    duration_s: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What the files hold from `start_s` on, all equally long; None for a file that has ended."""

    start_s: float
    parts: tuple[Part | None, ...]


def read_together(paths: Sequence[str], contact_id: str | None = None) -> Iterator[Piece]:
    """Read files side by side, at most ten minutes at a time.

    Raises Unhearable as `decode` does.
    """
    files = [_File(path, contact_id) for path in paths]
    at = 0
    while True:
        for file in files:
            file.fill()
        n_samples = max(file.n_waiting for file in files)
        if n_samples == 0:
            return
        if n_samples == files[0].size:
            n_samples = _pause([file.waiting for file in files if file.n_waiting])
        yield Piece(at / SAMPLE_RATE_HZ, tuple(file.take(n_samples) for file in files))
        at += n_samples


class _File:
    """One file being decoded, and what of it was decoded but not yet taken."""

    def __init__(self, path: str, contact_id: str | None) -> None:
        self._blocks = decode(path, contact_id)
        self._left: Channels | None = next(self._blocks)  # what does not fit in the buffer
        self.size = round(STRETCH_S * SAMPLE_RATE_HZ)
        self._buffer = np.zeros((len(self._left), self.size), np.float32)
        self.n_waiting = 0

    @property
    def waiting(self) -> Channels:
        return self._buffer[:, : self.n_waiting]

    def fill(self) -> None:
        while self.n_waiting < self.size:
            block = next(self._blocks, None) if self._left is None else self._left
            if block is None:
                return
            n_taken = min(block.shape[1], self.size - self.n_waiting)
            self._buffer[:, self.n_waiting : self.n_waiting + n_taken] = block[:, :n_taken]
            self._left = block[:, n_taken:] if n_taken < block.shape[1] else None
            self.n_waiting += n_taken

    def take(self, n_samples: int) -> Part | None:
        """The first `n_samples` that wait; what follows them goes to a room of its own, because
        whoever took a piece may keep it.
        """
        if self.n_waiting == 0:
            return None
        taken, rest = self._buffer[:, :n_samples], self._buffer[:, n_samples : self.n_waiting]
        duration_s = min(n_samples, self.n_waiting) / SAMPLE_RATE_HZ
        self.n_waiting = rest.shape[1]
        self._buffer = np.zeros(self._buffer.shape, np.float32)
        self._buffer[:, : self.n_waiting] = rest
        return Part(taken, duration_s)


def _pause(files: Sequence[Channels]) -> int:
    """The sample in the middle of the quietest half second near the end, over all channels.

    Each channel counts by its own loudness: a soft voice is not cut for a loud one's pause.
    """
    n_hops = round(SEARCH_S * SAMPLE_RATE_HZ) // HOP
    total = np.zeros(n_hops)
    end = max(file.shape[1] for file in files)
    for file in files:
        if file.shape[1] < end:
            continue
        for channel in file[:, -n_hops * HOP :].reshape(len(file), n_hops, HOP):
            energies = np.einsum("ij,ij->i", channel, channel)
            total += energies / (energies.mean() + 1e-9)
    width = round(PAUSE_S * SAMPLE_RATE_HZ) // HOP
    sums = np.convolve(total, np.ones(width), mode="valid")
    quietest = int(sums.argmin()) + width // 2
    return int(end - (n_hops - quietest) * HOP)
