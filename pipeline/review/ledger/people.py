"""Who may look at what: names, roles, rights and passwords."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal, get_args

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from pipeline.review.ledger.tables import FAILED_SIGN_IN, PERSON, PERSON_RIGHT, SIGNED_IN

Role = Literal["coach", "process_owner", "agent", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD = 10
# RFC 9106's second recommendation, for machines without gigabytes to spare.
ITERATIONS, LANES, MEMORY_KIB, HASH_BYTES, SALT_BYTES = 3, 4, 65536, 32, 16


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may look; no teams or no partners: not held to any. Agents see their own calls."""

    name: str
    role: Role
    teams: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    agent_id: str | None = None


def add_person(ledger: Engine, person: Person, password: str, now: datetime) -> None:
    """Let somebody in; raises ValueError when the name is taken or something is not as expected."""
    check_person(person)
    hashed = _hashed(password)
    with ledger.begin() as connection:
        if person_in(connection, person.name):
            raise ValueError(f"there is already a user {person.name!r}; choose another name")
        connection.execute(
            insert(PERSON).values(
                name=person.name,
                role=person.role,
                password=hashed,
                agent_id=person.agent_id,
                created_at=now,
            )
        )
        give_rights(connection, person)


def give_rights(connection: Connection, person: Person) -> None:
    """Write the teams and partners that somebody is held to, who has none yet."""
    rights = [("team", each) for each in person.teams]
    rights += [("partner", each) for each in person.partners]
    for kind, value in dict.fromkeys(rights):
        connection.execute(insert(PERSON_RIGHT).values(name=person.name, kind=kind, value=value))


def list_people(ledger: Engine) -> list[Person]:
    """Everybody who may look, by name."""
    with ledger.connect() as connection:
        names = connection.execute(select(PERSON.c.name).order_by(PERSON.c.name)).scalars().all()
        return [person for name in names if (person := person_in(connection, name))]


def count_people(ledger: Engine) -> int:
    """How many may look; none: nobody has been added yet."""
    with ledger.connect() as connection:
        return connection.execute(select(func.count()).select_from(PERSON)).scalar_one()


def find_person(ledger: Engine, name: str) -> Person | None:
    """The person of that name, None when there is none."""
    with ledger.connect() as connection:
        return person_in(connection, name)


def change_password(ledger: Engine, name: str, password: str) -> None:
    """Give somebody another password and end their sessions.

    Raises ValueError for an unknown name, and for who signs in with the company's provider.
    """
    hashed = _hashed(password)
    with ledger.begin() as connection:
        _require(connection, name)
        if not connection.execute(select(PERSON.c.password).where(PERSON.c.name == name)).scalar():
            raise ValueError(
                f"{name} signs in with the company's provider and has no password here"
            )
        connection.execute(update(PERSON).where(PERSON.c.name == name).values(password=hashed))
        connection.execute(delete(SIGNED_IN).where(SIGNED_IN.c.name == name))
        connection.execute(delete(FAILED_SIGN_IN).where(FAILED_SIGN_IN.c.name == name))


def remove_person(ledger: Engine, name: str) -> None:
    """Let somebody in no longer; verdicts and audit stay. Raises ValueError for an unknown name."""
    with ledger.begin() as connection:
        _require(connection, name)
        connection.execute(delete(PERSON).where(PERSON.c.name == name))


def is_password_of(connection: Connection, name: str, password: str) -> bool:
    """Whether it is that person's password; takes as long for names that do not exist."""
    found = connection.execute(select(PERSON.c.password).where(PERSON.c.name == name)).scalar()
    try:
        Argon2id.verify_phc_encoded(password.encode(), found or _nobody())
    except InvalidKey:
        return False
    return bool(found)


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters; choose a longer")
    hashing = Argon2id(
        salt=secrets.token_bytes(SALT_BYTES),
        length=HASH_BYTES,
        iterations=ITERATIONS,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return hashing.derive_phc_encoded(password.encode())


def check_person(person: Person) -> None:
    """Raises ValueError when name, role and agent's code do not go together."""
    if not person.name.strip() or person.name != person.name.strip() or len(person.name) > 80:
        raise ValueError(f"user {person.name!r}: expected a name of at most 80 characters")
    if person.role not in ROLES:
        raise ValueError(f"role {person.role!r}: expected one of {', '.join(ROLES)}")
    if (person.role == "agent") != (person.agent_id is not None):
        raise ValueError("an agent needs the agent's code (--agent), and nobody else has one")


def person_in(connection: Connection, name: str) -> Person | None:
    """The person of that name with their rights, None when there is none."""
    row = connection.execute(select(PERSON).where(PERSON.c.name == name)).one_or_none()
    if row is None:
        return None
    rights: Sequence[tuple[str, str]] = [
        (right.kind, right.value)
        for right in connection.execute(
            select(PERSON_RIGHT).where(PERSON_RIGHT.c.name == name).order_by(PERSON_RIGHT.c.value)
        )
    ]
    return Person(
        row.name,
        row.role,
        teams=tuple(value for kind, value in rights if kind == "team"),
        partners=tuple(value for kind, value in rights if kind == "partner"),
        agent_id=row.agent_id,
    )


def _require(connection: Connection, name: str) -> None:
    if person_in(connection, name) is None:
        known = connection.execute(select(PERSON.c.name).order_by(PERSON.c.name)).scalars().all()
        raise ValueError(f"there is no user {name!r}; there are: {', '.join(known) or 'none'}")


@cache
def _nobody() -> str:
    """The hash that a password for an unknown name is tried against."""
    return _hashed(secrets.token_urlsafe())
