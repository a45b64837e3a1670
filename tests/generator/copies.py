"""Many contacts quickly: those that a night has put, copied by SQL inside its store.

A copy is of another customer and about a thing with another number of the same length, so that quotes
still stand where they stood and the same checks hold.
"""

from pathlib import Path

from pipeline.store import Night
from pipeline.store.statements import statements


def copy(night: Night, n_copies: int) -> None:
    """Copy all contacts and journeys of a night `n_copies` times; nothing can be put into it afterwards."""
    copying = statements(str(Path(__file__).parent))
    n_base = len(night.known())
    for number in range(1, n_copies + 1):
        values = {"copy": number, "n_base": n_base}
        for sql in copying.values():
            used = {name: value for name, value in values.items() if f"${name}" in sql}
            night._connection.execute(sql, used)
