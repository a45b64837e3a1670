"""Contact documents: JSON with one, a list or an object of `contacts`; JSON Lines with one a line."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any, cast

from pipeline.domain import SetAside
from pipeline.intake import places
from pipeline.intake.document import ContactDocument
from pipeline.intake.draft import Draft, Loc, dotted
from pipeline.intake.tables import decoded
from pipeline.intake.vcon import is_vcon, vcon_draft

SHAPE = "a contact document, a list of them, an object with a list `contacts`, or a vCon"
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def json_drafts(file: str) -> Iterator[Draft | SetAside]:
    """The contacts of a `.json` or `.vcon` file."""
    text = decoded(places.read(file))
    if not text.strip():
        yield SetAside(file, "the file is empty", SHAPE)
        return
    yield from _drafts(file, text, row=None)


def json_lines_drafts(file: str) -> Iterator[Draft | SetAside]:
    """The contacts of a `.jsonl` file, read line by line; a bad line costs no other."""
    is_empty = True
    for row, line in enumerate(places.lines(file), start=1):
        text = decoded(line)
        if text.strip():
            is_empty = False
            yield from _drafts(file, text, row)
    if is_empty:
        yield SetAside(file, "the file is empty", "a contact document on each line")


def line_of(text: str, loc: Loc) -> int:
    """The line (from 1) on which a place in a JSON text stands, or the nearest object around it."""
    decoder, at = json.JSONDecoder(), _skipped(text, 0)
    for step in loc:
        found = _member(decoder, text, at, step)
        if found is None:
            break
        at = found
    return 1 + len(_LINE_ENDS.findall(text[:at]))


def _drafts(file: str, text: str, row: int | None) -> Iterator[Draft | SetAside]:
    try:
        value = json.loads(text)
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


def _member(decoder: json.JSONDecoder, text: str, at: int, step: str | int) -> int | None:
    """Where the member `step` of the object or list at `at` begins (an object's at its key)."""
    opening, at, n_seen, found = text[at], _skipped(text, at + 1), 0, None
    while text[at] not in "}]":
        start, name = at, cast("str | int", n_seen)
        if opening == "{":
            name, at = scanstring(text, at + 1, True)
            at = _skipped(text, _skipped(text, at) + 1)
        elif opening != "[":
            return None
        if name == step:
            found = at if opening == "[" or _is_container(text, at) else start
        at = _skipped(text, decoder.raw_decode(text, at)[1])
        at, n_seen = _skipped(text, at + 1) if text[at] == "," else at, n_seen + 1
    return found


def _is_container(text: str, at: int) -> bool:
    return text[at] in "{["


def _skipped(text: str, at: int) -> int:
    return cast(int, WHITESPACE.match(text, at).end())
