"""How numbers, letters and addresses are said in Dutch, Flemish and English."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_UNITS = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split(),
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
}
_TENS = {
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split(),
    "en": "twenty thirty forty fifty sixty seventy eighty ninety".split(),
}
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_SPELLING = {
    "nl": dict(
        zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "anton bernard cornelis dirk eduard ferdinand gerard hendrik izaak johan karel lodewijk maria nico otto pieter quirinus richard simon theo utrecht victor willem xantippe ypsilon zacharias".split(),
            strict=True,
        )
    ),
    "en": dict(
        zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu".split(),
            strict=True,
        )
    ),
}
# What people take instead when they do not know the alphabet.
_HOMELY = {
    "nl": {
        "A": "appel",
        "B": "boom",
        "D": "deur",
        "K": "kaas",
        "M": "moeder",
        "N": "noot",
        "P": "peer",
        "S": "Sinterklaas",
        "T": "tante",
        "V": "vis",
        "Z": "zon",
    },
    "en": {
        "A": "apple",
        "B": "Bob",
        "D": "dog",
        "F": "Freddie",
        "M": "mother",
        "N": "Nelly",
        "P": "Peter",
        "S": "sugar",
        "T": "Tommy",
        "Z": "zebra",
    },
}
_ORDINALS = {
    "nl": "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste eenentwintigste tweeëntwintigste drieëntwintigste vierentwintigste vijfentwintigste zesentwintigste zevenentwintigste achtentwintigste".split(),
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth".split(),
}


@dataclass(frozen=True, slots=True)
class Language:
    """The turns around a value (see `spoken.toml`), and how a value is read."""

    code: str
    words: str  # "nl" or "en": whose numbers
    openings: list[str]
    problems: list[str]
    answers: list[str]
    goes_on: list[str]
    bids: list[str]
    echoes: list[str]
    echoes_part: list[str]
    confirmations: list[str]
    corrections: list[str]
    hesitations: list[str]
    closings: list[str]
    asks: dict[str, list[str]]  # by kind
    carriers: dict[str, list[str]]  # by kind, where nobody asked

    def read(self, rnd: random.Random, kind: str, value: str) -> list[str]:
        """The value in the pieces in which somebody says it."""
        return _READERS.get(kind, _code)(rnd, self, value)


def below_hundred(n: int, words: str) -> str:
    """A number from 0 to 99 in words."""
    if n < 20:
        return _UNITS[words][n]
    ten, unit = _TENS[words][n // 10 - 2], n % 10
    if not unit:
        return ten
    if words == "en":
        return f"{ten} {_UNITS['en'][unit]}"
    joint = "ën" if unit in {2, 3} else "en"
    return f"{_UNITS['nl'][unit]}{joint}{ten}"


def below_thousand(n: int, words: str) -> str:
    """A number from 100 to 999 in words."""
    hundreds, rest = divmod(n, 100)
    if words == "en":
        return f"{_UNITS['en'][hundreds]} hundred" + (
            f" and {below_hundred(rest, 'en')}" if rest else ""
        )
    return (
        ("" if hundreds == 1 else _UNITS["nl"][hundreds])
        + "honderd"
        + (below_hundred(rest, "nl") if rest else "")
    )


def _digits(rnd: random.Random, spoken: Language, digits: str, style: str) -> list[str]:
    """Digits in one of the styles: single, pairs, threes, mixed, figures, scattered."""
    if style == "figures":
        return [digits]
    if style in {"groups", "scattered"}:
        size = 1 if style == "scattered" else rnd.choice((2, 3, 4))
        return [digits[i : i + size] for i in range(0, len(digits), size)]
    chunks, at = [], 0
    zero = (
        rnd.choice(("nul", "nul", "0"))
        if spoken.words == "nl"
        else rnd.choice(("oh", "zero", "nought"))
    )
    while at < len(digits):
        rest = digits[at:]
        said = 1
        if len(rest) > 2 and rest[0] == rest[1] == rest[2] and rnd.random() < 0.7:
            chunks.append(
                f"{'drie keer' if spoken.words == 'nl' else 'triple'} {_unit(rest[0], zero, spoken)}"
            )
            said = 3
        elif len(rest) > 1 and rest[0] == rest[1] and style != "pairs" and rnd.random() < 0.7:
            chunks.append(
                f"{'dubbel' if spoken.words == 'nl' else 'double'} {_unit(rest[0], zero, spoken)}"
            )
            said = 2
        elif len(rest) > 2 and rest[0] != "0" and style == "threes":
            chunks.append(below_thousand(int(rest[:3]), spoken.words))
            said = 3
        elif (
            len(rest) > 1
            and rest[0] != "0"
            and (style == "pairs" or (style == "mixed" and rnd.random() < 0.5))
        ):
            chunks.append(below_hundred(int(rest[:2]), spoken.words))
            said = 2
        else:
            chunks.append(_unit(rest[0], zero, spoken))
        at += said
    if rnd.random() < 0.08:  # the recogniser writes some of them as figures
        at = rnd.randrange(len(chunks))
        if chunks[at] in _UNITS[spoken.words]:
            chunks[at] = str(_UNITS[spoken.words].index(chunks[at]))
    return chunks


def _unit(digit: str, zero: str, spoken: Language) -> str:
    return zero if digit == "0" else _UNITS[spoken.words][int(digit)]


def _letters(rnd: random.Random, spoken: Language, letters: str) -> list[str]:
    """Letters as themselves, small or great, or by a word that begins with them."""
    way = rnd.choice(
        ("plain", "plain", "plain", "small", "alphabet", "explained", "homely", "together")
    )
    if way == "together":
        return [letters]
    chunks = []
    of = "van" if spoken.words == "nl" else rnd.choice(("for", "as in"))
    for letter in letters:
        word = _SPELLING[spoken.words][letter]
        if rnd.random() < 0.5:
            word = word.capitalize()
        if way == "alphabet":
            chunks.append(word)
        elif way == "explained":
            chunks.append(f"{letter} {of} {word}")
        elif way == "homely" and letter in _HOMELY[spoken.words]:
            chunks.append(f"{letter} {of} {_HOMELY[spoken.words][letter]}")
        else:
            chunks.append(letter.lower() if way == "small" else letter)
    return chunks


def _style(rnd: random.Random) -> str:
    return rnd.choice(
        ("single", "single", "mixed", "mixed", "pairs", "threes", "groups", "scattered", "figures")
    )


def _code(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    """Letters and digits in their runs."""
    style = _style(rnd)
    chunks: list[str] = []
    run = value[0]
    for char in [*value[1:], ""]:
        if char and char.isalpha() == run[-1].isalpha():
            run += char
            continue
        chunks += (
            _letters(rnd, spoken, run) if run[0].isalpha() else _digits(rnd, spoken, run, style)
        )
        run = char
    return chunks


def _phone(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    style = _style(rnd)
    if style == "threes" or (style == "figures" and rnd.random() < 0.5):
        style = "mixed"
    if rnd.random() < 0.12:
        country = {"nl": "31", "be": "32", "en": "44"}[spoken.code]
        head = f"plus {' '.join(_digits(rnd, spoken, country, 'pairs' if style != 'figures' else style))}"
        return [head, *_digits(rnd, spoken, value[1:], style)]
    cut = 2 if value[:2] in {"06", "07"} else 4 if spoken.code == "be" and value[1] == "4" else 3
    return [*_digits(rnd, spoken, value[:cut], style), *_digits(rnd, spoken, value[cut:], style)]


def _email(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    """The parts of a mail address with its signs as words."""
    if rnd.random() < 0.1:
        return [value]
    at = (
        rnd.choice(("apenstaartje", "apenstaartje", "at", "aapje", "ad"))
        if spoken.words == "nl"
        else "at"
    )
    dot = "punt" if spoken.words == "nl" else "dot"
    signs = {
        "@": at,
        ".": dot,
        "_": rnd.choice(("underscore", "liggend streepje", "laag streepje"))
        if spoken.words == "nl"
        else "underscore",
        "-": rnd.choice(("streepje", "min"))
        if spoken.words == "nl"
        else rnd.choice(("dash", "hyphen")),
    }
    chunks: list[str] = []
    word = ""
    spells = rnd.random() < 0.25
    for place, char in enumerate([*value, ""]):
        if char and char.isalpha():
            word += char
            continue
        if word:
            is_local = "@" not in value[: place - len(word)] and place - len(word) <= value.index(
                "@"
            )
            if spells and is_local and len(word) > 1:
                chunks.append(
                    rnd.choice(("-", " ", ", ")).join(word.upper() if rnd.random() < 0.5 else word)
                )
            else:
                chunks.append(word)
            word = ""
        if char.isdecimal():
            chunks.append(_UNITS[spoken.words][int(char)] if rnd.random() < 0.6 else char)
        elif char:
            chunks.append(signs[char])
    return chunks


def _dob(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    """A date of birth: month by name or number, the year whole or its last two figures."""
    day, month, year = int(value[:2]), int(value[2:4]), int(value[4:])
    nl = spoken.words == "nl"
    form = rnd.choice(("name", "name", "ordinal", "numbers", "numbers", "figures", "oh"))
    short = year % 100
    if year >= 2000:
        in_full = f"{'tweeduizend' if nl else 'two thousand'}" + (
            (f" {below_hundred(short, 'nl')}" if nl else f" and {below_hundred(short, 'en')}")
            if short
            else ""
        )
        in_words = in_full
    else:
        in_full = (
            f"negentienhonderd{below_hundred(short, 'nl')}"
            if nl and rnd.random() < 0.5
            else (
                f"negentien{below_hundred(short, 'nl')}"
                if nl and short > 9
                else f"negentienhonderd {below_hundred(short, 'nl')}"
                if nl
                else f"nineteen {below_hundred(short, 'en')}"
            )
        )
        in_words = rnd.choice((in_full, below_hundred(short, spoken.words)))
    if form == "figures":
        return [
            rnd.choice(
                (
                    f"{day}-{month}-{year}",
                    f"{day:02d}/{month:02d}/{year}",
                    f"{day}, {month}, {short:02d}",
                    f"{day} {_MONTHS[spoken.words][month - 1]} {year}",
                    f"{day}.{month}.{short:02d}",
                )
            )
        ]
    if form == "name":
        name = _MONTHS[spoken.words][month - 1]
        if nl:
            return [
                rnd.choice((below_hundred(day, "nl"), str(day), f"de {_ORDINALS['nl'][day - 1]}")),
                name,
                in_words,
            ]
        if rnd.random() < 0.3:
            return [name, _ORDINALS["en"][day - 1], in_words]
        return [
            rnd.choice(
                (
                    f"the {_ORDINALS['en'][day - 1]} of",
                    f"{_ORDINALS['en'][day - 1]}",
                    below_hundred(day, "en"),
                )
            ),
            name,
            in_words,
        ]
    if form == "ordinal":
        joint = "van de" if nl else "of the"
        return [
            f"{'de' if nl else 'the'} {_ORDINALS[spoken.words][day - 1]}",
            f"{joint} {_ORDINALS[spoken.words][month - 1]}",
            in_words,
        ]
    zero = "nul" if nl else "oh"
    said = [
        f"{zero} {below_hundred(n, spoken.words)}"
        if form == "oh" and n < 10
        else below_hundred(n, spoken.words)
        for n in (day, month)
    ]
    return [*said, in_words]


def _postcode(rnd: random.Random, spoken: Language, value: str) -> list[str]:
    if spoken.code == "be" and rnd.random() < 0.5:
        thousands, rest = divmod(int(value), 1000)
        head = ("" if thousands == 1 else _UNITS["nl"][thousands]) + "duizend"
        if not rest:
            return [head]
        return [f"{head} {below_hundred(rest, 'nl') if rest < 100 else below_thousand(rest, 'nl')}"]
    if spoken.code == "nl" and rnd.random() < 0.5:
        return [
            *_digits(rnd, spoken, value[:4], rnd.choice(("pairs", "figures"))),
            *_letters(rnd, spoken, value[4:]),
        ]
    if spoken.code == "en" and rnd.random() < 0.3:
        return [value[:-3] + " " + value[-3:]]
    return _code(rnd, spoken, value)


_READERS: dict[str, Callable[[random.Random, Language, str], list[str]]] = {
    "phone": _phone,
    "email": _email,
    "dob": _dob,
    "postcode": _postcode,
}


def _languages() -> dict[str, Language]:
    """Dutch, Flemish and English; what Flemish does not say otherwise is as in Dutch."""
    tables = tomllib.loads(Path(__file__).with_name("spoken.toml").read_text(encoding="utf-8"))
    for key in ("asks", "carriers"):
        tables["be"][key] = tables["nl"][key] | tables["be"][key]
    return {code: Language(code=code, **table) for code, table in tables.items()}


LANGUAGES = _languages()
