"""A contact as its source wrote it, and what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain import SetAside
from pipeline.intake import places

Loc = tuple[str | int, ...]  # where in a contact document: ("legs", 1, "end_s")

MOST_PLACES = 5  # of further problems named in one message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a contact document. Texts show numbers, never words of the source."""

    loc: Loc
    problem: str
    expected: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One contact in the shape of the contact document, unchecked.

    `place_of` tells the row and the key, in the words of the source, for a place in the document;
    `faults` are those that only the reader of the source could see; `beyond` are the files that it
    names but its source may not: none of them is looked at.
    """

    file: str
    origin: str
    content: Mapping[str, object]
    place_of: Callable[[Loc], tuple[int | None, str]]
    faults: tuple[Fault, ...] = ()
    beyond: tuple[Fault, ...] = ()

    def set_aside(self, faults: Sequence[Fault]) -> SetAside:
        """One note for this contact: its first fault in full, the places of the others."""
        first, *others = faults
        row, key = self.place_of(first.loc)
        problem = first.problem
        if others:
            where = [_written(*self.place_of(fault.loc)) for fault in others[:MOST_PLACES]]
            if len(others) > MOST_PLACES:
                where.append("…")
            problem += f"; {len(others)} more in this contact: {', '.join(where)}"
        return SetAside(
            file=places.shown(self.file),
            problem=problem,
            expected=first.expected,
            row=row,
            key=key or None,
            contact_id=contact_id_of(self.content),
        )


def contact_id_of(content: Mapping[str, object]) -> str | None:
    """The contact's id as text, when there is one that can be shown."""
    value = content.get("contact_id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if text.isprintable() and text else None


def dotted(loc: Loc) -> str:
    """A place in a document as people write it: `legs[1].end_s`."""
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _written(row: int | None, key: str) -> str:
    return " ".join(part for part in (f"row {row}" if row is not None else "", key) if part)
