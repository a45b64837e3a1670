"""Recordings and transcripts that nothing describes: their name is all that is known."""

import re
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Literal

from pipeline.domain import SetAside
from pipeline.intake import places
from pipeline.intake.draft import Draft, Loc, dotted
from pipeline.intake.walk import RECORDINGS

# 20260302-101400, 20260302101400, 2026-03-02T10-14-00, 2026-03-02 10.14, with Z or +01:00 after it
_STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<day>[0-2]\d|3[01])"
    r"[T_ .-]?(?P<hour>[01]\d|2[0-3])[-:_.h]?(?P<minute>[0-5]\d)(?:[-:_.m]?(?P<second>[0-5]\d))?"
    r"(?!\d)(?P<offset>Z|\+\d\d:?\d\d(?!\d))?"
)


def loose_draft(
    file: str, key: Literal["recording", "transcript"], time_zone: tzinfo
) -> Draft | SetAside:
    """A contact for a recording or transcript: its id from the file's name, its start from a time in the name.

    Without a time in the name the file's own is taken. Times without offset are in `time_zone`.
    """
    name = places.name_of(file)
    try:
        at = started_at(name, time_zone) or places.modified_at(file)
    except places.UnreachableError as error:
        return SetAside(file, str(error), f"a {key}")
    content = {
        "contact_id": contact_id_in(name),
        "started_at": at.isoformat(),
        key: name,
        "legs": [],
    }
    return Draft(file, file, content, _place_of)


def contact_id_in(name: str) -> str:
    """A file's name without its ending, and without that of its recording: `call.wav.json`."""
    path = PurePosixPath(PurePosixPath(name).stem)
    return path.stem if path.suffix.lower() in RECORDINGS else str(path)


def started_at(name: str, time_zone: tzinfo) -> datetime | None:
    """The first date with a time of day in a file's name; None when there is none."""
    for found in _STAMP.finditer(name):
        try:
            at = datetime.fromisoformat(
                "{year}-{month}-{day}T{hour}:{minute}:".format(**found.groupdict())
                + (found["second"] or "00")
                + (found["offset"] or "")
            )
        except ValueError:  # 30 February, or an offset of 99 hours
            continue
        return (at if at.tzinfo else at.replace(tzinfo=time_zone)).astimezone(UTC)
    return None


def _place_of(loc: Loc) -> tuple[int | None, str]:
    return None, dotted(loc[:1])
