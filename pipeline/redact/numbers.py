"""Numbers as people say them and as recognisers write them, read as strings of digits and letters."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.redact.lexicon import WORDS
from pipeline.redact.tokens import Token

_NL_UNITS = "nul een twee drie vier vijf zes zeven acht negen".split()
_NL_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_NL_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_EN_UNITS = "zero one two three four five six seven eight nine".split()
_EN_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _number_words() -> dict[str, int]:
    """Dutch words for 0-999 and for years as they are written in one, English ones for 0-20 and the tens."""
    below_hundred = {word: n for n, word in enumerate(_NL_UNITS + _NL_TEENS)}
    for tens, ten in enumerate(_NL_TENS, start=2):
        below_hundred[ten] = tens * 10
        for unit, word in enumerate(_NL_UNITS[1:], start=1):
            below_hundred[f"{word}en{ten}"] = tens * 10 + unit
            if word.endswith("e"):
                below_hundred[f"{word}ën{ten}"] = tens * 10 + unit
    words = dict(below_hundred)
    for hundreds, prefix in enumerate(["", *_NL_UNITS[2:]], start=1):
        words[f"{prefix}honderd"] = hundreds * 100
        for word, n in below_hundred.items():
            if n:
                words[f"{prefix}honderd{word}"] = hundreds * 100 + n
                words[f"{prefix}honderden{word}"] = hundreds * 100 + n
    for century, prefix in enumerate(_NL_TEENS, start=10):  # years in one word
        words[f"{prefix}honderd"] = century * 100
        for word, n in below_hundred.items():
            words[f"{prefix}honderd{word}"] = century * 100 + n
            if n >= 10:
                words[f"{prefix}{word}"] = century * 100 + n
    words["tweeduizend"] = 2000
    words |= {f"tweeduizend{word}": 2000 + n for word, n in below_hundred.items() if n}
    words |= {word: n for n, word in enumerate(_EN_UNITS + _EN_TEENS)}
    words |= {word: tens * 10 for tens, word in enumerate(_EN_TENS, start=2)}
    return words | {
        "één": 1,
        "eén": 1,
        "nought": 0,
        "oh": 0,
        "zeuven": 7,
        "tweeë": 2,
        "hundred": 100,
    }


NUMBER_WORDS = _number_words()
_TIMES = {
    "dubbel": 2,
    "dubbele": 2,
    "double": 2,
    "driedubbel": 3,
    "tripel": 3,
    "triple": 3,
    "treble": 3,
}
# Words that are numbers only beside another number.
_SHY = {"een", "oh", "ten", "hundred", "honderd", "acht", "one"}
_SHY_LETTERS = "aiuoes"  # letters that stand alone without being spelled
_COUNTRIES = {"nl", "be"}
_GLUED_UNITS = WORDS.units | {"e", "de", "ste", "st", "nd", "rd", "th", "s", "x"}


_READ = frozenset(NUMBER_WORDS) | frozenset(_TIMES) | WORDS.spelling.keys() | WORDS.banks
PLAIN_NUMBERS = frozenset(NUMBER_WORDS) - _SHY


class Code(NamedTuple):
    """A run of digits and letters, tokens `[first, last)`, characters `[start, end)`.

    `value` is the run without separators, spoken numbers as digits, letters in capitals.
    `n_spoken` counts the numbers that were said as words.
    """

    first: int
    last: int
    start: int
    end: int
    value: str
    n_digits: int
    n_letters: int
    n_spoken: int


class _Atom(NamedTuple):
    chars: str
    last: int  # token after it
    is_spoken: bool


def spoken_number(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The number that is said in words from token `at`, as digits, and the token after it."""
    if at >= len(tokens):
        return None
    low = tokens[at].low
    if low in _TIMES:
        inner = digits_at(tokens, at + 1)
        if inner is None or len(inner[0]) > 2:
            return None
        return inner[0] * _TIMES[low], inner[1]
    number = NUMBER_WORDS.get(low)
    if number is None:
        return None
    last = at + 1
    if 1 <= number <= 9:
        joined = _after(tokens, last, "en")
        tens = NUMBER_WORDS.get(tokens[joined].low, 0) if joined else 0
        if joined and 20 <= tens <= 90 and tens % 10 == 0:
            return str(tens + number), joined + 1
        if last < len(tokens) and tokens[last].low == "hundred":
            number, last = number * 100, last + 1
    if number >= 20 and number % 10 == 0:
        beside = _after(tokens, last, "and") or last
        if beside < len(tokens) and tokens[beside].low == "-":
            beside += 1
        more = NUMBER_WORDS.get(tokens[beside].low, 0) if beside < len(tokens) else 0
        is_hundred = number % 100 == 0
        is_english_ten = low in _EN_TENS
        if (is_hundred and 0 < more < 100) or (is_english_ten and 0 < more < 10):
            number, last = number + more, beside + 1
            if is_hundred and more % 10 == 0 and more >= 20 and last < len(tokens):
                unit = NUMBER_WORDS.get(tokens[last].low, 0)
                if 0 < unit < 10 and tokens[beside].low in _EN_TENS:
                    number, last = number + unit, last + 1
    return str(number), last


def _after(tokens: Sequence[Token], at: int, joint: str) -> int:
    """The token after a joint ("vijf en twintig", "vijf-en-twintig"), 0 when there is none."""
    if at < len(tokens) and tokens[at].low == "-":
        at += 1
    if at >= len(tokens) or tokens[at].low != joint:
        return 0
    at += 1
    if at < len(tokens) and tokens[at].low == "-":
        at += 1
    return at if at < len(tokens) else 0


def digits_at(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The digits written or said from token `at`, and the token after them."""
    if at < len(tokens) and tokens[at].is_digits:
        return tokens[at].text, at + 1
    return spoken_number(tokens, at)


def letter_at(tokens: Sequence[Token], at: int) -> str | None:
    """The letter that a token stands for: itself, its name ("ka") or a spelling word ("karel")."""
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    token = tokens[at]
    if len(token.text) == 1:
        return token.text.upper()
    return WORDS.letters.get(token.low)


def _atom(tokens: Sequence[Token], at: int, *, is_asked: bool) -> _Atom | None:
    token = tokens[at]
    if token.is_digits:
        return _Atom(token.text, at + 1, False)
    if not token.is_word:
        return None
    number = spoken_number(tokens, at)
    if number is None and is_asked and token.low in _TIMES and at + 1 < len(tokens):
        letter = tokens[at + 1].text
        if len(letter) == 1 and letter.isalpha():  # double y
            return _Atom(letter.upper() * _TIMES[token.low], at + 2, False)
    if number:
        return _Atom(number[0], number[1], True)
    is_candidate = is_asked or token.is_glued or token.text.isupper() or len(token.text) <= 6
    if not is_candidate:
        return None
    letters = _letters(tokens, at, is_asked=is_asked)
    return _Atom(letters, at + 1, False) if letters else None


def _letters(tokens: Sequence[Token], at: int, *, is_asked: bool) -> str | None:
    """Letters that belong to a code: capitals, letters that stick to digits, spelled ones if asked."""
    token = tokens[at]
    follows = at + 1 < len(tokens) and tokens[at + 1].is_glued and tokens[at + 1].is_digits
    sticks = token.is_glued and at > 0 and tokens[at - 1].is_digits
    is_short = len(token.text) <= 6 and token.text.isascii()
    is_shy = token.text in {"I", "A", "U", "O"} and not (is_asked or follows or sticks)
    is_never = token.low in WORDS.never_code and not _heads_number(tokens, at)
    if is_never or (token.low in _COUNTRIES and not _has_check(tokens, at)):
        return None
    if is_short and (token.text.isupper() or follows):
        return None if is_shy else token.text.upper()
    if sticks and len(token.text) <= 3 and token.low not in _GLUED_UNITS:
        return token.text.upper()
    return _spelled(token) if is_asked else None


def _spelled(token: Token) -> str | None:
    if (len(token.text) == 1 and token.low not in "aiu") or token.low in WORDS.banks:
        return token.text.upper()
    return WORDS.spelling.get(token.low)


def _heads_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen and a long number stick to capital letters: "WW-66120"."""
    if not tokens[at].text.isupper() or at + 2 >= len(tokens) or tokens[at + 1].text != "-":
        return False
    return tokens[at + 1].is_glued and tokens[at + 2].is_glued and len(tokens[at + 2].text) > 3


def _has_check(tokens: Sequence[Token], at: int) -> bool:
    """Whether the check digits of an IBAN follow its country, "NL 20"."""
    return at + 1 < len(tokens) and tokens[at + 1].is_digits and len(tokens[at + 1].text) <= 2


def codes(tokens: Sequence[Token], *, is_asked: bool = False, is_loose: bool = False) -> list[Code]:
    """Every run in a line that has digits in it, from the left.

    Runs go on across spaces, hyphens, slashes and dots inside a number. `is_asked` admits small
    letters and spelling words; `is_loose` also admits commas, full stops and "eh" between parts.
    """
    found: list[Code] = []
    if not any(
        token.is_digits
        or token.low in (NUMBER_WORDS if is_asked else PLAIN_NUMBERS)
        or (is_asked and token.is_word and len(token.text) == 1 and token.low not in _SHY_LETTERS)
        for token in tokens
    ):
        return found
    at = 0
    while at < len(tokens):
        atom = _atom(tokens, at, is_asked=is_asked) if _may_begin(tokens, at) else None
        if atom is None:
            at += 1
            continue
        first, parts = at, [atom]
        last = atom.last
        while True:
            next_at = _skip_separators(tokens, last, is_loose=is_loose)
            more = _atom(tokens, next_at, is_asked=is_asked) if next_at < len(tokens) else None
            if more is None:
                break
            parts.append(more)
            last = more.last
        code = _code(tokens, first, last, parts)
        if code:
            found.append(code)
        at = last
    return found


def _may_begin(tokens: Sequence[Token], at: int) -> bool:
    """Whether a run can begin at token `at`: most words cannot, and need no closer look."""
    token = tokens[at]
    if token.is_digits:
        return True
    if not token.is_word:
        return False
    if token.low in _READ or len(token.text) == 1 or token.is_glued or not token.text.islower():
        return True
    return at + 1 < len(tokens) and tokens[at + 1].is_digits and tokens[at + 1].is_glued


def _is_inner_sign(tokens: Sequence[Token], at: int) -> bool:
    """A dot inside a number, or the comma with which Whisper groups thousands ("472,983")."""
    if not tokens[at].is_glued or at + 1 >= len(tokens) or not tokens[at + 1].is_glued:
        return False
    following = tokens[at + 1]
    is_thousand = following.is_digits and len(following.text) == 3
    return tokens[at].text == "." or (tokens[at].text == "," and is_thousand)


def _skip_separators(tokens: Sequence[Token], at: int, *, is_loose: bool) -> int:
    while at < len(tokens):
        token = tokens[at]
        if token.text in "-–/" or _is_inner_sign(tokens, at) or token.low in WORDS.separators:
            at += 1
        elif token.low == "van" and at + 1 < len(tokens) and tokens[at + 1].low in WORDS.spelling:
            at += 2  # "K van Karel"
        elif _explains_letter(tokens, at):
            at += 3 if token.low == "as" else 2
        elif is_loose and (token.text in ",.…" or token.low in WORDS.fillers):
            at += 1
        elif is_loose and _is_misheard(tokens, at):
            at += 2
        else:
            break
    return at


def _is_misheard(tokens: Sequence[Token], at: int) -> bool:
    """Whether one unknown word stands between commas in the middle of a number: ", nalt,"."""
    if at < 1 or at + 2 >= len(tokens) or tokens[at - 1].text != "," or tokens[at + 1].text != ",":
        return False
    low = tokens[at].low
    is_known = low in NUMBER_WORDS or low in WORDS.ordinary or low in WORDS.units
    return tokens[at].text.islower() and len(low) > 1 and not is_known


def _explains_letter(tokens: Sequence[Token], at: int) -> bool:
    """Whether "as in apple", "for David" stands here, after a letter."""
    if not at or len(tokens[at - 1].text) != 1 or not tokens[at - 1].is_word:
        return False
    words = [token.low for token in tokens[at : at + 3]]
    return len(words) == 3 and (words[:2] == ["as", "in"] or words[0] == "for")


def _code(tokens: Sequence[Token], first: int, last: int, parts: list[_Atom]) -> Code | None:
    if last - first == 1 and tokens[first].low in _SHY:
        return None
    value = "".join(part.chars for part in parts)
    n_digits = sum(char.isdecimal() for char in value)
    return Code(
        first,
        last,
        tokens[first].start,
        tokens[last - 1].end,
        value,
        n_digits,
        len(value) - n_digits,
        sum(part.is_spoken for part in parts),
    )
