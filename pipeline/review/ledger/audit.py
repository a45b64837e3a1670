"""Who saw or changed what, and when."""

import uuid
from datetime import datetime

from sqlalchemy import Engine, insert, select

from pipeline.review.ledger.tables import AUDIT


def note(ledger: Engine, person: str, action: str, subject: str, now: datetime) -> None:
    """Write down what somebody did, such as `view` of `contact/C-2041`; never what was said."""
    with ledger.begin() as connection:
        connection.execute(
            insert(AUDIT).values(
                audit_id=uuid.uuid4().hex, at=now, person=person, action=action, subject=subject
            )
        )


def latest_notes(ledger: Engine, most: int) -> list[tuple[datetime, str, str, str]]:
    """The latest notes, newest first: when, who, what was done, to what."""
    columns = (AUDIT.c.at, AUDIT.c.person, AUDIT.c.action, AUDIT.c.subject)
    wanted = select(*columns).order_by(AUDIT.c.at.desc(), AUDIT.c.audit_id).limit(most)
    with ledger.connect() as connection:
        return [(row.at, row.person, row.action, row.subject) for row in connection.execute(wanted)]
