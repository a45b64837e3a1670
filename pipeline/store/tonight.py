"""Tonight's rows: what a night touched, or the whole store, under one name for checks and marts.

They lie in a database of their own in memory, `tonight`, with the names of the tables of `core`. So a
check or a mart is written once, and reads a night's few thousand contacts or all of them.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from pipeline.store.statements import scripts, statements

_SQL = statements("nightly")


@dataclass(frozen=True, slots=True)
class Touched:
    """Contacts and journeys that were put, replaced or removed."""

    contact_ids: Collection[str]
    journey_ids: Collection[str]


@contextmanager
def tonight(connection: duckdb.DuckDBPyConnection, touched: Touched | None) -> Iterator[None]:
    """While it lasts, `tonight` holds what was touched with all that belongs to it; None: everything."""
    connection.execute(_SQL["attach_tonight"])
    try:
        if touched is None:
            (name,) = connection.execute(_SQL["name_of_store"]).fetchall()[0]
            quoted = name.replace('"', '""')
            connection.execute(scripts("tonight")["whole"].replace(" store.", f' "{quoted}".'))
        else:
            contact_ids = json.dumps(sorted(touched.contact_ids))
            journey_ids = json.dumps(sorted(touched.journey_ids))
            connection.execute(_SQL["create_touched_contact"], {"contact_ids": contact_ids})
            connection.execute(_SQL["create_touched_journey"], {"journey_ids": journey_ids})
            connection.execute(scripts("tonight")["touched"])
        yield
    finally:
        connection.execute(_SQL["detach_tonight"])
