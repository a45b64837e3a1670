"""Numbers that are given in parts over several turns: "nul zes, eenenveertig" – "ja" – "dubbel drie …"."""

from collections.abc import Iterator, Sequence

from pipeline.redact.codes import Code, apart, codes
from pipeline.redact.dialogue import NOBODY, Dialogue, bids_go_on
from pipeline.redact.identifiers import ASKABLE, covering, self_evident
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.postcodes import is_postcode
from pipeline.redact.quantities import is_quantity
from pipeline.redact.tokens import Line

_KINDS = ("postcode", *ASKABLE)
_SHORT = 16  # tokens of a turn that says a part again
_MIN_ASKED = 4  # characters that the parts of an answer have together
_MIN_UNASKED = 6  # digits that parts have together where nobody asked, or characters with letters


def spans(dialogue: Dialogue) -> Iterator[tuple[Span, str]]:
    """Every part of such a number, with the whole of it as its value."""
    lines = dialogue.lines
    at = 0
    while at < len(lines) - 2:
        parts = _parts(lines, at)
        if len(parts) > 1:
            kind, value = _kind(dialogue, parts)
            if kind:
                for line, code in parts:
                    why = f"{kind}, part of it"
                    for span in covering(line, apart(line.tokens, code), kind, why):
                        yield span, value
                    again = _whole(lines[line.number + 1]) if line is not parts[-1][0] else None
                    if again:
                        why = f"{kind}, part of it said again"
                        other = lines[line.number + 1]
                        for span in covering(other, apart(other.tokens, again), kind, why):
                            yield span, value
                at = parts[-1][0].number
                continue
        at += 1


def _parts(lines: Sequence[Line], at: int) -> list[tuple[Line, Code]]:
    """The parts from line `at` on: each ends its turn, the next begins the speaker's next turn."""
    if not _goes_on(lines, at):
        return []
    first = _tail(lines[at])
    if first is None:
        return []
    parts = [(lines[at], first)]
    while _goes_on(lines, at):
        following = lines[at + 2]
        head = _head(following)
        if head is None:
            break
        parts.append((following, head))
        if head != _tail(following):
            break
        at += 2
    return parts


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether the other only bids the speaker of line `at` go on, or says the part again."""
    if at + 2 >= len(lines):
        return False
    line, middle, following = lines[at : at + 3]
    if line.speaker != following.speaker or middle.speaker == line.speaker:
        return False
    return len(middle.tokens) <= _SHORT and (bids_go_on(middle) or _whole(middle) is not None)


def _groups(line: Line) -> list[Code]:
    found = codes(line.tokens, is_asked=True, is_loose=True)
    return [code for code in found if code.n_digits or code.n_letters > 1]


def _tail(line: Line) -> Code | None:
    """The number that ends a turn."""
    found = _groups(line)
    return found[-1] if found and _is_idle(line, found[-1].last, len(line.tokens)) else None


def _head(line: Line) -> Code | None:
    """The number that begins a turn."""
    found = _groups(line)
    return found[0] if found and _is_idle(line, 0, found[0].first) else None


def _whole(line: Line) -> Code | None:
    """The number that is all of a turn, as when an agent says a part again."""
    head = _head(line)
    return head if head is not None and head == _tail(line) else None


def _is_idle(line: Line, first: int, last: int) -> bool:
    """Whether tokens `[first, last)` are nothing but marks and fillers."""
    return all(
        not (token.is_word or token.is_digits or token.is_mask)
        or token.low in WORDS.fillers
        or token.low in WORDS.greetings
        for token in line.tokens[first:last]
    )


def _kind(dialogue: Dialogue, parts: Sequence[tuple[Line, Code]]) -> tuple[str | None, str]:
    """The kind that the parts are together, None where nothing says that they are somebody's."""
    line, code = parts[0]
    value = "".join(part.value for _, part in parts)
    n_digits = sum(part.n_digits for _, part in parts)
    near = dialogue.kind_near(line.number, code.start, code.end)
    if NOBODY in {near, *dialogue.just_asked[line.number]} or len(value) < _MIN_ASKED:
        return None, value
    is_amount = any(is_quantity(one, part, one.tokens, is_named=True) for one, part in parts)
    evident = self_evident(value)
    if evident or is_postcode(value):
        return evident or "postcode", value
    wanted = {near} if near in _KINDS else dialogue.expected[line.number]
    kind = next((kind for kind in ASKABLE if kind in wanted), None)
    if kind and not is_amount:
        return kind, value
    if wanted & {"postcode", "address"} and not is_amount:
        return "postcode", value
    is_code = len(value) - n_digits > 1 and len(value) >= _MIN_UNASKED and n_digits > 1
    is_long = n_digits >= _MIN_UNASKED or is_code
    return ("customer_number" if is_long and not is_amount else None), value
