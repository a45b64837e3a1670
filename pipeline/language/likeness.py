"""How much of one telling is in another, on words as Whisper writes them.

Two words count as the same by the letter trigrams they share, so inflection, compounds
("jaarafrekening", "afrekening") and a recogniser's slips still match. Words that many turns of the
conversation use tell little, so each word weighs by how rare it is in what was said.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.language.words import content_words

SAME_WORD = 0.5  # shared trigrams from which two words count as alike
COMPOUND = 5  # letters from which a word inside another is part of a compound …
INSIDE = 0.8  # … and how alike the two are then


@lru_cache(maxsize=65536)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[i : i + 3] for i in range(max(1, len(padded) - 2)))


@lru_cache(maxsize=262144)
def word_likeness(one: str, other: str) -> float:
    """How alike two folded words are, 0-1: 1 when equal, else the share of trigrams in common (Dice).

    A word of five letters or more inside another (compounds) counts as four fifths.
    """
    if one == other:
        return 1.0
    if one[0].isdigit() or other[0].isdigit():
        return 0.0
    a, b = _trigrams(one), _trigrams(other)
    common = len(a & b)
    if not common:
        return 0.0
    share = 2 * common / (len(a) + len(b))
    if min(len(one), len(other)) >= COMPOUND and (one in other or other in one):
        share = max(share, INSIDE)
    return share


class Story:
    """What was told so far, indexed so that a later turn can be held against it."""

    def __init__(self, texts: Sequence[str], background: Sequence[str] = ()) -> None:
        """Index the texts of a telling; `background` is what else was said, to weigh words by."""
        self.texts = tuple(texts)
        self._words = [frozenset(content_words(text)) for text in texts]
        self._vocabulary = frozenset().union(*self._words) if self._words else frozenset()
        self._nearest: dict[str, float] = {}
        self._by_trigram: dict[str, list[str]] = {}  # few told words share letters with a word
        for word in self._vocabulary:
            for trigram in _trigrams(word):
                self._by_trigram.setdefault(trigram, []).append(word)
        spread = Counter(word for text in background for word in set(content_words(text)))
        turns = max(1, len(background))
        self._weight = {
            word: math.log((turns + 1) / (count + 0.5)) for word, count in spread.items()
        }
        self._rarest = math.log((turns + 1) / 0.5)

    def weight(self, word: str) -> float:
        """How much a word tells: rare in the conversation is more, long is a little more."""
        return max(0.1, self._weight.get(word, self._rarest)) * min(1.5, 0.5 + len(word) / 8)

    def weight_of(self, text: str) -> float:
        """How much a text tells: the sum over its different content words."""
        return sum(self.weight(word) for word in set(content_words(text)))

    def shared(self, text: str) -> dict[str, float]:
        """The content words of a text that were told before, each with its weight times likeness."""
        shared = {}
        for word in set(content_words(text)):
            best = self._likeness(word)
            if best >= SAME_WORD:
                shared[word] = best * self.weight(word)
        return shared

    def share_told(self, text: str) -> float:
        """Which share (0-1, by weight) of a text's content was told before."""
        total = self.weight_of(text)
        return sum(self.shared(text).values()) / total if total else 0.0

    def alike(self, text: str) -> list[float]:
        """For each text of the telling, the weight of the words that it shares with this one."""
        near = {word: self._near(word) for word in set(content_words(text))}
        return [
            sum(self.weight(word) for word, likes in near.items() if not told.isdisjoint(likes))
            for told in self._words
        ]

    def _likeness(self, word: str) -> float:
        """How alike the told word is that is most like this one."""
        if word in self._vocabulary:
            return 1.0
        if word not in self._nearest:
            rivals = self._rivals(word)
            self._nearest[word] = max((word_likeness(word, each) for each in rivals), default=0.0)
        return self._nearest[word]

    def _near(self, word: str) -> set[str]:
        """The told words that count as this one."""
        return {each for each in self._rivals(word) if word_likeness(word, each) >= SAME_WORD}

    def _rivals(self, word: str) -> set[str]:
        """The told words that have three letters in a row in common with this one."""
        found: set[str] = set()
        for trigram in _trigrams(word):
            found.update(self._by_trigram.get(trigram, ()))
        return found


def likeness(one: str, other: str) -> float:
    """How much the content of two texts has in common, 0-1, by the smaller of the two."""
    a, b = set(content_words(one)), set(content_words(other))
    if not a or not b:
        return 0.0
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    hits = sum(1 for word in small if max(word_likeness(word, w) for w in large) >= SAME_WORD)
    return hits / len(small)
