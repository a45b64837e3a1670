"""What an agent says of a mirror, and what the coach answers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import Engine, insert, select

from pipeline.review.ledger.tables import MIRROR_WORD

OfAgent = Literal["acknowledged", "disputed"]
OfCoach = Literal["set_aside", "stands"]
OF_AGENT: tuple[OfAgent, ...] = get_args(OfAgent)
OF_COACH: tuple[OfCoach, ...] = get_args(OfCoach)


@dataclass(frozen=True, slots=True)
class MirrorWord:
    """One thing said about a part of a mirror: `figures`, or a moment as `CONTACT#TURN`."""

    part: str
    person: str
    said: OfAgent | OfCoach
    comment: str
    at: datetime


def say_of_mirror(ledger: Engine, agent_id: str, week: date, word: MirrorWord) -> None:
    """Keep what somebody says of an agent's week; what was said before stays."""
    with ledger.begin() as connection:
        connection.execute(
            insert(MIRROR_WORD).values(
                word_id=uuid.uuid4().hex,
                agent_id=agent_id,
                week=week.isoformat(),
                **{name: getattr(word, name) for name in MirrorWord.__slots__},
            )
        )


def said_of_mirror(ledger: Engine, agent_id: str, week: date) -> Sequence[MirrorWord]:
    """All that was said of an agent's week, oldest first."""
    columns = [MIRROR_WORD.c[name] for name in MirrorWord.__slots__]
    its = (MIRROR_WORD.c.agent_id == agent_id, MIRROR_WORD.c.week == week.isoformat())
    wanted = select(*columns).where(*its).order_by(MIRROR_WORD.c.at, MIRROR_WORD.c.word_id)
    with ledger.connect() as connection:
        return [MirrorWord(*row) for row in connection.execute(wanted)]
