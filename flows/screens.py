"""What the screens keep of contacts, as far as the flows know of it: that it can be erased."""

import pkgutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Protocol

from pipeline.addresses import StoreAddress


class Screens(Protocol):
    """The second database and the silenced recordings; whoever begins a flow hands them over.

    What is erased twice is erased; each method can be called again after it was interrupted.
    """

    def erase(self, contact_ids: Collection[str]) -> Mapping[str, int]:
        """Erase all that is about contacts; how much, by place."""

    def erase_words(self, contact_ids: Collection[str]) -> int:
        """Empty what people wrote about contacts; how often."""

    def erase_sound(self, contact_ids: Collection[str], *, is_rehearsal: bool = False) -> int:
        """Remove recordings of contacts; how many. A rehearsal only counts."""

    def left_of(self, contact_ids: Collection[str]) -> Mapping[str, int]:
        """How much there still is about contacts, by place."""

    def files(self) -> list[Path]:
        """Files that may hold something of contacts."""


class NoScreens:
    """Nobody serves screens of this store."""

    def erase(self, contact_ids: Collection[str]) -> Mapping[str, int]:
        """Nothing to erase."""
        return {}

    def erase_words(self, contact_ids: Collection[str]) -> int:
        """Nothing to empty."""
        return 0

    def erase_sound(self, contact_ids: Collection[str], *, is_rehearsal: bool = False) -> int:
        """Nothing to remove."""
        return 0

    def left_of(self, contact_ids: Collection[str]) -> Mapping[str, int]:
        """Nothing."""
        return {}

    def files(self) -> list[Path]:
        """None."""
        return []


def screens_named(name: str | None, store: StoreAddress) -> Screens:
    """What `module:function` of `pipeline.commands` gives for a store; None: no screens.

    By name, because a scheduled night is begun by Prefect, which hands over nothing but JSON.
    """
    if name is None:
        return NoScreens()
    if not name.startswith("pipeline.commands."):  # Prefect's parameters are not ours alone to set
        raise ValueError(f"screens {name!r}: expected a function in pipeline.commands")
    kept_by: Callable[[StoreAddress], Screens] = pkgutil.resolve_name(name)
    return kept_by(store)
