"""A store in one DuckDB file. What is published is a pointer: `FILE -> .FILE.d/<run_id>.duckdb`, switched in one step.

A reader that has the old file open keeps it until it looks again; nobody ever sees half a night.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO

import duckdb

from pipeline.store.errors import StoreError
from pipeline.store.lookups import make_lookups
from pipeline.store.migrate import is_retold_store, migrate, require_current
from pipeline.store.opening import Opened, is_encrypted, open_file, store_key
from pipeline.store.place import Begun
from pipeline.store.rewriting import write_anew

SECONDS_A_DAY = 86_400
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:+-]*")


class Versions:
    """The files behind one public path: that of each night, and which of them is published."""

    def __init__(self, store: Path) -> None:
        self.store = own_path(store)
        self.folder = _folder(self.store)

    @property
    def published(self) -> str | None:
        """The run of the file that is published now; None: none is."""
        return published_file(self.store).stem if os.path.lexists(self.store) else None

    def file(self, run_id: str) -> Path:
        """The file of a run that was published."""
        return self.folder / f"{run_id}.duckdb"

    def work(self, run_id: str) -> Path:
        """The file of a run that is at work."""
        return self.folder / f"{run_id}.night"

    def kept(self) -> list[Path]:
        """The files that were published, and those that failed; the published one even where it is no link."""
        inside = sorted(self.folder.glob("*.duckdb"))
        is_plain = self.store.is_file() and not self.store.is_symlink()
        return [*inside, self.store] if is_plain else inside

    def copy(self, run_id: str) -> bool:
        """Copy the published file for a run to work on; False when nothing has been published yet.

        Raises StoreError when the run was published before, when the published file is missing, or
        when somebody is writing it.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise StoreError(
                f"run id {run_id!r} cannot name a file: expected letters, digits and _ : + -"
            )
        if self.file(run_id).exists():
            raise StoreError(
                f"run {run_id} has been published in {self.store}: choose another run id"
            )
        if not os.path.lexists(self.store):
            return False
        published = published_file(self.store)
        for log in (Path(f"{published}.wal"), Path(f"{self.store}.wal")):
            if log.exists():
                raise StoreError(
                    f"{self.store}: another program is writing it, or wrote it and was killed "
                    f"({log.name} is there); close that program, or open and close the file once"
                )
        shutil.copyfile(published, self.work(run_id))
        return True

    def switch(self, run_id: str, *, keeps_last: bool = True, keep_days: float = 0) -> None:
        """Switch the pointer to the file of this run and prune older ones, but for the one before.

        Files that were published within `keep_days` stay too, to go back to. Without `keeps_last`
        every other file goes, also one whose checks failed: what was erased must not live on in them.
        """
        before = None
        if self.store.is_symlink():
            before = published_file(self.store)
        elif self.store.exists():
            before = self.folder / f"before-{run_id}.duckdb"
            before.hardlink_to(self.store)
        target = self.work(run_id).rename(self.file(run_id))
        # Relative, so that the folder can be moved as a whole. Made beside the store, since the
        # link's text must be right where it will stand.
        pointer = self.store.with_name(f"{self.folder.name}.pointer")
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(Path(self.folder.name) / target.name)
        pointer.replace(self.store)
        if keeps_last:
            self._prune({target, before}, time.time() - keep_days * SECONDS_A_DAY)
        else:
            self.clear(path for path in self.folder.iterdir() if path.name not in ("lock", target.name))  # fmt: skip

    def keep_failed(self, run_id: str) -> Path:
        """Put the file of a run aside under a clear name, for somebody to look at."""
        for earlier in self.folder.glob("*.failed.duckdb"):
            earlier.unlink(missing_ok=True)
        return self.work(run_id).rename(self.folder / f"{run_id}.failed.duckdb")

    def clear(self, paths: Iterable[Path]) -> None:
        """Remove files and folders."""
        for path in list(paths):
            if path.is_dir():  # where DuckDB puts what does not fit in memory
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _prune(self, keep: Collection[Path | None], since: float) -> None:
        # A file's time is that of its night's last writing. Who has a file open keeps it; who has just
        # looked where the pointer points still finds the one before.
        for path in self.folder.glob("*.duckdb"):
            is_kept = path in keep or path.name.endswith(".failed.duckdb")
            if not is_kept and path.stat().st_mtime < since:
                path.unlink()


class FilePlace:
    """Where a store in one DuckDB file is kept."""

    def __init__(self, store: Path) -> None:
        self._store = store

    @property
    def is_there(self) -> bool:
        """Whether anything lies at its path."""
        return os.path.lexists(self._store)

    def published(self) -> str:
        """The file that is published now; raises StoreError when there is none."""
        return str(published_file(self._store))

    def open(self, version: str) -> Opened:
        """Open a file to read; raises StoreError when it is no store, or not of this program's schema."""
        opened = _opened(Path(version), self._store, read_only=True)
        try:
            _require_ours(opened.connection, self._store)
            require_current(opened.connection)
        except BaseException:
            opened.connection.close()
            raise
        return opened

    def publication(self, run_id: str) -> "Publication":
        """A night's own copy; raises StoreError when another night is at work."""
        return Publication(self._store, run_id)

    def versions(self) -> Iterator[Opened]:
        """Every file that can be read, failed ones too; one of an older program, or damaged, cannot."""
        for file in Versions(self._store).kept():
            try:
                opened = open_file(file, read_only=True)
            except (duckdb.Error, StoreError):
                continue
            with opened.connection:
                yield opened

    def files(self) -> list[Path]:
        """Every file of it."""
        return files_of(self._store)

    def left_of(self, ids: Iterable[str], texts: Iterable[str]) -> list[str]:
        """Nowhere: its files are searched by their bytes."""
        return []


class Publication:
    """A night's own copy of the published file, while it holds the lock of the store."""

    def __init__(self, store: Path, run_id: str) -> None:
        """Take the lock; raises StoreError when another night is at work."""
        self.run_id = run_id
        self._store = store
        self._versions = Versions(store)
        self._versions.folder.mkdir(parents=True, exist_ok=True)
        self._lock = locked(self._versions.folder / "lock", self._versions.store)
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def published(self) -> str | None:
        """The run of the file that is published now; None: none is."""
        return self._versions.published

    def begin(self) -> Begun:
        """Copy the published file, or begin an empty one, and bring it up to date."""
        self._clear_work()
        file = self._versions.work(self.run_id)
        is_copy = self._versions.copy(self.run_id)
        is_to_encrypt = is_copy and bool(store_key()) and not is_encrypted(file)
        if is_to_encrypt:
            write_anew(file)
        self._connection = connection = _opened(file, self._store).connection
        if is_copy:
            _require_ours(connection, self._store)
        is_migrated = bool(migrate(connection)) and is_copy
        return Begun(connection, is_migrated or is_to_encrypt, is_to_encrypt)

    def publish(self, *, forgets: bool, keep_days: float) -> None:
        """Close the file of this night and switch the pointer to it."""
        if self._connection:
            make_lookups(self._connection)
        self._close(is_whole=True)
        if forgets:
            write_anew(self._versions.work(self.run_id))
        self._versions.switch(self.run_id, keeps_last=not forgets, keep_days=keep_days)

    def keep_failed(self) -> Path:
        """Close the file of this night and put it aside."""
        self._close(is_whole=True)
        return self._versions.keep_failed(self.run_id)

    def release(self) -> None:
        """Remove what an unpublished night left and let the next one in."""
        self._close()
        if not self._lock.closed:
            self._clear_work()
            self._lock.close()

    def refusal(self, error: Exception) -> StoreError | None:
        """The file is the night's own, so that it cannot be written is for want of room or rights."""
        if not isinstance(
            error, duckdb.IOException
        ):  # which tells of files, never of what is in them
            return None
        return StoreError(
            f"{self._versions.store}: the night cannot be written, nothing was published; "
            f"make room on its disk and run again ({error})"
        )

    def _close(self, *, is_whole: bool = False) -> None:
        if self._connection:
            if is_whole:
                self._connection.checkpoint()
            self._connection.close()
            self._connection = None

    def _clear_work(self) -> None:
        # We hold the lock, so whatever lies here was left by a night that was killed.
        self._versions.clear(self._versions.folder.glob("*.night*"))


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


def own_path(store: Path) -> Path:
    """The path whose pointer is ours; a link that somebody laid to a store elsewhere is followed."""
    path = store.absolute()
    while path.is_symlink() and path.readlink().parent.name != _folder(path).name:
        path = (path.parent / path.readlink()).absolute()
    return path


def locked(path: Path, store: Path, *, waits: bool = False) -> IO[str]:
    """A file that holds a lock while it is open; raises StoreError when another has it, unless it `waits`."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except OSError as error:
        lock.close()
        raise StoreError(
            f"{store}: another night is at work on this store; wait until it has ended"
        ) from error
    return lock


def _folder(store: Path) -> Path:
    return store.with_name(f".{store.name}.d")


def _opened(file: Path, store: Path, *, read_only: bool = False) -> Opened:
    try:
        return open_file(file, read_only=read_only)
    except duckdb.Error as error:
        raise StoreError(f"{store}: cannot be opened as a DuckDB file: {error}") from error


def _require_ours(connection: duckdb.DuckDBPyConnection, store: Path) -> None:
    if not is_retold_store(connection):
        raise StoreError(f"{store}: a DuckDB file, but no retold store; choose another")
