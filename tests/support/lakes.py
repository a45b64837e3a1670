"""Stores in DuckLake beside those in a file."""

import duckdb
import pytest

from pipeline.addresses import LakeAddress, StoreAddress
from pipeline.store.opening import load_extension

BOTH_KINDS = pytest.mark.parametrize(
    "kind", ["file", pytest.param("lake", marks=pytest.mark.thorough)]
)


def needs_ducklake() -> None:
    """Skip a test where the extension is not installed."""
    pytest.importorskip(
        "duckdb_extension_ducklake", reason="an environment from before it was in the lock"
    )


def opened_by_others(store: StoreAddress) -> duckdb.DuckDBPyConnection:
    """A store as any DuckDB client opens it, knowing no more than its path."""
    if not isinstance(store, LakeAddress):
        return duckdb.connect(str(store), read_only=True)
    connection = duckdb.connect()
    load_extension(connection, "ducklake", "to test")
    connection.execute(f"attach 'ducklake:{store.catalogue}' as lake (read_only)")
    connection.execute("use lake")
    return connection
