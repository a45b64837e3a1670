"""Parquet files in a folder, here or behind any URL of fsspec, for DuckDB to read and write.

They are encrypted with a key made of the store's when there is one.
"""

import base64
import contextlib
import hashlib
import posixpath
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Self

import duckdb
import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.store.opening import load_openssl, quoted, store_key
from pipeline.store.statements import statements

_KEY_NAME = "retold"


class Folder:
    """Parquet files by their paths inside a folder; `url` is a path or what fsspec knows."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url.rstrip("/"))
        self._is_here = isinstance(self._fs, LocalFileSystem)
        self._encryption = (
            f"encryption_config {{footer_key: '{_KEY_NAME}'}}" if store_key() else None
        )
        self.url = url.rstrip("/")

    def under(self, name: str) -> Self:
        """A folder in this one."""
        return type(self)(f"{self.url}/{name}")

    def reach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let a connection reach what lies elsewhere."""
        if not self._is_here:
            connection.register_filesystem(self._fs)

    def admit(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let a connection read and write here, and know `kept_rows(files)`."""
        self.reach(connection)
        macro = statements("artefacts")["kept_rows"]
        if self._encryption and (key := store_key()):
            load_openssl(connection)
            secret = base64.b64encode(hashlib.sha256(key.encode()).digest()).decode()
            connection.execute(f"pragma add_parquet_key('{_KEY_NAME}', {quoted(secret)})")
            with_key = f"filename = true, {self._encryption.replace(' ', ' = ', 1)}"
            macro = macro.replace("filename = true", with_key)
        connection.execute(macro)

    def place(self, path: str) -> str:
        """A path inside as DuckDB names it."""
        full = posixpath.join(self._root, path)
        return full if self._is_here else str(self._fs.unstrip_protocol(full))

    def files(self, under: str = "") -> dict[str, int]:
        """All Parquet files in a folder and those in it, path to bytes, sorted; none when it is not there."""
        top = posixpath.join(self._root, under).rstrip("/")
        if not self._fs.exists(top):
            return {}
        found = self._fs.find(top, detail=True)
        return {
            str(path).removeprefix(f"{self._root}/"): int(about["size"])
            for path, about in sorted(found.items())
            if path.endswith(".parquet")
        }

    def modified_at(self, path: str) -> datetime | None:
        """When a file was last written; None when another night has taken it away meanwhile."""
        try:
            at: datetime = self._fs.modified(posixpath.join(self._root, path))
        except FileNotFoundError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def folders(self) -> list[str]:
        """The names of the folders in it, sorted."""
        if not self._fs.exists(self._root):
            return []
        found = self._fs.ls(self._root, detail=True)
        return sorted(posixpath.basename(each["name"]) for each in found if each["type"] == "directory")  # fmt: skip

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return bool(self._fs.exists(posixpath.join(self._root, path)))

    def write(
        self, connection: duckdb.DuckDBPyConnection, path: str, sql: str, params: Mapping[str, Any]
    ) -> None:
        """The rows of a statement into a file, whole or not at all."""
        fresh = f"{path}.fresh"
        self._copy(connection, fresh, sql, params, ())
        self.move(fresh, path)

    def write_days(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: str,
        sql: str,
        params: Mapping[str, Any],
        begin: str,
    ) -> None:
        """The rows of a statement into `folder/day=…/`, by their column `day`; names of files begin so."""
        by_day = ("partition_by (day)", f"filename_pattern '{begin}.'", "overwrite_or_ignore")
        self._copy(connection, folder, sql, params, by_day)

    def move(self, path: str, to: str) -> None:
        """Move a file over another: in one step on this machine, as the other place does it elsewhere."""
        self._fs.mv(posixpath.join(self._root, path), posixpath.join(self._root, to))

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files; another night may have taken them away already."""
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                self._fs.rm_file(posixpath.join(self._root, path))

    def _copy(
        self,
        connection: duckdb.DuckDBPyConnection,
        path: str,
        sql: str,
        params: Mapping[str, Any],
        options: Iterable[str],
    ) -> None:
        self._fs.makedirs(posixpath.dirname(posixpath.join(self._root, path)), exist_ok=True)
        chosen = ["format parquet", "compression zstd", *options]
        if self._encryption:
            chosen.append(self._encryption)
        connection.execute(
            f"copy ({sql.rstrip(';')}\n) to $target ({', '.join(chosen)})",
            {**params, "target": self.place(path)},
        )
