"""The data dictionary: all views, tables and columns with what their comments say, as Markdown."""

from collections import defaultdict
from typing import Any

import duckdb

from pipeline.store.check import rows_of
from pipeline.store.migrate import migrate
from pipeline.store.statements import statements

_TITLE = """# Data dictionary

Generated from the comments in the store by `retold docs`; edit them in `pipeline/store/migrations`
and `pipeline/store/views`. Times inside a contact end in `_s` and are seconds from its start,
instants end in `_at` and are in UTC, counts begin with `n_`, booleans with `is_` or `has_`.
"""
_VIEWS = """## Views

What everybody reads: stable, changed only with a migration and a changelog entry.
"""
_TABLES = """## Tables

What the views are made of: `core` can be rebuilt from the recordings, `meta` is about the store itself.
Nobody should read them from outside.
"""


def dictionary(connection: duckdb.DuckDBPyConnection) -> str:
    """The data dictionary of a migrated store: a heading for each relation, a table row for each column."""
    sql = statements("nightly")
    columns: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for column in rows_of(connection.execute(sql["described_columns"])):
        columns[column["schema_name"], column["relation"]].append(column)
    parts: dict[bool, list[str]] = {True: [_VIEWS], False: [_TABLES]}
    for relation in rows_of(connection.execute(sql["described_relations"])):
        schema, name = relation["schema_name"], relation["relation"]
        lines = [
            f"### {name if schema == 'main' else f'{schema}.{name}'}",
            "",
            f"{relation['comment']}.",
            "",
            "| column | type | meaning |",
            "|---|---|---|",
            *(
                f"| {column['column_name']} | {column['data_type']} | {column['comment']} |"
                for column in columns[schema, name]
            ),
            "",
        ]
        parts[relation["is_view"]].append("\n".join(lines))
    return "\n".join([_TITLE, *parts[True], *parts[False]])


def current_dictionary() -> str:
    """The data dictionary of an empty store as this version of the program makes it."""
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        return dictionary(connection)
