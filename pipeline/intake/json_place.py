"""Where in a JSON text a value stands, for messages to people."""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import cast

from pipeline.intake.draft import Loc

_DECODER = json.JSONDecoder()
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def line_of(text: str, loc: Loc) -> int:
    """The line (from 1) on which a place in a JSON text stands, or the nearest object around it."""
    return _places_in(text).line_of(loc)


@lru_cache(maxsize=1)  # of a file in which everything is wrong, every contact is asked for
def _places_in(text: str) -> "_Places":
    return _Places(text)


class _Places:
    """A JSON text with what was found in it: each object and list is gone through once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_ends = [match.end() for match in _LINE_ENDS.finditer(text)]
        self._members_at: dict[int, Mapping[str | int, int]] = {}

    def line_of(self, loc: Loc) -> int:
        at = self._skipped(0)
        for step in loc:
            if at not in self._members_at:
                self._members_at[at] = self._members(at)
            if step not in self._members_at[at]:
                break
            at = self._members_at[at][step]
        return 1 + bisect_right(self._line_ends, at)

    def _members(self, at: int) -> dict[str | int, int]:
        """Where each member of the object or list at `at` begins (an object's at its key)."""
        text, found = self._text, dict[str | int, int]()
        opening = text[at]
        if opening not in "{[":
            return found
        at = self._skipped(at + 1)
        while text[at] not in "}]":
            start, name = at, cast("str | int", len(found))
            if opening == "{":
                name, at = scanstring(text, at + 1, True)
                at = self._skipped(self._skipped(at) + 1)
            is_at_value = opening == "[" or text[at] in "{["
            found[name] = at if is_at_value else start
            at = self._skipped(_DECODER.raw_decode(text, at)[1])
            at = self._skipped(at + 1) if text[at] == "," else at
        return found

    def _skipped(self, at: int) -> int:
        return cast(int, WHITESPACE.match(self._text, at).end())
