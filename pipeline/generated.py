"""Files that are made from the code, so that no fact is typed twice."""

import json
from collections.abc import Callable
from pathlib import Path

from pipeline.facts import fact_sheet
from pipeline.intake import json_schema
from pipeline.settings import settings_page
from pipeline.store import current_dictionary

ROOT = Path(__file__).resolve().parents[1]


def _schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


FILES: dict[str, Callable[[], str]] = {
    "docs/fact-sheet.md": fact_sheet,
    "docs/data-dictionary.md": current_dictionary,
    "docs/settings.md": settings_page,
    "data/schema/contact.schema.json": _schema_text,
}


def out_of_date() -> list[str]:
    """The generated files that do not say what the code says."""
    return [name for name, make in FILES.items() if _text(ROOT / name) != make()]


def write_generated() -> list[str]:
    """Write those that are out of date; gives their names."""
    stale = out_of_date()
    for name in stale:
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(FILES[name](), encoding="utf-8")
    return stale


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
