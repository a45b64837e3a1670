"""Texts as Whisper base hears them on the telephone: a corruptor for tests, seeded.

What goes wrong, and how often, was counted in real output (`learn_mishearing.py`) and stands in
`mishearing.toml`: respellings that sound alike, other words that sound alike, compounds cut in two or
written together, short words dropped and put in, names and numbers worst, marks and capitals lost.
"""

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pipeline.domain import Contact
from pipeline.language.asks import NUMBER_WORDS

Kind = Literal["name", "number", "short", "long", "plain"]
TABLE = Path(__file__).with_name("mishearing.toml")
ALIKE = 0.5  # letters in common from which what is heard is the word respelled, not another one
LONG = 9  # letters of a compound
SPLITTABLE = 6  # letters from which a word can be cut in two
CANDIDATES = 25  # other words of which the one that sounds most alike is heard
TOKEN = re.compile(r"^(\W*)(.*?)(\W*)$")
DIGITS = {
    word: str(number)
    for words in (
        "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf",
        "zero one two three four five six seven eight nine ten eleven twelve",
    )
    for number, word in enumerate(words.split())
}
MASK = re.compile(r"\[[a-z_]+\]")


def plain(word: str) -> str:
    """A word without capitals and marks."""
    return re.sub(r"[^\w']", "", word.lower())


def kind_of(word: str, is_first: bool) -> Kind:
    """What sort of word this is; `is_first`: of its sentence, where a capital says nothing."""
    letters = plain(word)
    if letters in NUMBER_WORDS - {"een", "one"} or any(
        character.isdigit() for character in letters
    ):
        return "number"
    if not is_first and word.lstrip("\"'(")[:1].isupper() and len(letters) > 1:
        return "name"
    if len(letters) <= 3:
        return "short"
    return "long" if len(letters) >= LONG else "plain"


@dataclass(frozen=True)
class Ear:
    """How one language is misheard."""

    relative: dict[str, float]
    how: dict[str, dict[str, float]]
    edits: list[tuple[str, str, int]]
    edits_a_word: float
    words: dict[str, list[str]]
    instead: list[str]
    inserted: list[str]
    inserted_a_word: float
    number_as_digits: float
    lost: dict[str, float]

    def way(self, kind: Kind, share: float, rng: random.Random) -> str:
        """What becomes of a word of this kind: `right`, `dropped`, `respelled`, `other`, …"""
        if rng.random() >= share * self.relative.get(kind, 1.0):
            return "right"
        ways = self.how.get(kind) or self.how["plain"]
        way = rng.choices(list(ways), list(ways.values()))[0]
        # Two words that become one were counted twice, but here the first of them takes both along.
        return "right" if way == "joined" and rng.random() < 0.5 else way

    def hear(self, word: str, kind: Kind, way: str, rng: random.Random) -> str:
        """The word as it is heard; nothing when it is dropped."""
        if way == "dropped":
            return ""
        if kind == "number":
            return self._number(word, way, rng)
        if way == "other":
            return self.other(plain(word), rng)
        if way == "split" and len(word) >= SPLITTABLE:
            at = rng.randint(3, len(word) - 3)
            return f"{word[:at]} {word[at:]}"
        return word if way in ("right", "joined") else self.respell(word, rng)

    def _number(self, word: str, way: str, rng: random.Random) -> str:
        digits = DIGITS.get(plain(word), word if word.isdigit() else "")
        if way not in ("right", "joined"):
            if digits.isdigit():
                at = rng.randrange(len(digits))
                return digits[:at] + str(rng.randrange(10)) + digits[at + 1 :]
            return self.respell(word, rng)
        return digits if digits and rng.random() < self.number_as_digits else word

    def respell(self, word: str, rng: random.Random) -> str:
        """The word with some of its letters as they are misheard."""
        heard = f"^{word.lower()}$"
        n_edits = 1 + sum(rng.random() < self.edits_a_word - 1 for _ in range(len(word) // 4))
        for _ in range(n_edits):
            fitting = [each for each in self.edits if each[0] in heard and each[0] != each[1]]
            if not fitting:
                break
            was, becomes, _n = rng.choices(fitting, [each[2] for each in fitting])[0]
            places = [found.start() for found in re.finditer(re.escape(was), heard)]
            at = rng.choice(places)
            heard = heard[:at] + becomes + heard[at + len(was) :]
        heard = heard.strip("^$")
        return (heard.capitalize() if word[0].isupper() else heard) or word

    def other(self, word: str, rng: random.Random) -> str:
        """Another word, one that sounds somewhat alike where there is one."""
        if known := self.words.get(word):
            return rng.choice(known)
        drawn = rng.sample(self.instead, min(CANDIDATES, len(self.instead)))
        return max(drawn, key=lambda each: SequenceMatcher(None, word, each).ratio())


@lru_cache(maxsize=1)
def _ears() -> dict[str, Ear]:
    with TABLE.open("rb") as file:
        tables: dict[str, dict[str, Any]] = tomllib.load(file)
    fields = set(Ear.__dataclass_fields__)
    return {
        language: Ear(**{key: value for key, value in table.items() if key in fields})
        for language, table in tables.items()
    }


def mishear(text: str, language: str, rng: random.Random, share: float = 0.2) -> str:
    """The text with about `share` of its words wrong, as Whisper base would write it.

    Masks (`[name]`) stay. Raises KeyError for a language that was not learnt.
    """
    ear = _ears()[language]
    heard: list[str] = []
    is_first, is_joined = True, False
    for token in text.split():
        lead, word, tail = TOKEN.fullmatch(token).groups()  # type: ignore[union-attr]
        if not word or MASK.search(token):
            heard.append(token)
            is_joined = False
            continue
        kind = kind_of(word, is_first)
        is_first = tail.endswith((".", "?", "!"))
        if word[0].isupper() and rng.random() < ear.lost["capital"]:
            word = word[0].lower() + word[1:]
        way = ear.way(kind, share, rng)
        piece = ear.hear(word, kind, way, rng)
        if not piece:
            continue
        piece = lead + piece + _marks(tail, ear, rng)
        if is_joined or (heard and heard[-1][-1:].isdigit() and piece[0].isdigit()):
            heard[-1] += piece
        else:
            heard.append(piece)
        is_joined = way == "joined" and not tail
        if way != "right" and ear.inserted and rng.random() < ear.inserted_a_word:
            heard.append(rng.choice(ear.inserted))
            is_joined = False
    return " ".join(heard) or text


def mishear_contact(contact: Contact, seed: int = 0, share: float = 0.2) -> Contact:
    """A contact whose turns were misheard; the same seed gives the same words."""
    rng = _rng_of(contact.contact_id, seed)
    language = contact.language or "nl"
    turns = tuple(
        replace(turn, text=mishear(turn.text, language, rng(turn.text), share))
        for turn in contact.turns
    )
    return replace(contact, turns=turns)


def mishear_document(
    document: dict[str, Any], language: str, seed: int = 0, share: float = 0.2
) -> dict[str, Any]:
    """A contact document whose turns were misheard, before anything is redacted."""
    rng = _rng_of(document["contact_id"], seed)
    turns = [
        turn | {"text": mishear(turn["text"], language, rng(turn["text"]), share)}
        for turn in document["turns"]
    ]
    return document | {"turns": turns}


def _rng_of(contact_id: str, seed: int) -> Callable[[str], random.Random]:
    """Chance that hangs on the words alone: what a recogniser copied stays a copy."""
    return lambda text: random.Random(f"{seed}/{contact_id}/{text}")  # noqa: S311


def _marks(tail: str, ear: Ear, rng: random.Random) -> str:
    kept = [
        mark
        for mark in tail
        if not (
            (mark in ",;:" and rng.random() < ear.lost["comma"])
            or (mark in ".?!" and rng.random() < ear.lost["stop"])
        )
    ]
    return "".join(kept)
