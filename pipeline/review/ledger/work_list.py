"""What became of the calls on somebody's list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Engine, delete, insert, select

from pipeline.review.ledger.tables import WORK_ITEM

State = Literal["done", "skipped"]
STATES: tuple[State, ...] = get_args(State)


def set_state(
    ledger: Engine, person: str, contact_id: str, state: State | None, now: datetime
) -> None:
    """Mark a call as done or skipped on somebody's list; None puts it back."""
    its = (WORK_ITEM.c.person == person, WORK_ITEM.c.contact_id == contact_id)
    with ledger.begin() as connection:
        connection.execute(delete(WORK_ITEM).where(*its))
        if state:
            connection.execute(
                insert(WORK_ITEM).values(person=person, contact_id=contact_id, state=state, at=now)
            )


def states_of(ledger: Engine, person: str) -> Mapping[str, tuple[State, datetime]]:
    """Contact to its state on somebody's list, and since when."""
    wanted = select(WORK_ITEM).where(WORK_ITEM.c.person == person)
    with ledger.connect() as connection:
        return {row.contact_id: (row.state, row.at) for row in connection.execute(wanted)}
