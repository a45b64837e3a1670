"""Opens files of a store, encrypted or not.

The key comes from the environment and from nowhere else, so that it stands in no file beside what it
protects. DuckDB encrypts with AES-256-GCM; to write it needs OpenSSL, which comes with its extension
httpfs, here out of a wheel. Reading needs no extension.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

from pipeline.store.errors import StoreError
from pipeline.store.statements import statements

KEY_VARIABLE = "RETOLD_STORE_KEY"
EXTENSION = "duckdb_extension_httpfs"
SHORTEST_KEY = 16
NAME = "store"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store; `name` is what it is attached as, None when the connection was opened on it."""

    connection: duckdb.DuckDBPyConnection
    name: str | None = None
    is_encrypted: bool = False

    @contextmanager
    def session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A session of its own, for one thread, that speaks of instants in UTC."""
        with self.connection.cursor() as cursor:
            cursor.execute(statements("nightly")["speak_utc"])
            if self.name:
                cursor.execute(f"use {self.name}")
            yield cursor


def store_key() -> str | None:
    """The key that stores are encrypted with, None when they are not; raises StoreError for a short one."""
    key = os.environ.get(KEY_VARIABLE) or None
    if key is not None and len(key) < SHORTEST_KEY:
        raise StoreError(
            f"{KEY_VARIABLE}: {len(key)} characters, expected at least {SHORTEST_KEY}, "
            "e.g. from `openssl rand -hex 32`"
        )
    return key


def is_encrypted(file: Path) -> bool:
    """Whether a DuckDB file is encrypted; raises duckdb.Error when it is none."""
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.CatalogException as error:
        if "encrypted" in str(error):
            return True
        raise
    return False


def open_file(file: Path, *, read_only: bool = False) -> Opened:
    """Open a store's file; a new one is encrypted when there is a key.

    Raises StoreError when an encrypted one cannot be opened, duckdb.Error for a file that is none.
    """
    if not (is_encrypted(file) if file.exists() else store_key()):
        return Opened(duckdb.connect(str(file), read_only=read_only))
    connection = duckdb.connect()
    try:
        attach(connection, file, NAME, read_only=read_only)
        connection.execute(f"set temp_directory = {quoted(f'{file}.tmp')}")
        connection.execute(f"use {NAME}")
    except BaseException:
        connection.close()
        raise
    return Opened(connection, NAME, is_encrypted=True)


def attach(
    connection: duckdb.DuckDBPyConnection, file: Path, name: str, *, read_only: bool = False
) -> None:
    """Attach a store's file under a name; raises as `open_file` does."""
    options = ["read_only"] if read_only else []
    if is_encrypted(file) if file.exists() else store_key():
        key = store_key()
        if key is None:
            raise StoreError(f"{file.name} is encrypted: set {KEY_VARIABLE} to its key")
        if not read_only:
            load_openssl(connection)
        options.append(f"encryption_key {quoted(key)}")
    told = f" ({', '.join(options)})" if options else ""
    try:
        connection.execute(f"attach {quoted(str(file))} as {name}{told}")
    except duckdb.InvalidInputException:
        # DuckDB's message may quote the statement, and that holds the key.
        raise StoreError(f"{file.name} is encrypted with another key than {KEY_VARIABLE}") from None


def load_openssl(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a connection encrypt what it writes, out of a package, without a network."""
    load_extension(connection, "httpfs", "to write an encrypted store")


def load_extension(connection: duckdb.DuckDBPyConnection, name: str, purpose: str) -> None:
    """Load an extension out of its package, without a network; raises StoreError when it is not installed."""
    spec = find_spec(f"duckdb_extension_{name}")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in Path(folder).glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"):
            connection.execute(f"load {quoted(str(file))}")
            return
    raise StoreError(
        f"{purpose} DuckDB {duckdb.__version__} needs its extension {name}: run `make setup`"
    )


def quoted(text: str) -> str:
    """A text as SQL writes it, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
