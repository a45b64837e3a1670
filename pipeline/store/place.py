"""What every kind of store can do: be looked into as it was published, and be written by a night.

`publication` has the kind that is one DuckDB file, `lake` the one whose tables are in DuckLake. Both
give a night a version of its own, which becomes the published one in one step or not at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from pipeline.store.errors import StoreError
from pipeline.store.opening import Opened


@dataclass(frozen=True, slots=True)
class Begun:
    """A night's own version, open to be written, with its schema up to date."""

    connection: duckdb.DuckDBPyConnection
    is_changed: bool = False  # by migrations or encryption; all of it is then looked at
    is_to_forget: bool = False  # what the published one holds in plain may not be kept


class Publication(Protocol):
    """A night's own version, until it is published or thrown away."""

    run_id: str

    @property
    def published(self) -> str | None:
        """The run that is published now; None: none is."""

    def begin(self) -> Begun:
        """Start from the published version, or from an empty one."""

    def publish(self, *, forgets: bool, keep_days: float) -> None:
        """Close the night's version and make it the published one.

        The one before stays, and those of `keep_days`. One that `forgets` is written anew without
        what was deleted, and no other stays. Raises OvertakenError when another night was faster.
        """

    def keep_failed(self) -> Path | str:
        """Close the night's version and put it aside, for somebody to look at; where."""

    def release(self) -> None:
        """Close and throw away what was not published, and let others in."""

    def refusal(self, error: Exception) -> StoreError | None:
        """What an error means to whoever can mend it; None when it says so itself."""


class Place(Protocol):
    """Where a store is kept."""

    @property
    def is_there(self) -> bool:
        """Whether there is anything."""

    def published(self) -> str:
        """The version that is published now; raises StoreError when there is none."""

    def open(self, version: str) -> Opened:
        """Open a version to read; raises StoreError when it is no store, or not of this program's schema."""

    def publication(self, run_id: str) -> Publication:
        """A night's own version; raises StoreError when none can be had."""

    def versions(self) -> Iterator[Opened]:
        """Every version that is kept and can be read, one after the other."""

    def files(self) -> list[Path]:
        """Files in which its data stand as they are, to be searched by their bytes."""

    def left_of(self, ids: Iterable[str], texts: Iterable[str]) -> list[str]:
        """Where, besides its published tables, one of some ids stands, or one of some texts was said."""
