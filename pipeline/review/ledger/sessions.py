"""Who is signed in; failed attempts slow down whoever makes them."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, insert, or_, select, update

from pipeline.review.ledger.people import Person, find_person, is_password_of
from pipeline.review.ledger.tables import FAILED_SIGN_IN, SIGNED_IN

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
MOST_FAILURES, WITHIN = 5, timedelta(minutes=15)  # of one name
MOST_FROM_ADDRESS = 30  # of one address, behind which many may sit


class TooManyFailuresError(Exception):
    """Too many attempts failed lately; not even the right password helps for a while."""


def sign_in(ledger: Engine, name: str, password: str, address: str, now: datetime) -> str | None:
    """The token of a new session, None when name and password do not belong together.

    Raises TooManyFailuresError as `begin_attempt` does.
    """
    begin_attempt(ledger, name, address, now)
    with ledger.connect() as connection:
        if not is_password_of(connection, name, password):
            return None
    with ledger.begin() as connection:
        connection.execute(delete(FAILED_SIGN_IN).where(FAILED_SIGN_IN.c.name == name))
    return begin_session(ledger, name, now)


def begin_attempt(ledger: Engine, name: str, address: str, now: datetime) -> str:
    """Note an attempt as failed before it is tried, so that those made at the same moment count too.

    Gives its id, for `attempt_succeeded`. Raises TooManyFailuresError after five failures of a name
    (unless it is empty: not known yet), or thirty from an address, within fifteen minutes.
    """
    recent = FAILED_SIGN_IN.c.at > now - WITHIN
    with ledger.begin() as connection:
        connection.execute(delete(FAILED_SIGN_IN).where(~recent))
        count = select(func.count()).select_from(FAILED_SIGN_IN)
        of_name = connection.execute(count.where(FAILED_SIGN_IN.c.name == name)).scalar_one()
        of_address = connection.execute(count.where(FAILED_SIGN_IN.c.address == address))
        if (name and of_name >= MOST_FAILURES) or of_address.scalar_one() >= MOST_FROM_ADDRESS:
            raise TooManyFailuresError
        failed_id = secrets.token_hex(16)
        connection.execute(
            insert(FAILED_SIGN_IN).values(failed_id=failed_id, name=name, address=address, at=now)
        )
    return failed_id


def attempt_succeeded(ledger: Engine, failed_id: str) -> None:
    """Take back the note of `begin_attempt`."""
    with ledger.begin() as connection:
        connection.execute(delete(FAILED_SIGN_IN).where(FAILED_SIGN_IN.c.failed_id == failed_id))


def begin_session(ledger: Engine, name: str, now: datetime) -> str:
    """A token that nobody knew before, for somebody who has proven to be of that name."""
    token = secrets.token_urlsafe(32)
    with ledger.begin() as connection:
        connection.execute(
            insert(SIGNED_IN).values(token_hash=_hash(token), name=name, began_at=now, seen_at=now)
        )
        connection.execute(
            delete(SIGNED_IN).where(
                or_(SIGNED_IN.c.seen_at <= now - IDLE, SIGNED_IN.c.began_at <= now - LONGEST)
            )
        )
    return token


def signed_in(ledger: Engine, token: str, now: datetime) -> Person | None:
    """Whose session it is; None when there is none, or it was idle or lasted too long."""
    with ledger.begin() as connection:
        row = connection.execute(
            select(SIGNED_IN).where(
                SIGNED_IN.c.token_hash == _hash(token),
                SIGNED_IN.c.seen_at > now - IDLE,
                SIGNED_IN.c.began_at > now - LONGEST,
            )
        ).one_or_none()
        if row is None:
            return None
        if row.seen_at < now - timedelta(minutes=1):
            connection.execute(
                update(SIGNED_IN)
                .where(SIGNED_IN.c.token_hash == row.token_hash)
                .values(seen_at=now)
            )
    return find_person(ledger, row.name)


def sign_out(ledger: Engine, token: str) -> None:
    """End a session."""
    with ledger.begin() as connection:
        connection.execute(delete(SIGNED_IN).where(SIGNED_IN.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    """Who reads the ledger must not be able to take over a session."""
    return hashlib.sha256(token.encode()).hexdigest()
