"""DuckDB's indexes: the rows of one contact, journey or agent found without looking through all others.

They are made when a night is published, after its rows are in: so a load does not keep them up row by
row, and a migration may alter tables that have none.
"""

import duckdb

from pipeline.store.statements import statements

_SQL = statements("nightly")


def make_lookups(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the indexes that the file of a store lacks."""
    connection.execute(_SQL["make_lookups"])


def drop_lookups(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the indexes of a store: DuckDB alters no table that has one."""
    for schema, name in connection.execute(_SQL["lookups"]).fetchall():
        connection.execute(f'drop index "{schema}"."{name}"')
