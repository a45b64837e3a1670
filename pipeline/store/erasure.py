"""One customer in a store and its older versions: what is held on them, and whether anything is left."""

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb

from pipeline.addresses import StoreAddress
from pipeline.store.check import rows_of
from pipeline.store.contacts import read_contacts
from pipeline.store.kinds import place_of
from pipeline.store.opening import Opened
from pipeline.store.rewriting import tables_of
from pipeline.store.statements import statements

_TELLING = 6  # characters; a shorter id is found in places that have nothing to do with it
_TELLING_NUMBER = 8
_TELLING_TEXT = 24


@dataclass(frozen=True, slots=True)
class Held:
    """What is held on a customer: the pseudonym, ids of contacts, what was said, recordings."""

    customer_key: str
    contact_ids: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    recordings: set[str] = field(default_factory=set)

    @property
    def telling_ids(self) -> list[str]:
        """Pseudonym and ids of contacts, as far as they cannot be taken for anything else."""
        return [self.customer_key, *sorted(filter(_is_telling, self.contact_ids))]


def _is_telling(id_: str) -> bool:
    return len(id_) >= (_TELLING_NUMBER if id_.isdecimal() else _TELLING)


def held_in(versions: Iterable[Opened], customer_key: str) -> Held:
    """What versions of a store hold on a customer; one of an older program adds nothing."""
    held = Held(customer_key)
    for version in versions:
        with contextlib.suppress(duckdb.Error):  # it goes, whatever is in it
            _add(held, version.connection)
    return held


def _add(held: Held, connection: duckdb.DuckDBPyConnection) -> None:
    wanted = {"customer_key": held.customer_key}
    found = connection.execute(statements("nightly")["erasable_contacts"], wanted).fetchall()
    for contact in read_contacts(connection, [contact_id for (contact_id,) in found]):
        held.contact_ids.add(contact.contact_id)
        held.texts.update(turn.text for turn in contact.turns)
        held.recordings.update(item.path for item in contact.recordings)


def tables_with(store: StoreAddress, held: Held) -> list[str]:
    """The tables of the published store in which something of a customer stands; every column is searched."""
    sql = statements("proof")
    place = place_of(store)
    with place.open(place.published()).connection as connection:
        found = {
            table
            for table in tables_of(connection)
            for needle in held.telling_ids
            if connection.execute(
                sql["rows_that_hold"], {"table": table, "needle": needle}
            ).fetchone()
            != (0,)
        }
        for row in rows_of(connection.execute(sql["columns_of_contacts"])):
            ids = connection.table(row["name"]).project(row["column_name"]).distinct().fetchall()
            if held.contact_ids & {id_ for (id_,) in ids}:
                found.add(row["name"])
    return sorted(table.partition(".")[2] for table in found)


def own_texts(store: StoreAddress, held: Held) -> set[str]:
    """What only this customer's contacts said: long, and in no turn of the published store."""
    long = sorted(text for text in held.texts if len(text) >= _TELLING_TEXT)
    place = place_of(store)
    with place.open(place.published()).connection as connection:
        found = connection.execute(
            statements("proof")["texts_of_others"], {"texts": json.dumps(long)}
        )
        return set(long) - {text for (text,) in found.fetchall()}
