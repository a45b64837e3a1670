"""JSON as sources write it, read so that whatever it holds can be stored."""

import json
import re
from typing import Any

# Control characters but tab and line ends, and those that reverse the order of what follows.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MAY_BREAK = re.compile(r"\\u(?:[dD][89a-fA-F]|00[01789]|20[26])|\\[bf]|[\ud800-\udfff]")
REPLACED = "\ufffd"


def parsed(text: str) -> Any:
    """The value of a JSON text; what is no character becomes U+FFFD.

    Halves of a character (exports cut emoji in two) and NUL can be written in JSON, but in no
    database; other controls steer terminals. Raises ValueError and RecursionError as `json.loads` does.
    """
    value = json.loads(text)
    return _whole(value) if _MAY_BREAK.search(text) else value


def readable(text: str) -> str:
    """The text with U+FFFD for what would steer a terminal, or show it in another order."""
    return _STEERING.sub(REPLACED, text)


def _whole(value: Any) -> Any:
    match value:
        case str():
            halves = value.encode("utf-16-le", "surrogatepass")
            return readable(halves.decode("utf-16-le", "replace"))
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {_whole(key): _whole(item) for key, item in value.items()}
        case _:
            return value
