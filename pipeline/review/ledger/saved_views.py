"""Pages with their filters that people keep under a name."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from pipeline.review.ledger.tables import SAVED_VIEW


@dataclass(frozen=True, slots=True)
class SavedView:
    """A page of ours, with its filter, under the name that somebody gave it."""

    view_id: str
    person: str
    name: str
    path: str
    at: datetime


def save_view(ledger: Engine, person: str, name: str, path: str, now: datetime) -> None:
    """Keep a page under a name; one that the person had under that name goes."""
    with ledger.begin() as connection:
        connection.execute(
            delete(SAVED_VIEW).where(SAVED_VIEW.c.person == person, SAVED_VIEW.c.name == name)
        )
        connection.execute(
            insert(SAVED_VIEW).values(
                view_id=uuid.uuid4().hex, person=person, name=name, path=path, at=now
            )
        )


def remove_view(ledger: Engine, person: str, view_id: str) -> bool:
    """Let go of a view of one's own; whether there was one."""
    with ledger.begin() as connection:
        found = connection.execute(
            delete(SAVED_VIEW).where(SAVED_VIEW.c.view_id == view_id, SAVED_VIEW.c.person == person)
        )
    return bool(found.rowcount)


def views_of(ledger: Engine, person: str) -> Sequence[SavedView]:
    """The views that somebody keeps, by name."""
    columns = [SAVED_VIEW.c[name] for name in SavedView.__slots__]
    wanted = select(*columns).where(SAVED_VIEW.c.person == person).order_by(SAVED_VIEW.c.name)
    with ledger.connect() as connection:
        return [SavedView(*row) for row in connection.execute(wanted)]


def find_view(ledger: Engine, view_id: str) -> SavedView | None:
    """The view of that id, whoever keeps it; None when there is none."""
    columns = [SAVED_VIEW.c[name] for name in SavedView.__slots__]
    with ledger.connect() as connection:
        row = connection.execute(select(*columns).where(SAVED_VIEW.c.view_id == view_id)).first()
    return SavedView(*row) if row else None
