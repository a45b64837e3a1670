"""What narrows a list of calls, as it stands in the address of the page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends

from pipeline.reports.rows import Row
from pipeline.reports.words import Words


@dataclass(frozen=True, slots=True)
class Filter:
    """None: not narrowed by that. Days are UTC, both included."""

    team: str | None = None
    queue: str | None = None
    reason: str | None = None
    language: str | None = None
    kind: str | None = None
    from_day: str | None = None
    to_day: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether it narrows anything."""
        return any(self.params.values())

    @property
    def params(self) -> dict[str, str | None]:
        """The parameters of the queries, and of addresses."""
        return asdict(self)


def filter_of(  # noqa: PLR0917 - the fields of a form, each by name
    team: str = "",
    queue: str = "",
    reason: str = "",
    language: str = "",
    kind: str = "",
    from_day: str = "",
    to_day: str = "",
) -> Filter:
    """The filter that an address asks for; a day that is none is left out."""
    return Filter(
        team or None,
        queue or None,
        reason or None,
        language or None,
        kind or None,
        day_of(from_day),
        day_of(to_day),
    )


def day_of(text: str) -> str | None:
    """A day such as 2026-03-01, None for anything else."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def choices_of(row: Row, words: Words) -> dict[str, Sequence[tuple[str, str]]]:
    """What can be chosen from, each with its name on screen; `row` is of `screens_choices`."""

    def plain(values: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in values or () if value is not None]

    kinds = [(kind, words.term("finding", kind)) for kind in row["kinds"] or ()]
    return {
        "teams": plain(row["teams"]),
        "queues": plain(row["queues"]),
        "reasons": plain(row["reasons"]),
        "languages": [
            (code, words.term("language", code)) for code in row["languages"] or () if code
        ],
        "kinds": sorted(kinds, key=lambda kind: kind[1].casefold()),
    }


Filtered = Annotated[Filter, Depends(filter_of)]
