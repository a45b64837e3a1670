"""The catalogues of a lake: one for each night, of which one is published.

In files they lie as the files of a store do (`publication`). In PostgreSQL each has a schema of its
own, and a table says which is published.
"""

import contextlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import duckdb

from pipeline.addresses import POSTGRES, LakeAddress
from pipeline.store.errors import OvertakenError, StoreError
from pipeline.store.opening import load_extension, quoted
from pipeline.store.publication import SECONDS_A_DAY, Versions, files_of, locked
from pipeline.store.rewriting import write_anew
from pipeline.store.statements import statements

ABANDONED_DAYS = 7  # after which what a night left that was never published is nobody's
_SQL = statements("catalogues")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What DuckLake is told of a catalogue: its path, and the schema of its tables."""

    path: str
    schema: str = "main"

    @property
    def is_postgres(self) -> bool:
        """Whether it is in PostgreSQL."""
        return self.path.startswith(POSTGRES)

    @property
    def options(self) -> list[str]:
        """Options of `attach`."""
        return [f"metadata_schema {quoted(self.schema)}"] if self.is_postgres else []


class Catalogues(Protocol):
    """All catalogues of a lake."""

    @property
    def published(self) -> str | None:
        """The run that is published; None: none is."""

    def of(self, run_id: str) -> Catalogue:
        """The catalogue of a run that was published."""

    def at_work(self, run_id: str) -> Catalogue:
        """That of a run that is at work."""

    def kept(self) -> list[Catalogue]:
        """Those that were published, and those that failed."""

    def files(self) -> list[Path]:
        """Their files, if they have any."""

    def begin(self, run_id: str) -> str | None:
        """Copy the published one for a run to work on; the run that it is of, None when there is none."""

    def publish(self, run_id: str, base: str | None, *, keeps_last: bool, keep_days: float) -> None:
        """Make a run the published one; raises OvertakenError when `base` no longer is."""

    def keep_failed(self, run_id: str) -> Path | str:
        """Put that of a run aside; where."""

    def write_anew(self, run_id: str) -> None:
        """Leave nothing of what was deleted in that of a run at work."""

    def clear(self, run_id: str) -> None:
        """Remove that of a run at work."""


def catalogues_of(address: LakeAddress) -> Catalogues:
    """The catalogues behind an address."""
    return CatalogueFiles(address.file) if address.file else CataloguesInPostgres(address)


class CatalogueFiles:
    """Catalogues that are DuckDB files."""

    def __init__(self, file: Path) -> None:
        self._versions = Versions(file)

    @property
    def published(self) -> str | None:
        """The run that the pointer points to."""
        return self._versions.published

    def of(self, run_id: str) -> Catalogue:
        """The catalogue of a run that was published."""
        return Catalogue(str(self._versions.file(run_id)))

    def at_work(self, run_id: str) -> Catalogue:
        """That of a run that is at work."""
        return Catalogue(str(self._versions.work(run_id)))

    def kept(self) -> list[Catalogue]:
        """Those that were published, and those that failed."""
        return [Catalogue(str(file)) for file in self._versions.kept()]

    def files(self) -> list[Path]:
        """Their files."""
        return files_of(self._versions.store)

    def begin(self, run_id: str) -> str | None:
        """Copy the published one, under the lock, so that nobody takes it away meanwhile."""
        self._versions.folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            base = self.published
            return base if self._versions.copy(run_id) else None

    def publish(self, run_id: str, base: str | None, *, keeps_last: bool, keep_days: float) -> None:
        """Switch the pointer, under a lock."""
        with self._locked():
            require_base(self._versions.store, base, self.published)
            self._versions.switch(run_id, keeps_last=keeps_last, keep_days=keep_days)
            self._clear_abandoned()

    def keep_failed(self, run_id: str) -> Path:
        """Put it aside under a clear name."""
        return self._versions.keep_failed(run_id)

    def write_anew(self, run_id: str) -> None:
        """Write the file anew."""
        write_anew(self._versions.work(run_id))

    def clear(self, run_id: str) -> None:
        """Remove it with all that lies beside it."""
        self._versions.clear(self._versions.folder.glob(f"{run_id}.night*"))

    def _locked(self) -> IO[str]:
        """The lock, waited for: it is held while a file is copied or the pointer is switched."""
        return locked(self._versions.folder / "lock", self._versions.store, waits=True)

    def _clear_abandoned(self) -> None:
        long_ago = time.time() - ABANDONED_DAYS * SECONDS_A_DAY
        for path in self._versions.folder.glob("*.night*"):
            with contextlib.suppress(FileNotFoundError):  # another night has ended meanwhile
                if path.stat().st_mtime < long_ago:
                    self._versions.clear([path])


class CataloguesInPostgres:
    """Catalogues that are schemas of a database of PostgreSQL."""

    def __init__(self, address: LakeAddress) -> None:
        self._address = address
        self._path = address.catalogue

    @property
    def published(self) -> str | None:
        """The run that stands in `retold.published`."""
        with self._session() as session:
            if not session.execute(_SQL["is_there"]).fetchall():
                return None
            ((run_id,),) = session.execute(_SQL["published"]).fetchall()
            return str(run_id) if run_id else None

    def of(self, run_id: str) -> Catalogue:
        """The catalogue of a run, published or not."""
        return Catalogue(self._path, _schema(run_id))

    at_work = of

    def kept(self) -> list[Catalogue]:
        """Those that were published, and those that failed."""
        with self._session() as session:
            found = session.execute(_SQL["kept"]).fetchall()
        return [self.of(run_id) for (run_id,) in found]

    def files(self) -> list[Path]:
        """None on this machine."""
        return []

    def begin(self, run_id: str) -> str | None:
        """Copy the published schema within the server."""
        with self._session() as session:
            self._tell(session, _SQL["prepare"])
            if session.execute(_SQL["is_known"], {"run_id": run_id}).fetchall():
                raise StoreError(f"run {run_id} has been in {self._address}: choose another run id")
            ((base,),) = session.execute(_SQL["published"]).fetchall()
            session.execute(_SQL["begin"], {"run_id": run_id})
            if base:
                self._copy(session, _schema(base), _schema(run_id))
            else:
                self._tell(session, f"create schema {_schema(run_id)}")
        return str(base) if base else None

    def publish(self, run_id: str, base: str | None, *, keeps_last: bool, keep_days: float) -> None:
        """Write the run into `retold.published`, if the base still stands there."""
        with self._session() as session:
            try:
                told = {"run_id": run_id, "base": base}
                ((n_rows,),) = session.execute(_SQL["publish"], told).fetchall()
            except duckdb.Error as error:
                if "serialize" not in str(error):
                    raise
                n_rows = 0
            if not n_rows:
                require_base(self._address, base, f"not {base}")
            session.execute(_SQL["note_published"], {"run_id": run_id})
            going = "outdated" if keeps_last else "others"
            asked = {"run_id": run_id, "base": base, "keep_days": keep_days, "abandoned_days": ABANDONED_DAYS}  # fmt: skip
            chosen = asked if keeps_last else {"run_id": run_id}
            for (other,) in session.execute(_SQL[going], chosen).fetchall():
                self._drop(session, other)

    def keep_failed(self, run_id: str) -> str:
        """Leave it where it is, in the place of an earlier one."""
        with self._session() as session:
            for (other,) in session.execute(_SQL["failed"]).fetchall():
                self._drop(session, other)
            session.execute(_SQL["note_failed"], {"run_id": run_id})
        return f"schema {_schema(run_id)} of {self._address}"

    def write_anew(self, run_id: str) -> None:
        """Copy it, so that no deleted row is left in its tables."""
        with self._session() as session:
            fresh = f"{_schema(run_id)}_fresh"
            self._copy(session, _schema(run_id), fresh)
            self._tell(
                session,
                f"drop schema {_schema(run_id)} cascade; alter schema {fresh} rename to {_schema(run_id)}",
            )

    def clear(self, run_id: str) -> None:
        """Drop it."""
        with self._session() as session:
            self._drop(session, run_id)

    @contextmanager
    def _session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as connection:
            load_extension(connection, "postgres_scanner", "for a catalogue in PostgreSQL")
            server = quoted(self._path.removeprefix(POSTGRES))
            try:
                connection.execute(f"attach {server} as server (type postgres)")
            except duckdb.Error as error:
                raise StoreError(f"{self._address}: cannot be reached: {error}") from None
            yield connection

    def _tell(self, session: duckdb.DuckDBPyConnection, sql: str) -> None:
        session.execute("call postgres_execute('server', $sql)", {"sql": sql})

    def _copy(self, session: duckdb.DuckDBPyConnection, schema: str, to: str) -> None:
        self._tell(session, _SQL["copy"].replace("from_schema", schema).replace("to_schema", to))

    def _drop(self, session: duckdb.DuckDBPyConnection, run_id: str) -> None:
        self._tell(session, f"drop schema if exists {_schema(run_id)} cascade")
        session.execute(_SQL["drop"], {"run_id": run_id})


def require_base(store: object, base: str | None, published: str | None) -> None:
    """Raise OvertakenError when another run was published since a night began."""
    if published != base:
        raise OvertakenError(f"{store}: another night was published meanwhile; run again")


def _schema(run_id: str) -> str:
    return "retold_" + re.sub(r"[^a-z0-9]", "_", run_id.lower())
