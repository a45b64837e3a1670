"""All rules over one contact, and the contact with masks in its turns."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.domain import Contact
from pipeline.redact import (
    answers,
    broken,
    dates,
    dialogue,
    echo,
    emails,
    identifiers,
    names,
    places,
    strangers,
)
from pipeline.redact.mask import Span, masked, merged
from pipeline.redact.tokens import Line

MOST_PASSES = 20  # what people say takes three


def redact(contact: Contact) -> Contact:
    """The same contact with personal data in its turns' text masked as `[kind]`.

    Pure. Turns keep their number, order, speaker and times. Redacting twice changes nothing more.
    """
    return trace(contact)[0]


def trace(contact: Contact) -> tuple[Contact, tuple[Span, ...]]:
    """The redacted contact and the spans that were masked, for telling why.

    A mask can bring words together that a rule then sees, so passes are repeated until one finds
    nothing; each pass leaves less unmasked text, so they end. The spans of the first pass, which
    are all but a few, point into the text as it came in (`line` counts turns from 0); spans of a
    later pass point into the text that the pass before left.
    """
    turns = contact.turns
    lines = tuple(
        dialogue.line(index, turn.speaker, turn.leg_no, turn.text)
        for index, turn in enumerate(turns)
    )
    told: list[Span] = []
    n_passes = 0
    while spans := find(lines, contact.started_at.year):
        n_passes += 1
        if n_passes > MOST_PASSES:  # each could leave one mask less than a text has words
            spans = _whole_lines(lines, spans)
        told += spans
        by_line: dict[int, list[Span]] = {}
        for span in spans:
            by_line.setdefault(span.line, []).append(span)
        lines = tuple(
            dialogue.line(*line[:3], masked(line.text, by_line[line.number]))
            if line.number in by_line
            else line
            for line in lines
        )
    if not told:
        return contact, ()
    redacted = tuple(
        turn if turn.text == line.text else replace(turn, text=line.text)
        for turn, line in zip(turns, lines, strict=True)
    )
    return replace(contact, turns=redacted), tuple(told)


def find(lines: tuple[Line, ...], latest_year: int) -> tuple[Span, ...]:
    """One pass of every rule: what is personal in these lines, in order, without overlaps."""
    spoken = dialogue.read(lines)
    found = [*emails.spans(spoken), *dates.spans(spoken, latest_year), *places.spans(spoken)]
    values: dict[str, str] = {}
    known = [*identifiers.spans(spoken, found), *broken.spans(spoken)]
    told = [*found, *(span for span, _ in known)]
    for span, value in [*answers.spans(spoken, told), *known]:
        found.append(span)
        values[value] = span.kind
    found += echo.numbers(spoken, values, found)
    found += names.spans(spoken)
    found += strangers.spans(spoken)
    found += echo.words(spoken, found)
    unmasked = (_outside_masks(lines[span.line], span) for span in found)
    return merged(span for span in unmasked if span is not None)


def _outside_masks(line: Line, span: Span) -> Span | None:
    """The span unless it touches a mask that is already there."""
    text = line.text[span.start : span.end]
    return None if not text.strip() or "[" in text or "]" in text else span


def _whole_lines(lines: Sequence[Line], spans: Sequence[Span]) -> tuple[Span, ...]:
    """All text of each line in which something is still found."""
    kinds = {span.line: span.kind for span in reversed(spans)}
    return tuple(
        Span(line, 0, len(lines[line].text), kind, "masked again and again")
        for line, kind in sorted(kinds.items())
    )
