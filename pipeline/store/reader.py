"""Reads the published store, and nothing else."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from pipeline.store.check import FailingCheck, failing_checks, rows_of
from pipeline.store.errors import StoreError
from pipeline.store.migrate import is_retold_store, require_current
from pipeline.store.publication import published_file
from pipeline.store.statements import statements
from pipeline.store.tonight import tonight


class Reader:
    """The published store, read-only, as it was when opened; safe to use from several threads."""

    def __init__(self, store: Path, file: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._store = store
        self._file = file
        self._connection = connection

    @classmethod
    def open(cls, store: Path) -> Self:
        """Open the store behind the public path.

        Raises StoreError when there is none, when it is no retold store, or when it is of another
        version than this program.
        """
        file = published_file(store)
        return cls(store, file, _connect(store, file))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def rows(self, query_name: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a query of `queries/*.sql`, column to value; times are in UTC.

        Raises KeyError when there is no query of that name, duckdb.Error when a parameter is
        missing or is not one of the query's.
        """
        sql = statements("queries")[query_name]
        with self._connection.cursor() as cursor:
            cursor.execute(statements("nightly")["speak_utc"])  # a cursor is a session of its own
            return rows_of(cursor.execute(sql, params))

    def failing_checks(self) -> list[FailingCheck]:
        """The checks that do not hold for the whole store; one thread at a time."""
        with tonight(self._connection, None):
            return failing_checks(self._connection)

    def reopen_if_switched(self) -> bool:
        """Open the newer file when one was published since; whether that was so.

        Queries that run meanwhile in other threads end on the file that they began with.
        """
        file = published_file(self._store)
        if file == self._file:
            return False
        # The old connection closes itself once the last query on it has ended.
        self._connection, self._file = _connect(self._store, file), file
        return True


def _connect(store: Path, file: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise StoreError(f"{store}: cannot be opened as a DuckDB file: {error}") from error
    if not is_retold_store(connection):
        connection.close()
        raise StoreError(f"{store}: a DuckDB file, but no retold store; choose another")
    require_current(connection)
    connection.execute(statements("nightly")["stay_small"])
    return connection
