"""The CDR manifest: a CSV beside its recordings, one row a leg."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.domain import SetAside
from pipeline.intake import places
from pipeline.intake.customer import is_alike
from pipeline.intake.document import ContactDocument, LegDocument, SurveyDocument
from pipeline.intake.draft import Draft, Fault, Loc
from pipeline.intake.tables import BadRow, Header, decoded, fitted, header_of, lines_of, rows_of

CONTACT_COLUMNS = tuple(
    name
    for name in ContactDocument.model_fields
    if name not in {"legs", "turns", "survey", "recording", "transcript", "ces_direction"}
)
SURVEY_COLUMNS = tuple(SurveyDocument.model_fields)
FILE_COLUMNS = ("recording", "transcript")
LEG_COLUMNS = (*LegDocument.model_fields, *FILE_COLUMNS)
COLUMNS = frozenset({*CONTACT_COLUMNS, *SURVEY_COLUMNS, *LEG_COLUMNS})
REQUIRED = ("contact_id", "started_at")
TWICE = "two columns have this name"

TRUE, FALSE = {"true", "1", "yes", "y", "ja", "j"}, {"false", "0", "no", "n", "nee"}
_ROLE = re.compile(r'"?(\d+)"?\s*[:=]\s*"?([A-Za-z]+)"?')
_INTERVAL = re.compile(r"([\d.,]+)\s*-\s*([\d.,]+)")


@dataclass(frozen=True, slots=True)
class LegRow:
    """A row of the manifest with its cells by column, blank ones left out."""

    line: int
    cells: Mapping[str, str]


def manifest_drafts(file: str) -> Iterator[Draft | SetAside]:
    """The contacts of a manifest in the order of their first rows; what is wrong with the file first."""
    text = decoded(places.read(file))
    if not text.strip():
        yield SetAside(file, "the file is empty", "a manifest: a header, and a row for each leg")
        return
    lines = lines_of(text)
    header = header_of(lines, COLUMNS)
    faults = list(_header_faults(file, header))
    yield from faults
    if any(fault.key in REQUIRED or fault.problem == TWICE for fault in faults):
        return
    contacts: dict[str, list[LegRow]] = {}
    is_empty = True
    for row in rows_of(lines, header.delimiter, header.line):
        is_empty = False
        cells = None if isinstance(row, BadRow) else fitted(row.cells, len(header.columns))
        if isinstance(row, BadRow):
            yield SetAside(
                file, f"not CSV: {row.problem}", "cells in matching quotes", row=row.line
            )
        elif cells is None:
            yield SetAside(
                file,
                f"{len(row.cells)} cells under {len(header.columns)} columns",
                "a cell for each column; put cells that hold the delimiter in quotes",
                row=row.line,
            )
        else:
            named = zip(header.columns, cells, strict=True)
            leg = LegRow(row.line, {column: cell for column, cell in named if cell and column})
            contacts.setdefault(leg.cells.get("contact_id", f"\0{row.line}"), []).append(leg)
    if is_empty:
        yield SetAside(file, "no rows below the header", "a row for each leg", row=header.line)
    has_decimal_comma = header.delimiter != ","
    for legs in contacts.values():
        yield _draft(file, legs, has_decimal_comma)


def _header_faults(file: str, header: Header) -> Iterator[SetAside]:
    present = set(header.columns)
    unknown = [column for column in header.columns if column and column not in COLUMNS]
    alike = {
        known: column
        for column in unknown
        for known in sorted(COLUMNS - present)
        if is_alike(column, known)
    }
    for name in REQUIRED:
        if name not in present:
            hint = f"; did you mean it by {alike[name]}?" if name in alike else ""
            yield SetAside(
                file,
                f"no column {name}{hint}",
                f"a header with at least {', '.join(REQUIRED)} and recording",
                row=header.line,
                key=name,
            )
    for known, column in alike.items():
        if known not in REQUIRED:
            yield SetAside(
                file,
                "unknown column, kept under extra",
                f"{known}; did you mean that?",
                row=header.line,
                key=column,
            )
    for column, count in Counter(header.columns).items():
        if column in COLUMNS and count > 1:
            yield SetAside(file, TWICE, "each column once", row=header.line, key=column)


def _draft(file: str, rows: Sequence[LegRow], has_decimal_comma: bool) -> Draft:
    first_line = min(row.line for row in rows)
    distinct = {tuple(sorted(row.cells.items())): row for row in reversed(rows)}
    number = partial(_number, has_decimal_comma=has_decimal_comma)
    legs = sorted(distinct.values(), key=lambda row: _in_order(row, number))
    faults = [
        *_disagreements(legs),
        *(f for column in FILE_COLUMNS for f in _file_faults(legs, column)),
    ]
    content: dict[str, object] = {
        **_values(_shared(legs, CONTACT_COLUMNS), number),
        **_unknown(legs),
        "legs": [_leg(row, number) for row in legs if _has_leg(row, legs)],
    }
    if survey := _values(_shared(legs, SURVEY_COLUMNS), number):
        content["survey"] = survey
    files = {column: _files(legs, column) for column in FILE_COLUMNS}
    content |= {column: [piece for _, piece in named] for column, named in files.items() if named}
    rows_of_files = {column: [row for row, _ in named] for column, named in files.items()}
    return Draft(
        file,
        f"{file} row {first_line}",
        content,
        partial(_place_of, legs, rows_of_files),
        tuple(faults),
    )


def _in_order(row: LegRow, number: Callable[[str], object]) -> tuple[float, list[tuple[str, str]]]:
    start_s = number(row.cells.get("start_s", ""))
    return (start_s if isinstance(start_s, float) else float("inf"), sorted(row.cells.items()))


def _has_leg(row: LegRow, rows: Sequence[LegRow]) -> bool:
    """Whether a row says anything of its leg: a lone row may leave that to the recording."""
    own = row.cells.keys() & (set(LegDocument.model_fields) - {"leg_id"})
    return bool(own) or len(rows) > 1


def _shared(rows: Sequence[LegRow], columns: Sequence[str]) -> dict[str, str]:
    """What the rows say of the contact: its wait stands in its first leg, its code in its last."""
    said: dict[str, str] = {}
    for column in columns:
        cells = [row.cells[column] for row in rows if column in row.cells]
        if cells:
            said[column] = cells[-1] if column == "disposition" else cells[0]
    return said


def _disagreements(rows: Sequence[LegRow]) -> Iterator[Fault]:
    for column in (*CONTACT_COLUMNS, *SURVEY_COLUMNS):
        if column in {"contact_id", "wait_s", "disposition"}:
            continue
        values = {row.cells[column] for row in rows if column in row.cells}
        if len(values) > 1:
            yield Fault(
                (column,),
                "the rows of this contact disagree",
                "the same in all rows of a contact, or blank",
            )


def _file_faults(rows: Sequence[LegRow], column: str) -> Iterator[Fault]:
    named = Counter(row.cells[column] for row in rows if column in row.cells)
    if not named:
        return  # no words at all: said once, by the check of the whole contact
    for i, row in enumerate(rows):
        path = row.cells.get(column)
        if path is None and "partner" not in row.cells:
            yield Fault(
                ("legs", i, column),
                "missing",
                f"the contact's {column} in all of its rows, or a file for each leg "
                "(blank only where a partner has it)",
            )
        elif path is not None and len(named) > 1 and named[path] > 1:
            yield Fault(
                ("legs", i, column),
                "the file holds several legs but not all",
                "one file for the whole contact or a file for each leg",
            )


def _files(rows: Sequence[LegRow], column: str) -> list[tuple[LegRow, dict[str, object]]]:
    """The files of a contact, each with a row that names it: one for all legs, or one for each."""
    named = [(row, row.cells[column]) for row in rows if column in row.cells]
    if len({path for _, path in named}) == 1 and (len(named) > 1 or len(rows) == 1):
        return [(named[0][0], {"path": named[0][1]})]
    return [
        (row, {"path": path, "leg": row.cells.get("leg_id") or str(rows.index(row) + 1)})
        for row, path in named
    ]


def _leg(row: LegRow, number: Callable[[str], object]) -> dict[str, object]:
    return _values(
        {name: row.cells[name] for name in LegDocument.model_fields if name in row.cells}, number
    )


def _unknown(rows: Sequence[LegRow]) -> dict[str, object]:
    """Unknown columns: one value where the rows agree, else the values by row in leg order."""
    columns = {column for row in rows for column in row.cells if column not in COLUMNS}
    kept: dict[str, object] = {}
    for column in sorted(columns):
        cells = [row.cells.get(column) for row in rows]
        kept[column] = cells[0] if len(set(cells)) == 1 else cells
    return kept


def _values(cells: Mapping[str, str], number: Callable[[str], object]) -> dict[str, object]:
    """Cells as the document wants them; a cell that cannot be read stays text, for the check to say."""
    parsers: Mapping[str, Callable[[str], object]] = {
        **dict.fromkeys(("wait_s", "start_s", "end_s", "hold_s", "ces", "csat", "nps"), number),
        "holds": partial(_intervals, number=number),
        "goal_reached": _truth,
        "channel_roles": _roles,
    }
    return {column: parsers.get(column, str)(cell) for column, cell in cells.items()}


def _number(cell: str, has_decimal_comma: bool) -> object:
    text = cell.replace(",", ".") if has_decimal_comma and cell.count(",") == 1 else cell
    if "_" in text:  # Python would read 1_000
        return cell
    try:
        return float(text)
    except ValueError:
        return cell


def _truth(cell: str) -> object:
    word = cell.lower()
    return True if word in TRUE else False if word in FALSE else cell


def _intervals(cell: str, number: Callable[[str], object]) -> object:
    """`61.5-92.0;120-130`, the pairs parted by `;`, `|` or blanks."""
    if _INTERVAL.sub("", cell).strip("; |\t\n\r"):
        return cell
    return [[number(start), number(end)] for start, end in _INTERVAL.findall(cell)]


def _roles(cell: str) -> object:
    """`0=agent 1=customer`, or the JSON of the contact document."""
    return dict(_ROLE.findall(cell)) or cell


def _place_of(
    legs: Sequence[LegRow], rows_of_files: Mapping[str, Sequence[LegRow]], loc: Loc
) -> tuple[int | None, str]:
    """The row and column of a place in the document."""
    names = [step for step in loc if isinstance(step, str)]
    column = names[1] if names[0] in {"legs", "survey"} and len(names) > 1 else names[0]
    row = min(legs, key=lambda leg: leg.line)
    match loc:
        case ("legs", int(i), *_):
            row = legs[i]
        case (("recording" | "transcript") as file, int(i), *_):
            row = rows_of_files[file][i]
        case _:  # a column of the contact: the first row that fills it
            row = next((leg for leg in legs if column in leg.cells), row)
    return row.line, column
