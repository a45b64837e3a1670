"""Reads the published store, and nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from pipeline.domain import Among, Found
from pipeline.store.check import FailingCheck, failing_checks, rows_of
from pipeline.store.errors import StoreError
from pipeline.store.migrate import is_retold_store, require_current
from pipeline.store.opening import Opened, open_file
from pipeline.store.publication import published_file
from pipeline.store.search import search
from pipeline.store.statements import statements
from pipeline.store.tonight import tonight

_AT_ONCE = 1_000  # rows in memory of a table that is streamed


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a query as they come; `columns` are names to DuckDB's types, in order."""

    columns: Mapping[str, str]
    rows: Iterator[tuple[Any, ...]]


class Reader:
    """The published store, read-only, as it was when opened; safe to use from several threads."""

    def __init__(self, store: Path, file: Path, opened: Opened) -> None:
        self._store = store
        self._file = file
        self._opened = opened

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
        self._opened.connection.close()

    @property
    def is_encrypted(self) -> bool:
        """Whether the store's file is encrypted."""
        return self._opened.name is not None

    def rows(self, query_name: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a query of `queries/*.sql`, column to value; times are in UTC.

        Raises KeyError when there is no query of that name, duckdb.Error when a parameter is
        missing or is not one of the query's.
        """
        sql = statements("queries")[query_name]
        with self._opened.session() as cursor:
            return rows_of(cursor.execute(sql, params))

    def search(self, wanted: str, among: Among, n: int) -> Found:
        """Contacts in which words are said, best first; raises ValueError as `search.search` does."""
        return search(self, wanted, among, n)

    @contextmanager
    def table(self, query_name: str, **params: Any) -> Iterator[Table]:
        """The rows of a query one after the other, however many; raises what `rows` raises."""
        sql = statements("queries")[query_name]
        with self._opened.session() as cursor:
            cursor.execute(sql, params)
            columns = {name: str(kind) for name, kind, *_ in cursor.description or ()}
            yield Table(columns, _rows(cursor))

    def write_parquet(self, file: Path, query_name: str, **params: Any) -> int:
        """The rows of a query into a Parquet file; how many. Raises what `rows` raises."""
        sql = statements("queries")[query_name].rstrip(";")
        with self._opened.session() as cursor:
            cursor.execute(
                f"copy ({sql}\n) to $parquet_file (format parquet, compression zstd)",
                {**params, "parquet_file": str(file)},
            )
            (n_rows,) = cursor.fetchone() or (0,)
        return int(n_rows)

    def failing_checks(self) -> list[FailingCheck]:
        """The checks that do not hold for the whole store; one thread at a time."""
        with tonight(self._opened.connection, None):
            return failing_checks(self._opened.connection)

    def reopen_if_switched(self) -> bool:
        """Open the newer file when one was published since; whether that was so.

        Queries that run meanwhile in other threads end on the file that they began with.
        """
        file = published_file(self._store)
        if file == self._file:
            return False
        # The old connection closes itself once the last query on it has ended.
        self._opened, self._file = _connect(self._store, file), file
        return True


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(_AT_ONCE):
        yield from some


def _connect(store: Path, file: Path) -> Opened:
    try:
        opened = open_file(file, read_only=True)
    except duckdb.Error as error:
        raise StoreError(f"{store}: cannot be opened as a DuckDB file: {error}") from error
    if not is_retold_store(opened.connection):
        opened.connection.close()
        raise StoreError(f"{store}: a DuckDB file, but no retold store; choose another")
    require_current(opened.connection)
    opened.connection.execute(statements("nightly")["stay_small"])
    return opened
