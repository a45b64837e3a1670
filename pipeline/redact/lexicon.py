"""The word lists beside this module, read once: Dutch and English together, since callers mix them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

LANGUAGES = ("nl", "en")
# The beginning of a number, in figures or words.
_NUMBER = (
    r"(?:\d|(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dubbel"
    r"|zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|double|triple"
    r"|\w+tien|\w+tig|\w+teen|\w+ty)\b)"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the rules know of both languages; every word in small letters."""

    units: frozenset[str]
    never_code: frozenset[str]
    banks: frozenset[str]
    separators: frozenset[str]
    fillers: frozenset[str]
    pauses: Mapping[str, tuple[tuple[str, ...], ...]]  # by their first word: "ik bedoel"
    explains: frozenset[str]  # between a letter and its word: "K van kaas"
    letters: Mapping[str, str]  # "ka" and "karel" alike
    spelling: Mapping[str, str]  # "karel" alone
    mentions: re.Pattern[str]  # one named group a kind; at the start of a word
    mentions_inside: re.Pattern[str]  # the same inside compounds ("zorgpolisnummer"), slower
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    date_joints: frozenset[str]
    born: re.Pattern[str]
    not_born: re.Pattern[str]
    street_endings: tuple[str, ...]
    likely_endings: tuple[str, ...]  # of streets where a number follows
    street_types: frozenset[str]
    not_streets: frozenset[str]
    house_words: frozenset[str]
    house_roles: frozenset[str]  # words of where people live, beside a bare number
    visits: frozenset[str]  # words of going to where people live
    floors: frozenset[str]
    queue: frozenset[str]  # of the place in a queue, which is a number as well
    titles: frozenset[str]
    relations: frozenset[str]
    kin: frozenset[str]
    roles: frozenset[str]
    before_people: frozenset[str]
    after_people: frozenset[str]
    speaks: frozenset[str]
    near_people: frozenset[str]
    before_places: frozenset[str]
    before_things: frozenset[str]
    present: frozenset[str]  # "is X er?"
    addresses: frozenset[str]
    particles: frozenset[str]
    surname_particles: frozenset[str]
    introduces: re.Pattern[str]
    hints: re.Pattern[str]
    follows: re.Pattern[str]
    hellos: frozenset[str]
    greetings: frozenset[str]
    ordinary: frozenset[str]
    given: frozenset[str]
    surnames: frozenset[str]
    ambiguous: frozenset[str]
    starters: frozenset[str]
    brands: frozenset[str]
    given_wide: frozenset[str]  # given names from further away, no word or town
    people: frozenset[
        str
    ]  # those and given names and surnames from everywhere that are no word or town
    surname_endings: tuple[str, ...]  # of words that are surnames when they are no words
    towns: frozenset[str]
    vocabulary: frozenset[str]  # words of the languages themselves: with a capital they are no name


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _listed(name: str) -> frozenset[str]:
    """A list with a word a line, from general sources: see `lists.LICENSE`."""
    return frozenset(resources.files(__package__).joinpath(name).read_text("utf-8").split())


def _words(listed: str | Iterable[str]) -> frozenset[str]:
    return frozenset(listed.split() if isinstance(listed, str) else listed)


def _by_first_word(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases in words, under their first word, the longest first."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True):
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _phrases(
    phrases: Iterable[str], *, before: str = r"(?<!\w)", after: str = r"(?!\w)"
) -> re.Pattern[str]:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(before + "(?:" + "|".join(map(re.escape, longest_first)) + ")" + after)


def _as_heard(phrase: str) -> str:
    """The same phrase with the ways in which "nummer" and "kaart" are misheard, and `{number}` filled in."""
    heard = phrase.replace("nummer", "n(?:u|ij|a|o)mm?er").replace("kaart", "kaa?rt")
    return heard.replace("{number}", _NUMBER)


def _load() -> Words:
    files = [_read(f"words.{language}.toml") for language in LANGUAGES]
    names = _read("names.toml")
    vocabulary = _listed("vocabulary.txt")

    def union(*keys: str) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for file in files:
            value: Any = file
            for key in keys:
                value = value[key]
            found |= _words(value)
        return found

    def table(*keys: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for file in files:
            value: Any = file
            for key in keys:
                value = value[key]
            found |= value
        return found

    # Kinds in the order of the file; an earlier kind wins where two begin at the same place.
    kinds = list(files[0]["asks"])
    asks = "|".join(
        f"(?P<{kind}>" + "|".join(_as_heard(p) for file in files for p in file["asks"][kind]) + ")"
        for kind in kinds
    )
    spelling = {word: word[0].upper() for word in union("spelling")}
    ordinals = {"thirtieth": 30}
    for file in files:
        for number, word in enumerate(file["dates"]["ordinals"].split(), start=1):
            ordinals |= {word: number, word.replace("ë", "e"): number}
    dutch, english = (file["places"] for file in files)
    return Words(
        units=union("units"),
        never_code=union("never_code"),
        banks=_words(files[0]["banks"]),
        separators=union("separators"),
        fillers=union("fillers"),
        pauses=_by_first_word(phrase for file in files for phrase in file["pauses"]),
        explains=union("explains"),
        letters=table("letters") | spelling,
        spelling=spelling,
        mentions=re.compile(rf"(?<!\w)(?:{asks})"),
        mentions_inside=re.compile(asks),
        months={
            form: number
            for file in files
            for number, month in enumerate(file["dates"]["months"].split(), start=1)
            for form in (month, month[:3])
            if len(month) > 3 or form == month
        },
        ordinals=ordinals,
        date_joints=union("dates", "joints"),
        born=_phrases(union("dates", "born"), after=""),
        not_born=_phrases(union("dates", "not_born")),
        street_endings=tuple(dutch["endings"].split()),
        likely_endings=tuple(dutch["likely_endings"].split())
        + tuple(english["likely_endings"].split()),
        street_types=_words(english["types"]),
        not_streets=_words(dutch["not_streets"]),
        house_words=union("places", "number_words"),
        house_roles=union("places", "house_roles"),
        visits=union("places", "visits"),
        floors=union("places", "floors"),
        queue=union("places", "queue"),
        titles=union("people", "titles"),
        relations=union("people", "relations") | union("people", "kin"),
        kin=union("people", "kin"),
        roles=union("people", "roles"),
        before_people=union("people", "before_people"),
        after_people=union("people", "after_people"),
        speaks=union("people", "speaks"),
        near_people=union("people", "near_people"),
        before_places=union("people", "before_places"),
        before_things=union("people", "before_things"),
        present=union("people", "present"),
        addresses=union("people", "addresses"),
        particles=union("people", "particles"),
        surname_particles=_words("van de der den ter ten el al vander vanden von"),
        introduces=_phrases(union("people", "introduces")),
        hints=_phrases(union("people", "hints")),
        follows=_phrases(union("people", "follows")),
        hellos=union("people", "hellos"),
        greetings=union("people", "greetings"),
        ordinary=union("ordinary_words")
        if "ordinary_words" in files[0]
        else union("people", "ordinary"),
        given=_words(names["given"]),
        surnames=_words(names["surnames"]),
        ambiguous=_words(names["ambiguous"])
        | ((_words(names["surnames"]) - _words(names["given"])) & vocabulary),
        starters=_words(names["starters"]),
        brands=_words(names["brands"]),
        given_wide=_listed("given.txt"),
        people=_listed("people.txt") | _listed("given.txt"),
        surname_endings=tuple(names["surname_endings"].split()),
        towns=_listed("towns.txt"),
        vocabulary=vocabulary,
    )


WORDS = _load()
