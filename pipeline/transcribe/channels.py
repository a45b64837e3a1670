"""What is wrong with the channels of a recording, and which of them hold a voice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Mark
from pipeline.sound import SAMPLE_RATE_HZ, Channels
from pipeline.transcribe.audio import Samples

FRAME = SAMPLE_RATE_HZ // 50
N_LOUDEST = 10  # frames of 20 ms: a click is shorter than that, a "ja" is not
SILENT_DBFS = -66.0  # about the smallest steps of G.711
NOISE_DBFS = -45.0
QUIET_PART = 0.2  # of the frames are pauses, however much somebody talks
STEADY_DB = 8.0  # noise keeps to its level within this, speech does not
COPY_RESIDUE = 1e-3  # of the energy: what a lossy codec adds to one sound on two channels
OFFSET = 1e-3
RAIL = 0.95  # of full scale: G.711 ends at 0.98, and resampling rounds the corners
LOUD_DBFS = -20.0
CLIPPED_SHARE = 0.01
SOFT_DBFS, WANTED_DBFS = -40.0, -18.0  # of the loudest 0.2 s
HUSHED_DBFS = -55.0  # what a raised channel's pauses stay below
MAX_GAIN_DB = 30.0


@dataclass(frozen=True, slots=True)
class Condition:
    """How one channel of a file is, from `start_s` to `end_s` of the contact.

    `n_clipped` of the `n_loud` samples stand at the rails. `offset` is its direct current, `gain`
    what raises it to a level that is sane (1.0: it is so already).
    """

    path: str
    channel: int
    start_s: float
    end_s: float
    is_live: bool  # more than silence, direct current or steady faint noise
    copy_of: int | None = None  # an earlier channel of the same file with the same sound
    n_clipped: int = 0
    n_loud: int = 0
    offset: float = 0.0
    gain: float = 1.0

    @property
    def clipped_share(self) -> float:
        """The part of the loud samples that stands at the rails."""
        return self.n_clipped / self.n_loud if self.n_loud else 0.0


def examine(path: str, channels: Channels, start_s: float) -> tuple[Condition, ...]:
    """The condition of every channel of one file, for sound that starts at `start_s`."""
    end_s = start_s + channels.shape[1] / SAMPLE_RATE_HZ
    conditions: list[Condition] = []
    for number, samples in enumerate(channels):
        offset = float(samples.mean())
        offset = offset if abs(offset) > OFFSET else 0.0
        levels_dbfs = _levels_dbfs(samples - np.float32(offset) if offset else samples)
        n_clipped, n_loud = _clipped(samples, levels_dbfs)
        at = len(levels_dbfs) - min(N_LOUDEST, len(levels_dbfs))
        peak_dbfs = float(np.partition(levels_dbfs, at)[at])
        quiet_dbfs = float(np.quantile(levels_dbfs, QUIET_PART))
        is_live = _is_live(peak_dbfs, quiet_dbfs)
        conditions.append(
            Condition(
                path,
                number,
                start_s,
                end_s,
                is_live,
                copy_of=_copied(channels, number, conditions) if is_live else None,
                n_clipped=n_clipped,
                n_loud=n_loud,
                offset=offset,
                gain=_gain(peak_dbfs, quiet_dbfs) if is_live else 1.0,
            )
        )
    return tuple(conditions)


def mend(samples: Samples, condition: Condition) -> None:
    """Take the offset out of a channel and raise it, in place."""
    if condition.offset:
        samples -= np.float32(condition.offset)
    if condition.gain != 1.0:
        samples *= np.float32(condition.gain)


def marks_of(conditions: Sequence[Condition]) -> tuple[Mark, ...]:
    """What a listener should know of a contact's channels, in order of time.

    A channel is dead when it is so from beginning to end and another one is not; it is clipped
    where a hundredth of its loud samples stands at the rails.
    """
    lines: dict[tuple[str, int], list[Condition]] = {}
    for one in conditions:
        lines.setdefault((one.path, one.channel), []).append(one)
    marks = []
    for (_, channel), line in lines.items():
        start_s, end_s = line[0].start_s, line[-1].end_s
        others = (c for c in conditions if c.start_s < end_s and c.end_s > start_s)
        if not any(one.is_live for one in line) and any(other.is_live for other in others):
            detail = f"channel {channel} is silent from beginning to end"
            marks.append(Mark("dead_channel", start_s, end_s, detail))
        clipped = [one for one in line if one.clipped_share >= CLIPPED_SHARE]
        if clipped:
            n_clipped, n_loud = (
                sum(getattr(c, n) for c in clipped) for n in ("n_clipped", "n_loud")
            )
            detail = f"channel {channel}: {n_clipped / n_loud:.1%} of the loud samples are cut off"
            marks.append(Mark("clipped", clipped[0].start_s, clipped[-1].end_s, detail))
    return tuple(sorted(marks, key=lambda mark: mark.start_s))


def _levels_dbfs(samples: Samples) -> NDArray[np.float32]:
    n_frames = max(1, len(samples) // FRAME)
    frames = samples[: n_frames * FRAME].reshape(n_frames, -1)
    energies = np.einsum("ij,ij->i", frames, frames) / frames.shape[1]
    levels: NDArray[np.float32] = 10.0 * np.log10(energies + 1e-12)
    return levels


def _is_live(peak_dbfs: float, quiet_dbfs: float) -> bool:
    if peak_dbfs < SILENT_DBFS:
        return False
    return peak_dbfs >= NOISE_DBFS or peak_dbfs - quiet_dbfs >= STEADY_DB


def _gain(peak_dbfs: float, quiet_dbfs: float) -> float:
    if peak_dbfs >= SOFT_DBFS:
        return 1.0
    gain_db = min(MAX_GAIN_DB, WANTED_DBFS - peak_dbfs, HUSHED_DBFS - quiet_dbfs)
    return float(10.0 ** (max(0.0, gain_db) / 20.0))


def _clipped(samples: Samples, levels_dbfs: NDArray[np.float32]) -> tuple[int, int]:
    loud = np.flatnonzero(levels_dbfs > LOUD_DBFS)
    if len(loud) == 0 or len(samples) < FRAME:
        return 0, 0
    frames = samples[: len(levels_dbfs) * FRAME].reshape(-1, FRAME)[loud]
    return int(np.count_nonzero(np.abs(frames) >= RAIL)), frames.size


def _copied(channels: Channels, number: int, before: Sequence[Condition]) -> int | None:
    """The earlier channel that this one is a copy of, however loud."""
    here = channels[number]
    energy = float(here @ here)
    for other in before:
        if other.is_live and other.copy_of is None:
            there = channels[other.channel]
            shared = float(here @ there) ** 2
            if shared >= (1.0 - COPY_RESIDUE) * energy * float(there @ there):
                return other.channel
    return None
