"""Marts: rows and sums by day that boards can count at once, filled for what a night touched."""

import duckdb

from pipeline.store.statements import scripts, statements

_SQL = statements("nightly")
N_WEEKS = 8  # weeks that say what is usual
SURGE = {"n_weeks": N_WEEKS, "n_least": 20, "n_spreads": 4.0}
DIP = {"n_weeks": N_WEEKS, "n_least": 30, "n_least_part": 10, "n_spreads": 3.0, "drop_least": 0.25}


def fill_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the marts from tonight's rows, add up the days that changed, and look for surges and dips from their first day on.

    `tonight` must be there. Each statement is a transaction of its own: until a night is published,
    nobody else sees them.
    """
    (since,) = connection.execute(_SQL["first_touched_day"]).fetchall()[0]
    connection.execute(_SQL["create_touched_day"])
    for sql in (*scripts("marts").values(), *scripts("sums").values()):
        connection.execute(sql)
    if since is not None:
        connection.execute(_SQL["delete_aggregates"], {"since": since})
        connection.execute(_SQL["insert_surges"], SURGE | {"since": since})
        connection.execute(_SQL["insert_dips"], DIP | {"since": since})
