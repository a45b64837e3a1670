"""House numbers: after a street or a postcode, after "huisnummer", or given when asked for."""

import re
from collections.abc import Iterator, Sequence

from pipeline.redact.codes import codes
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import digits_at
from pipeline.redact.tokens import Line, Token, starts_phrase

_HOUSE = re.compile(
    r"\s*,?\s*(?:(?:huis)?nummer|nr\.?|number|no\.?)?\s*\d{1,4}(?:\s?-\s?\d{1,3}|\s?[A-Za-z](?![\w'’])|-[A-Za-z]+|\s(?:bis|zwart|rood|hs|huis|(?:\w+ )?hoog)\b(?: achter| voor)?|\s(?:bus|apt|app)\.?\s\w{1,9})?(?![\w.,]*\d)",
    re.I,
)

_MAX_HOUSE_DIGITS = 3
_APART = 6  # tokens from a street in which its number may follow
_HOURS = 12  # "at nine" is a time
_FLOORS = frozenset("top ground basement attic garden bovenste onderste".split())
_SUFFIXES = frozenset("bis zwart rood huis hoog".split())


def house_after(line: Line, end: int, at: int) -> int | None:
    """Where a house number ends that follows character `end` (token `at`), written or spoken."""
    house = _HOUSE.match(line.text, end)
    spoken_at = at + 1 if at < len(line.tokens) and line.tokens[at].text == "," else at
    after = house.end() if house else _spoken_house(line, spoken_at)
    return None if after is None or _is_quantity(line.low, after) else after


def house_apart(line: Line, at: int, *, lives: bool) -> tuple[int, int] | None:
    """Where a house number stands that follows a street at some words: "ter hoogte van nummer 5".

    Between token `at` and it nothing ends a sentence. Where people live, "op 12" is one as well.
    """
    tokens = line.tokens
    for word_at in range(at, min(at + _APART, len(tokens) - 1)):
        token = tokens[word_at]
        if token.text in ".?!;" or token.is_digits:
            return None
        if token.low in WORDS.house_words:
            end = house_end(line, word_at + 1)
            return (_number_start(line, word_at + 1), end) if end else None
        if lives and word_at == at and token.low in {"op", "at"}:
            end = _bare_number_end(line, word_at + 1)
            return (tokens[word_at + 1].start, end) if end else None
    return None


def _is_quantity(low: str, end: int) -> bool:
    after = re.match(r"\s*([^\s.,?!]+)", low[end:])
    return bool(after and after.group(1) in WORDS.units)


def _spoken_house(line: Line, at: int) -> int | None:
    """The end of a house number said in words from token `at`."""
    tokens = line.tokens
    if at < len(tokens) and tokens[at].low in WORDS.house_words:
        at += 1
    number = digits_at(tokens, at)
    if number is None or tokens[at].low in {"een", "één", "one"} or _has_decimals(tokens, at):
        return None
    last = number[1]
    if last < len(tokens) and tokens[last].low in _SUFFIXES:
        last += 1
    elif last + 1 < len(tokens) and tokens[last].low == "bus":
        last += 2
    elif (
        last < len(tokens)
        and len(tokens[last].text) == 1
        and tokens[last].is_word
        and (tokens[last].low not in "aiu" or _ends_phrase(tokens, last + 1))
    ):
        last += 1
    return tokens[last - 1].end


def _has_decimals(tokens: Sequence[Token], at: int) -> bool:
    """Whether figures go on after a mark: "8,5 kilowatt"."""
    following = tokens[at + 1 : at + 3]
    return (
        len(following) > 1 and all(token.is_glued for token in following) and following[1].is_digits
    )


def _ends_phrase(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].text in ".,?!"


def house_end(line: Line, at: int) -> int | None:
    """Where a house number ends that begins at token `at`, None when none does."""
    while at < len(line.tokens) and line.tokens[at].low in {"is", ":", ",", *WORDS.house_words}:
        at += 1
    if at >= len(line.tokens):
        return None
    house = _HOUSE.match(line.text, line.tokens[at].start)
    return house.end() if house else _spoken_house(line, at)


def house_numbers(
    line: Line,
    found: Sequence[Span],
    *,
    is_asked: bool,
    is_just_asked: bool,
    is_read_back: bool,
) -> Iterator[Span]:
    """Numbers right after a postcode, after "huisnummer", beside neighbours, or given when asked for.

    `is_read_back`: the other party has just said an address, of which this turn may mend the number.
    """
    ends = [span.end for span in found if span.kind == "postcode"]
    ends += [m.end() for m in re.finditer(r"\[postcode\]", line.text)]
    for end in ends:
        house = _HOUSE.match(line.text, end)
        if house and not _is_quantity(line.low, house.end()):
            start = house.start() + len(house.group()) - len(house.group().lstrip(" ,"))
            yield Span(line.number, start, house.end(), "address", "number after a postcode")
            continue
        at = next((i for i, t in enumerate(line.tokens) if t.start >= end and t.text != ","), None)
        spoken = _spoken_house(line, at) if at is not None else None
        if at is not None and spoken and is_asked:
            yield Span(
                line.number, line.tokens[at].start, spoken, "address", "number after a postcode"
            )
    waits = any(token.low in WORDS.queue for token in line.tokens)
    tells_home = any(token.low in WORDS.house_roles for token in line.tokens)
    for at, token in enumerate(line.tokens):
        is_house_word = token.low == "huisnummer" or (
            token.low in WORDS.house_words
            and not waits
            and (is_asked or tells_home or found or line.tokens[at - 1].low in {"at", "op"})
        )
        end_at = house_end(line, at + 1) if is_house_word else None
        if end_at and not _is_quantity(line.low, end_at):
            start = _number_start(line, at + 1)
            yield Span(line.number, start, end_at, "address", "house number named")
        elif (tells_home or found) and _is_at_home(line, at):
            end_at = _bare_number_end(line, at + 1)
            if end_at:
                start = line.tokens[at + 1].start
                yield Span(line.number, start, end_at, "address", "number of a neighbour")
    if is_asked and not ends:
        yield from _lone_number(line)
    if is_just_asked:
        yield from _first_number(line)
    if is_read_back:
        yield from _corrected_number(line)


def floors(line: Line) -> Iterator[Span]:
    """Which floor or flat of a house: "second floor", "tweede verdieping", "block C"."""
    tokens = line.tokens
    for at, token in enumerate(tokens):
        if token.low not in WORDS.floors:
            continue
        before = at - 2 if at > 1 and tokens[at - 1].is_glued else at - 1  # 2nd, 2e
        is_ordinal = before >= 0 and (
            tokens[before].low in WORDS.ordinals
            or tokens[before].is_digits
            or tokens[before].low in _FLOORS
        )
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if following is not None and len(following.text) == 1 and following.is_capitalised:
            yield Span(line.number, token.start, following.end, "address", "part of a house")
        elif is_ordinal:
            start = tokens[before].start
            yield Span(line.number, start, token.end, "address", "floor of an address")


def _corrected_number(line: Line) -> Iterator[Span]:
    """A phrase that is nothing but a number with its letter: "Bijna, eenenzestig A, anders …"."""
    for at, token in enumerate(line.tokens):
        if not starts_phrase(line.tokens, at) or digits_at(line.tokens, at) is None:
            continue
        end = _bare_number_end(line, at)
        if end is None:
            continue
        has_letter = line.text[end - 1].isalpha() and line.text[end - 2] == " "
        if has_letter or at == 0:
            yield Span(line.number, token.start, end, "address", "number of an address mended")


def _is_at_home(line: Line, at: int) -> bool:
    """Whether a number after token `at` is a house: "at 22", "die van 29"."""
    tokens = line.tokens
    return tokens[at].low in {"at", "op"} or (
        at > 0
        and tokens[at].low == "van"
        and tokens[at - 1].low in {"die", "dat", "buren", "mensen"}
    )


def _number_start(line: Line, at: int) -> int:
    """Where the number begins after "huisnummer is"."""
    while not (line.tokens[at].is_digits or digits_at(line.tokens, at)):
        at += 1
    return line.tokens[at].start


def _bare_number_end(line: Line, at: int) -> int | None:
    """Where a number of one to three digits ends that stands alone before a mark: "die van 29, Ahmed"."""
    number = digits_at(line.tokens, at)
    if number is None or len(number[0]) > _MAX_HOUSE_DIGITS:
        return None
    end = _spoken_house(line, at)
    is_lettered = bool(end) and number[1] < len(line.tokens) and line.tokens[number[1]].end == end
    if not (line.tokens[at].is_digits or is_lettered) and int(number[0]) <= _HOURS:
        return None
    following = line.text[end : end + 2] if end else "x"
    is_alone = following[:1] in {"", ".", ",", "?", "!"} and not following[1:].isdigit()
    return end if is_alone else None


def _first_number(line: Line) -> Iterator[Span]:
    """A number that is the first thing said in answer to an ask: "Honderdzeventien. Postcode …"."""
    tokens, at = line.tokens, 0
    while at < len(tokens) and (tokens[at].low in WORDS.greetings or tokens[at].text in ",."):
        at += 1
    end = house_end(line, at)
    if end is None:
        return
    following = line.text[end : end + 1]
    if following in {"", ".", ",", "!", "?"} and not line.text[end + 1 : end + 2].isdigit():
        start = _number_start(line, at)
        yield Span(line.number, start, end, "address", "first number after an ask for the house")


def _lone_number(line: Line) -> Iterator[Span]:
    """An answer that is little more than a number."""
    ends = next((i for i, t in enumerate(line.tokens) if t.text in ".?!"), len(line.tokens))
    words = [t for t in line.tokens[:ends] if t.is_word or t.is_digits]
    if len(words) > 4 or not words:
        return
    for code in codes(line.tokens, is_asked=True):
        is_first = code.last <= ends or ends == len(line.tokens)
        is_house = code.n_digits and code.n_digits <= 4 and code.n_letters <= 2
        if is_first and is_house and not _is_quantity(line.low, code.end):
            yield Span(
                line.number,
                code.start,
                code.end,
                "address",
                "number in answer to an ask for the address",
            )
