"""Recordings with personal data silenced: the only form in which the screens let them be heard.

Where a turn of the transcript has a mask, its whole stretch of sound is silent on every channel:
where in the turn the masked words are is not known well enough to cut finer.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.language.words import MASK
from pipeline.reports.audio import Sound
from pipeline.reports.rows import ContactRows, Row
from pipeline.review.call.copies import copy_name
from pipeline.sound import SAMPLE_RATE_HZ, SoundError, open_sound
from pipeline.sound.opus import LOUDEST, Playable, playable, write_opus

MARGIN_S = 0.5  # silent before and after a masked turn: the times of words are not exact
PEAK_SAMPLES = SAMPLE_RATE_HZ // 4


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
        except SoundError as error:
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
    """The recording with stretches of silence; gives its peaks."""
    peaks = _Peaks()

    def silent(blocks: Iterator[Playable]) -> Iterator[Playable]:
        at = 0
        for block in blocks:
            for start_s, end_s in quiet:
                first, last = (
                    round(start_s * SAMPLE_RATE_HZ) - at,
                    round(end_s * SAMPLE_RATE_HZ) - at,
                )
                block[max(0, first) : max(0, last)] = 0
            peaks.add(block, at)
            at += len(block)
            yield block

    with open_sound(str(source)) as sound:
        write_opus(target, silent(playable(sound)))
    return peaks.shown()


class _Peaks:
    """The loudest sample of each quarter of a second, for each channel."""

    def __init__(self) -> None:
        self._loudest: list[NDArray[np.int32]] = []

    def add(self, block: Playable, at: int) -> None:
        edges = range(at - at % PEAK_SAMPLES, at + len(block), PEAK_SAMPLES)
        loud = np.abs(block.astype(np.int32))
        for edge in edges:
            peak = loud[max(0, edge - at) : edge - at + PEAK_SAMPLES].max(axis=0)
            if edge // PEAK_SAMPLES < len(self._loudest):
                peak = np.maximum(peak, self._loudest.pop())
            self._loudest.append(peak)

    def shown(self) -> list[list[float]]:
        """A list for each channel, 0-1."""
        return [
            [round(float(peak) / LOUDEST, 3) for peak in each]
            for each in zip(*self._loudest, strict=True)
        ]
