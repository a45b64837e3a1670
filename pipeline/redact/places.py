"""Where somebody lives: postcodes, streets and house numbers."""

from collections.abc import Iterator

from pipeline.redact.dialogue import Dialogue
from pipeline.redact.houses import house_numbers
from pipeline.redact.mask import Span
from pipeline.redact.postcodes import figures, postcodes
from pipeline.redact.streets import streets


def spans(dialogue: Dialogue) -> Iterator[Span]:
    """Postcodes, then streets and the house numbers that belong to either."""
    for line in dialogue.lines:
        expected = dialogue.expected[line.number]
        is_asked = bool(expected & {"postcode", "address"})
        named = {m.kind for m in line.mentions}
        has_figures = "postcode" in dialogue.just_asked[line.number] or "postcode" in named
        found = [*postcodes(line, is_asked=is_asked or "postcode" in named)]
        if has_figures:
            found += figures(line, may_be_four="card" not in expected)
        found += streets(line, is_asked=is_asked or "address" in named)
        yield from found
        yield from house_numbers(line, found, is_asked=is_asked)
