"""SQL from `.sql` files, by name: the only way in which SQL reaches Python here."""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_HEADER = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def statements(folder: str) -> dict[str, str]:
    """The statements under `-- name: x` headers in all `*.sql` files of a folder of this package.

    Raises ValueError when two have the same name, or when SQL stands before the first header.
    """
    found: dict[str, str] = {}
    for path in sorted((_HERE / folder).glob("*.sql")):
        before, *parts = _HEADER.split(path.read_text(encoding="utf-8"))
        if before.strip():
            raise ValueError(
                f"{path.name}: expected a line `-- name: …` before the first statement"
            )
        for name, sql in zip(parts[::2], parts[1::2], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: there is already a statement named {name}")
            found[name] = sql.strip()
    return found


@cache
def scripts(folder: str) -> dict[str, str]:
    """Whole `*.sql` files of a folder of this package by their names without ending, in order."""
    paths = sorted((_HERE / folder).glob("*.sql"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}
