"""Where in a JSON text a value stands, for messages to people."""

import json
import re
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import cast

from pipeline.intake.draft import Loc

_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def line_of(text: str, loc: Loc) -> int:
    """The line (from 1) on which a place in a JSON text stands, or the nearest object around it."""
    decoder, at = json.JSONDecoder(), _skipped(text, 0)
    for step in loc:
        found = _member(decoder, text, at, step)
        if found is None:
            break
        at = found
    return 1 + len(_LINE_ENDS.findall(text[:at]))


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
