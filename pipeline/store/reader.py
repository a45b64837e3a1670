"""Reads the published store, and nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from pipeline.addresses import StoreAddress
from pipeline.domain import Among, Found
from pipeline.store.check import FailingCheck, failing_checks, rows_of
from pipeline.store.kinds import place_of
from pipeline.store.opening import Opened
from pipeline.store.place import Place
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

    def __init__(self, place: Place) -> None:
        """Open what is published now; raises what `open` raises."""
        self._place = place
        self._version = place.published()
        self._opened = _open(place, self._version)

    @classmethod
    def open(cls, store: StoreAddress) -> Self:
        """Open the store at an address.

        Raises StoreError when there is none, when it is no retold store, or when it is of another
        version than this program.
        """
        return cls(place_of(store))

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
        """Whether the store is encrypted."""
        return self._opened.is_encrypted

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
        """Open the newer version when one was published since; whether that was so.

        Queries that run meanwhile in other threads end on the version that they began with.
        """
        version = self._place.published()
        if version == self._version:
            return False
        # The old connection closes itself once the last query on it has ended.
        self._opened, self._version = _open(self._place, version), version
        return True


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(_AT_ONCE):
        yield from some


def _open(place: Place, version: str) -> Opened:
    opened = place.open(version)
    opened.connection.execute(statements("nightly")["stay_small"])
    return opened
