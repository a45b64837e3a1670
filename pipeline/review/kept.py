"""What the screens keep of contacts, outside of the store: the ledger, and silenced recordings."""

from collections.abc import Collection, Mapping
from pathlib import Path

from sqlalchemy import Engine

from pipeline.review.call.copies import erase_copies
from pipeline.review.ledger import erasing, ledger_exists, open_ledger


class KeptByScreens:
    """Erases contacts from what the screens keep, whether or not somebody is serving them."""

    def __init__(self, ledger_url: str, folder: Path) -> None:
        """`folder` holds the silenced recordings. Raises LedgerError when the ledger cannot be opened."""
        self._folder = folder
        self._ledger: Engine | None = open_ledger(ledger_url) if ledger_exists(ledger_url) else None

    def erase(self, contact_ids: Collection[str]) -> Mapping[str, int]:
        """Erase all that is about contacts; how much, by place. Raises LedgerError."""
        n_erased = {"silenced recordings": erase_copies(self._folder, contact_ids)}
        if self._ledger is not None:
            for table, n_rows in erasing.erase_contacts(self._ledger, contact_ids).items():
                n_erased[f"ledger, {table}"] = n_rows
        return n_erased

    def erase_words(self, contact_ids: Collection[str]) -> int:
        """Empty what people wrote about contacts; in how many verdicts. Raises LedgerError."""
        return erasing.erase_reasons(self._ledger, contact_ids) if self._ledger is not None else 0

    def erase_sound(self, contact_ids: Collection[str], *, is_rehearsal: bool = False) -> int:
        """Remove silenced recordings of contacts; how many. A rehearsal only counts."""
        return erase_copies(self._folder, contact_ids, is_rehearsal=is_rehearsal)

    def left_of(self, contact_ids: Collection[str]) -> Mapping[str, int]:
        """How much there still is about contacts, by place; empty after they were erased."""
        left = {"silenced recordings": self.erase_sound(contact_ids, is_rehearsal=True)}
        if self._ledger is not None:
            for table, n_rows in erasing.rows_about(self._ledger, contact_ids).items():
                left[f"ledger, {table}"] = n_rows
        return {place: n for place, n in left.items() if n}

    def files(self) -> list[Path]:
        """The files of the ledger."""
        return erasing.files_of(self._ledger) if self._ledger is not None else []
