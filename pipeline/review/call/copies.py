"""Silenced copies of recordings, in a folder of their own, named so that each can be found by its contact."""

import hashlib
import re
import shutil
from collections.abc import Collection
from pathlib import Path

_OWN = re.compile(r"[0-9a-f]{64}-[0-9a-f]{64}\.(ogg|json)")


def copy_name(contact_id: str, made_of: str) -> str:
    """The name of a copy; it says neither of which contact it is nor what it was made of."""
    return f"{_hash(contact_id)}-{_hash(made_of)}.ogg"


def erase_copies(folder: Path, contact_ids: Collection[str], *, is_rehearsal: bool = False) -> int:
    """Remove copies of these contacts, and what has no such name; how many. A rehearsal only counts.

    A copy that is being made has none either: whoever makes it finds it gone, and says so.
    """
    if not contact_ids:
        return 0
    owners = {_hash(contact_id) for contact_id in contact_ids}
    doomed = [
        path
        for path in folder.glob("*")
        if not _OWN.fullmatch(path.name) or path.name.partition("-")[0] in owners
    ]
    for path in () if is_rehearsal else doomed:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return sum(path.suffix == ".ogg" for path in doomed)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
