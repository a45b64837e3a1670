"""Tables as CSV that spreadsheets open without harm, and as JSON lines."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pipeline.spreadsheet import cell, plain


class Table(Protocol):
    """The rows of a query as they come, column to type; the store's are."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Names to types, in order."""

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, each once."""


def write_csv(file: Path, table: Table) -> int:
    """UTF-8 with a byte order mark, so that Excel reads accents; how many rows.

    Lists and objects are JSON. Null is empty.
    """
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table.columns)
        return _counted(writer.writerow([cell(value) for value in row]) for row in table.rows)


def write_jsonl(file: Path, table: Table) -> int:
    """One JSON object a row; how many. Instants are ISO 8601 in UTC."""
    kinds = list(table.columns.items())
    with file.open("w", encoding="utf-8") as out:
        return _counted(
            out.write(json.dumps(row_object(kinds, row), ensure_ascii=False) + "\n")
            for row in table.rows
        )


def row_object(kinds: Sequence[tuple[str, str]], row: Sequence[object]) -> dict[str, Any]:
    """A row as a JSON object, column to value; JSON columns as what they hold."""
    return {
        name: json.loads(value) if kind == "JSON" and isinstance(value, str) else plain(value)
        for (name, kind), value in zip(kinds, row, strict=True)
    }


def _counted(written: Iterable[object]) -> int:
    return sum(1 for _ in written)
