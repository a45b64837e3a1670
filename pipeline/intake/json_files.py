"""Contact documents: JSON with one, a list or an object of `contacts`; JSON Lines with one a line."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from pipeline.domain import SetAside
from pipeline.intake import places
from pipeline.intake.document import ContactDocument
from pipeline.intake.draft import Draft, Loc, dotted
from pipeline.intake.json_place import line_of
from pipeline.intake.json_text import parsed
from pipeline.intake.tables import decoded
from pipeline.intake.transcripts import is_transcript
from pipeline.intake.vcon import is_vcon, vcon_draft
from pipeline.intake.walk import Kind

SHAPE = (
    "a contact document, a list of them, an object with a list `contacts`, a vCon or a transcript"
)


def json_drafts(file: str) -> Iterator[Draft | Kind | SetAside]:
    """The contacts of a `.json` or `.vcon` file; what it is instead when it is a transcript."""
    text = decoded(places.read(file))
    if not text.strip():
        yield SetAside(file, "the file is empty", SHAPE)
        return
    yield from _drafts(file, text, row=None)


def json_lines_drafts(file: str) -> Iterator[Draft | Kind | SetAside]:
    """The contacts of a `.jsonl` file, read line by line; a bad line costs no other."""
    is_empty = True
    for row, line in enumerate(places.lines(file), start=1):
        text = decoded(line)
        if text.strip():
            is_empty = False
            yield from _drafts(file, text, row)
    if is_empty:
        yield SetAside(file, "the file is empty", "a contact document on each line")


def _drafts(file: str, text: str, row: int | None) -> Iterator[Draft | Kind | SetAside]:
    try:
        value = parsed(text)
    except json.JSONDecodeError as error:
        line = row or error.lineno
        yield SetAside(
            file, f"not JSON: {error.msg} at column {error.colno}", "valid JSON", row=line
        )
        return
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, endless nesting
        yield SetAside(
            file, f"not readable as JSON ({type(error).__name__})", "valid JSON", row=row
        )
        return
    if row is None and is_transcript(value):
        yield "transcript"
        return
    for loc, content in _contacts(value):
        if isinstance(content, Mapping) and is_vcon(content):
            yield vcon_draft(file, content, row)
        elif isinstance(content, Mapping) and content.keys() & ContactDocument.model_fields.keys():
            yield _draft(file, text, row, loc, content)
        else:
            yield SetAside(
                file,
                "no contact in it",
                SHAPE,
                row=row or line_of(text, loc),
                key=dotted(loc) or None,
            )


def _contacts(value: Any) -> Iterator[tuple[Loc, Any]]:
    """Each contact in a JSON value with its place; of a labelled journey only contacts and language."""
    if isinstance(value, list):
        yield from (((i,), item) for i, item in enumerate(value))
        if not value:
            yield (), None
    elif isinstance(value, Mapping) and isinstance(value.get("contacts"), list):
        language = value.get("language")
        for i, item in enumerate(value["contacts"]):
            has_default = isinstance(item, Mapping) and not item.get("language") and language
            yield ("contacts", i), {**item, "language": language} if has_default else item
        if not value["contacts"]:
            yield ("contacts",), None
    else:
        yield (), value


def _draft(
    file: str, text: str, row: int | None, base: Loc, content: Mapping[str, object]
) -> Draft:
    place = f" row {row}" if row is not None else f" {dotted(base)}" if base else ""
    return Draft(file, file + place, content, partial(_place_of, text, row, base, content))


def _place_of(
    text: str, row: int | None, base: Loc, content: Mapping[str, object], loc: Loc
) -> tuple[int | None, str]:
    if loc[:1] == ("recording",) and isinstance(content.get("recording"), str):
        loc = ("recording",)
    return row or line_of(text, (*base, *loc)), dotted(loc)
