"""Text and CSV as they come out of telephone exchanges and spreadsheets."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.intake.json_text import readable

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: the line of the file that it starts on, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that breaks the rules of CSV, and where it starts."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, what separates them, and the line that they stand on."""

    columns: tuple[str, ...]
    delimiter: str
    line: int


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 where it is that, else Windows' superset of Latin-1.

    What steers terminals or turns lines round instead of being read becomes U+FFFD.
    """
    return readable(_decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, as editors count them (a form feed ends none)."""
    return list(io.StringIO(text, newline=""))


def header_of(lines: Sequence[str], known: frozenset[str]) -> Header:
    """The header, split by the delimiter that yields most of the known columns.

    Names are compared in lower case with `_` for blanks and hyphens. A first line `sep=;`, as
    spreadsheets write it, and blank lines are passed over.
    """
    candidates = []
    for delimiter in DELIMITERS:
        row = next((row for row in rows_of(lines, delimiter) if _is_header(row)), None)
        if isinstance(row, Row):
            columns = tuple(_name(cell) for cell in row.cells)
            candidates.append(Header(columns, delimiter, row.line))
    if not candidates:
        return Header((), ",", 1)
    return max(
        candidates,
        key=lambda header: (len(known.intersection(header.columns)), len(header.columns)),
    )


def rows_of(lines: Sequence[str], delimiter: str, after_line: int = 0) -> Iterator[Row | BadRow]:
    """The records below a line, blank ones left out.

    A record that breaks the rules of CSV (a quote that is never closed would swallow the rest of
    the file) is reported, and reading goes on at the line below its first.
    """
    start = after_line
    while start < len(lines):
        rest = map(lines.__getitem__, range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        n_read = 0
        try:
            for cells in reader:
                line, n_read = start + n_read + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield Row(line, tuple(cell.strip() for cell in cells))
            return
        except csv.Error as error:
            yield BadRow(start + n_read + 1, str(error))
            start += n_read + 1


def fitted(cells: Sequence[str], n_columns: int) -> tuple[str, ...] | None:
    """The cells filled up or cut to the columns; None when a cell with content would fall off."""
    if any(cells[n_columns:]):
        return None
    return (*cells[:n_columns], *[""] * (n_columns - len(cells)))


def _is_header(row: Row | BadRow) -> bool:
    return isinstance(row, BadRow) or not row.cells[0].lower().startswith("sep=")


def _name(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").replace("-", "_")
