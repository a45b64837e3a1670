"""Postcodes: Dutch, British, Irish, and those of figures alone where one was asked for."""

import re
from collections.abc import Iterator, Sequence

from pipeline.redact.codes import codes, letter_at
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import PLAIN_NUMBERS
from pipeline.redact.tokens import Line

_DUTCH = re.compile(r"(?<![\w-])[1-9]\d(?:\s?)\d\d[\s-]{0,2}([A-Z])[\s.-]?([A-Z])(?![\w-])")
_DUTCH_ASKED = re.compile(
    r"(?<![\w-])(?<!\d )[1-9]\d(?:\s?)\d\d[\s,.-]{0,2}([a-z])[\s,.-]{0,2}([a-z])(?!\w)", re.I
)
_BRITISH = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}(?!\w)")
_BRITISH_ASKED = re.compile(
    r"(?<!\w)[a-z]{1,2}\s?\d[a-z\d]?[\s,.]{0,2}\d\s?[a-z]\s?[a-z](?!\w)", re.I
)
_IRISH = re.compile(
    r"(?<!\w)(?:[AC-FHKNPRTV-Y]\d\d|D6W)\s?(?=[A-Z]*\d)[0-9AC-FHKNPRTV-Y]{4}(?!\w)", re.I
)
_FIGURES_ASKED = re.compile(r"(?<![\w-])(?:\d{5}(?:-\d{4})?|[1-9]\d{3})(?![\w-]|[.,]\d)")
# Pairs of letters that are a unit after a number.
_UNIT_PAIRS = frozenset("MB GB KB TB KW KM CM MM ML KG PK TV EU BV AD SA SD SS".split())
# Pairs of letters that are a word when they are not both capitals.
_WORD_PAIRS = frozenset(
    "en de is in op ik ja ze we er om of te zo nu al as at an it on to or so no my he me us be by do go if up am pm"
    " ie je ge da ga na of wa te ne nee u".split()
)
_SPOKEN_VALUE = re.compile(
    r"[1-9]\d{3}[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|[AC-FHKNPRTV-Y]\d\d(?=[A-Z]*\d)[0-9AC-FHKNPRTV-Y]{4}"
)
_WITH_HOUSE = re.compile(r"[1-9]\d{3}[A-Z]{2}\d{1,4}[A-Z]?")  # 1104ZW233, read in one breath
_LETTERS = 2
_FOUR_ALONE = re.compile(r"(?:^|[.,?!] )([1-9]\d{3})(?=[.,?!]|$)")
_AFTER_STREET = re.compile(r", ([1-9]\d{3})(?=[.,?!]|$| [A-Z])")
_BELGIAN = 4
_BEFORE_YEAR = frozenset("in sinds van uit since from of jaar year tot".split())
_SHORT_ANSWER = 12  # tokens


def postcodes(line: Line, *, is_asked: bool) -> Iterator[Span]:
    """Postcodes with letters, written or spoken; more ways of writing count after an ask for one."""
    dutch, british = (_DUTCH_ASKED, _BRITISH_ASKED) if is_asked else (_DUTCH, _BRITISH)
    for match in dutch.finditer(line.form):
        pair = "".join(match.groups())
        is_word = (line.is_small or not pair.isupper()) and pair.lower() in _WORD_PAIRS
        if not is_word and (is_asked or pair not in _UNIT_PAIRS):
            yield Span(line.number, *match.span(), "postcode", "Dutch postcode")
    for match in british.finditer(line.form):
        yield Span(line.number, *match.span(), "postcode", "British postcode")
    for match in _IRISH.finditer(line.text):
        yield Span(line.number, *match.span(), "postcode", "Irish eircode")
    if is_asked or any(token.low in PLAIN_NUMBERS for token in line.tokens):
        yield from _spoken_postcodes(line, is_asked=is_asked)


def figures(line: Line, *, may_be_four: bool) -> Iterator[Span]:
    """Postcodes of figures alone: five in America, four in Belgium; only beside an ask for one."""
    for match in _FIGURES_ASKED.finditer(line.text):
        after = line.low[match.end() :].split(maxsplit=1)
        is_quantity = bool(after) and after[0].strip(".,?!") in WORDS.units
        is_named = any(
            0 <= match.start() - m.end <= 10 for m in line.mentions if m.kind == "postcode"
        )
        is_four_fit = may_be_four and (is_named or len(line.tokens) <= _SHORT_ANSWER)
        if not is_quantity and (len(match.group()) > 4 or is_four_fit):
            yield Span(line.number, *match.span(), "postcode", "figures after an ask for it")
    for code in codes(line.tokens):
        if code.n_digits == 5 == len(code.value) and code.last - code.first >= 5:
            yield Span(line.number, code.start, code.end, "postcode", "figures after an ask for it")


def before_town(line: Line) -> Iterator[Span]:
    """Four figures and a town, as Belgians say them: "9160 Lokeren", "in Gent, 9000"."""
    tokens = line.tokens
    for at, token in enumerate(tokens):
        is_year = token.text[:2] in {"19", "20"} and at > 0 and tokens[at - 1].low in _BEFORE_YEAR
        if not token.is_digits or len(token.text) != _BELGIAN or token.text[0] == "0" or is_year:
            continue
        before = tokens[at - 2] if at > 1 and tokens[at - 1].text == "," else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        for town in (before, after):
            if town is not None and town.is_capitalised and town.low in WORDS.towns:
                yield Span(line.number, token.start, token.end, "postcode", "figures beside a town")
                break


def four_alone(line: Line) -> Iterator[Span]:
    """Four figures that are a phrase of a short turn, after an address: "Klopt. 2060."."""
    if len(line.tokens) <= _SHORT_ANSWER:
        for match in _FOUR_ALONE.finditer(line.text):
            yield Span(line.number, *match.span(1), "postcode", "figures after an address")


def after_street(line: Line, found: Sequence[Span]) -> Iterator[Span]:
    """Four figures that close a phrase right after a street: "Lindestraat 71, 2570?"."""
    for street in found:
        figures = _AFTER_STREET.match(line.text, street.end) if street.kind == "address" else None
        if figures:
            yield Span(line.number, *figures.span(1), "postcode", "figures after a street")


def letters(line: Line) -> Iterator[Span]:
    """The two letters of a postcode as the whole answer: "K L."."""
    said = [token for token in line.tokens if token.is_word or token.is_digits]
    if len(said) == _LETTERS and all(len(token.text) == 1 and token.is_word for token in said):
        yield Span(line.number, said[0].start, said[-1].end, "postcode", "letters asked for")


def is_postcode(value: str) -> bool:
    """Whether letters and digits without separators have the form of a Dutch, British or Irish postcode."""
    return _SPOKEN_VALUE.fullmatch(value) is not None


def _spoken_postcodes(line: Line, *, is_asked: bool) -> Iterator[Span]:
    """Postcodes with numbers or letters said as words: "zeven vier acht een karel dirk"."""
    tokens = line.tokens
    for is_loose in (False, True):
        for code in codes(tokens, is_asked=is_asked, is_loose=is_loose):
            is_whole = is_postcode(code.value) or (
                code.n_spoken and _WITH_HOUSE.fullmatch(code.value)
            )
            if (is_asked or code.n_spoken > 1) and is_whole:
                yield Span(line.number, code.start, code.end, "postcode", "spoken postcode")
    for code in codes(tokens, is_loose=is_asked):
        if len(code.value.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) != 4 or code.n_digits != 4:
            continue
        letters, at = code.n_letters, code.last
        pair = tokens[at].low if at < len(tokens) else ""
        if (
            is_asked
            and len(pair) == 2
            and pair.isalpha()
            and pair not in _WORD_PAIRS
            and not letters
        ):
            yield Span(line.number, code.start, tokens[at].end, "postcode", "spoken postcode")
            continue
        read = 0
        while letters < 2:
            skipped = at
            while (
                is_asked
                and skipped < len(tokens)
                and (
                    tokens[skipped].text in ",.-"
                    or tokens[skipped].low in {"van", "de", "d"}
                    or tokens[skipped].low in WORDS.fillers
                )
                and letter_at(tokens, skipped) is None
            ):
                skipped += 1
            if letter_at(tokens, skipped) is None:
                break
            is_spelled = len(tokens[skipped].text) > 1 and tokens[skipped].low in WORDS.spelling
            if not (is_asked or is_spelled):
                break
            letters, at, read = letters + 1, skipped + 1, read + 1
            if at + 1 < len(tokens) and tokens[at].low in {"van", "for", "as"}:
                at += 2 if tokens[at].low != "as" else 3
        at = min(at, len(tokens))
        if letters == 2 and (is_asked or read == 2):
            yield Span(line.number, code.start, tokens[at - 1].end, "postcode", "spoken postcode")
