"""A folder that appears when it is complete, and is never seen half."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = "export.json"  # by which an earlier export is known


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A private folder to fill; when the block ends well it becomes `out`, otherwise it goes.

    An earlier export in its place is replaced. Raises ValueError when `out` is a file or holds
    something that is no export.
    """
    _refuse_strangers(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    for leftover in out.parent.glob(f".{out.name}.*.partial"):
        if not _is_alive(leftover):
            shutil.rmtree(leftover)
    scratch = out.with_name(f".{out.name}.{os.getpid()}.partial")
    scratch.mkdir(mode=0o700)
    try:
        yield scratch
        earlier = out.with_name(f".{out.name}.{os.getpid()}.before.partial")
        if out.exists():
            out.rename(earlier)
        scratch.rename(out)
        shutil.rmtree(earlier, ignore_errors=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _refuse_strangers(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out}: a file, expected a folder for the export; choose another")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise ValueError(
            f"{out}: holds something that is no export; choose an empty folder or a new one"
        )


def _is_alive(partial: Path) -> bool:
    """Whether the process that fills a folder is still there; one that was killed is not."""
    number = partial.name.removesuffix(".partial").removesuffix(".before").rsplit(".", 1)[-1]
    return number.isdecimal() and Path(f"/proc/{number}").exists() and int(number) != os.getpid()
