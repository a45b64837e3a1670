"""What people said of the machine's answers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Engine, insert, select, update

from pipeline.review.ledger.tables import VERDICT

Judgement = Literal["confirmed", "rejected", "unsure", "corrected"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of a finding or score, beside the machine's answer at that time.

    `subject` is `finding/ID`, `effort/CONTACT` or `empathy/CONTACT/LEG`; `detector` the kind of
    finding, or the score. `correction` is another kind, or a score in the machine's units.
    """

    subject: str
    contact_id: str
    detector: str
    person: str
    judgement: Judgement
    correction: str | None
    reason: str
    machine: str
    at: datetime


def give_verdict(ledger: Engine, verdict: Verdict) -> None:
    """Keep a verdict; an earlier one of the same person about the same subject is replaced by it."""
    its = (VERDICT.c.subject == verdict.subject, VERDICT.c.person == verdict.person)
    with ledger.begin() as connection:
        connection.execute(
            update(VERDICT)
            .where(*its, VERDICT.c.replaced_at.is_(None))
            .values(replaced_at=verdict.at)
        )
        connection.execute(
            insert(VERDICT).values(
                verdict_id=uuid.uuid4().hex,
                **{name: getattr(verdict, name) for name in Verdict.__slots__},
            )
        )


def current_verdicts(ledger: Engine, contact_id: str | None = None) -> list[Verdict]:
    """The verdicts that stand, oldest first; of one contact or of all."""
    columns = [VERDICT.c[name] for name in Verdict.__slots__]
    wanted = select(*columns).where(VERDICT.c.replaced_at.is_(None)).order_by(VERDICT.c.at)
    if contact_id is not None:
        wanted = wanted.where(VERDICT.c.contact_id == contact_id)
    with ledger.connect() as connection:
        return [Verdict(*row) for row in connection.execute(wanted)]


def judged_contacts(ledger: Engine, person: str | None, before: datetime) -> Sequence[str]:
    """The contacts that a person (None: anybody) had given a verdict about before a moment."""
    wanted = select(VERDICT.c.contact_id).where(VERDICT.c.at < before).distinct()
    if person is not None:
        wanted = wanted.where(VERDICT.c.person == person)
    with ledger.connect() as connection:
        return sorted(connection.execute(wanted).scalars())
