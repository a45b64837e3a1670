"""A store whose tables are in DuckLake: a small catalogue, and data as Parquet in a folder or object storage.

A night copies the catalogue and works on the copy; its files are new ones beside those of all other
nights. It is published by making its copy the catalogue that counts, if no other night was faster
(decision 0012). So many nights can be at work at once, on one machine or on several, and a reader
keeps what it sees until it looks again.
"""

import contextlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipeline.addresses import LakeAddress
from pipeline.store.catalogues import ABANDONED_DAYS, Catalogue, catalogues_of
from pipeline.store.errors import OvertakenError, StoreError
from pipeline.store.files import Folder
from pipeline.store.lake_schema import migrate_lake
from pipeline.store.migrate import is_retold_store, require_current
from pipeline.store.opening import (
    KEY_VARIABLE,
    NAME,
    Opened,
    load_extension,
    load_openssl,
    quoted,
    store_key,
)
from pipeline.store.place import Begun
from pipeline.store.publication import own_path
from pipeline.store.statements import statements

_SQL = statements("lake")
_METADATA = "__ducklake_metadata_store"
_MUCH_DELETED = 0.3  # of a file, from which on it is written anew


class Lake:
    """Where a store in DuckLake is kept."""

    def __init__(self, address: LakeAddress) -> None:
        self.address = address
        self.catalogues = catalogues_of(address)
        self.folder = Folder(address.data or f"{own_path(Path(address.catalogue))}.files")

    @property
    def is_there(self) -> bool:
        """Whether there is a catalogue."""
        return self.catalogues.published is not None

    def published(self) -> str:
        """The run that is published now; raises StoreError when none is."""
        run_id = self.catalogues.published
        if run_id is None:
            raise StoreError(
                f"{self.address}: there is no store here; "
                f"`retold run SOURCE --store '{self.address}'` makes one"
            )
        return run_id

    def open(self, version: str) -> Opened:
        """Attach the catalogue of a run to read; raises StoreError when it is no store of this program's schema."""
        opened = self.attached(self.catalogues.of(version), read_only=True)
        try:
            if not is_retold_store(opened.connection):
                raise StoreError(f"{self.address}: no retold store; choose another place")
            require_current(opened.connection)
        except BaseException:
            opened.connection.close()
            raise
        return opened

    def publication(self, run_id: str) -> "LakePublication":
        """A night's own copy of the catalogue."""
        return LakePublication(self, run_id)

    def versions(self) -> Iterator[Opened]:
        """Every catalogue that is kept and can be read."""
        for catalogue in self.catalogues.kept():
            try:
                opened = self.attached(catalogue, read_only=True)
            except (duckdb.Error, StoreError):
                continue
            with opened.connection:
                yield opened

    def files(self) -> list[Path]:
        """The files of the catalogues; those of the data are compressed."""
        return self.catalogues.files()

    def left_of(self, ids: Iterable[str], texts: Iterable[str]) -> list[str]:
        """Files that the published tables do not show in full, and what the catalogue itself still says."""
        needles, left = [*ids, *texts], []
        published = self.published()
        with self.open(published).connection as connection:
            sql = {name: self.sql(name, self.catalogues.of(published)) for name in _SQL}
            hidden = connection.execute(sql["files_with_deletes"]).fetchall()
            unknown = self.files_besides(_names(connection, sql["needed_files"]))
            values = connection.execute(sql["values_in_catalogue"]).fetchall()
        if n_files := len(hidden) + len(unknown):
            left.append(
                f"{n_files} files in {self.folder.url} that no search reaches; "
                "call it again when no night is at work"
            )
        if any(needle in value for (value,) in values if value for needle in needles):
            left.append(f"the catalogue of {self.address}")
        return left

    def attached(self, catalogue: Catalogue, *, read_only: bool = False) -> Opened:
        """A connection with a catalogue attached and in use.

        Raises StoreError when it cannot be reached or its key is another.
        """
        connection = duckdb.connect()
        key = store_key()
        options = [f"data_path {quoted(self.folder.place(''))}", "override_data_path true"]
        options += ["data_inlining_row_limit 0", *catalogue.options]
        if read_only:
            options.append("read_only")
        if key:
            options.append("encrypted")
            if not catalogue.is_postgres:
                options.append(f"meta_encryption_key {quoted(key)}")
        try:
            load_extension(connection, "ducklake", "for a store in DuckLake")
            if catalogue.is_postgres:
                load_extension(connection, "postgres_scanner", "for a catalogue in PostgreSQL")
            if key and not read_only:
                load_openssl(connection)
            self.folder.reach(connection)
            connection.execute(
                f"attach {quoted(f'ducklake:{catalogue.path}')} as {NAME} ({', '.join(options)})"
            )
            connection.execute(f"use {NAME}")
        except duckdb.Error as error:
            connection.close()
            raise self._refusal(error) from None
        except BaseException:
            connection.close()
            raise
        return Opened(connection, NAME, is_encrypted=bool(key))

    def sql(self, name: str, catalogue: Catalogue) -> str:
        """A statement that reads a catalogue's own tables."""
        return _SQL[name].replace("metadata.", f"{_METADATA}.{catalogue.schema}.")

    def files_besides(self, names: Iterable[str], older_than: datetime | None = None) -> list[str]:
        """The data files in the folder that have none of these names, and are older than an instant."""
        known = set(names)
        others = [path for path in self.folder.files() if _name(path) not in known]
        if older_than is None:
            return others
        written = {path: self.folder.modified_at(path) for path in others}
        return [path for path, at in written.items() if at and at < older_than]

    def files_named(self, names: Collection[str]) -> list[str]:
        """The data files in the folder that have one of these names."""
        return [path for path in self.folder.files() if _name(path) in names] if names else []

    def needed_files(self) -> set[str]:
        """The names of all data files that any catalogue needs which is kept; raises StoreError."""
        needed: set[str] = set()
        for catalogue in self.catalogues.kept():
            with self.attached(catalogue, read_only=True).connection as connection:
                needed |= _names(connection, self.sql("needed_files", catalogue))
        return needed

    def _refusal(self, error: duckdb.Error) -> StoreError:
        text = str(error).replace(store_key() or "\0", "…")  # it may quote the statement
        if "is not encrypted" in text:
            return StoreError(
                f"{self.address} is in plain, and what is there cannot be encrypted: begin a new one "
                f"with the key, or go on without {KEY_VARIABLE}"
            )
        if "encryption key" in text or "without a key" in text:
            return StoreError(f"{self.address} is encrypted: set {KEY_VARIABLE} to its key")
        return StoreError(f"{self.address}: cannot be opened as a DuckLake: {text}")


class LakePublication:
    """A night's own copy of the catalogue, and the files that it adds."""

    def __init__(self, lake: Lake, run_id: str) -> None:
        self.run_id = run_id
        self._lake = lake
        self._catalogue = lake.catalogues.at_work(run_id)
        self._base: str | None = None  # the run that was published when it began
        self._before: set[str] = set()  # names of files that were there then
        self._own: set[str] = set()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._has_begun = False

    @property
    def published(self) -> str | None:
        """The run that is published now; None: none is."""
        return self._lake.catalogues.published

    def begin(self) -> Begun:
        """Copy the published catalogue, or begin an empty one, and bring it up to date."""
        self._base = self._lake.catalogues.begin(self.run_id)
        self._has_begun = True
        self._connection = connection = self._lake.attached(self._catalogue).connection
        if self._base is None:
            connection.execute(_SQL["choose_form"])
        elif not is_retold_store(connection):
            raise StoreError(f"{self._lake.address}: no retold store; choose another place")
        self._before = _names(connection, self._lake.sql("known_files", self._catalogue))
        is_migrated = bool(migrate_lake(connection)) and self._base is not None
        return Begun(connection, is_changed=is_migrated)

    def publish(self, *, forgets: bool, keep_days: float) -> None:
        """Make the copy the catalogue that counts, and remove files that no catalogue needs."""
        lake = self._lake
        needed = self._finished(forgets=forgets)
        # Looked for before it is published: what a later night adds, it adds after that.
        going = set(lake.files_besides(needed)) if forgets else self._abandoned(needed)
        lake.catalogues.publish(
            self.run_id, self._base, keeps_last=not forgets, keep_days=keep_days
        )
        self._has_begun = False
        going.update(lake.files_named(self._own - needed))
        lake.folder.remove(going)

    def keep_failed(self) -> Path | str:
        """Close the copy and put it aside."""
        self._close()
        self._has_begun = False
        return self._lake.catalogues.keep_failed(self.run_id)

    def release(self) -> None:
        """Take an unpublished night's files and catalogue away."""
        if not self._has_begun:
            return
        self._has_begun = False
        with contextlib.suppress(duckdb.Error):  # what is not known goes when it is old
            self._note_own()
        self._close()
        self._lake.folder.remove(self._lake.files_named(self._own))
        self._lake.catalogues.clear(self.run_id)

    def refusal(self, error: Exception) -> StoreError | None:
        """Once another night is published, what this one stands on may be gone."""
        if self.published != self._base:
            return OvertakenError(
                f"{self._lake.address}: another night was published meanwhile; run again"
            )
        if not isinstance(error, duckdb.IOException):
            return None
        return StoreError(
            f"{self._lake.address}: the night cannot be written, nothing was published; "
            f"see that catalogue and data can be written, and run again ({error})"
        )

    def _finished(self, *, forgets: bool) -> set[str]:
        """Close the copy when it knows only what is there now; the names of the files that it needs."""
        lake, connection = self._lake, self._open()
        threshold = 0 if forgets else _MUCH_DELETED
        connection.execute(_SQL["make_whole"].replace("$threshold", str(threshold)))
        self._note_own()
        connection.execute(lake.sql("let_go", self._catalogue))
        if forgets:
            connection.execute(lake.sql("forget_values", self._catalogue))
        needed = _names(connection, lake.sql("needed_files", self._catalogue))
        self._close()
        if forgets:
            lake.catalogues.write_anew(self.run_id)
        return needed

    def _abandoned(self, needed: set[str]) -> set[str]:
        """Files that no catalogue needs, and that are too old for a night that is still at work."""
        long_ago = datetime.now(UTC) - timedelta(days=ABANDONED_DAYS)
        old = self._lake.files_besides(needed, older_than=long_ago)
        if not old:
            return set()
        needed_by_others = self._lake.needed_files()
        return {path for path in old if _name(path) not in needed_by_others}

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise StoreError(f"{self._lake.address}: the night is over")
        return self._connection

    def _note_own(self) -> None:
        if self._connection:
            known = _names(self._connection, self._lake.sql("known_files", self._catalogue))
            self._own |= known - self._before

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


def _names(connection: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The names of the files that a statement selects: each is its own, wherever the file lies."""
    return {_name(path) for (path,) in connection.execute(sql).fetchall()}


def _name(path: str) -> str:
    return path.rpartition("/")[2]
