"""Dates of birth: asked for, said to be one, or too long ago to be anything else."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.redact.codes import codes
from pipeline.redact.dialogue import Dialogue
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import digits_at
from pipeline.redact.tokens import Line, Token, starts_phrase

_DAYS, _MONTHS = 31, 12
_YEAR = re.compile(r"\b(?:jaar|year|geboortejaar)\b")
_IS_OF = re.compile(r"\b(?:die|hij|zij|ze|ik|zoon|dochter|kind) (?:is|ben) van (?:de )?$")
_MOST_ATOMS = 4  # numbers of a date, its year in two
_BEFORE_SAID = frozenset("is van and en op it's".split())
_ORDINAL_TENS = {"twenty", "thirty"}
_YEAR_AGO = 4  # turns in which the rest of a birth date may have been given
_SHORT_ANSWER = 10  # tokens up to which a date without a year answers an ask for a birth date
YOUNGEST_CALLER_YEARS = 15  # a full date longer ago than this is taken for a birth date

_NUMERIC = re.compile(
    r"(?<![\w.,-])(?:(\d{1,2})[-/. ](\d{1,2})[-/. ]['’]?(\d{4}|\d{2})|((?:19|20)\d\d)-(\d\d)-(\d\d))(?![\w-]|[.,]\d)"
)


class Date(NamedTuple):
    """A date in a line: day and month when told, the year with four digits or None."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


def dates(line: Line, latest_year: int) -> list[Date]:
    """All dates in a line, in figures ("22-08-1948") and in words ("twelve of April, ninety eight")."""
    found = []
    for match in _NUMERIC.finditer(line.text):
        d, m, y, iso_y, iso_m, iso_d = match.groups()
        day, month = int(d or iso_d), int(m or iso_m)
        if 1 <= min(day, month) <= 12 and max(day, month) <= 31:
            found.append(Date(*match.span(), day, month, _year(y or iso_y, latest_year)))
    for at, token in enumerate(line.tokens):
        if token.low in WORDS.months:
            date = _around_month(line.tokens, at, latest_year)
            if date:
                found.append(date)
    taken = {date.start for date in found}
    return found + [
        date for date in _ordinal_dates(line.tokens, latest_year) if date.start not in taken
    ]


def _ordinal_dates(tokens: Sequence[Token], latest_year: int) -> list[Date]:
    """Dates with the month as a number in order: "the fourteenth of the second, fifty-one"."""
    found = []
    for at, token in enumerate(tokens):
        if not (token.is_digits or token.low in WORDS.ordinals or token.low in _ORDINAL_TENS):
            continue
        day = _ordinal(tokens, at)
        joint = day[1] if day else 0
        if not day or joint >= len(tokens) or tokens[joint].low not in WORDS.date_joints:
            continue
        while joint < len(tokens) and tokens[joint].low in WORDS.date_joints:
            joint += 1
        month = _ordinal(tokens, joint)
        if month and day[0] <= _DAYS and month[0] <= _MONTHS:
            year, last = _year_after(tokens, month[1], latest_year)
            end = tokens[last - 1].end
            found.append(Date(token.start, end, day[0], month[0], year))
    return found


def _ordinal(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The number in order at token `at`, in words or as "21st", "10e", and the token after it."""
    if at >= len(tokens):
        return None
    if tokens[at].is_digits and len(tokens[at].text) <= len("31"):
        is_ordinal = at + 1 < len(tokens) and tokens[at + 1].is_glued
        is_ordinal = is_ordinal and tokens[at + 1].low in {"st", "nd", "rd", "th", "e", "de", "ste"}
        return (int(tokens[at].text), at + 2) if is_ordinal else None
    after = _day_after(tokens, at)
    is_word = tokens[at].low in WORDS.ordinals or tokens[at].low in _ORDINAL_TENS
    if after and is_word and (tokens[at].low in WORDS.ordinals or after[1] > at + 1):
        return after if tokens[after[1] - 1].low in WORDS.ordinals else None
    return None


def _year(digits: str, latest_year: int) -> int | None:
    year = int(digits)
    if len(digits) == 2:
        return year + (1900 if year > latest_year % 100 else 2000)
    return year if 1900 <= year <= latest_year + 2 else None


def _around_month(tokens: Sequence[Token], at: int, latest_year: int) -> Date | None:
    month = WORDS.months[tokens[at].low]
    first, last, day = at, at + 1, 0
    before = _day_before(tokens, at)
    if before:
        day, first = before
    if last < len(tokens) and tokens[last].text in ".," and day:
        last += 1
    if not day:
        after = _day_after(tokens, last)
        if after is None:
            return None
        day, last = after
    year, last = _year_after(tokens, last, latest_year)
    end = tokens[last - 1].end
    return Date(tokens[first].start, end, day, month, year) if 1 <= day <= 31 else None


def _day_before(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    at -= 1
    while at >= 0 and tokens[at].low in WORDS.date_joints:
        at -= 1
    if at > 0 and tokens[at].is_glued and tokens[at - 1].is_digits:  # 2nd, 24e
        at -= 1
    if at < 0:
        return None
    if tokens[at].low in WORDS.ordinals:
        day = WORDS.ordinals[tokens[at].low]
        if at > 0 and day < 10 and tokens[at - 1].low in {"twenty", "thirty"}:
            return day + (20 if tokens[at - 1].low == "twenty" else 30), at - 1
        if at > 1 and tokens[at - 1].text == "-" and tokens[at - 2].low in {"twenty", "thirty"}:
            return day + (20 if tokens[at - 2].low == "twenty" else 30), at - 2
        return day, at
    for first in range(max(0, at - 4), at + 1):
        number = digits_at(tokens, first)
        if number and number[1] == at + 1 and len(number[0]) <= 2:
            return int(number[0]), first
    return None


def _day_after(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    while at < len(tokens) and tokens[at].low in WORDS.date_joints:
        at += 1
    if at >= len(tokens):
        return None
    if tokens[at].low in {"twenty", "thirty"} and at + 1 < len(tokens):
        unit_at = at + 2 if tokens[at + 1].text == "-" and at + 2 < len(tokens) else at + 1
        unit = WORDS.ordinals.get(tokens[unit_at].low, 0)
        if 0 < unit < 10:
            return (20 if tokens[at].low == "twenty" else 30) + unit, unit_at + 1
    if tokens[at].low in WORDS.ordinals:
        return WORDS.ordinals[tokens[at].low], at + 1
    number = digits_at(tokens, at)
    if number is None or len(number[0]) > 2:
        return None
    last = number[1]
    if last < len(tokens) and tokens[last].low in {"st", "nd", "rd", "th", "e"}:
        last += 1
    return int(number[0]), last


def _year_after(tokens: Sequence[Token], at: int, latest_year: int) -> tuple[int | None, int]:
    """A year from token `at`, written or said, and the token after it; None when there is none."""
    start = at
    while at < len(tokens) and tokens[at].text in {",", "'", "’", "van", "in", "of"}:
        at += 1
    digits, last = "", at
    while len(digits) < 4:
        part = digits_at(tokens, last)
        if part is None:
            break
        digits, last = digits + part[0], part[1]
    if len(digits) in {2, 4} and (len(digits) == 4 or last == at + 1 or digits[0] != "0"):
        year = _year(digits, latest_year)
        if year is not None and (last == len(tokens) or tokens[last].low not in WORDS.units):
            return year, last
    return None, start


def spans(dialogue: Dialogue, latest_year: int) -> Iterator[Span]:
    """Dates of birth with the reason: asked for, named so in the turn, long ago, or given before."""
    known: set[tuple[int, int]] = set()
    undecided = []
    last_told = -_YEAR_AGO - 1
    for line in dialogue.lines:
        is_expected = "dob" in dialogue.expected[line.number]
        found = dates(line, latest_year)
        for date in found:
            before = line.low[max(0, date.start - 80) : date.start]
            why = None
            is_answer = "dob" in dialogue.just_asked[line.number]
            if is_expected and (date.year or is_answer):
                why = "dob asked for"
            elif (
                WORDS.born.search(before)
                or (date.year and _IS_OF.search(before))
                or dialogue.kind_near(line.number, date.start, date.end) == "dob"
            ):
                why = "named a date of birth"
            elif date.year and date.year <= latest_year - YOUNGEST_CALLER_YEARS:
                why = None if WORDS.not_born.search(before[-40:]) else "full date long ago"
            if why:
                known |= {(date.day, date.month), (date.month, date.day)}
                yield Span(line.number, date.start, date.end, "dob", why)
            else:
                undecided.append((line.number, date))
        if "dob" in dialogue.just_asked[line.number] and not any(date.year for date in found):
            yield from _bare(line)
        yield from _said(line, latest_year)
        if _asks_year(dialogue, line, last_told):
            yield from _bare_year(line)
        if found and known:
            last_told = line.number
    for index, date in undecided:
        if date.year and (date.day, date.month) in known:
            yield Span(index, date.start, date.end, "dob", "given before")


def _said(line: Line, latest_year: int) -> Iterator[Span]:
    """A phrase that is nothing but day, month and year in words: ", achttien zes vierennegentig,"."""
    for code in codes(line.tokens):
        numbers = [atom.chars for atom in code.atoms if atom.chars != "0"]
        is_plain = len(numbers) == code.n_spoken - (len(code.atoms) - len(numbers))
        if code.n_letters or not 3 <= len(numbers) <= _MOST_ATOMS or not is_plain:
            continue
        day, month, year = int(numbers[0]), int(numbers[1]), "".join(numbers[2:])
        is_date = 0 < day <= _DAYS and 0 < month <= _MONTHS and len(year) in {2, 4}
        is_date = is_date and all(len(part) in {2, 4} for part in numbers[2:])
        told = _year(year, latest_year) if is_date else None
        following = line.tokens[code.last : code.last + 1]
        closes = not following or following[0].text in ",.?!"
        opens = (
            starts_phrase(line.tokens, code.first)
            or line.tokens[code.first - 1].low in _BEFORE_SAID
        )
        if told and told <= latest_year - YOUNGEST_CALLER_YEARS and opens and closes:
            yield Span(line.number, code.start, code.end, "dob", "a date long ago, in words")


def _bare(line: Line) -> Iterator[Span]:
    """A birth date as nothing but numbers, "seven nineteen seventy one", in answer to an ask."""
    for code in codes(line.tokens, is_asked=True, is_loose=True):
        is_year = code.n_digits == 4 and not code.n_spoken and code.value[:2] in {"19", "20"}
        if not code.n_letters and 4 <= code.n_digits <= 8 and not is_year:
            yield Span(line.number, code.start, code.end, "dob", "numbers after an ask for it")


def _asks_year(dialogue: Dialogue, line: Line, last_told: int) -> bool:
    """Whether the turn before asks for the year of a birth date that was just given, or of birth."""
    if line.number == 0:
        return False
    before = dialogue.lines[line.number - 1]
    if before.speaker == line.speaker or not _YEAR.search(before.low):
        return False
    return line.number - last_told <= _YEAR_AGO or "dob" in dialogue.just_asked[line.number]


def _bare_year(line: Line) -> Iterator[Span]:
    """The first year in an answer, of two or four digits: "Negenenzestig."."""
    for code in codes(line.tokens, is_asked=True):
        if not code.n_letters and code.n_digits in {2, 4}:
            yield Span(line.number, code.start, code.end, "dob", "year of birth asked for")
            return
