"""Text cut into words, digit groups, marks and masks, each with its place."""

import re
from collections.abc import Sequence
from typing import NamedTuple

MASK = re.compile(r"\[[a-z_]+\]")
_TOKEN = re.compile(r"\[[a-z_]+\]|(?<!\w)['’][tsn](?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|\S")


class Token(NamedTuple):
    """One piece of a turn's text, `[start, end)` in characters.

    Letters and digits are cut apart ("61b" is two tokens): a token is a word, a group of digits, a
    mark or a mask. `is_glued` says that nothing stands between it and the token before.
    """

    text: str
    low: str
    start: int
    end: int
    is_glued: bool
    is_word: bool
    is_digits: bool

    @property
    def is_mask(self) -> bool:
        """Whether this is a mask that an earlier pass left."""
        return self.text[0] == "[" and len(self.text) > 1

    @property
    def is_capitalised(self) -> bool:
        """Whether this is a word that begins with a capital."""
        return self.text[0].isupper()


class Mention(NamedTuple):
    """A word in a turn that names a kind of personal data: `[start, end)` of the line's text."""

    kind: str
    start: int
    end: int


class Line(NamedTuple):
    """A turn as the rules see it: who said it, where, its tokens, what it names."""

    number: int
    speaker: str
    leg_no: int
    text: str
    low: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]

    @property
    def is_small(self) -> bool:
        """Whether the turn has no capitals at all, so that they tell nothing."""
        return self.text == self.low

    @property
    def form(self) -> str:
        """The text for what is told by capitals: all capitals where the turn has none at all."""
        upper = self.text.upper() if self.is_small else self.text
        return upper if len(upper) == len(self.text) else self.text


def tokenise(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens; nothing but white space is left out."""
    tokens = []
    previous_end = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        words = match.group()
        is_word, is_digits = words[-1].isalpha(), words[0].isdecimal()
        is_glued = start == previous_end
        low = words.lower() if words[0] != "’" else words.lower().replace("’", "'")  # 't
        tokens.append(Token(words, low, start, end, is_glued, is_word, is_digits))
        previous_end = end
    return tuple(tokens)


def starts_sentence(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token is the first of its sentence."""
    return at == 0 or tokens[at - 1].text in ".?!"


def starts_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token is the first of its sentence or follows a comma."""
    return at == 0 or tokens[at - 1].text in ".?!,;:"
