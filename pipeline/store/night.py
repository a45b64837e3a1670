"""One night's writing: into its own file, published when all checks pass."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import duckdb

from pipeline.addresses import StoreAddress
from pipeline.domain import Contact, JudgedJourney, Run, SetAside
from pipeline.store.aging import erase_words
from pipeline.store.artefacts import Artefacts
from pipeline.store.check import FailingCheck, failing_checks
from pipeline.store.erasure import Held, held_in
from pipeline.store.errors import StoreError
from pipeline.store.found_at_night import FoundAtNight
from pipeline.store.index import fill_index
from pipeline.store.kinds import place_of
from pipeline.store.marts import fill_marts
from pipeline.store.place import Begun, Place
from pipeline.store.rewriting import tables_of
from pipeline.store.rows import Rows, contact_rows, judged_rows, run_row, set_aside_rows
from pipeline.store.statements import statements
from pipeline.store.tonight import Touched, tonight

WINDOW = timedelta(days=7)
_FEW = 0.25  # share of the contacts up to which a night is checked by itself
_AT_ONCE = 500  # contacts or journeys in one statement: some 10 MB of JSON for long calls
_SQL = statements("nightly")
_CONTACT_TABLES = ("contacts", "recordings", "legs", "turns", "marks")
_JOURNEY_TABLES = (
    "journeys",
    "journey_contacts",
    "transfers",
    "transfer_evidence",
    "findings",
    "evidence",
    "effort_scores",
    "process_efforts",
    "empathy_scores",
    "contributions",
)
T = TypeVar("T")


class ChecksFailedError(StoreError):
    """The night's store is not sound and was not published; `failing` says which checks and where."""

    def __init__(self, failing: list[FailingCheck], kept: Path | str) -> None:
        self.failing = failing
        self.kept = kept
        lines = "\n".join(f"  {check}" for check in failing)
        super().__init__(f"not published, because checks failed (look into {kept}):\n{lines}")


class Night(FoundAtNight):
    """Writes one night's work, from one thread at a time.

    A context manager: what was not published when the block ends is thrown away, and the published
    store is untouched. Give the `put_` methods many objects at once: each call is a transaction.
    """

    def __init__(self, place: Place, run_id: str, artefacts: Artefacts | None) -> None:
        """Begin it; raises what `begin` raises."""
        self._place = place
        self._publication = place.publication(run_id)
        self._artefacts = artefacts
        self._touched_contacts: set[str] = set()
        self._touched_journeys: set[str] = set()
        self._erased_contacts: set[str] = set()
        try:
            self._open(self._publication.begin())
        except BaseException:
            self._publication.release()
            raise

    def _open(self, begun: Begun) -> None:
        self._connection = begun.connection
        self._is_changed = begun.is_changed
        self._has_erased = begun.is_to_forget
        self._connection.execute(_SQL["speak_utc"])
        self._connection.execute(_SQL["stay_small"])
        self._contact_ids = set(self.known())
        (self._last_serial,) = self._connection.execute(_SQL["last_serial"]).fetchall()[0]
        published = self._publication.published
        self._is_whole = begun.is_changed or (
            self._artefacts is not None and not self._artefacts.settle(published, self._run_ids())
        )

    @classmethod
    def begin(cls, store: StoreAddress, run_id: str, artefacts: Artefacts | None = None) -> Self:
        """Start from the published store, or an empty one, with its schema up to date.

        `artefacts` are those that the night adds to; None: none are written.

        Raises StoreError when another night is at work on it, when there is no retold store at the
        address, when it was written by a newer program, when the run id was published before, or
        when the artefacts are of another store.
        """
        return cls(place_of(store), run_id, artefacts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._publication.release()
        if isinstance(error, duckdb.Error | StoreError) and not isinstance(
            error, ChecksFailedError
        ):
            refusal = self._publication.refusal(error)
            if refusal:
                raise refusal from None

    @property
    def is_changed(self) -> bool:
        """Whether anything was put that has to be published."""
        return self._is_changed

    def put_contacts(self, contacts: Iterable[Contact]) -> None:
        """Insert contacts with recordings, legs and turns, or replace those with the same ids.

        What was judged of a replaced contact goes, together with its journey: `outdated` names the
        contacts of that journey until `put_judged` brings them back.
        """
        for some in _batches(contacts):
            by_id = {contact.contact_id: contact for contact in some}
            replaced = sorted(self._contact_ids & by_id.keys())
            with self._transaction():
                if replaced:
                    self._delete_contacts(replaced)
                self._insert(contact_rows(by_id.values(), self._last_serial + 1))
            self._last_serial += len(by_id)
            self._contact_ids |= by_id.keys()
            self._touched_contacts |= by_id.keys()

    def put_judged(self, judged: Iterable[JudgedJourney], window: timedelta = WINDOW) -> None:
        """Put journeys with all that was made of them in the place of all that share a contact with them.

        All of them in one transaction. `window` is the time within which a further contact would
        have joined a journey.
        """
        with self._transaction():
            for some in _batches(judged):
                self._delete_journeys(
                    contact_ids=[c.contact_id for one in some for c in one.journey.contacts],
                    journey_ids=[one.journey.journey_id for one in some],
                )
                self._insert(judged_rows(some, window))
                self._touched_journeys.update(one.journey.journey_id for one in some)

    def put_set_aside(self, run_id: str, items: Iterable[SetAside]) -> None:
        """Add what a run left out."""
        with self._transaction():
            self._insert({"set_aside": set_aside_rows(run_id, items)})

    def held_on(self, customer_key: str) -> Held:
        """What the store and all its older versions hold on a customer."""
        held = held_in(self._place.versions(), customer_key)
        if self._artefacts:
            held.contact_ids.update(self._artefacts.contacts_of(customer_key))
        return held

    def forget(self, held: Held, tombstone: str) -> dict[str, int]:
        """Erase a customer with all that was made of them, for good; rows that went, by table.

        The tombstone stays instead. The file is written anew when the night is published, and no
        older one is kept.
        """
        telling = {"contact_ids": json.dumps(held.telling_ids)}
        of_customer = {
            "contact_ids": json.dumps(sorted(held.contact_ids)),
            "customer_key": held.customer_key,
        }
        before = self._sizes()
        with self._transaction():
            self._delete_contacts(sorted(held.contact_ids))
            self._connection.execute(_SQL["delete_set_aside"], of_customer)
            self._connection.execute(_SQL["hide_sources"], telling)
            after = self._sizes()
            self._connection.execute(_SQL["put_tombstone"], {"tombstone": tombstone})
        self._has_erased = True
        self._erased_contacts |= held.contact_ids
        self._contact_ids -= held.contact_ids
        return {table: n - after[table] for table, n in before.items() if n > after[table]}

    def erase_words(self, contact_ids: list[str]) -> None:
        """Empty the transcripts of contacts for good; what was counted and scored stays."""
        for some in _batches(contact_ids):
            with self._transaction():
                erase_words(self._connection, some)
                self._connection.execute(_SQL["delete_postings"], {"contact_ids": json.dumps(some)})
            self._touched_contacts.update(some)
            self._erased_contacts.update(some)
            self._has_erased = True

    def erase_contacts(self, contact_ids: list[str]) -> None:
        """Erase contacts for good, with their journeys and all that was made of them."""
        for some in _batches(contact_ids):
            with self._transaction():
                self._delete_contacts(some)
            self._erased_contacts.update(some)
            self._has_erased = True
        self._contact_ids -= set(contact_ids)

    def erase_set_aside(self, before: datetime) -> int:
        """Erase what runs before an instant set aside; how many rows."""
        n_rows = int(self.rows("set_aside_before", before=before)[0]["n_rows"])
        if n_rows:
            with self._transaction():
                self._connection.execute(_SQL["delete_set_aside_before"], {"before": before})
            self._has_erased = True
        return n_rows

    def put_run(self, run: Run) -> None:
        """Insert a run, or replace the one with the same id."""
        with self._transaction():
            self._connection.execute(_SQL["delete_run"], {"run_id": run.run_id})
            self._insert({"runs": [run_row(run)]})

    def failing_checks(self) -> list[FailingCheck]:
        """The checks that do not hold for what this night has touched, with all that belongs to it.

        After a migration, or when much was touched, for the whole store.
        """
        with tonight(self._connection, self._touched()):
            return failing_checks(self._connection)

    def load(self, artefacts: Artefacts) -> None:
        """Fill an empty store from artefacts; all of it is then checked."""
        with self._transaction():
            artefacts.load(self._connection)
        self._is_whole = True

    def publish(self, keep_days: float = 0) -> None:
        """Check the night, fill marts and index with it, and make it the published store in one step.

        Artefacts are written before that and count after it. Versions of earlier nights stay for
        `keep_days`. The night has then ended.

        Raises ChecksFailedError when a check does not hold; the night's version is then kept beside the
        store for somebody to look at. Raises OvertakenError when another night was published since this
        one began. The published store is then untouched.
        """
        written = None
        touched = self._touched()
        with tonight(self._connection, touched):
            failing = failing_checks(self._connection)
            if not failing:
                fill_marts(self._connection)
                fill_index(self._connection)
                if self._artefacts:
                    self._artefacts.erase(self._erased_contacts)
                    written = self._artefacts.write(
                        self._connection, self._publication.run_id, is_whole=touched is None
                    )
        if failing:
            raise ChecksFailedError(failing, self._publication.keep_failed())
        self._publication.publish(forgets=self._has_erased, keep_days=keep_days)
        if written:
            written.count()
        self._publication.release()

    def _run_ids(self) -> list[str]:
        found = self._connection.execute(statements("artefacts")["run_ids"]).fetchall()
        return [run_id for (run_id,) in found]

    def _touched(self) -> Touched | None:
        is_whole = self._is_whole or len(self._touched_contacts) > _FEW * len(self._contact_ids)
        return None if is_whole else Touched(self._touched_contacts, self._touched_journeys)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()
        self._is_changed = True

    def _sizes(self) -> dict[str, int]:
        """Rows of each table, by its name without the database."""
        return {
            table.partition(".")[2]: len(self._connection.table(table))
            for table in tables_of(self._connection)
        }

    def _delete_contacts(self, contact_ids: list[str]) -> None:
        wanted = {"contact_ids": json.dumps(contact_ids)}
        self._delete_journeys(contact_ids=contact_ids, journey_ids=[])
        self._connection.execute(_SQL["delete_postings"], wanted)
        self._delete(_CONTACT_TABLES, wanted)
        self._touched_contacts.update(contact_ids)

    def _delete_journeys(self, contact_ids: list[str], journey_ids: list[str]) -> None:
        wanted = {"contact_ids": json.dumps(contact_ids), "journey_ids": json.dumps(journey_ids)}
        found = self._connection.execute(_SQL["journeys_with"], wanted).fetchall()
        if found:
            stale = {"journey_ids": json.dumps([journey_id for (journey_id,) in found])}
            left = self._connection.execute(_SQL["contacts_of_journeys"], stale).fetchall()
            self._touched_contacts.update(contact_id for (contact_id,) in left)
            self._delete(_JOURNEY_TABLES, stale)

    def _delete(self, tables: Iterable[str], wanted: Mapping[str, Any]) -> None:
        for table in tables:
            self._connection.execute(_SQL[f"delete_{table}"], wanted)

    def _insert(self, rows: Rows) -> None:
        # One JSON text a table: a hundred times faster than executemany, and no dependency.
        for table, its_rows in rows.items():
            if not its_rows:
                continue
            try:
                text = json.dumps(its_rows, allow_nan=False)
                self._connection.execute(_SQL[f"insert_{table}"], {"rows": text})
            except duckdb.IOException:
                raise
            except (duckdb.Error, TypeError, ValueError) as error:
                # DuckDB's message quotes the rows, and those hold what customers said.
                raise StoreError(
                    f"{len(its_rows)} rows of {table} cannot be stored ({type(error).__name__}): "
                    "expected finite numbers, valid Unicode text and JSON values"
                ) from None


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    source = iter(items)
    while some := list(islice(source, _AT_ONCE)):
        yield some
