"""Where somebody lives: postcodes, streets and house numbers."""

import re
from collections.abc import Iterator

from pipeline.redact.dialogue import Dialogue
from pipeline.redact.houses import floors, house_numbers
from pipeline.redact.mask import Span
from pipeline.redact.postcodes import (
    after_street,
    before_town,
    figures,
    four_alone,
    letters,
    postcodes,
)
from pipeline.redact.streets import before_postcodes, house_names, street_alone, streets

_ASKS_STREET = re.compile(r"straat|\bstreet|\broad\b|\bweg\b")


def spans(dialogue: Dialogue) -> Iterator[Span]:
    """Postcodes, then streets and the house numbers that belong to either."""
    was_read_back = False  # whether the turn before had an address, which this one may correct
    for line in dialogue.lines:
        expected = dialogue.expected[line.number]
        is_asked = bool(expected & {"postcode", "address", "email"})  # "naar welk adres?"
        named = {m.kind for m in line.mentions}
        has_figures = "postcode" in dialogue.just_asked[line.number] or "postcode" in named
        found = [*postcodes(line, is_asked=is_asked or "postcode" in named)]
        found += before_town(line)
        if has_figures:
            found += figures(line, may_be_four="card" not in expected)
        elif was_read_back:
            found += four_alone(line)
        found += before_postcodes(line, found)
        found += streets(line, is_asked=is_asked or "address" in named, is_told=was_read_back)
        found += after_street(line, found)
        is_just_asked = "address" in dialogue.just_asked[line.number]
        if is_just_asked:
            found += house_names(line, found)
            if not found and _ASKS_STREET.search(dialogue.lines[line.number - 1].low):
                found += street_alone(line)
        yield from found
        if "postcode" in dialogue.just_asked[line.number]:
            yield from letters(line)
        yield from house_numbers(
            line,
            found,
            is_asked=is_asked or (was_read_back and not expected),
            is_just_asked=is_just_asked,
            is_read_back=was_read_back,
        )
        if is_asked or found:
            yield from floors(line)
        was_read_back = "[address]" in line.text or any(
            span.kind in {"address", "postcode"} for span in found
        )
