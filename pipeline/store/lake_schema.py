"""The tables and views of a store in DuckLake, which cannot have all that a DuckDB file has.

A new lake gets the tables that an empty store of this version has, and all its migrations count as
applied. Later ones are applied as they are; one that DuckLake cannot carry has a twin of the same name
in `migrations/lake/`. Decision 0012 says what DuckLake lacks.
"""

from collections.abc import Mapping

import duckdb

from pipeline.store.migrate import (
    apply,
    is_retold_store,
    migrate,
    pending_migrations,
    record,
    transaction,
)
from pipeline.store.statements import scripts, statements

_SQL = statements("lake")


def migrate_lake(
    connection: duckdb.DuckDBPyConnection,
    migrations: Mapping[str, str] | None = None,
    twins: Mapping[str, str] | None = None,
) -> list[str]:
    """Bring the lake that is in use up to date; the names of the migrations that it had not had.

    Raises StoreError as `migrate` does.
    """
    migrations = scripts("migrations") if migrations is None else migrations
    pending = pending_migrations(connection, migrations)
    if is_retold_store(connection):
        twins = scripts("migrations/lake") if twins is None else twins
        for name in pending:
            apply(connection, name, twins.get(name, migrations[name]), migrations[name])
    else:
        make_tables(connection, migrations)
    with transaction(connection):
        for sql in scripts("views").values():
            for statement in connection.extract_statements(sql):
                if not statement.query.lstrip().startswith("comment on column"):
                    connection.execute(statement)
    return pending


def make_tables(connection: duckdb.DuckDBPyConnection, migrations: Mapping[str, str]) -> None:
    """Make the tables that an empty store has after some migrations, and record these as applied."""
    with duckdb.connect() as empty:
        migrate(empty, migrations, {})
        schemas = empty.execute(_SQL["schemas"]).fetchall()
        tables = empty.execute(_SQL["tables"]).fetchall()
    with transaction(connection):
        for (sql,) in [*schemas, *tables]:
            connection.execute(sql)
        for name, sql in migrations.items():
            record(connection, name, sql)
