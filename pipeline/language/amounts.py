"""Terms, prices, dates and days that people say, so that two statements can be held together."""

import re
from functools import lru_cache

from pipeline.language.words import fold

NUMBERS = {
    word: value
    for value, words in enumerate(
        "nul zero|een one a an|twee two|drie three|vier four|vijf five|zes six|zeven seven|acht eight|"
        "negen nine|tien ten|elf eleven|twaalf twelve|dertien thirteen|veertien fourteen|"
        "vijftien fifteen|zestien sixteen|zeventien seventeen|achttien eighteen|"
        "negentien nineteen|twintig twenty".split("|")
    )
    for word in words.split()
} | {
    "dertig": 30,
    "thirty": 30,
    "veertig": 40,
    "forty": 40,
    "vijftig": 50,
    "fifty": 50,
    "zestig": 60,
    "sixty": 60,
    "negentig": 90,
    "ninety": 90,
    "honderd": 100,
    "hundred": 100,
    "vierentwintig": 24,
    "achtenveertig": 48,
}
HOURS = {"min": 1 / 60, "uur": 1, "uren": 1, "hour": 1, "dag": 24, "werkdag": 24, "day": 24}
HOURS |= {"week": 168, "weken": 168, "maand": 720, "month": 720, "jaar": 8760, "year": 8760}
MONTHS = (
    "januari january|februari february|maart march|april|mei may|juni june|juli july|"
    "augustus august|september|oktober october|november|december"
).split("|")
MONTH = {word: number for number, words in enumerate(MONTHS, 1) for word in words.split()}
DAYS = (
    "maandag monday|dinsdag tuesday|woensdag wednesday|donderdag thursday|vrijdag friday|"
    "zaterdag saturday|zondag sunday"
).split("|")
DAY = {word: number for number, words in enumerate(DAYS, 1) for word in words.split()}

_NUMBER = rf"(?:\d+(?:[.,]\d+)*|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_SPAN = re.compile(
    rf"\b({_NUMBER})[- ](?:(?:working|business|full|calendar|hele|volle) )?"
    r"(min|uur|uren|hour|werkdag|dag|day|weken|week|maand|month|jaar|year)[a-z]*\b"
)
_MONEY = re.compile(
    rf"(?:[€£$] ?(\d+(?:[.,]\d+)*))|\b({_NUMBER}) ?(?:euro|pounds?|dollars?|quid|bucks)\b"
)
_SHARE = re.compile(rf"\b({_NUMBER}) ?(?:%|procent|percent|per cent)")
_DATE = re.compile(rf"\b(\d{{1,2}})(?:e|ste|de|st|nd|rd|th)?(?: of)? ({'|'.join(MONTH)})\b")
_DATE_FIRST_MONTH = re.compile(rf"\b({'|'.join(MONTH)})(?: the)? (\d{{1,2}})(?:st|nd|rd|th)?\b")
_DIGITS = re.compile(r"(.*?)(?:([.,])(\d{1,2}))?")
_DAY = re.compile(rf"\b({'|'.join(DAY)})[a-z]*\b")

Amounts = dict[str, frozenset[float]]  # kind (`hours`, `money`, `share`, `date`, `day`): values


@lru_cache(maxsize=4096)
def _amounts(text: str) -> tuple[tuple[str, frozenset[float]], ...]:
    folded = fold(text)
    found: dict[str, set[float]] = {}
    for number, unit in _SPAN.findall(folded):
        found.setdefault("hours", set()).add(round(_value(number) * HOURS[unit], 2))
    for digits, number in _MONEY.findall(folded):
        found.setdefault("money", set()).add(_value(digits or number))
    for number in _SHARE.findall(folded):
        found.setdefault("share", set()).add(_value(number))
    for day, month in _DATE.findall(folded):
        found.setdefault("date", set()).add(MONTH[month] * 100.0 + int(day))
    for month, day in _DATE_FIRST_MONTH.findall(folded):
        found.setdefault("date", set()).add(MONTH[month] * 100.0 + int(day))
    for day in _DAY.findall(folded):
        found.setdefault("day", set()).add(float(DAY[day]))
    return tuple((kind, frozenset(values)) for kind, values in found.items())


def amounts(text: str) -> Amounts:
    """What a text names of spans of time (hours), money, shares, dates (month * 100 + day) and days.

    Working days count as days of 24 hours, months as thirty days. Numbers above ninety that are
    spelt in words, and in several words, are not read.
    """
    return dict(_amounts(text))


def differing(one: Amounts, other: Amounts) -> str | None:
    """The first kind of which both name something and nothing the same; None when there is none."""
    for kind, values in one.items():
        if kind in other and not values & other[kind]:
            return kind
    return None


def _value(number: str) -> float:
    """A number in words, or in digits; the last of "." and "," parts decimals where it has two or less."""
    if number in NUMBERS:
        return float(NUMBERS[number])
    found = _DIGITS.fullmatch(number)
    if found is None:
        raise ValueError(f"{number!r} is no number")
    whole, mark, rest = found.groups()
    digits = re.sub(r"[.,]", "", whole)
    return float(f"{digits}.{rest}") if mark else float(digits)
