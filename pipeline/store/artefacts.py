"""What a store was made of, beside it: contacts with their masked turns, and judged journeys, as Parquet.

    FOLDER/contacts/day=2026-03-02/<run>.….parquet   a row a contact, by the day on which it began
    FOLDER/journeys/day=2026-03-02/<run>.….parquet   a row a judged journey, by the day of its first contact
    FOLDER/head.parquet                              which runs count, and what the store knows of itself

A night adds files with what it touched: a contact always with its whole journey, a journey with all its
contacts. The row of the newest night counts. Files of a run count from the moment in which the head
names it, and the head is replaced in one step after the store was published.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from pipeline.addresses import LakeAddress, StoreAddress
from pipeline.store.errors import StoreError
from pipeline.store.files import Folder
from pipeline.store.publication import own_path
from pipeline.store.statements import statements

HEAD = "head.parquet"
_SQL = statements("artefacts")
_AT_ONCE = 8_000  # contacts in memory while they are written
_BYTES_AT_ONCE = 30_000_000  # of files that are loaded or searched together, compressed
_MOST_FILES = 8  # of a day; more are made one
_FAMILIES = ("contacts", "journeys")
_OF_CONTACTS = ("contact", "recording", "leg", "turn", "mark")
_OF_JOURNEYS = (
    "journey",
    "journey_contact",
    "transfer",
    "transfer_evidence",
    "finding",
    "evidence",
    "effort_score",
    "process_effort",
    "empathy_score",
    "contribution",
)
_OF_STORE = ("run", "set_aside", "forgotten")


@dataclass(frozen=True, slots=True)
class Head:
    """The runs of which the files count, oldest first, and the runs that the store had."""

    nights: dict[str, int]  # run id to number
    run_ids: frozenset[str]

    @property
    def last(self) -> str:
        """The run that was published last."""
        return max(self.nights, key=self.nights.__getitem__)


class Artefacts:
    """The artefacts of one store, written by one night at a time."""

    def __init__(self, url: str, *, is_apart: bool = True) -> None:
        """`is_apart`: kept away from the store, to outlive it; otherwise they share its fate."""
        self.folder = Folder(url)
        self.is_apart = is_apart

    @classmethod
    def of(cls, store: StoreAddress, apart: str = "") -> "Artefacts | None":
        """The artefacts of a store: beside it, or in a folder of its name in `apart`, a folder or URL.

        A store in DuckLake has none: its data are Parquet already, and several nights write at once.
        """
        if isinstance(store, LakeAddress):
            return None
        if apart:
            return cls(f"{apart}/{store.name}")
        return cls(f"{own_path(store)}.artefacts", is_apart=False)

    @classmethod
    def all_in(cls, url: str) -> list["Artefacts"]:
        """The artefacts of all stores in a folder, or those that the folder itself is."""
        top = Folder(url)
        found = [cls(url), *(cls(top.under(name).url) for name in top.folders())]
        return [each for each in found if each.folder.exists(HEAD)]

    def head(self) -> Head | None:
        """Which runs count; None when nothing was ever written here."""
        if not self.folder.exists(HEAD):
            return None
        with self._session() as session:
            place = {"head_file": self.folder.place(HEAD)}
            nights, run_ids = session.execute(_SQL["head_nights"], place).fetchall()[0]
        return Head({each["run_id"]: each["night_no"] for each in nights}, frozenset(run_ids))

    def settle(self, published: str | None, run_ids: Collection[str]) -> bool:
        """Finish or throw away what a killed night left; whether what is here is the published store.

        `published` is the run of the published file, None when there is none; `run_ids` are the runs
        that it knows of. Raises StoreError when artefacts apart from the store are of another one, or
        of one that is gone; those beside it are then written anew.
        """
        if published and self.folder.exists(_head_of(published)):
            self.folder.move(_head_of(published), HEAD)
        head = self.head()
        counted = {HEAD}
        if head:
            if self.is_apart and published is None:
                raise StoreError(
                    f"{self.folder.url}: artefacts of a store that is not there any more; "
                    f"`retold rebuild --from {self.folder.url}` makes it again from them, "
                    "or remove that folder"
                )
            is_of_another = head.run_ids and head.run_ids.isdisjoint(run_ids)
            if self.is_apart and published not in head.nights and is_of_another:
                raise StoreError(
                    f"{self.folder.url}: artefacts of another store of the same name; "
                    "give one of them another places.artefacts"
                )
            counted.update(path for files in self._counted(head).values() for path in files)
        self.folder.remove(self.folder.files().keys() - counted)
        return head is not None and head.last == published

    def write(
        self, connection: duckdb.DuckDBPyConnection, run_id: str, *, is_whole: bool
    ) -> "Written":
        """Write what `tonight` holds, for a run that counts only once `Written.count` was called.

        `is_whole`: tonight is the whole store, and nothing that was written before counts after it.
        """
        self.folder.admit(connection)
        before = self.head()
        nights = dict(before.nights) if before and not is_whole else {}
        night_no = 1 + max(before.nights.values(), default=0) if before else 1
        days = connection.execute(_SQL["days_of_tonight"]).fetchall()
        for first_day, last_day in _spans(days):
            span = {"first_day": first_day, "last_day": last_day}
            for family in _FAMILIES:
                connection.execute(_SQL[f"choose_{family}"], span)
                kept = _SQL[f"kept_{family}"]
                self.folder.write_days(connection, family, kept, {"night_no": night_no}, run_id)
        nights[run_id] = night_no
        if is_whole:
            old = self._counted(before) if before else {}
            stale = [path for files in old.values() for path in files]
        else:
            stale = self._tidied(connection, nights, run_id)
        told = [{"night_no": no, "run_id": run} for run, no in nights.items()]
        self.folder.write(
            connection, _head_of(run_id), _SQL["kept_head"], {"nights": json.dumps(told)}
        )
        return Written(self.folder, run_id, stale)

    def contacts_of(self, customer_key: str) -> set[str]:
        """The contacts of a customer, also those whose source misspelt the column of the id."""
        with self._session() as session:
            return {
                contact_id
                for files in self._groups("contacts")
                for (contact_id,) in session.execute(
                    _SQL["contacts_of_customer_in_files"],
                    {"files": self._places(files), "customer_key": customer_key},
                ).fetchall()
            }

    def erase(self, contact_ids: Collection[str]) -> None:
        """Take contacts out of all files, with the journeys in which they are; those are written anew."""
        wanted = {"contact_ids": json.dumps(sorted(contact_ids))}
        with self._session() as session:
            for family, name in (("contacts", "contact_files_with"), ("journeys", "journey_files_with")):  # fmt: skip
                for files in self._groups(family):
                    places = dict(zip(self._places(files), files, strict=True))
                    found = session.execute(_SQL[name], wanted | {"files": list(places)}).fetchall()
                    for (place,) in found:
                        sql, its = _SQL[f"{family}_without"], wanted | {"file": place}
                        self.folder.write(session, places[place], sql, its)

    def files_with(self, ids: Iterable[str], texts: Iterable[str]) -> list[str]:
        """Files that hold one of some ids in any column, or a turn with one of some texts."""
        asked = {"ids": json.dumps(sorted(ids))}
        said = {"texts": json.dumps(sorted(texts))}
        found: set[str] = set()
        with self._session() as session:
            for files in [*self._groups("contacts"), *self._groups("journeys"), [HEAD]]:
                places = {"files": self._places(files)}
                found.update(
                    file for (file,) in session.execute(_SQL["files_with_ids"], asked | places).fetchall()
                )  # fmt: skip
            for files in self._groups("contacts"):
                places = {"files": self._places(files)}
                found.update(
                    file for (file,) in session.execute(_SQL["files_with_texts"], said | places).fetchall()
                )  # fmt: skip
        return sorted(found)

    def load(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Fill the empty tables of a migrated store; raises StoreError when nothing is here."""
        head = self.head()
        if head is None:
            raise StoreError(
                f"{self.folder.url}: no artefacts here (no {HEAD}); expected a folder such as "
                "STORE.artefacts, which a night fills"
            )
        self.folder.admit(connection)
        counted = self._counted(head)
        for family in _FAMILIES:
            if counted[family]:
                places = {"files": self._places(counted[family])}
                connection.execute(_SQL[f"newest_{family}"], places)
        for family, tables in (("contacts", _OF_CONTACTS), ("journeys", _OF_JOURNEYS)):
            for files in _grouped(counted[family]):
                for table in tables:
                    connection.execute(_SQL[f"load_{table}"], {"files": self._places(files)})
        for table in _OF_STORE:
            connection.execute(_SQL[f"load_{table}"], {"head_file": self.folder.place(HEAD)})

    def _tidied(
        self, connection: duckdb.DuckDBPyConnection, nights: dict[str, int], run_id: str
    ) -> list[str]:
        """Days of which there are many files get one; the files that it replaces."""
        stale = []
        for family, files in self._counted(Head(nights, frozenset())).items():
            of_day: defaultdict[str, list[str]] = defaultdict(list)
            for path in files:
                of_day[path.rpartition("/")[0]].append(path)
            for folder, its in of_day.items():
                if len(its) > _MOST_FILES and any(_run_of(path) == run_id for path in its):
                    sql, places = _SQL[f"newest_of_{family}"], {"files": self._places(its)}
                    self.folder.write(connection, f"{folder}/{run_id}.all.parquet", sql, places)
                    stale += its
        return stale

    def _counted(self, head: Head) -> dict[str, dict[str, int]]:
        """The files that count, by family, path to bytes."""
        return {
            family: {
                path: n_bytes
                for path, n_bytes in self.folder.files(family).items()
                if _run_of(path) in head.nights
            }
            for family in _FAMILIES
        }

    def _groups(self, family: str) -> Iterator[list[str]]:
        """All files of a family, some at a time, also those that do not count."""
        yield from _grouped(self.folder.files(family))

    def _places(self, paths: Iterable[str]) -> list[str]:
        return [self.folder.place(path) for path in paths]

    @contextmanager
    def _session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as connection:
            connection.execute(statements("nightly")["speak_utc"])
            connection.execute(statements("nightly")["stay_small"])
            self.folder.admit(connection)
            yield connection


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a run that has yet to be published."""

    folder: Folder
    run_id: str
    stale: list[str]

    def count(self) -> None:
        """Let the run count, now that its store is published, and remove what it replaces."""
        self.folder.move(_head_of(self.run_id), HEAD)
        self.folder.remove(self.stale)


def _head_of(run_id: str) -> str:
    return f"head.{run_id}.parquet"


def _run_of(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _spans(days: list[tuple[date, int]]) -> Iterator[tuple[date, date]]:
    """Days in a row with so many contacts that they fit in memory together, at least one day each."""
    first: date | None = None
    n_together = 0
    last: date | None = None
    for day, n in days:
        if first is not None and last is not None and n_together + n > _AT_ONCE:
            yield first, last
            first, n_together = None, 0
        first, last, n_together = first or day, day, n_together + n
    if first is not None and last is not None:
        yield first, last


def _grouped(files: Mapping[str, int]) -> Iterator[list[str]]:
    """Files, path to bytes, as many together as fit in memory."""
    group: list[str] = []
    n_together = 0
    for path, n_bytes in files.items():
        if group and n_together + n_bytes > _BYTES_AT_ONCE:
            yield group
            group, n_together = [], 0
        group.append(path)
        n_together += n_bytes
    if group:
        yield group
