"""E-mail addresses, written and spoken ("e punt prins apenstaartje brievenbak punt nl")."""

import re
from collections.abc import Iterator, Sequence

from pipeline.redact.dialogue import Dialogue
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import NUMBER_WORDS
from pipeline.redact.tokens import Line, Token

_WRITTEN = re.compile(r"[\w+%-]+(?:[.'][\w+%-]+)*@[\w-]+(?:\.[\w-]+)*")
_SIGNS = {"@", "apenstaartje", "apestaartje", "apenstaart", "aapje", "at", "ad", "et"}
_SURE_SIGNS = {"@", "apenstaartje", "apestaartje", "apenstaart"}
_DOTS = {".", "punt", "dot", "point"}
_JOINTS = _DOTS | {
    "-",
    "_",
    "streepje",
    "underscore",
    "dash",
    "hyphen",
    "koppelteken",
    "min",
    "laag",
    "liggend",
}
_ENDINGS = {
    "nl", "com", "be", "eu", "org", "net", "uk", "co", "de", "fr", "ie", "example", "info", "online",
    "us", "me", "gov", "edu", "io", "au", "amsterdam", "frl", "shop", "biz", "gr", "pt", "pl", "dk",
    "fi", "cz", "hu", "tr", "lu", "xyz", "dev", "ac", "vlaanderen",
}  # fmt: skip
_MAX_DOMAIN_TOKENS = 12
_BEFORE = {
    "is",
    "steeds",
    "still",
    "mailadres",
    "emailadres",
    "email",
    "address",
    "the",
    "het",
    "een",
    "dat",
    "it's",
    "op",
    "naar",
    "to",
    "at",
    "on",
    "ja",
    "yes",
    "mijn",
    "my",
    "adres",
    "mail",
    "aan",
}


def spans(dialogue: Dialogue) -> Iterator[Span]:
    """Every e-mail address in the lines."""
    for line in dialogue.lines:
        if "@" in line.text:
            for match in _WRITTEN.finditer(line.text):
                yield Span(line.number, *match.span(), "email", "written e-mail address")
        is_asked = "email" in dialogue.expected[line.number] or any(
            m.kind == "email" for m in line.mentions
        )
        for at, token in enumerate(line.tokens):
            is_written = (
                token.text == "@"
                and token.is_glued
                and line.text[token.end : token.end + 1].strip()
            )
            if token.low in _SIGNS and not is_written:
                yield from _spoken(line, at, is_asked=is_asked)


def _spoken(line: Line, at: int, *, is_asked: bool) -> Iterator[Span]:
    tokens = line.tokens
    last = _domain_end(tokens, at + 1)
    is_sure = tokens[at].low in _SURE_SIGNS
    if last is None and is_sure and at + 1 < len(tokens):
        last = at + 2
    if last is None or at == 0:
        return
    first = _local_start(tokens, at, reaches_far=is_asked)
    if first < at:
        yield Span(
            line.number, tokens[first].start, tokens[last - 1].end, "email", "spoken e-mail address"
        )


def _domain_end(tokens: Sequence[Token], at: int) -> int | None:
    """The token after the domain's last ending ("punt nl"), None when no domain follows."""
    end = None
    for i in range(at, min(len(tokens), at + _MAX_DOMAIN_TOKENS)):
        is_ending = tokens[i].low in _ENDINGS and i > at and tokens[i - 1].low in _DOTS
        if is_ending and i - 1 > at:
            end = i + 1
        elif (
            (end is not None and tokens[i].low not in _DOTS)
            or tokens[i].text in "?!"
            or tokens[i].is_mask
        ):
            break
    return end


def _local_start(tokens: Sequence[Token], at: int, *, reaches_far: bool) -> int:
    """The first token of what stands before the sign: parts held together by joints, letters, digits."""
    first = at
    i = at - 1
    while i >= 0:
        token = tokens[i]
        is_joint = token.low in _JOINTS and (token.is_glued or token.text != ".")
        if is_joint or (token.text == "," and (reaches_far or first == at)):
            i -= 1
            continue
        after, before = tokens[i + 1], tokens[i - 1] if i else None
        follows_joint = before is not None and before.low in _JOINTS and before.text != "."
        is_held = first == at or follows_joint or after.low in _JOINTS or after.is_digits
        is_bit = token.low in NUMBER_WORDS or token.is_digits or len(token.text) == 1
        is_part = token.is_word or token.is_digits
        if not is_part or not (is_held or is_bit or reaches_far):
            break
        if not follows_joint and not token.is_glued and _is_before(token):
            break
        first = i
        i -= 1
    return first


def _is_before(token: Token) -> bool:
    """Whether a word leads up to an address without being part of it."""
    is_filler = token.low in WORDS.greetings or token.low in WORDS.fillers
    return token.low in _BEFORE or (is_filler and len(token.text) > 1)
