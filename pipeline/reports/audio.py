"""Recordings beside the report, in a form that browsers play, and where each turn begins in them."""

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.reports.rows import Row
from pipeline.sound import SoundError, header_of, open_sound
from pipeline.sound.opus import playable, write_opus

PLAYABLE = {  # what Chromium, Firefox and Safari play, by file suffix
    ".flac": {"flac"},
    ".m4a": {"aac"},
    ".mp3": {"mp3", "mp3float"},
    ".mp4": {"aac"},
    ".oga": {"opus", "vorbis"},
    ".ogg": {"opus", "vorbis"},
    ".opus": {"opus"},
    ".wav": {"pcm_s16le", "pcm_u8"},
}


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as the report offers it; `href` is None with a `problem` when it cannot.

    `offset_s` is the second of the contact at which the file begins.
    """

    name: str
    leg_no: int | None
    role: str | None
    offset_s: float
    href: str | None
    problem: str | None = None


def sounds_of(
    recordings: Sequence[Row], legs: Sequence[Row], folder: Path, stem: str
) -> list[Sound]:
    """Put a contact's recordings into a folder and say how each can be played.

    A recording that is absent or that no browser and no decoder can play is told as a problem
    (`missing`, `elsewhere`, `unplayable`), never raised. A file that is there already is left alone.
    """
    starts = {leg["leg_no"]: leg["start_s"] for leg in legs}
    sounds = []
    for row in recordings:
        target, problem = _offered(row["path"], folder, f"{stem}-{row['item_no']}")
        sounds.append(
            Sound(
                name=re.split(r"[/\\]", row["path"])[-1],
                leg_no=row["leg_no"],
                role=row["role"],
                offset_s=float(starts.get(row["leg_no"], 0.0)),
                href=f"../{folder.name}/{target.name}" if target else None,
                problem=problem,
            )
        )
    return sounds


def playing(turn: Row, sounds: Sequence[Sound]) -> list[tuple[int, float]]:
    """Which of the sounds hold a turn, and at what second of the file it begins.

    Of a file for each party both play, so that one hears who answers.
    """
    return [
        (number, max(0.0, round(turn["start_s"] - sound.offset_s, 2)))
        for number, sound in enumerate(sounds)
        if sound.href and sound.leg_no in (None, turn["leg_no"])
    ]


def _offered(path: str, folder: Path, stem: str) -> tuple[Path | None, str | None]:
    if "://" in path:
        return None, "elsewhere"
    source = Path(path)
    if not source.is_file():
        return None, "missing"
    try:
        is_playable = _codec(source) in PLAYABLE.get(source.suffix.lower(), ())
        suffix = source.suffix.lower() if is_playable else ".ogg"
        target = folder / f"{stem}-{_fingerprint(source)}{suffix}"
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}")
            if is_playable:
                shutil.copyfile(source, unfinished)
            else:
                _convert(source, unfinished)
            unfinished.replace(target)
    except SoundError:
        return None, "unplayable"
    return target, None


def _fingerprint(source: Path) -> str:
    """Changes when the recording does, so that a new one is never taken for the old."""
    seen = source.stat()
    told = f"{source.name}\x1f{seen.st_size}\x1f{seen.st_mtime_ns}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def _codec(source: Path) -> str | None:
    header = header_of(str(source))
    return header.codec if header else None


def _convert(source: Path, target: Path) -> None:
    """Opus in Ogg, in mono or in two channels as it was."""
    try:
        with open_sound(str(source)) as sound:
            write_opus(target, playable(sound))
    except SoundError:
        target.unlink(missing_ok=True)
        raise
