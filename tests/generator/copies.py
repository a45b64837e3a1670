"""Many contacts quickly: artefacts of copies of those that a night has put, as many nights would have left them.

A copy is of another customer and about a thing with another number of the same length, so that quotes
still stand where they stood and the same checks hold.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.store import Artefacts, Night
from pipeline.store.statements import statements
from pipeline.store.tonight import Touched, tonight

_AT_ONCE = 20_000  # contacts in memory
_NOTHING = Touched((), ())


def keep_copies(night: Night, artefacts: Artefacts, n_copies: int) -> int:
    """Write artefacts with each journey of a night `n_copies` times, once as it is; how many contacts."""
    copying = statements(str(Path(__file__).parent))
    connection = night._connection
    for name in ("define_copied_name", "define_copied_id", "define_renumbered"):
        connection.execute(copying[name])
    n_contacts = 0
    for number, (first_day, last_day) in enumerate(_spans(night, n_copies), start=1):
        with tonight(connection, _NOTHING):
            values = {
                "first_day": first_day,
                "last_day": last_day,
                "n_copies": n_copies,
                "last_serial": n_contacts,
            }
            for name, sql in copying.items():
                if name.startswith(("choose_", "copy_")):
                    used = {key: value for key, value in values.items() if f"${key}" in sql}
                    connection.execute(sql, used)
            n_contacts += len(connection.table("tonight.contact"))
            artefacts.write(connection, f"n{number:03}", is_whole=False).count()
    return n_contacts


def _spans(night: Night, n_copies: int) -> Iterator[tuple[date, date]]:
    """Days in a row whose copies fit in memory together, at least one day each."""
    days: list[date] = []
    n_together = 0
    sql = statements(str(Path(__file__).parent))["days"]
    for day, n_contacts in night._connection.execute(sql).fetchall():
        if days and n_together + n_contacts * n_copies > _AT_ONCE:
            yield days[0], days[-1]
            days, n_together = [], 0
        days.append(day)
        n_together += n_contacts * n_copies
    if days:
        yield days[0], days[-1]
