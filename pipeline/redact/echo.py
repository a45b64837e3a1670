"""What was given once is masked everywhere in the contact, however it is said the second time."""

import string
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.redact.codes import Code, apart, codes
from pipeline.redact.dialogue import Dialogue
from pipeline.redact.houses import house_end
from pipeline.redact.identifiers import covering, free_tokens
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.name_forms import base, end_of
from pipeline.redact.quantities import is_quantity
from pipeline.redact.streets import is_street_word
from pipeline.redact.tokens import Token, starts_phrase, starts_sentence, tokenise

_MIN_PART = 4  # digits of a known number that may come back as a part of it
_MIN_SIMILAR = 6  # characters from which one misheard character is forgiven
_LETTERS = string.ascii_uppercase
_SURE = ("title", "introduced", "answers")  # reasons after which small letters are the name too


class _Known(NamedTuple):
    """What was given before, in small letters."""

    names: Mapping[str, frozenset[str]]  # each with the particles seen before it
    sure: frozenset[str]
    streets: frozenset[str]
    houses: frozenset[str]  # their numbers, of two figures or more


def numbers(dialogue: Dialogue, known: Mapping[str, str], taken: Sequence[Span]) -> Iterator[Span]:
    """Numbers of `known` (value → kind) said again, whole, in part, or with one digit misheard."""
    if not known:
        return
    digits = {_digits(value): kind for value, kind in sorted(known.items())}
    by_line: dict[int, list[Span]] = {}
    for span in taken:
        by_line.setdefault(span.line, []).append(span)
    for line in dialogue.lines:
        tokens = free_tokens(line, by_line.get(line.number, ()))
        for code in codes(tokens, is_loose=True):
            if code.value in known and code.n_digits >= _MIN_SIMILAR:
                yield from covering(line, apart(tokens, code), known[code.value], "given before")
        for code in codes(tokens):
            kind = known.get(code.value) if code.n_digits >= _MIN_PART - 1 else None
            kind = kind or _match(code, digits)
            if kind and not is_quantity(line, code, tokens):
                yield Span(line.number, code.start, code.end, kind, "given before")


def _digits(value: str) -> str:
    return "".join(char for char in value if char.isdecimal())


def _match(code: Code, known: Mapping[str, str]) -> str | None:
    """The kind of a known number with the same digits, a part of them, or one of them misheard."""
    if code.n_digits < _MIN_PART:
        return None
    digits = _digits(code.value)
    if digits in known:
        return known[digits]
    for its_digits, kind in known.items():
        if len(its_digits) < _MIN_SIMILAR:
            continue
        if its_digits.endswith(digits) or its_digits.startswith(digits):
            return kind
        is_as_long = len(digits) == len(its_digits)
        if is_as_long and sum(a != b for a, b in zip(digits, its_digits, strict=True)) == 1:
            return kind
    return None


def words(dialogue: Dialogue, found: Sequence[Span]) -> Iterator[Span]:
    """Names and streets of `found` spans said again, word by word, also in small letters."""
    known = _known_words(dialogue, found)
    yield from _houses(dialogue, known.houses)
    if not known.names and not known.streets:
        return
    similar = [name for name in known.names if len(name) >= _MIN_SIMILAR]
    for line in dialogue.lines:
        for at, token in enumerate(line.tokens):
            if not token.is_word:
                continue
            low = base(token)
            if low in known.streets and (token.is_capitalised or len(low) > 7):
                end = house_end(line, at + 1) or token.end
                yield Span(line.number, token.start, end, "address", "street given before")
            elif low in known.names:
                if _is_meant(line.tokens, at, low, known.sure):
                    first = _with_particles(line.tokens, at, known.names[low])
                    start, end = line.tokens[first].start, end_of(token)
                    yield Span(line.number, start, end, "name", "name given before")
            elif (
                similar
                and token.is_capitalised
                and len(low) >= _MIN_SIMILAR
                and low not in WORDS.ordinary
                and low not in WORDS.vocabulary
                and any(_is_similar(low, name) for name in similar)
            ):
                why = "name given before, heard otherwise"
                yield Span(line.number, token.start, end_of(token), "name", why)


def _known_words(dialogue: Dialogue, found: Sequence[Span]) -> _Known:
    names: dict[str, frozenset[str]] = {}
    sure: set[str] = set()
    streets: set[str] = set()
    houses: set[str] = set()
    for span in found:
        if span.kind not in {"name", "address"}:
            continue
        tokens = tokenise(dialogue.lines[span.line].text[span.start : span.end])
        if span.kind == "address":
            streets |= {t.low for t in tokens if t.is_word and len(t.low) > 3 and is_street_word(t)}
            houses |= {code.value for code in codes(tokens) if _is_house(code)}
            continue
        particles: set[str] = set()
        for token in tokens:
            low = base(token)
            if low in WORDS.particles and len(tokens) > 1:
                particles.add(low)
            elif token.is_word and len(low) > 2 and low not in WORDS.ordinary:
                names[low] = names.get(low, frozenset()) | particles
                if span.why.startswith(_SURE):
                    sure.add(low)
    return _Known(names, frozenset(sure), frozenset(streets), frozenset(houses))


def _is_house(code: Code) -> bool:
    return code.n_digits in {2, 3} and code.n_letters < code.n_digits


def _houses(dialogue: Dialogue, houses: frozenset[str]) -> Iterator[Span]:
    """Numbers of houses said again: as a phrase of their own, or after "nummer"."""
    for line in dialogue.lines if houses else ():
        tokens = line.tokens
        for code in codes(tokens):
            if not _is_house(code) or not any(_is_same(code.value, house) for house in houses):
                continue
            is_named = code.first > 0 and tokens[code.first - 1].low in WORDS.house_words
            closes = code.last >= len(tokens) or tokens[code.last].text in ".,?!"
            is_phrase = closes and starts_phrase(tokens, code.first)
            if (is_named or is_phrase) and not is_quantity(line, code, tokens):
                yield Span(line.number, code.start, code.end, "address", "house given before")


def _is_same(one: str, other: str) -> bool:
    """Whether two numbers of houses are the same but for a letter: "61", "61A"."""
    return one == other or one.rstrip(_LETTERS) == other.rstrip(_LETTERS)


def _is_meant(tokens: Sequence[Token], at: int, low: str, sure: frozenset[str]) -> bool:
    """Whether this occurrence of a known name's word is the name and not the word."""
    if tokens[at].is_capitalised:
        follows_word = at + 1 < len(tokens) and tokens[at + 1].text.islower()
        return not (low in WORDS.starters and starts_sentence(tokens, at) and follows_word)
    before = tokens[at - 1] if at else None
    closes = at + 1 >= len(tokens) or tokens[at + 1].text in ",.?!"
    if before and (before.low in WORDS.titles or (closes and _calls(before))):
        return True
    is_listed = low in WORDS.given or low in WORDS.surnames
    return low not in WORDS.ambiguous and (is_listed or low in sure)


def _calls(before: Token) -> bool:
    """Whether what stands before a name calls somebody: "oké floor.", "sorry, kerrie,"."""
    return before.text == "," or before.low in WORDS.hellos or before.low in WORDS.greetings


def _with_particles(tokens: Sequence[Token], at: int, particles: frozenset[str]) -> int:
    first = at
    while first and tokens[first - 1].low in particles:
        first -= 1
    return first


def _is_similar(one: str, other: str) -> bool:
    """Whether two words begin alike and differ in one letter, put in, left out or changed."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        return one[start + 1 :] == other[start + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]
