"""What a night finds in its store: contacts, what is outdated, what was left out, what was erased."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from pipeline.domain import Contact, SetAside
from pipeline.store.check import rows_of
from pipeline.store.contacts import read_contacts
from pipeline.store.statements import statements

_SQL = statements("nightly")


class FoundAtNight:
    """The reading half of a night; `Night` adds the writing."""

    _connection: duckdb.DuckDBPyConnection

    def known(self) -> dict[str, str]:
        """Contact id to content hash, for all contacts in the store."""
        return dict(self._connection.execute(_SQL["known_contacts"]).fetchall())

    def contacts(self, contact_ids: Iterable[str]) -> Iterator[Contact]:
        """The contacts with these ids, in that order; unknown ids are skipped."""
        return read_contacts(self._connection, list(contact_ids))

    def contacts_of(self, customer_keys: Iterable[str]) -> Iterator[Contact]:
        """All contacts of these customers: customer by customer, each one's oldest first."""
        wanted = {"customer_keys": json.dumps(list(customer_keys))}
        found = self._connection.execute(_SQL["contacts_of_customers"], wanted).fetchall()
        return read_contacts(self._connection, [contact_id for (contact_id,) in found])

    def outdated(self, analysis: str) -> list[str]:
        """Ids of contacts that were judged by another analysis than this one, or not at all."""
        found = self._connection.execute(_SQL["outdated_contacts"], {"analysis": analysis})
        return [contact_id for (contact_id,) in found.fetchall()]

    def set_aside(self) -> set[SetAside]:
        """All that earlier runs left out, each once."""
        found = self._connection.execute(_SQL["set_aside"]).fetchall()
        return {
            SetAside(
                file=file,
                row=row_no,
                key=key,
                contact_id=contact_id,
                problem=problem,
                expected=expected,
                content_hash=content_hash,
                customer_key=customer_key,
            )
            for file, row_no, key, contact_id, problem, expected, content_hash, customer_key in found
        }

    def forgotten(self) -> set[str]:
        """The tombstones of customers who were forgotten."""
        return {
            tombstone for (tombstone,) in self._connection.execute(_SQL["tombstones"]).fetchall()
        }

    def without_words(self) -> set[str]:
        """Ids of contacts whose transcript was erased."""
        return {id_ for (id_,) in self._connection.execute(_SQL["without_words"]).fetchall()}

    def rows(self, query_name: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a query of `queries/*.sql` on the night's store, as a reader gives them."""
        return rows_of(self._connection.execute(statements("queries")[query_name], params))
