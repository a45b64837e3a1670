"""What a search looks in, and what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import overload


@dataclass(frozen=True, slots=True)
class Among:
    """Which contacts to look in; None: whichever. Days are in UTC, both included.

    `teams` and `partners`, JSON lists, are those whose legs somebody may see.
    """

    agent: str | None = None
    queue: str | None = None
    contact_reason: str | None = None
    kind: str | None = None  # of a finding
    since: date | None = None
    until: date | None = None
    teams: str | None = None
    partners: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A contact in which words are said that were looked for, with the turn that says most of them.

    `matches` are the characters `[start, end)` of `text` that were looked for; `start_s` is in
    seconds from the start of the contact. A higher `score` fits better; it compares within one
    search only.
    """

    contact_id: str
    started_at: datetime
    contact_reason: str | None
    effort: float | None
    outcome: str | None
    kinds: tuple[str, ...]  # of the findings about the contact
    turn_no: int
    leg_no: int
    queue: str | None
    agent_id: str | None
    speaker: str
    start_s: float
    text: str
    score: float
    matches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found(Sequence[Hit]):
    """What a search found, best first.

    `n_newest` is how many contacts were looked at, those stored last, where words are said too often
    to look at all; None: all were.
    """

    hits: tuple[Hit, ...]
    n_newest: int | None = None

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        """The hit at a place, or some of them."""
        return self.hits[at]

    def __len__(self) -> int:
        """How many."""
        return len(self.hits)
