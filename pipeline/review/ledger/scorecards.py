"""Scorecards in versions, and what coaches answered on them."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, insert, or_, select, true, update

from pipeline.review.ledger.tables import CARD_ANSWER, SCORECARD

NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a card, answered from 0 to `steps` (1: no and yes) or as not applicable.

    `tie` is what the program knows of it: `finding/KIND`, `behaviour/REASON` or `outcome/NAME`, none
    where it knows nothing; `is_good` says whether that being there means yes.
    """

    text: str
    weight: float = 1.0
    steps: int = 1
    is_critical: bool = False
    tie: str = ""
    is_good: bool = True

    @property
    def question_id(self) -> str:
        """The same in every version that asks the same, whatever it weighs there."""
        asked = json.dumps([self.text, self.steps, self.tie, self.is_good])
        return hashlib.sha256(asked.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Card:
    """One version of a scorecard."""

    version_id: str
    card_id: str
    version_no: int
    name: str
    questions: tuple[Question, ...]
    made_by: str
    made_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person answered about one agent's leg of a contact.

    `answers` and `machine` (the program's, at that time) are by `question_id`; the program's is None
    where it cannot tell.
    """

    version_id: str
    contact_id: str
    leg_no: int
    person: str
    answers: Mapping[str, str]
    machine: Mapping[str, str | None]
    reason: str
    at: datetime

    @property
    def subject(self) -> str:
        """What it is about, whoever answers."""
        return f"{self.version_id}/{self.contact_id}/{self.leg_no}"


class ChangedMeanwhileError(Exception):
    """Somebody else made a newer version of the card in the meantime."""


def keep_card(
    ledger: Engine,
    name: str,
    questions: Sequence[Question],
    *,
    person: str,
    now: datetime,
    replaces: Card | None = None,
) -> Card:
    """A new card, or the next version of one; raises ChangedMeanwhileError when `replaces` is old."""
    card = Card(
        version_id=uuid.uuid4().hex,
        card_id=replaces.card_id if replaces else uuid.uuid4().hex,
        version_no=replaces.version_no + 1 if replaces else 1,
        name=name,
        questions=tuple(questions),
        made_by=person,
        made_at=now,
        retired_at=None,
    )
    told = {each: getattr(card, each) for each in Card.__slots__}
    with ledger.begin() as connection:
        if replaces:
            retired = connection.execute(
                update(SCORECARD)
                .where(
                    SCORECARD.c.version_id == replaces.version_id, SCORECARD.c.retired_at.is_(None)
                )
                .values(retired_at=now)
            )
            if not retired.rowcount:
                raise ChangedMeanwhileError
        connection.execute(
            insert(SCORECARD).values(
                **{**told, "questions": json.dumps([asdict(each) for each in questions])}
            )
        )
    return card


def retire_card(ledger: Engine, card_id: str, now: datetime) -> None:
    """Take a card out of use; what was answered on it stays."""
    with ledger.begin() as connection:
        connection.execute(
            update(SCORECARD)
            .where(SCORECARD.c.card_id == card_id, SCORECARD.c.retired_at.is_(None))
            .values(retired_at=now)
        )


def current_cards(ledger: Engine) -> list[Card]:
    """The cards in use, by name."""
    return _cards(ledger, SCORECARD.c.retired_at.is_(None))


def all_cards(ledger: Engine) -> list[Card]:
    """Every version of every card, in use or not."""
    return _cards(ledger, true())


def versions_of_card(ledger: Engine, card_id: str) -> list[Card]:
    """All versions of a card, the newest first; none where there is no such card."""
    found = _cards(ledger, SCORECARD.c.card_id == card_id)
    return sorted(found, key=lambda card: -card.version_no)


def card_version(ledger: Engine, version_id: str) -> Card | None:
    """One version, in use or not."""
    return next(iter(_cards(ledger, SCORECARD.c.version_id == version_id)), None)


def answer_card(ledger: Engine, answered: Answered) -> None:
    """Keep answers; earlier ones of the same person about the same leg are replaced by them."""
    its = (
        CARD_ANSWER.c.version_id == answered.version_id,
        CARD_ANSWER.c.contact_id == answered.contact_id,
        CARD_ANSWER.c.leg_no == answered.leg_no,
        CARD_ANSWER.c.person == answered.person,
    )
    told = {name: getattr(answered, name) for name in Answered.__slots__}
    told |= {name: json.dumps(dict(told[name])) for name in ("answers", "machine")}
    with ledger.begin() as connection:
        connection.execute(
            update(CARD_ANSWER)
            .where(*its, CARD_ANSWER.c.replaced_at.is_(None))
            .values(replaced_at=answered.at)
        )
        connection.execute(insert(CARD_ANSWER).values(answer_id=uuid.uuid4().hex, **told))


def current_answers(
    ledger: Engine, contact_id: str | None = None, version_id: str | None = None
) -> list[Answered]:
    """The answers that stand, oldest first; of one contact, one version of a card, or all."""
    which: list[ColumnElement[bool]] = [CARD_ANSWER.c.replaced_at.is_(None)]
    if contact_id is not None:
        which.append(CARD_ANSWER.c.contact_id == contact_id)
    if version_id is not None:
        which.append(CARD_ANSWER.c.version_id == version_id)
    return _answers(ledger, *which)


def answers_at(ledger: Engine, version_id: str, moment: datetime) -> list[Answered]:
    """The answers on one version of a card that stood at a moment."""
    return _answers(
        ledger,
        CARD_ANSWER.c.version_id == version_id,
        CARD_ANSWER.c.at <= moment,
        or_(CARD_ANSWER.c.replaced_at.is_(None), CARD_ANSWER.c.replaced_at > moment),
    )


def _cards(ledger: Engine, which: ColumnElement[bool]) -> list[Card]:
    columns = [SCORECARD.c[name] for name in Card.__slots__]
    wanted = select(*columns).where(which).order_by(func.lower(SCORECARD.c.name))
    with ledger.connect() as connection:
        return [_card(dict(row._mapping)) for row in connection.execute(wanted)]


def _card(row: dict[str, Any]) -> Card:
    questions = tuple(Question(**each) for each in json.loads(row["questions"]))
    return Card(**{**row, "questions": questions})


def _answers(ledger: Engine, *which: ColumnElement[bool]) -> list[Answered]:
    columns = [CARD_ANSWER.c[name] for name in Answered.__slots__]
    wanted = select(*columns).where(*which).order_by(CARD_ANSWER.c.at)
    with ledger.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(wanted)]
    return [
        Answered(
            **{
                **row,
                "answers": json.loads(row["answers"]),
                "machine": json.loads(row["machine"]),
            }
        )
        for row in rows
    ]
