"""The published file is a pointer: `FILE -> .FILE.d/<run_id>.duckdb`, switched in one step.

A reader that has the old file open keeps it until it looks again; nobody ever sees half a night.
"""

import fcntl
import os
import re
import shutil
import time
from pathlib import Path
from typing import IO

from pipeline.store.errors import StoreError

SECONDS_A_DAY = 86_400
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:+-]*")


class Publication:
    """The files behind one public path, while one night holds the lock on them."""

    def __init__(self, store: Path, run_id: str) -> None:
        """Take the lock and lay out the files; raises StoreError when another night is at work."""
        if not _RUN_ID.fullmatch(run_id):
            raise StoreError(
                f"run id {run_id!r} cannot name a file: expected letters, digits and _ : + -"
            )
        self.store = own_path(store)
        self.folder = _folder(self.store)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run_id = run_id
        self.work = self.folder / f"{run_id}.night"
        self.target = self.folder / f"{run_id}.duckdb"
        self._lock = _locked(self.folder / "lock", self.store)
        try:
            self._clear_work()
            if self.target.exists():
                raise StoreError(
                    f"run {run_id} has been published in {store}: choose another run id"
                )
        except BaseException:
            self.release()
            raise

    @property
    def published(self) -> str | None:
        """The run of the file that is published now; None: none is."""
        return published_file(self.store).stem if os.path.lexists(self.store) else None

    def start(self) -> bool:
        """Copy the published file to work on; False when nothing has been published yet.

        Raises StoreError when the published file is missing or somebody is writing it.
        """
        if not os.path.lexists(self.store):
            return False
        published = published_file(self.store)
        for log in (Path(f"{published}.wal"), Path(f"{self.store}.wal")):
            if log.exists():
                raise StoreError(
                    f"{self.store}: another program is writing it, or wrote it and was killed "
                    f"({log.name} is there); close that program, or open and close the file once"
                )
        shutil.copyfile(published, self.work)
        return True

    def publish(self, *, keeps_last: bool = True, keep_days: float = 0) -> None:
        """Switch the pointer to the file of this night and prune older ones, but for the one before.

        Files that were published within `keep_days` stay too, to go back to. Without `keeps_last` every other file goes, also one whose checks failed: what was erased
        must not live on in them.
        """
        before = None
        if self.store.is_symlink():
            before = published_file(self.store)
        elif self.store.exists():
            before = self.folder / f"before-{self.run_id}.duckdb"
            before.hardlink_to(self.store)
        self.work.rename(self.target)
        # Relative, so that the folder can be moved as a whole. Made beside the store, since the
        # link's text must be right where it will stand.
        pointer = self.store.with_name(f"{self.folder.name}.pointer")
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(Path(self.folder.name) / self.target.name)
        pointer.replace(self.store)
        if keeps_last:
            self._prune({self.target, before}, time.time() - keep_days * SECONDS_A_DAY)
        else:
            self._clear({"lock", self.target.name})

    def keep_failed(self) -> Path:
        """Put the file of this night aside under a clear name, for somebody to look at."""
        for earlier in self.folder.glob("*.failed.duckdb"):
            earlier.unlink()
        return self.work.rename(self.folder / f"{self.run_id}.failed.duckdb")

    def release(self) -> None:
        """Remove what an unpublished night left and let the next one in."""
        if not self._lock.closed:
            self._clear_work()
            self._lock.close()

    def _clear_work(self) -> None:
        # We hold the lock, so whatever lies here was left by a night that was killed.
        self._clear({path.name for path in self.folder.iterdir() if ".night" not in path.name})

    def _clear(self, keep: set[str]) -> None:
        for path in self.folder.iterdir():
            if path.name in keep:
                continue
            if path.is_dir():  # where DuckDB puts what does not fit in memory
                shutil.rmtree(path)
            else:
                path.unlink()

    def _prune(self, keep: set[Path | None], since: float) -> None:
        # A file's time is that of its night's last writing. Who has a file open keeps it; who has just
        # looked where the pointer points still finds the one before.
        for path in self.folder.glob("*.duckdb"):
            is_kept = path in keep or path.name.endswith(".failed.duckdb")
            if not is_kept and path.stat().st_mtime < since:
                path.unlink()


def files_of(store: Path) -> list[Path]:
    """Every file of a store: the published one, older ones, those of nights that failed."""
    own = own_path(store)
    inside = [path for path in _folder(own).rglob("*") if path.is_file() and path.name != "lock"]
    return inside if own.is_symlink() else [*inside, own]


def published_file(store: Path) -> Path:
    """The file that the public path points to now; raises StoreError when there is none."""
    path = own_path(store)
    if not os.path.lexists(path):
        raise StoreError(
            f"{store}: there is no store here; `retold run SOURCE --store {store}` makes one"
        )
    target = path.parent / path.readlink() if path.is_symlink() else path
    if not target.is_file():
        raise StoreError(
            f"{store}: it points to {target.name}, which is gone; "
            f"remove {store} and run again, or point it to another file in {target.parent.name}"
        )
    return target


def _folder(store: Path) -> Path:
    return store.with_name(f".{store.name}.d")


def own_path(store: Path) -> Path:
    """The path whose pointer is ours; a link that somebody laid to a store elsewhere is followed."""
    path = store.absolute()
    while path.is_symlink() and path.readlink().parent.name != _folder(path).name:
        path = (path.parent / path.readlink()).absolute()
    return path


def _locked(path: Path, store: Path) -> IO[str]:
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StoreError(
            f"{store}: another night is at work on this store; wait until it has ended"
        ) from error
    return lock
