"""Phrase lists that people can write, found in what was said.

A list is a TOML file beside the module that uses it (`repeat_story.nl.toml`):

    [[cue]]
    id = "marker"
    phrases = ["zoals ik (net|al)? zei", "heb ik ... (verteld|uitgelegd)"]

In a phrase, words are words; `verbind*` is any word that begins so; `(u|je)` is one of them (`_` for
a space inside); a `?` behind a word or group makes it optional; `...` stands for up to four words.
Case, accents and commas do not matter; a phrase does not run over the end of a sentence. Long words
are also found as a recogniser misspells them (`misheard.py`).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.language.misheard import distinctive, read_as
from pipeline.language.words import fold

LANGUAGES = ("nl", "en")
_RUN = re.compile(r"(?<![\w'])\[?'?\w+")
_BETWEEN = r"[^\w.?!\[\]]+"
_GAP = rf"(?:{_BETWEEN}[\w'-]+){{0,4}}?"


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text: which cue, and the characters `[start, end)`."""

    cue: str
    start: int
    end: int


class PhraseList:
    """The cues of one language, their phrases found by the word that each begins with."""

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        """Order the phrases of each cue by their first words. Raises ValueError, naming the cue, for a malformed one."""
        self._whole: dict[str, list[_Phrase]] = {}  # a first word to the phrases that begin with it
        self._begun: dict[str, list[_Phrase]] = {}  # the same for `word*`, by first letter
        phrases = [(cue, phrase) for cue, some in cues.items() for phrase in some]
        for number, (cue, phrase) in enumerate(phrases):
            try:
                pattern = phrase_pattern(phrase)
                for first in first_words(phrase):
                    one = _Phrase(number, cue, first.removesuffix("*"), pattern)
                    places, key = (
                        (self._begun, first[0]) if first.endswith("*") else (self._whole, first)
                    )
                    places.setdefault(key, []).append(one)
            except ValueError as error:
                raise ValueError(f"cue {cue}: {error}") from None
        words = re.findall(r"[^\W_]+(?!\w)", fold(" ".join(phrase for _, phrase in phrases)))
        self._beginning = lru_cache(maxsize=8192)(self._that_begin_with)
        self.cues = tuple(cues)
        self.long_words = distinctive(words)

    def find(self, folded: str) -> Iterator[tuple[str, int, int]]:
        """Where phrases stand in a folded text, with their cue.

        Of the phrases of a cue that fit at a word the first of the list counts, and the search for
        that cue goes on behind it.
        """
        done: dict[str, int] = {}
        for start, word in _words(folded):
            for cue, pattern in self._beginning(word):
                if start >= done.get(cue, 0) and (match := pattern.match(folded, start)):
                    yield cue, start, match.end()
                    done[cue] = match.end()

    def _that_begin_with(self, word: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The cues with phrases that can begin with a word, and a pattern that is any of these."""
        more = (each for each in self._begun.get(word[0], ()) if word.startswith(each.first))
        patterns: dict[str, list[str]] = {}
        for each in sorted([*self._whole.get(word, ()), *more], key=_by_number):
            patterns.setdefault(each.cue, []).append(each.pattern)
        return tuple((cue, _any_of(tuple(some))) for cue, some in patterns.items())


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase with its place in the list, and one of the words that it can begin with."""

    number: int
    cue: str
    first: str
    pattern: str


@cache  # words with other endings begin the same phrases
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _by_number(phrase: _Phrase) -> int:
    return phrase.number


class Phrases:
    """The phrase lists of one module, one per language."""

    def __init__(self, by_language: dict[str, PhraseList]) -> None:
        self._by_language = by_language
        self._found = lru_cache(maxsize=4096)(self._find)

    @classmethod
    def beside(cls, module_file: str) -> "Phrases":
        """Load `<module>.nl.toml` and `<module>.en.toml` from beside a module (`__file__`).

        Raises ValueError naming file and cue when a list is malformed.
        """
        module = Path(module_file)
        return cls(
            {
                language: _load(path)
                for language in LANGUAGES
                if (path := module.with_name(f"{module.stem}.{language}.toml")).exists()
            }
        )

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a list."""
        return frozenset(self._by_language)

    def find(self, language: str | None, text: str, *cues: str) -> list[Match]:
        """All places where a phrase stands, in order; of all cues or of those named.

        A language without a list, or None, means: all lists.
        """
        return [match for match in self._found(language, text) if not cues or match.cue in cues]

    def has(self, language: str | None, text: str, *cues: str) -> bool:
        """Whether any phrase of these cues stands in the text."""
        return bool(self.find(language, text, *cues))

    def _find(self, language: str | None, text: str) -> tuple[Match, ...]:
        folded = fold(text)
        found = set()
        for phrases in self._lists(language):
            reading = read_as(folded, phrases.long_words)
            for cue, start, end in phrases.find(reading.text):
                found.add(Match(cue, *reading.place(start, end)))
        return tuple(sorted(found, key=lambda match: (match.start, match.end, match.cue)))

    def _lists(self, language: str | None) -> Iterator[PhraseList]:
        if language in self._by_language:
            yield self._by_language[language]
        else:
            yield from self._by_language.values()


def _load(path: Path) -> PhraseList:
    with path.open("rb") as file:
        cues = tomllib.load(file).get("cue", [])
    phrases: dict[str, Sequence[str]] = {}
    for cue in cues:
        if not cue.get("id") or not cue.get("phrases"):
            raise ValueError(f"{path.name}: every [[cue]] needs an id and phrases, got {cue}")
        if cue["id"] in phrases:
            raise ValueError(f"{path.name}: cue {cue['id']} stands there twice")
        phrases[cue["id"]] = cue["phrases"]
    try:
        return PhraseList(phrases)
    except ValueError as error:
        raise ValueError(f"{path.name}, {error}") from None


@lru_cache(maxsize=1024)
def _words(folded: str) -> tuple[tuple[int, str], ...]:
    """Where each word begins, with its letters up to the first sign that is none ("e-mail": "e")."""
    return tuple((match.start(), match.group()) for match in _RUN.finditer(folded))


def first_words(phrase: str) -> tuple[str, ...]:
    """The words that a phrase can begin with, each up to its first sign; `word*` keeps its star."""
    first = fold(phrase).split()[0]
    words = first[1:-1].split("|") if first.startswith("(") else [first]
    return tuple(_first_run(word.partition("_")[0]) for word in words)


def _first_run(word: str) -> str:
    run = _RUN.match(word)
    if not run:
        raise ValueError(f"{word!r} does not begin with a letter")
    return run.group() + ("*" if word[run.end() :].startswith("*") else "")


def phrase_pattern(phrase: str) -> str:
    """The regular expression of one phrase over folded text.

    Raises ValueError when the phrase is empty, begins with something optional, or has stray brackets.
    """
    parts = fold(phrase).split()
    if not parts or parts[0].endswith("?") or parts[0] == "...":
        raise ValueError(f"phrase {phrase!r} must begin with a word that has to be there")
    pattern = r"(?<![\w'])"
    for position, part in enumerate(parts):
        if part == "...":
            pattern += _GAP
            continue
        optional = part.endswith("?")
        body = _word_pattern(part.removesuffix("?"), phrase)
        lead = _BETWEEN if position else ""
        pattern += f"(?:{lead}{body})?" if optional else lead + body
    return pattern + r"(?![\w])"


def _word_pattern(part: str, phrase: str) -> str:
    if part.startswith("(") and part.endswith(")"):
        return "(?:" + "|".join(_word_pattern(word, phrase) for word in part[1:-1].split("|")) + ")"
    if not part or re.search(r"[()|?]", part):
        raise ValueError(f"phrase {phrase!r}: {part!r} is neither a word nor a closed group")
    words = part.split("_")
    return _BETWEEN.join(
        re.escape(word.removesuffix("*")) + (r"[\w'-]*" if word.endswith("*") else "")
        for word in words
    )
