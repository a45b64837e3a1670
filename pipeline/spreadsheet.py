"""Cells that spreadsheets open without harm, for every table that leaves as CSV."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_of(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Rows as CSV, UTF-8 with a byte order mark, so that Excel reads accents; empty without rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if rows:
        writer.writerow(rows[0])
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text as no spreadsheet takes it for a formula: with an apostrophe before it, if it might.

    Spaces before a formula do not make it harmless everywhere.
    """
    is_formula = text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if is_formula else text


def plain(value: object) -> Any:
    """A value as JSON knows it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _:
            return value


def cell(value: object) -> object:
    """A value as a cell of a CSV file: lists and objects as JSON, null empty, formulas harmless."""
    value = plain(value)
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return harmless(value) if isinstance(value, str) else value
