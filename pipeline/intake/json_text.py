"""JSON as sources write it, read so that whatever it holds can be stored."""

import json
import re
from typing import Any

_MAY_BREAK = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)|[\ud800-\udfff]")
REPLACED = "\ufffd"


def parsed(text: str) -> Any:
    """The value of a JSON text; what is no character becomes U+FFFD.

    Halves of a character (exports cut emoji in two) and NUL can be written in JSON, but in no
    database. Raises ValueError and RecursionError as `json.loads` does.
    """
    value = json.loads(text)
    return _whole(value) if _MAY_BREAK.search(text) else value


def _whole(value: Any) -> Any:
    match value:
        case str():
            halves = value.encode("utf-16-le", "surrogatepass")
            return halves.decode("utf-16-le", "replace").replace("\0", REPLACED)
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {_whole(key): _whole(item) for key, item in value.items()}
        case _:
            return value
