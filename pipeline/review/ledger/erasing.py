"""Takes contacts, or what people wrote about them, out of the ledger, down to the bytes."""

from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from pipeline.review.ledger.opening import LedgerError
from pipeline.review.ledger.tables import AUDIT, VERDICT, WORK_ITEM

ERASED = "[erased]"
_AT_ONCE = 400  # values in one statement


def erase_contacts(ledger: Engine, contact_ids: Collection[str]) -> dict[str, int]:
    """Erase verdicts and list entries of contacts; the audit keeps who did what when, not with whom.

    How many rows, by table. Doing it again is harmless, and finishes what was interrupted. Raises
    LedgerError when somebody else keeps the database busy.
    """
    n_rows = dict.fromkeys((VERDICT.name, WORK_ITEM.name, AUDIT.name), 0)
    with ledger.begin() as connection:
        for subjects in _some(_subjects(connection, contact_ids)):
            noted = update(AUDIT).where(AUDIT.c.subject.in_(subjects)).values(subject=ERASED)
            n_rows[AUDIT.name] += connection.execute(noted).rowcount
        for ids in _some(contact_ids):
            for table in (VERDICT, WORK_ITEM):
                theirs = delete(table).where(table.c.contact_id.in_(ids))
                n_rows[table.name] += connection.execute(theirs).rowcount
    _write_anew(ledger)
    return n_rows


def erase_reasons(ledger: Engine, contact_ids: Collection[str]) -> int:
    """Empty what people wrote in verdicts about contacts, which may quote them; how many verdicts.

    The verdicts themselves stay. Raises LedgerError as `erase_contacts` does.
    """
    n_rows = 0
    with ledger.begin() as connection:
        for ids in _some(contact_ids):
            with_words = VERDICT.c.contact_id.in_(ids) & (VERDICT.c.reason != "")
            emptied = update(VERDICT).where(with_words).values(reason="")
            n_rows += connection.execute(emptied).rowcount
    _write_anew(ledger)
    return n_rows


def rows_about(ledger: Engine, contact_ids: Collection[str]) -> dict[str, int]:
    """How many rows there are about contacts, by table."""
    n_rows = dict.fromkeys((VERDICT.name, WORK_ITEM.name, AUDIT.name), 0)
    with ledger.connect() as connection:
        for table in (VERDICT, WORK_ITEM):
            for ids in _some(contact_ids):
                count = select(func.count()).where(table.c.contact_id.in_(ids))
                n_rows[table.name] += connection.execute(count).scalar_one()
        for subjects in _some(_subjects(connection, contact_ids)):
            count = select(func.count()).where(AUDIT.c.subject.in_(subjects))
            n_rows[AUDIT.name] += connection.execute(count).scalar_one()
    return n_rows


def files_of(ledger: Engine) -> list[Path]:
    """The files that the ledger is in; none where a server keeps it."""
    if ledger.dialect.name != "sqlite" or not ledger.url.database:
        return []
    names = (f"{ledger.url.database}{end}" for end in ("", "-wal", "-shm", "-journal"))
    return [file for name in names if (file := Path(name)).is_file()]


def _subjects(connection: Connection, contact_ids: Collection[str]) -> set[str]:
    """Under which subjects the audit knows contacts; to findings and legs only verdicts lead."""
    subjects = {f"{kind}/{id_}" for kind in ("contact", "effort") for id_ in contact_ids}
    for ids in _some(contact_ids):
        judged = select(VERDICT.c.subject).where(VERDICT.c.contact_id.in_(ids)).distinct()
        subjects.update(connection.execute(judged).scalars())
    return subjects


def _some(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _write_anew(ledger: Engine) -> None:
    """Leave no row that was deleted or changed behind in the files of the database."""
    try:
        with ledger.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if ledger.dialect.name != "sqlite":
                connection.execute(text("vacuum (full) verdict, work_item, audit"))
                return
            connection.execute(text("vacuum"))
            is_busy = connection.execute(text("pragma wal_checkpoint(truncate)")).one()[0]
    except DBAPIError as error:
        raise LedgerError(f"the ledger cannot be written anew: {error.orig}; try again") from None
    if is_busy:
        raise LedgerError("the ledger is in use, so erased rows may be left in it; try again")
