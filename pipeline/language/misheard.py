"""Words that a recogniser spelt its own way, read as the word of a phrase list that they stand for.

"klantenkart" is read as "klantenkaart", and so is "klanten kaart", cut in two. Only long words are
read so: among short ones, one letter makes another word ("gezocht", "gekocht").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.language.words import WORD

LONG = 9  # letters from which a word is distinctive enough
VERY_LONG = 10  # letters from which two may differ
SHORTEST = LONG - 1  # that may be a long word misspelt
NO_WORD = (0, 0, "")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with misheard words replaced, and where each character of it stood in the original."""

    text: str
    origin: tuple[int, ...] | None  # None: nothing was replaced

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of the characters `[start, end)` of this reading."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def distinctive(words: Iterable[str]) -> frozenset[str]:
    """The words of a list that are long enough to be recognised when misspelt."""
    return frozenset(word for word in words if len(word) >= LONG and word.isalpha())


def read_as(folded: str, known: frozenset[str]) -> Reading:
    """Read a folded text with the known words in mind."""
    by_letter = _by_first_letter(known)
    pieces: list[tuple[int, int, str]] = []  # start, end in the original, and what it is read as
    reached = 0
    for start, end, word, following, next_end in _long_words(folded):
        if start < reached or word[0] not in by_letter or word in known:
            continue
        is_part = following not in known or word + following in known
        whole = _nearest(word + following, known) if following and is_part else None
        if whole:
            pieces.append((start, next_end, whole))
            reached = next_end
        elif single := _nearest(word, known):
            pieces.append((start, end, single))
    return _put_together(folded, pieces) if pieces else Reading(folded, None)


@lru_cache(maxsize=1024)  # every module asks for the same turns
def _long_words(folded: str) -> tuple[tuple[int, int, str, str, int], ...]:
    """Words that are long enough to be another one misspelt, alone or with the word behind them.

    Where each begins and ends, the word, that behind it if they may be one, and where this ends.
    """
    found = [(match.start(), match.end(), match.group()) for match in WORD.finditer(folded)]
    long = []
    for (start, end, word), (next_start, next_end, behind) in pairwise([*found, NO_WORD]):
        following = behind if behind and folded[end:next_start] == " " else ""
        if len(word) + len(following) >= SHORTEST:
            long.append((start, end, word, following, next_end))
    return tuple(long)


def _put_together(folded: str, pieces: list[tuple[int, int, str]]) -> Reading:
    text, position = "", 0
    origin: list[int] = []
    for start, end, word in pieces:
        text += folded[position:start] + word
        origin += range(position, start)
        last = end - 1 - start
        origin += [start + min(last, i * (last + 1) // len(word)) for i in range(len(word) - 1)]
        origin.append(end - 1)
        position = end
    origin += range(position, len(folded))
    return Reading(text + folded[position:], tuple(origin))


@lru_cache(maxsize=16384)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    """The known word that this is, give or take a letter (two in a very long one); None if none is.

    The first letter is always heard.
    """
    if word in known:
        return word
    if len(word) < SHORTEST:
        return None
    near = process.extract(
        word,
        _by_first_letter(known).get(word[0], ()),
        scorer=Levenshtein.distance,
        score_cutoff=2 if len(word) >= VERY_LONG else 1,
        limit=None,
    )
    return min((distance, each) for each, distance, _ in near)[1] if near else None


@lru_cache(maxsize=64)  # a frozenset keeps its hash, so asking again costs nothing
def _by_first_letter(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for word in sorted(known):
        letters.setdefault(word[0], []).append(word)
    return {letter: tuple(words) for letter, words in letters.items()}
