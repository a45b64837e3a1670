"""Contacts of one customer about one reason, and how responsibility moved between their legs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.domain.contact import Contact
from pipeline.domain.evidence import Evidence

TransferKind = Literal["cold", "warm"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Responsibility changing hands inside one contact, and what was passed on with it."""

    contact_id: str
    from_leg: int
    to_leg: int
    kind: TransferKind
    is_briefed: bool
    is_announced: bool
    is_reason_given: bool
    gap_s: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """Contacts of one customer about one reason within the window, oldest first."""

    journey_id: str
    contacts: tuple[Contact, ...]
    transfers: tuple[Transfer, ...] = ()
    contact_reason: str | None = None

    def __post_init__(self) -> None:
        if not self.contacts:
            raise ValueError(f"journey {self.journey_id} has no contacts")

    @property
    def customer_key(self) -> str | None:
        """The pseudonym of the customer, None when unknown."""
        return self.contacts[0].customer_key

    @property
    def first_at(self) -> datetime:
        """When the first contact started (UTC)."""
        return self.contacts[0].started_at

    @property
    def last_at(self) -> datetime:
        """When the last contact started (UTC)."""
        return self.contacts[-1].started_at

    def contact(self, contact_id: str) -> Contact:
        """The contact with that id; KeyError when it is not in this journey."""
        for contact in self.contacts:
            if contact.contact_id == contact_id:
                return contact
        raise KeyError(f"journey {self.journey_id} has no contact {contact_id}")
