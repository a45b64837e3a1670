"""Recordings with personal data silenced: the only form in which the screens let them be heard.

Where a turn of the transcript has a mask, its whole stretch of sound is silent on every channel:
where in the turn the masked words are is not known well enough to cut finer.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import numpy as np

from pipeline.language.words import MASK
from pipeline.reports.audio import Sound
from pipeline.reports.rows import ContactRows, Row
from pipeline.review.call.copies import copy_name
from pipeline.sound_file import open_sound

RATE_HZ, BIT_RATE = 16_000, 32_000
MARGIN_S = 0.5  # silent before and after a masked turn: the times of words are not exact
PEAKS_A_SECOND = 4
LOUDEST = 32_768


class NotPlayableError(Exception):
    """A recording cannot be read as sound."""


def offered(told: ContactRows, href: str, not_before: datetime | None = None) -> list[Sound]:
    """How each recording of a contact is offered, `href` with the recording's number behind it.

    Nothing is offered where the words, and so the personal data in them, are not known:
    `problem` is then `no_words` or `poor_transcript`; `too_old` for contacts that began before
    `not_before`; or `elsewhere`, `missing` as in the report.
    """
    starts = {leg["leg_no"]: leg["start_s"] for leg in told.legs}
    sounds = []
    for row in told.recordings:
        is_too_old = not_before is not None and told.contact["started_at"] < not_before
        problem = "too_old" if is_too_old else _problem(told, row)
        sounds.append(
            Sound(
                name=Path(row["path"]).name,
                leg_no=row["leg_no"],
                role=row["role"],
                offset_s=float(starts.get(row["leg_no"], 0.0)),
                href=None if problem else f"{href}/{row['item_no']}",
                problem=problem,
            )
        )
    return sounds


def silences(told: ContactRows, recording: Row) -> list[tuple[float, float]]:
    """The stretches of a recording that must not be heard, in seconds from its beginning."""
    leg_no = recording["leg_no"]
    begins_s = next((leg["start_s"] for leg in told.legs if leg["leg_no"] == leg_no), 0.0)
    return [
        (turn["start_s"] - begins_s - MARGIN_S, turn["end_s"] - begins_s + MARGIN_S)
        for turn in told.turns
        if MASK.search(turn["text"]) and leg_no in (None, turn["leg_no"])
    ]


def silenced(told: ContactRows, recording: Row, folder: Path) -> Path:
    """A copy of a recording with its personal data silenced, as Ogg, made once; peaks lie beside it.

    Raises NotPlayableError when the file holds no sound that can be read.
    """
    source, quiet = Path(recording["path"]), silences(told, recording)
    seen = source.stat()
    made_of = json.dumps([str(source), seen.st_size, seen.st_mtime_ns, quiet])
    target = folder / copy_name(told.contact_id, made_of)
    if not target.exists():
        unfinished = target.with_suffix(".part")
        try:
            peaks = _copy(source, unfinished, quiet)
        except (av.FFmpegError, ValueError) as error:
            unfinished.unlink(missing_ok=True)
            raise NotPlayableError(source.name) from error
        peaks_of(target).write_text(json.dumps(peaks), encoding="utf-8")
        try:
            unfinished.replace(target)
        except FileNotFoundError:  # the contact was erased meanwhile
            peaks_of(target).unlink(missing_ok=True)
            raise NotPlayableError(source.name) from None
    return target


def peaks_of(copy: Path) -> Path:
    """Where the loudness of a copy is kept: a list for each channel, 0-1, four values a second."""
    return copy.with_suffix(".json")


def _problem(told: ContactRows, row: Row) -> str | None:
    if not told.turns:
        return "no_words"
    if told.contact["effort_null_reason"] == "poor_transcript":
        return "poor_transcript"
    if "://" in row["path"]:
        return "elsewhere"
    return None if Path(row["path"]).is_file() else "missing"


def _copy(source: Path, target: Path, quiet: Sequence[tuple[float, float]]) -> list[list[float]]:
    with open_sound(str(source)) as container, av.open(str(target), "w", format="ogg") as written:
        if not container.streams.audio:
            raise ValueError(f"{source.name} has no audio in it")
        n_channels = 2 if container.streams.audio[0].channels == 2 else 1
        layout = "stereo" if n_channels == 2 else "mono"
        stream = written.add_stream("libopus", rate=RATE_HZ, layout=layout)
        stream.bit_rate = BIT_RATE
        resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE_HZ)
        peaks: dict[int, Any] = {}
        at = 0
        for frame in _resampled(container, resampler):
            samples = frame.to_ndarray().reshape(-1, n_channels)
            for start_s, end_s in quiet:
                first, last = round(start_s * RATE_HZ) - at, round(end_s * RATE_HZ) - at
                samples[max(0, first) : max(0, last)] = 0
            bin_no = at * PEAKS_A_SECOND // RATE_HZ
            loud = np.abs(samples.astype(np.int32)).max(axis=0, initial=0)
            peaks[bin_no] = np.maximum(peaks.get(bin_no, 0), loud)
            clean = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=layout)
            clean.sample_rate, clean.pts = RATE_HZ, at
            written.mux(stream.encode(clean))
            at += len(samples)
        written.mux(stream.encode(None))
    if not at:
        raise ValueError(f"{source.name} has no sound in it")
    silence = np.zeros(n_channels)
    return [
        [
            round(float(peaks.get(number, silence)[channel]) / LOUDEST, 3)
            for number in range(max(peaks) + 1)
        ]
        for channel in range(n_channels)
    ]


def _resampled(container: Any, resampler: Any) -> Iterator[Any]:
    """The sound up to its end, or up to where a truncated file breaks off."""
    try:
        for frame in container.decode(audio=0):
            yield from resampler.resample(frame)
    except av.error.InvalidDataError:
        pass
    yield from resampler.resample(None)
