"""A store's file written anew from the rows in it, so that nothing is left of what was deleted.

DuckDB keeps the blocks of deleted rows in the file, free but not empty, until something else is
written over them.
"""

from pathlib import Path

import duckdb

from pipeline.store.errors import StoreError
from pipeline.store.opening import attach
from pipeline.store.statements import statements


def write_anew(file: Path) -> None:
    """Replace a closed store by a copy of its live rows, in one step; comments and views come along.

    The copy is encrypted when there is a key, whatever the file was.

    Raises StoreError, and leaves the file as it was, when the copy is not complete.
    """
    fresh = file.with_name(f"{file.name}.fresh")
    fresh.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        attach(connection, file, "old", read_only=True)
        attach(connection, fresh, "fresh")
        connection.execute("copy from database old to fresh")
        connection.execute("checkpoint fresh")
        if _sizes(connection, "old") != _sizes(connection, "fresh"):
            raise StoreError(f"{file}: rows were missing when it was written anew; it is as it was")
    fresh.replace(file)


def tables_of(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> list[str]:
    """The tables of a database that is attached (None: the one that was opened), by their full names."""
    found = connection.execute(statements("proof")["tables"], {"database": database})
    return [name for (name,) in found.fetchall()]


def _sizes(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, object]:
    """Rows of each table."""
    return {
        table.removeprefix(f"{database}."): connection.table(table).count("*").fetchone()
        for table in tables_of(connection, database)
    }
