"""A store whose tables are in DuckLake: a small catalogue, and data as Parquet in a folder or object storage.

A night copies the catalogue and works on the copy; its files are new ones beside those of all other
nights. It is published by making its copy the catalogue that counts, if no other night was faster
(decision 0012). So many nights can be at work at once, on one machine or on several, and a reader
keeps what it sees until it looks again.
"""

import contextlib
from collections.abc import Iterable, Iterator
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
                raise StoreError(f"{self.address}: a DuckLake, but no retold store; choose another")
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
        needles = [*ids, *texts]
        left = []
        with self.open(self.published()).connection as connection:
            sql = {name: self.sql(name, self.catalogues.of(self.published())) for name in _SQL}
            hidden = connection.execute(sql["files_with_deletes"]).fetchall()
            unknown = self.files_besides(_names(connection, sql["needed_files"]))
            values = [
                value for (value,) in connection.execute(sql["values_in_catalogue"]).fetchall()
            ]
        if hidden or unknown:
            n_files = len(hidden) + len(unknown)
            left.append(
                f"{n_files} files in {self.folder.url} that no search reaches; "
                "call it again when no night is at work"
            )
        if any(needle in value for value in values if value for needle in needles):
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
        return [path for path in others if self.folder.modified_at(path) < older_than]

    def needed_files(self) -> set[str]:
        """The names of all data files that any catalogue needs which is kept; raises StoreError."""
        needed: set[str] = set()
        for catalogue in self.catalogues.kept():
            with self.attached(catalogue, read_only=True).connection as connection:
                needed |= _names(connection, self.sql("needed_files", catalogue))
        return needed

    def _refusal(self, error: duckdb.Error) -> StoreError:
        text = str(error)
        if (
            "encryption key" in text or "without a key" in text
        ):  # and quote nothing: it may hold the key
            return StoreError(f"{self.address} is encrypted: set {KEY_VARIABLE} to its key")
        return StoreError(f"{self.address}: cannot be opened as a DuckLake: {text}")


class LakePublication:
    """A night's own copy of the catalogue, and the files that it adds."""

    def __init__(self, lake: Lake, run_id: str) -> None:
        self.run_id = run_id
        self._lake = lake
        self._base: str | None = None
        self._before: set[str] = set()  # names of files that were there when it began
        self._own: set[str] = set()
        self._is_open = False

    @property
    def published(self) -> str | None:
        """The run that is published now; None: none is."""
        return self._lake.catalogues.published

    def begin(self) -> Begun:
        """Copy the published catalogue, or begin an empty one, and bring it up to date."""
        self._base = self._lake.catalogues.begin(self.run_id)
        self._is_open = True
        catalogue = self._lake.catalogues.at_work(self.run_id)
        connection = self._lake.attached(catalogue).connection
        try:
            if self._base is None:
                connection.execute(_SQL["choose_form"])
            elif not is_retold_store(connection):
                raise StoreError(
                    f"{self._lake.address}: a DuckLake, but no retold store; choose another"
                )
            self._before = _names(connection, self._lake.sql("known_files", catalogue))
            is_migrated = bool(migrate_lake(connection)) and self._base is not None
        except BaseException:
            connection.close()
            raise
        return Begun(connection, is_changed=is_migrated)

    def publish(
        self, connection: duckdb.DuckDBPyConnection, *, forgets: bool, keep_days: float
    ) -> None:
        """Make the copy the catalogue that counts, and remove files that no catalogue needs."""
        lake, catalogue = self._lake, self._lake.catalogues.at_work(self.run_id)
        whole = _SQL["make_whole"].replace("$threshold", "0" if forgets else str(_MUCH_DELETED))
        connection.execute(whole)
        self._note_own(connection)
        connection.execute(lake.sql("let_go", catalogue))
        if forgets:
            connection.execute(lake.sql("forget_values", catalogue))
        needed = _names(connection, lake.sql("needed_files", catalogue))
        connection.close()
        if forgets:
            lake.catalogues.write_anew(self.run_id)
        lake.catalogues.publish(
            self.run_id, self._base, keeps_last=not forgets, keep_days=keep_days
        )
        self._is_open = False
        if forgets:
            lake.folder.remove(lake.files_besides(needed))
        else:
            self._remove_own(besides=needed)
            long_ago = datetime.now(UTC) - timedelta(days=ABANDONED_DAYS)
            if old := lake.files_besides(needed, long_ago):
                still_needed = lake.needed_files()
                lake.folder.remove(path for path in old if _name(path) not in still_needed)

    def keep_failed(self, connection: duckdb.DuckDBPyConnection) -> Path | str:
        """Close the copy and put it aside."""
        connection.close()
        self._is_open = False
        return self._lake.catalogues.keep_failed(self.run_id)

    def release(self) -> None:
        """Take an unpublished night's files and catalogue away."""
        if not self._is_open:
            return
        self._is_open = False
        with contextlib.suppress(duckdb.Error, StoreError):  # then they go when they are old
            catalogue = self._lake.catalogues.at_work(self.run_id)
            with self._lake.attached(catalogue, read_only=True).connection as connection:
                self._note_own(connection)
            self._remove_own(besides=())
        self._lake.catalogues.clear(self.run_id)

    def refusal(self, error: duckdb.Error) -> StoreError:
        """A file that is gone was taken by a night that forgets; anything else is for want of room or rights."""
        if self.published != self._base:
            return OvertakenError(
                f"{self._lake.address}: another night was published meanwhile; run again"
            )
        return StoreError(
            f"{self._lake.address}: the night cannot be written, nothing was published; "
            f"see that its folder can be written, and run again ({error})"
        )

    def _note_own(self, connection: duckdb.DuckDBPyConnection) -> None:
        catalogue = self._lake.catalogues.at_work(self.run_id)
        known = _names(connection, self._lake.sql("known_files", catalogue))
        self._own |= known - self._before

    def _remove_own(self, besides: Iterable[str]) -> None:
        going = self._own.difference(besides)
        if going:
            self._lake.folder.remove(
                path for path in self._lake.folder.files() if _name(path) in going
            )


def _names(connection: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The names of the files that a statement selects: each is its own, wherever the file lies."""
    return {_name(path) for (path,) in connection.execute(sql).fetchall()}


def _name(path: str) -> str:
    return path.rpartition("/")[2]
