"""People who sign in with a company's own provider: it says who they are, and what they may see."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, delete, insert, select, update

from pipeline.review.ledger.people import Person, give_rights, person_in
from pipeline.review.ledger.tables import PERSON, PERSON_RIGHT, PROVIDED, SIGNED_IN

NO_PASSWORD = ""


class NameTakenError(Exception):
    """Somebody else has that name here already."""


def admit(
    ledger: Engine, person: Person, issuer: str, subject: str, now: datetime
) -> tuple[Person, Literal["added", "changed", "known"]]:
    """Whom a provider vouched for, with the rights that it gives them today.

    The provider's `subject` says who it is; a name stays what it was at the first time. Raises
    NameTakenError when a new subject wants the name of somebody else.
    """
    with ledger.begin() as connection:
        name = _name_of(connection, issuer, subject)
        before = person_in(connection, name) if name else None
        if name is None or before is None:
            if person_in(connection, person.name):
                raise NameTakenError(person.name)
            connection.execute(
                insert(PERSON).values(
                    name=person.name,
                    role=person.role,
                    password=NO_PASSWORD,
                    agent_id=person.agent_id,
                    created_at=now,
                )
            )
            give_rights(connection, person)
            connection.execute(
                insert(PROVIDED).values(issuer=issuer, subject=subject, name=person.name)
            )
            return person, "added"
        admitted = replace(person, name=name)
        if _same(admitted, before):
            return before, "known"
        connection.execute(
            update(PERSON)
            .where(PERSON.c.name == name)
            .values(role=admitted.role, agent_id=admitted.agent_id)
        )
        connection.execute(delete(PERSON_RIGHT).where(PERSON_RIGHT.c.name == name))
        give_rights(connection, admitted)
        return admitted, "changed"


def shut_out(ledger: Engine, issuer: str, subject: str) -> None:
    """End the sessions of somebody to whom the provider gives no rights any more."""
    with ledger.begin() as connection:
        name = _name_of(connection, issuer, subject)
        connection.execute(delete(SIGNED_IN).where(SIGNED_IN.c.name == name))


def is_provided(ledger: Engine, name: str) -> bool:
    """Whether somebody signs in with a provider, and so has no password here."""
    with ledger.connect() as connection:
        found = connection.execute(select(PROVIDED.c.name).where(PROVIDED.c.name == name))
        return found.first() is not None


def end_password_sessions(ledger: Engine) -> None:
    """End the sessions that began with a password: none may begin so any more."""
    with_password = select(PERSON.c.name).where(PERSON.c.password != NO_PASSWORD)
    with ledger.begin() as connection:
        connection.execute(delete(SIGNED_IN).where(SIGNED_IN.c.name.in_(with_password)))


def _name_of(connection: Connection, issuer: str, subject: str) -> str | None:
    found = select(PROVIDED.c.name).where(
        PROVIDED.c.issuer == issuer, PROVIDED.c.subject == subject
    )
    return connection.execute(found).scalar()


def _same(one: Person, other: Person) -> bool:
    """Whether two may see the same; in which order their teams are named says nothing."""
    return replace(one, teams=(), partners=()) == replace(other, teams=(), partners=()) and (
        {*one.teams},
        {*one.partners},
    ) == ({*other.teams}, {*other.partners})
