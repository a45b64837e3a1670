"""Sessions in which several coaches judge the same calls on the same card, blind."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from pipeline.review.ledger.scorecards import Card, current_answers
from pipeline.review.ledger.tables import CALIBRATION, CALIBRATION_CALL, CALIBRATION_PERSON

Leg = tuple[str, int]  # contact and leg


@dataclass(frozen=True, slots=True)
class Calibration:
    """Who judges which legs on which version of a card; until it is closed, nobody sees the others'."""

    session_id: str
    name: str
    version_id: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    legs: tuple[Leg, ...]
    people: tuple[str, ...]


class NotBlindError(ValueError):
    """Somebody has answered the card about one of the calls already; its contact is the message."""


def open_calibration(
    ledger: Engine,
    *,
    name: str,
    card: Card,
    legs: Sequence[Leg],
    people: Sequence[str],
    person: str,
    now: datetime,
) -> Calibration:
    """Begin a session; raises NotBlindError when a call has answers on this card that could be known."""
    for answered in current_answers(ledger, version_id=card.version_id):
        if (answered.contact_id, answered.leg_no) in legs:
            raise NotBlindError(answered.contact_id)
    told = Calibration(
        session_id=uuid.uuid4().hex,
        name=name,
        version_id=card.version_id,
        opened_by=person,
        opened_at=now,
        closed_at=None,
        legs=tuple(sorted(set(legs))),
        people=tuple(sorted(set(people))),
    )
    own = [column.name for column in CALIBRATION.columns]
    with ledger.begin() as connection:
        connection.execute(
            insert(CALIBRATION).values(**{each: getattr(told, each) for each in own})
        )
        for contact_id, leg_no in told.legs:
            connection.execute(
                insert(CALIBRATION_CALL).values(
                    session_id=told.session_id, contact_id=contact_id, leg_no=leg_no
                )
            )
        for each in told.people:
            connection.execute(
                insert(CALIBRATION_PERSON).values(session_id=told.session_id, person=each)
            )
    return told


def close_calibration(ledger: Engine, session_id: str, now: datetime) -> None:
    """End a session; what was answered until now is what is compared."""
    with ledger.begin() as connection:
        connection.execute(
            update(CALIBRATION)
            .where(CALIBRATION.c.session_id == session_id, CALIBRATION.c.closed_at.is_(None))
            .values(closed_at=now)
        )


def all_calibrations(ledger: Engine) -> list[Calibration]:
    """All sessions, the newest first."""
    with ledger.connect() as connection:
        found = connection.execute(select(CALIBRATION).order_by(CALIBRATION.c.opened_at.desc()))
        sessions = [dict(row._mapping) for row in found]
        legs: dict[str, list[Leg]] = {}
        for row in connection.execute(select(CALIBRATION_CALL)):
            legs.setdefault(row.session_id, []).append((row.contact_id, row.leg_no))
        people: dict[str, list[str]] = {}
        for row in connection.execute(select(CALIBRATION_PERSON)):
            people.setdefault(row.session_id, []).append(row.person)
    return [
        Calibration(
            **each,
            legs=tuple(sorted(legs.get(each["session_id"], ()))),
            people=tuple(sorted(people.get(each["session_id"], ()))),
        )
        for each in sessions
    ]


def find_calibration(ledger: Engine, session_id: str) -> Calibration | None:
    """One session, None when there is none."""
    return next((s for s in all_calibrations(ledger) if s.session_id == session_id), None)


def calibrations_of_call(ledger: Engine, contact_id: str) -> list[Calibration]:
    """The sessions that a call belongs to, the newest first."""
    return [
        each
        for each in all_calibrations(ledger)
        if any(contact == contact_id for contact, _ in each.legs)
    ]
