"""The search index: which turns hold which words, added to contact by contact, never made anew.

DuckDB's full-text extension stems the words; its own index can only be built as a whole.
"""

import json
import tomllib
from functools import cache
from pathlib import Path

import duckdb
import duckdb_extension_fts

from pipeline.store.statements import statements

_SQL = statements("nightly")
_AT_ONCE = 20_000  # contacts: some ten million words in memory
_EXTENSION = next(Path(duckdb_extension_fts.__file__).parent.rglob("fts.duckdb_extension"))


@cache
def stop_words() -> frozenset[str]:
    """Words that are neither indexed nor asked for."""
    lists = tomllib.loads((Path(__file__).parent / "stopwords.toml").read_text("utf-8"))
    return frozenset(" ".join(lists.values()).split())


def fill_index(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the turns of all contacts that were stored since the index was last filled."""
    first, last = connection.execute(_SQL["span_to_index"]).fetchall()[0]
    if first > last:
        return
    load_stemmer(connection)
    words = json.dumps(sorted(stop_words()))
    for start in range(first, last + 1, _AT_ONCE):
        span = {"first_serial": start, "last_serial": min(last, start + _AT_ONCE - 1)}
        connection.execute(_SQL["insert_postings"], span | {"stop_words": words})
        connection.execute(_SQL["insert_spread"], span)
        connection.execute(_SQL["insert_part"], span)


def load_stemmer(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `stem()` known to a connection, from the package that is installed, without a network."""
    connection.load_extension(str(_EXTENSION))
