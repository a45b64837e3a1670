"""Brings a store's schema up to date: migrations forward, each once; views made anew."""

import hashlib
from collections.abc import Mapping

import duckdb

from pipeline.store.errors import OutdatedStoreError, StoreError
from pipeline.store.statements import scripts, statements

_SESSION = statements("nightly")


def migrate(
    connection: duckdb.DuckDBPyConnection,
    migrations: Mapping[str, str] | None = None,
    views: Mapping[str, str] | None = None,
) -> list[str]:
    """Apply the migrations that the store has not had and recreate its views; the names applied.

    Each migration is one transaction together with its row in `meta.migration`; one that fails
    leaves nothing behind. Raises StoreError when a migration that was applied has changed since or
    is gone, or when one fails.
    """
    migrations = scripts("migrations") if migrations is None else migrations
    views = scripts("views") if views is None else views
    pending = _pending(connection, migrations)
    for name in pending:
        _apply(connection, name, migrations[name])
    connection.begin()
    try:
        for sql in views.values():
            connection.execute(sql)
    except duckdb.Error:
        connection.rollback()
        raise
    connection.commit()
    return pending


def require_current(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise StoreError unless this is a retold store that has had exactly the migrations known here."""
    if pending := _pending(connection, scripts("migrations")):
        raise OutdatedStoreError(
            f"the store is older than this program: it lacks {', '.join(pending)}; "
            "the next `retold run` brings it up to date"
        )


def is_retold_store(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file has ever had a migration of ours."""
    row = connection.execute(_SESSION["is_retold_store"]).fetchone()
    return bool(row and row[0])


def _pending(connection: duckdb.DuckDBPyConnection, migrations: Mapping[str, str]) -> list[str]:
    applied: dict[str, str] = {}
    if is_retold_store(connection):
        for _, name, sha256 in connection.execute(_SESSION["applied_migrations"]).fetchall():
            applied[name] = sha256
    for name, sha256 in applied.items():
        if name not in migrations:
            raise StoreError(
                f"the store has had migration {name}, which this program does not know: "
                "it was written by a newer version; use that one"
            )
        if sha256 != _sha256(migrations[name]):
            raise StoreError(
                f"migration {name} has changed since the store had it: "
                "put the file back as it was and write a new migration"
            )
    return [name for name in sorted(migrations) if name not in applied]


def _apply(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    number = int(name.split("_", 1)[0])
    connection.begin()
    try:
        connection.execute(sql)
        connection.execute(
            _SESSION["record_migration"],
            {"number": number, "name": name, "sha256": _sha256(sql)},
        )
    except duckdb.Error as error:
        connection.rollback()
        raise StoreError(f"migration {name} failed and was taken back: {error}") from error
    connection.commit()


def _sha256(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()
