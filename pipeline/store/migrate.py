"""Brings a store's schema up to date: migrations forward, each once; views made anew."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb

from pipeline.store.errors import OutdatedStoreError, StoreError
from pipeline.store.lookups import drop_lookups
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
    pending = pending_migrations(connection, migrations)
    if pending:
        drop_lookups(connection)
    for name in pending:
        apply(connection, name, migrations[name], migrations[name])
    with transaction(connection):
        for sql in views.values():
            connection.execute(sql)
    return pending


def require_current(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise StoreError unless this is a retold store that has had exactly the migrations known here."""
    if pending := pending_migrations(connection, scripts("migrations")):
        raise OutdatedStoreError(
            f"the store is older than this program: it lacks {', '.join(pending)}; "
            "the next `retold run` brings it up to date"
        )


def is_retold_store(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file has ever had a migration of ours."""
    row = connection.execute(_SESSION["is_retold_store"]).fetchone()
    return bool(row and row[0])


def pending_migrations(
    connection: duckdb.DuckDBPyConnection, migrations: Mapping[str, str]
) -> list[str]:
    """The names of migrations that a store has not had; raises StoreError as `migrate` does."""
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


def apply(connection: duckdb.DuckDBPyConnection, name: str, sql: str, known_as: str) -> None:
    """Execute a migration and record it, both or neither; `known_as` is the text that its checksum is of."""
    try:
        with transaction(connection):
            connection.execute(sql)
            record(connection, name, known_as)
    except duckdb.Error as error:
        raise StoreError(f"migration {name} failed and was taken back: {error}") from error


def record(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    """Note that a store has had a migration."""
    number = int(name.split("_", 1)[0])
    known = {"number": number, "name": name, "sha256": _sha256(sql)}
    connection.execute(_SESSION["record_migration"], known)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is done meanwhile, or nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _sha256(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()
