"""Checks are queries that select failing rows; any row stops publication."""

from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.store.statements import scripts

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class FailingCheck:
    """A check that selected rows: its name, what it says of a sound store, how many rows and the first."""

    name: str
    says: str
    n_rows: int
    rows: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.name}: {self.says} Not so in {self.n_rows} rows, first {self.rows[0]}"


def failing_checks(connection: duckdb.DuckDBPyConnection) -> list[FailingCheck]:
    """Run all checks on tonight's rows; those that selected rows, ids and numbers only, never texts.

    `pipeline.store.tonight` says which rows these are.
    """
    failing = []
    for name, sql in scripts("checks").items():
        found = rows_of(connection.execute(sql))
        if found:
            says = sql.splitlines()[0].removeprefix("-- ")
            failing.append(FailingCheck(name, says, len(found), tuple(found[:_SHOWN])))
    return failing


def rows_of(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of an executed statement as dictionaries, column to value."""
    columns = [column[0] for column in result.description or []]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
