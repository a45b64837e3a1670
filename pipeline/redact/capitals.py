"""Capitals put back on names that a recogniser wrote in small letters."""

from collections.abc import Sequence

from pipeline.redact.lexicon import WORDS
from pipeline.redact.numbers import NUMBER_WORDS
from pipeline.redact.tokens import Token

_MIN_NAME = 3
_AFTER_NAME = {"uit", "hier", "spreekt", "from", "here", "speaking"}


def with_capitals(tokens: Sequence[Token], *, is_small: bool) -> tuple[Token, ...]:
    """The tokens of a turn, with capitals where a name stands.

    A name can stand after a title ("mevrouw van der schoot") and after "met" that follows a greeting
    ("goedemorgen met de vries"). With `is_small`, in a turn without any capitals, known names get one
    wherever they stand. Only tokens change; the turn's text, and what is stored, stays as it came.
    """
    result = []
    slot = ""  # the title or "met" after which a name can stand
    for at, token in enumerate(tokens):
        is_name = (
            token.is_word
            and not token.is_capitalised
            and (
                (is_small and _is_known(token.low)) or (slot and _fits(tokens, at, slot, is_small))
            )
        )
        result.append(token._replace(text=token.text.capitalize()) if is_name else token)
        if token.low in WORDS.titles or (token.low == "met" and _follows_greeting(tokens, at)):
            slot = token.low
        elif not (token.low in WORDS.particles or token.text == "."):
            slot = ""
    return tuple(result)


def _is_known(low: str) -> bool:
    word = low[:-2] if low.endswith(("'s", "’s")) else low
    if word in WORDS.ambiguous or word in WORDS.ordinary or word in NUMBER_WORDS:
        return False
    return word in WORDS.given or word in WORDS.surnames or word in WORDS.people


def _fits(tokens: Sequence[Token], at: int, slot: str, is_small: bool) -> bool:
    """Whether a small word can be the name that its slot waits for."""
    low = tokens[at].low
    if low in WORDS.particles or low in WORDS.titles or len(low) < _MIN_NAME:
        return False
    is_listed = low in WORDS.given or low in WORDS.surnames
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    ends = following is None or not following.is_word or following.low in _AFTER_NAME
    if is_listed and ends:
        return True
    if low in WORDS.ordinary or low in WORDS.greetings or low in WORDS.vocabulary:
        return False
    if slot == "met":
        return ends
    return (is_listed and low not in WORDS.ambiguous) or is_small


def _follows_greeting(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1] if at else None
    if before is not None and before.text == "," and at > 1:
        before = tokens[at - 2]
    return before is not None and before.low in WORDS.hellos
