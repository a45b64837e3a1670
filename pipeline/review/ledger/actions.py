"""What became of things to act on: who took them, how far they are, and since when."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Engine, insert, select, update

from pipeline.review.ledger.tables import ACTION

Progress = Literal["open", "taken", "done", "dropped"]
PROGRESS: tuple[Progress, ...] = get_args(Progress)


@dataclass(frozen=True, slots=True)
class Action:
    """How far an item of a list is; `since_at` is when it came into that state.

    `list` is `call_back`, `process_faults` or `mirror`; `owner` is empty where nobody has it;
    `person` and `at` are who changed it last, and when.
    """

    list: str
    item: str
    state: Progress
    owner: str
    note: str
    since_at: datetime
    person: str
    at: datetime


def change_action(  # noqa: PLR0917 - the fields of a form
    ledger: Engine,
    of_list: str,
    item: str,
    state: Progress,
    owner: str,
    note: str,
    person: str,
    now: datetime,
) -> None:
    """Keep how far an item is; what was kept of it before is replaced, not lost."""
    its = (ACTION.c.list == of_list, ACTION.c.item == item, ACTION.c.replaced_at.is_(None))
    with ledger.begin() as connection:
        before = connection.execute(select(ACTION).where(*its)).one_or_none()
        since_at = before.since_at if before and before.state == state else now
        connection.execute(update(ACTION).where(*its).values(replaced_at=now))
        connection.execute(
            insert(ACTION).values(
                action_id=uuid.uuid4().hex,
                list=of_list,
                item=item,
                state=state,
                owner=owner,
                note=note,
                since_at=since_at,
                person=person,
                at=now,
            )
        )


def actions_of(ledger: Engine, of_list: str) -> Mapping[str, Action]:
    """Item to how far it is, of those items of a list that anybody touched."""
    columns = [ACTION.c[name] for name in Action.__slots__]
    wanted = select(*columns).where(ACTION.c.list == of_list, ACTION.c.replaced_at.is_(None))
    with ledger.connect() as connection:
        return {row.item: Action(*row) for row in connection.execute(wanted)}
