"""Looks for words in the bytes of files: the last look after something was erased."""

import mmap
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path


def files_with(files: Iterable[Path], words: Sequence[str]) -> list[Path]:
    """The files in whose bytes or names one of the words stands, as it is or as HTML and JSON write it."""
    needles = sorted({form.encode() for word in words for form in _forms(word) if form})
    return [file for file in files if _stands_in(file, needles)]


def _forms(word: str) -> set[str]:
    return {word, escape(word), escape(word, quote=False), word.replace('"', '\\"')}


def _stands_in(file: Path, needles: Sequence[bytes]) -> bool:
    if any(needle in file.name.encode() for needle in needles):
        return True
    if not file.stat().st_size:
        return False
    with (
        file.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        return any(content.find(needle) >= 0 for needle in needles)
