"""Runs of digits and letters, as they are written, spelled and said, with what stands between them."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.redact.lexicon import WORDS
from pipeline.redact.numbers import NUMBER_WORDS, PLAIN_NUMBERS, SHY, TIMES, spoken_number
from pipeline.redact.pauses import (
    explained,
    interjection,
    is_article,
    is_misheard,
    is_number,
    pause,
)
from pipeline.redact.tokens import Token

_SHY_LETTERS = "aiuoes"  # letters that stand alone without being spelled
_WORD_LETTERS = frozenset("aiu")  # letters that are words
_COUNTRIES = {"nl", "be"}
_GLUED_UNITS = WORDS.units | {"e", "de", "ste", "st", "nd", "rd", "th", "s", "x"}
_ORDINAL_ENDINGS = frozenset("e de ste st nd rd th".split())
_LONGEST_WRITTEN = 6  # letters of a code that are written as one word
_READ = frozenset(NUMBER_WORDS) | frozenset(TIMES) | WORDS.letters.keys() | WORDS.banks
_NEAR_LETTERS = 16  # tokens on either side in which another letter is looked for
DATE_WORDS = WORDS.months.keys() | WORDS.ordinals.keys()


class Atom(NamedTuple):
    """What is said in one go in a run, tokens `[first, last)`, as digits or letters."""

    first: int
    last: int
    chars: str
    is_spoken: bool


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
    atoms: tuple[Atom, ...]


def letter_at(tokens: Sequence[Token], at: int) -> str | None:
    """The letter that a token stands for: itself, its name ("ka") or a spelling word ("karel")."""
    if at >= len(tokens) or not tokens[at].is_word:
        return None
    token = tokens[at]
    if len(token.text) == 1:
        return token.text.upper()
    return WORDS.letters.get(token.low)


def codes(
    tokens: Sequence[Token],
    *,
    is_asked: bool = False,
    is_loose: bool = False,
    has_dates: bool = False,
    admits_shy: bool = False,
) -> list[Code]:
    """Every run in a line that has digits in it, or that is spelled, from the left.

    Runs go on across spaces, hyphens, slashes and dots inside a number. `is_asked` admits small
    letters and spelling words; `is_loose` also admits commas, full stops, hesitation and
    corrections between parts; `has_dates` reads months and numbers in order as digits;
    `admits_shy` takes words that are numbers only beside others ("een") also alone.
    """
    found: list[Code] = []
    if not admits_shy and not _has_any(tokens, is_asked=is_asked, has_dates=has_dates):
        return found
    at = 0
    while at < len(tokens):
        can_begin = _may_begin(tokens, at) or (has_dates and tokens[at].low in DATE_WORDS)
        atom = _atom(tokens, at, is_asked=is_asked, has_dates=has_dates) if can_begin else None
        if atom is None:
            at += 1
            continue
        first, parts = at, [atom]
        last = atom.last
        while True:
            next_at = _skip(tokens, last, is_asked=is_asked, is_loose=is_loose, has_dates=has_dates)
            if next_at >= len(tokens):
                break
            more = _atom(tokens, next_at, is_asked=is_asked, has_dates=has_dates)
            is_said_on = next_at == last and parts[-1].is_spoken  # no pause, number by number
            if more is None or (not is_said_on and is_article(tokens, more.first, more.last)):
                break
            parts.append(more)
            last = more.last
        last = explained(tokens, last) if is_asked else last
        if admits_shy or last - first > 1 or tokens[first].low not in SHY:
            found.append(_code(tokens, first, last, parts))
        at = last
    return found


def _has_any(tokens: Sequence[Token], *, is_asked: bool, has_dates: bool) -> bool:
    """Whether anything here can begin a run: most turns have nothing, and need no closer look."""
    return any(
        token.is_digits
        or token.low in (_READ if is_asked else PLAIN_NUMBERS)
        or (is_asked and token.is_word and len(token.text) == 1 and token.low not in _SHY_LETTERS)
        or (has_dates and token.low in DATE_WORDS)
        for token in tokens
    )


def _atom(
    tokens: Sequence[Token], at: int, *, is_asked: bool, has_dates: bool = False
) -> Atom | None:
    """What is said in one go from token `at`, None where it is neither digits nor letters."""
    token = tokens[at]
    if token.is_digits:
        is_ordinal = has_dates and at + 1 < len(tokens) and tokens[at + 1].is_glued
        is_ordinal = is_ordinal and tokens[at + 1].low in _ORDINAL_ENDINGS
        return Atom(at, at + 2 if is_ordinal else at + 1, token.text, False)
    if not token.is_word:
        return None
    if has_dates and token.low in DATE_WORDS:
        number = WORDS.months.get(token.low) or WORDS.ordinals[token.low]
        return Atom(at, at + 1, f"{number:02d}", True)
    number_at = spoken_number(tokens, at)
    if number_at:
        return Atom(at, number_at[1], number_at[0], True)
    return _letters_atom(tokens, at, is_asked=is_asked)


def _letters_atom(tokens: Sequence[Token], at: int, *, is_asked: bool) -> Atom | None:
    token = tokens[at]
    if is_asked and token.low in TIMES and at + 1 < len(tokens):
        letter = tokens[at + 1].text
        if len(letter) == 1 and letter.isalpha():  # double y
            return Atom(at, at + 2, letter.upper() * TIMES[token.low], False)
    is_short = len(token.text) <= _LONGEST_WRITTEN
    if not (is_asked or token.is_glued or token.text.isupper() or is_short):
        return None
    letters = _letters(tokens, at, is_asked=is_asked)
    return Atom(at, at + 1, letters, False) if letters else None


def _letters(tokens: Sequence[Token], at: int, *, is_asked: bool) -> str | None:
    """Letters that belong to a code: capitals, letters that stick to digits, spelled ones if asked."""
    token = tokens[at]
    follows = at + 1 < len(tokens) and tokens[at + 1].is_glued and tokens[at + 1].is_digits
    sticks = token.is_glued and at > 0 and tokens[at - 1].is_digits
    is_short = len(token.text) <= _LONGEST_WRITTEN and token.text.isascii()
    is_shy = token.text in {"I", "A", "U", "O"} and not (is_asked or follows or sticks)
    is_never = token.low in WORDS.never_code and not _heads_number(tokens, at)
    if is_never or (token.low in _COUNTRIES and not is_asked and not _has_check(tokens, at)):
        return None
    if is_asked and token.low in _WORD_LETTERS and not (follows or sticks):
        return _spelled(tokens, at)
    if is_short and (token.text.isupper() or follows):
        return None if is_shy else token.text.upper()
    if sticks and token.low in _GLUED_UNITS:
        return None  # 18e, 5th
    if sticks and len(token.text) <= 3:
        return token.text.upper()
    return _spelled(tokens, at) if is_asked else None


def _spelled(tokens: Sequence[Token], at: int) -> str | None:
    """The letters that a small word stands for where letters are expected.

    Words that mean something else as well ("en", "u", "why") count only beside another letter.
    """
    token = tokens[at]
    if token.low in WORDS.banks:
        return token.text.upper()
    letter = letter_at(tokens, at)
    if letter is None or _heads_compound(tokens, at):
        return None
    is_plain = len(token.text) == 1 and token.low not in _WORD_LETTERS
    if is_plain or token.low in WORDS.spelling:
        return letter
    if len(token.text) == 1:
        is_spelled = _is_beside_letter(tokens, at) or _stands_apart(tokens, at)
    elif token.low in WORDS.vocabulary or token.low in WORDS.fillers:
        is_spelled = _is_beside_letter(tokens, at) and _follows_code(tokens, at)
    else:
        is_spelled = True
    return letter if is_spelled or explained(tokens, at + 1) > at + 1 else None


def _is_beside_letter(tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter that is no word stands right before or after, or more that can be: "a i b"."""
    n_word_letters = 0
    for step in (-1, 1):
        beside = at + step
        while 0 <= beside < len(tokens):
            low = tokens[beside].low
            is_far = abs(beside - at) > _NEAR_LETTERS
            if is_far or (low not in _WORD_LETTERS and low not in ",-"):
                break
            n_word_letters += 1 + tokens[beside].is_capitalised if low in _WORD_LETTERS else 0
            beside += step
        if not 0 <= beside < len(tokens):
            continue
        if len(low) == 1 and low.isalpha():
            return True
        if low in WORDS.letters and low not in WORDS.ordinary and low not in WORDS.fillers:
            return True
    return n_word_letters > 1


def _follows_code(tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands before can be part of a code too, or is a mark or a filler."""
    before = tokens[at - 1] if at else None
    return before is None or (
        not before.is_word
        or len(before.text) == 1
        or before.low in WORDS.fillers
        or before.low in WORDS.letters
        or is_number(before)
    )


def _heads_compound(tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter is the beginning of a word: "e-mail", but not "x-ray"."""
    following = tokens[at + 1 : at + 3]
    return (
        len(following) > 1
        and following[0].text == "-"
        and all(token.is_glued for token in following)
        and len(following[1].text) > 1
        and following[1].is_word
        and following[1].low != "ray"
    )


def _stands_apart(tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter that can be a word stands between marks, pauses and numbers: "398014 a."."""
    before, after = at - 1, at + 1
    while before >= 0 and pause((tokens[before],), 0):
        before -= 1
    while after < len(tokens) and pause((tokens[after],), 0):
        after += 1
    is_after_number = before >= 0 and is_number(tokens[before])
    is_before_number = after < len(tokens) and is_number(tokens[after])
    if is_after_number and (after > at + 1 or after >= len(tokens) or is_before_number):
        return True
    if is_before_number and (tokens[at].is_capitalised or before < at - 1 or before < 0):
        return True
    is_closed = after >= len(tokens) or after > at + 1
    return is_closed and tokens[at].text in {"A", "U"} and (before < 0 or before < at - 1)


def _heads_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen and a long number stick to capital letters: "WW-66120"."""
    if not tokens[at].text.isupper() or at + 2 >= len(tokens) or tokens[at + 1].text != "-":
        return False
    return tokens[at + 1].is_glued and tokens[at + 2].is_glued and len(tokens[at + 2].text) > 3


def _has_check(tokens: Sequence[Token], at: int) -> bool:
    """Whether the check digits of an IBAN follow its country, "NL 20"."""
    return at + 1 < len(tokens) and tokens[at + 1].is_digits and len(tokens[at + 1].text) <= 2


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


def _skip(
    tokens: Sequence[Token], at: int, *, is_asked: bool = True, is_loose: bool, has_dates: bool
) -> int:
    """The token after what may stand between two parts of one run."""
    while at < len(tokens):
        token = tokens[at]
        after = explained(tokens, at)
        if after > at:
            at = after
        elif (
            token.text in "-–/"
            or _is_inner_sign(tokens, at)
            or token.low in WORDS.separators
            or (has_dates and token.low in WORDS.date_joints)
        ):
            at += 1
        elif is_loose and pause(tokens, at):
            n_tokens = interjection(tokens, at)
            is_read = any(
                _atom(tokens, inner, is_asked=is_asked, has_dates=has_dates)
                for inner in range(at, at + n_tokens)
            )
            at += pause(tokens, at) if is_read else n_tokens or pause(tokens, at)
        elif is_loose and is_misheard(tokens, at):
            if _atom(tokens, at, is_asked=is_asked, has_dates=has_dates):
                break
            at += 2
        else:
            break
    return at


def _code(tokens: Sequence[Token], first: int, last: int, atoms: Sequence[Atom]) -> Code:
    value = "".join(atom.chars for atom in atoms)
    n_digits = sum(char.isdecimal() for char in value)
    return Code(
        first,
        last,
        tokens[first].start,
        tokens[last - 1].end,
        value,
        n_digits,
        len(value) - n_digits,
        sum(atom.is_spoken for atom in atoms),
        tuple(atoms),
    )


def apart(tokens: Sequence[Token], code: Code, *, has_dates: bool = False) -> list[Code]:
    """The runs that a loose run is made of, without the pauses between them."""
    groups: list[list[Atom]] = []
    for atom in code.atoms:
        if groups:
            before = groups[-1][-1].last
            if _skip(tokens, before, is_loose=False, has_dates=has_dates) == atom.first:
                groups[-1].append(atom)
                continue
        groups.append([atom])
    return [
        _code(tokens, group[0].first, explained(tokens, group[-1].last), group) for group in groups
    ]
