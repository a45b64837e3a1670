"""Numbers that are nobody's: amounts, times, years, dates, sizes."""

import re
from collections.abc import Sequence

from pipeline.redact.codes import Code
from pipeline.redact.lexicon import WORDS
from pipeline.redact.tokens import Line, Token

_WHOLE_NUMBER_DIGITS = 9  # from which no neighbour makes a number a quantity
_LONG_CODE_DIGITS = 6  # with letters and named, from which a unit behind is the code's own end
_DECIMALS = re.compile(r"[.,]\d")
_TYRE = re.compile(r"1?[1-9]\d5[ /]\d[05][ /]?R? ?1\d\b|2\d5[ /]\d[05][ /]?R? ?[12]\d\b")
_TYRE_TAIL = 5  # characters of a tyre's size that may stand behind the digits read
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d?)?|\d+[.,]\d\d?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d")
_MONEY = ("€", "£", "$")
_DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_BEFORE_YEAR = frozenset(
    "in sinds van uit since from of jaar year per om at tot until half kwart voor over by".split()
)


def is_quantity(
    line: Line,
    code: Code,
    tokens: Sequence[Token],
    *,
    is_named: bool = False,
    goes_on: bool = False,
) -> bool:
    """Whether a number is an amount, a time, a year or a date, by its form or its neighbours.

    "om", "in" and the like before it tell little where it is a part of something longer (`goes_on`).

    Where somebody's number was asked for or named, thousands set apart are none: Whisper writes a
    number that is read out that way.
    """
    if is_named and _GROUPED.fullmatch(line.text[code.start : code.end]):
        return _by_neighbours(line, code, tokens, goes_on=goes_on)
    if _by_form(line, code):
        return True
    is_sure = is_named and code.n_letters and code.n_digits >= _LONG_CODE_DIGITS
    return not is_sure and _by_neighbours(line, code, tokens, goes_on=goes_on)


def _by_form(line: Line, code: Code) -> bool:
    text = line.text[code.start : code.end]
    is_amount = code.n_digits < _WHOLE_NUMBER_DIGITS and (
        _THOUSANDS.fullmatch(text) or _DECIMALS.match(line.text, code.end)
    )
    is_date = code.n_letters == 0 and (_YEARS.fullmatch(text) or _DATE.fullmatch(text))
    return bool(
        is_amount or is_date or _TYRE.search(line.text[: code.end + _TYRE_TAIL], code.start)
    )


def _by_neighbours(line: Line, code: Code, tokens: Sequence[Token], *, goes_on: bool) -> bool:
    if line.text[: code.start].rstrip().endswith(_MONEY):
        return True
    following = tokens[code.last] if code.last < len(tokens) else None
    if following is not None:
        is_unit = following.low in WORDS.units or following.text in "€%°"
        beyond = tokens[code.last + 1].low if code.last + 1 < len(tokens) else ""
        is_unit = is_unit or (following.text.islower() and beyond in WORDS.units)
        is_clock = following.text == ":" and following.is_glued
        if is_clock or (is_unit and code.n_digits < _WHOLE_NUMBER_DIGITS):
            return True
    before = tokens[code.first - 1].low if code.first else ""
    is_year = code.n_digits == 4 and not code.n_letters and code.value[:2] in {"19", "20"}
    is_short = code.n_digits <= 2 and not code.n_letters
    follows_year_word = before in _BEFORE_YEAR and (is_year or (is_short and not goes_on))
    return before in WORDS.months or follows_year_word
