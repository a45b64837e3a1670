"""What was kept long enough leaves a store: words alone, or contacts with all that was made of them."""

import json
import re
from typing import Any

import duckdb

from pipeline.store.statements import statements

_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_EMPTIED = ("empty_turns", "empty_evidence", "empty_transfer_evidence")


def erase_words(connection: duckdb.DuckDBPyConnection, contact_ids: list[str]) -> None:
    """Empty the turns and quotes of contacts; counts, times, scores and findings stay."""
    sql = statements("nightly")
    wanted = {"contact_ids": json.dumps(contact_ids)}
    for statement in _EMPTIED:
        connection.execute(sql[statement], wanted)
    details = [text for (text,) in connection.execute(sql["details_of"], wanted).fetchall()]
    rows = [{"before": text, "after": wordless(json.loads(text))} for text in details]
    connection.execute(sql["empty_details"], {"rows": json.dumps(rows)} | wanted)
    connection.execute(sql["mark_erased"], wanted)


def wordless(detail: Any) -> Any:
    """A finding's detail without what may be a quote: numbers and codes stay, other texts become null."""
    match detail:
        case str():
            return detail if _CODE.fullmatch(detail) else None
        case list():
            return [wordless(item) for item in detail]
        case dict():
            return {key: wordless(value) for key, value in detail.items()}
        case _:
            return detail
