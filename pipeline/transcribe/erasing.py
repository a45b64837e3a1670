"""Erases kept transcripts: those of some contacts, or those that were kept long enough."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from pipeline.transcribe.transcripts import OWNERS, owner_file


def erase_kept(cache: Path, contact_ids: Iterable[str]) -> int:
    """Erase what was heard in these contacts, and what nobody knows the contact of; how many files.

    The same sound in another contact is heard again when it is needed.
    """
    known = {owner_file(cache, contact_id) for contact_id in contact_ids}
    theirs = {key for owner in known if owner.exists() for key in _keys(owner)}
    others = {key for owner in _owners(cache) if owner not in known for key in _keys(owner)}
    n_erased = 0
    for file in _transcripts(cache):
        if file.stem in theirs or file.stem not in others:
            file.unlink(missing_ok=True)
            n_erased += 1
    for owner in known:  # last, so that what was interrupted can be done again
        owner.unlink(missing_ok=True)
    _erase_unfinished(cache)
    return n_erased


def erase_older(cache: Path, before: datetime, *, is_rehearsal: bool = False) -> int:
    """Erase what was heard before an instant; how many files. A rehearsal only counts."""
    old = [file for file in _transcripts(cache) if file.stat().st_mtime < before.timestamp()]
    if is_rehearsal:
        return len(old)
    for file in old:
        file.unlink(missing_ok=True)
    kept = {file.stem for file in _transcripts(cache)}
    for owner in _owners(cache):
        if owner.stat().st_mtime < before.timestamp() and not kept & _keys(owner):
            owner.unlink(missing_ok=True)
    _erase_unfinished(cache)
    return len(old)


def kept_of(cache: Path, contact_ids: Iterable[str]) -> int:
    """How many files there are of these contacts or of unknown ones; none after they were erased."""
    known = {owner_file(cache, contact_id) for contact_id in contact_ids}
    others = {key for owner in _owners(cache) if owner not in known for key in _keys(owner)}
    return sum(file.stem not in others for file in _transcripts(cache)) + sum(
        owner.exists() for owner in known
    )


def _transcripts(cache: Path) -> Iterator[Path]:
    return cache.glob("??/*.json")


def _owners(cache: Path) -> Iterator[Path]:
    return (path for path in (cache / OWNERS).glob("*") if path.is_file())


def _keys(owner: Path) -> set[str]:
    return set(owner.read_text(encoding="ascii").split())


def _erase_unfinished(cache: Path) -> None:
    """What a process that is gone was writing."""
    for file in cache.glob("??/*.partial"):
        number = file.suffixes[-2].removeprefix(".")
        if not (number.isdecimal() and _is_running(int(number))):
            file.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
