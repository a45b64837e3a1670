"""What a contact is about, in two or three words as a coach would say it: "factuur te hoog".

A reason is a thing and a problem. Problems are kinds that every branch knows (phrase lists); the thing
is one that every branch knows by several words, or else the contact's own most telling noun. A name
depends on nothing but what was said in the contact, so it is the same every night, and contacts about
the same thing get the same name, whoever calls.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.domain import Contact, Turn
from pipeline.language import Phrases, content_words, fold
from pipeline.language.phrases import LANGUAGES
from pipeline.language.words import MASK, WORD

PHRASES = Phrases.beside(__file__)
OPENING_TURNS = 5  # of the customer, in which people say what they reach us for
FADING = 0.75  # each of those turns says less about it than the one before
LATER = 0.15  # what a mention is worth after that, or by the agent
NEAR_PROBLEM = 2.0  # what a mention in the words of the problem or beside them counts for more
KNOWN_THING = 1.5  # … and of a thing that every branch knows
NEAR = 60  # characters that count as beside
LEAST = 0.8  # weight from which a noun is worth naming
ENOUGH_MENTIONS = 2  # of a noun that is neither known nor near the problem
BEFORE_NOUN = {
    "nl": frozenset("de het een 't 'n mijn m'n mijne onze ons deze dit geen uw jullie".split())
    | frozenset("nen ne den mijnen".split()),
    "en": frozenset("the a an my our this these your his her their".split()),
}
PREPOSITIONS = {
    "nl": frozenset("in op bij naar aan met uit onder achter tegen tussen door langs per".split()),
    "en": frozenset("in on at to with from under behind into by near through onto".split()),
}
ASIDE = 0.5  # what a noun behind one of them counts for: "op de snelweg" is where, not what
LONG = 5  # letters from which a thing is known wherever it stands, not only behind an article
SHORTEST_HEAD = 4
LONGEST_RUN = 3
THING = "{thing}"  # where it stands in the name of a problem
VERBS = {"nl": ("ende",), "en": ("ed", "ly")}  # ends of words that are no nouns
VAGUE = {"death", "wrong", "late", "change", "request", "question", "return", "not_working"}
VAGUE_COUNTS = 0.6  # problems that are said of much, beside one that is more to the point


@dataclass(frozen=True, slots=True)
class Themes:
    """The names of a language: of events, of problems with and without a thing, of things by their words.

    `heads` are those that compounds end in, as Dutch writes them: "jaarnota". `generic` are nouns that say nothing, `describing` what may stand between an article and a noun.
    """

    events: Mapping[str, str]
    problems: Mapping[str, str]
    alone: Mapping[str, str]
    things: Mapping[str, str]
    heads: tuple[str, ...]
    generic: frozenset[str]
    describing: frozenset[str]

    def thing(self, word: str) -> str | None:
        """The thing that a folded word means, itself or as the end of a compound."""
        if word in self.things:
            return self.things[word]
        heads = [head for head in self.heads if word.endswith(head)]
        return self.things[max(heads, key=len)] if heads else None


def contact_reason(contact: Contact) -> str | None:
    """The agent's disposition code, else thing and problem, or the one that is known; None if none."""
    if contact.disposition:
        return contact.disposition
    language = contact.language if contact.language in LANGUAGES else LANGUAGES[0]
    themes = load_themes(language)
    told = _told(contact)
    problem = _problem(language, told)
    if problem and problem in themes.events:
        return themes.events[problem]
    thing = _thing(contact, language, told, problem, themes)
    if thing is None or problem is None:
        return thing or (themes.alone[problem] if problem else None)
    return themes.problems[problem].replace(THING, thing)


@lru_cache(maxsize=len(LANGUAGES))
def load_themes(language: str) -> Themes:
    """Read `themes.<language>.toml` from beside this module."""
    with Path(__file__).with_name(f"themes.{language}.toml").open("rb") as file:
        table = tomllib.load(file)
    things = {fold(w): name for name, words in table["things"].items() for w in (name, *words)}
    return Themes(
        events=table["events"],
        problems=table["problems"],
        alone={
            problem: table["alone"].get(problem, pattern.replace(THING, "").strip())
            for problem, pattern in table["problems"].items()
        },
        things=things,
        heads=tuple(w for w in things if language == "nl" and len(w) >= SHORTEST_HEAD),
        generic=frozenset(fold(table["generic"]["words"]).split()),
        describing=frozenset(fold(table["describing"]["words"]).split()),
    )


def _told(contact: Contact) -> list[tuple[Turn, float]]:
    """The turns in which the customer says why, with the weight of each; greetings don't count."""
    saying = [
        turn for turn in contact.turns if turn.speaker == "customer" and content_words(turn.text)
    ]
    return [(turn, FADING**i) for i, turn in enumerate(saying[:OPENING_TURNS])]


def _problem(language: str, told: Iterable[tuple[Turn, float]]) -> str | None:
    """The problem that weighs most; of equals the one that the list names first."""
    weights: dict[str, float] = defaultdict(float)
    for turn, weight in told:
        for cue in {match.cue for match in PHRASES.find(language, turn.text)}:
            weights[cue] += weight * (VAGUE_COUNTS if cue in VAGUE else 1.0)
    themes = load_themes(language)
    rank = [*themes.events, *themes.problems]
    return max(weights, key=lambda cue: (round(weights[cue], 6), -rank.index(cue)), default=None)


def _thing(
    contact: Contact,
    language: str,
    told: list[tuple[Turn, float]],
    problem: str | None,
    themes: Themes,
) -> str | None:
    """The noun that the opening is most about, as a thing where it is one."""
    weights: dict[str, float] = defaultdict(float)
    mentions: Counter[str] = Counter()
    order: dict[str, int] = {}
    importance = {turn.turn_no: weight for turn, weight in told}
    for turn in contact.turns:
        if turn.speaker == "ivr":
            continue
        weight = importance.get(turn.turn_no, LATER)
        is_told = turn.turn_no in importance
        spans = PHRASES.find(language, turn.text, problem) if problem and is_told else []
        for word, start, share in _nouns(language, turn.text, themes):
            thing = themes.thing(word)
            name = thing or word
            is_near = any(m.start - NEAR <= start <= m.end + NEAR for m in spans)
            worth = (
                share
                * weight
                * (KNOWN_THING if thing else 1.0)
                * (NEAR_PROBLEM if is_near else 1.0)
            )
            weights[name] += worth
            is_enough = is_near or thing or not problem
            mentions[name] += ENOUGH_MENTIONS if is_enough else 1
            order.setdefault(name, len(order))
    worthy = [n for n, w in weights.items() if w >= LEAST and mentions[n] >= ENOUGH_MENTIONS]
    return max(worthy, key=lambda name: (round(weights[name], 6), -order[name]), default=None)


def _nouns(language: str, text: str, themes: Themes) -> Iterable[tuple[str, int, float]]:
    """Known things, and what else stands where nouns stand, behind an article or the like.

    Each with where it begins and for how much it counts.
    """
    folded = MASK.sub(lambda mask: " " * len(mask.group()), fold(text))
    content = set(content_words(text))
    words = list(WORD.finditer(folded))
    taken: set[int] = set()
    for position, word in enumerate(words):
        if word.group() in BEFORE_NOUN[language]:
            run = _run(folded, words[position + 1 : position + 1 + LONGEST_RUN], content, themes)
            noun = _noun_of(language, run, themes)
            if noun:
                taken.update(each.start() for each in run)
                before = words[position - 1].group() if position else ""
                is_aside = before in PREPOSITIONS[language]
                yield noun, run[0].start(), ASIDE if is_aside else 1.0
        elif (
            word.start() not in taken
            and word.group() in content - themes.generic
            and len(word.group()) >= LONG
            and themes.thing(word.group())
        ):
            yield word.group(), word.start(), 1.0


def _run(
    folded: str, words: list[re.Match[str]], content: set[str], themes: Themes
) -> list[re.Match[str]]:
    """The words that follow an article side by side and carry meaning; "nieuwe" in front is left out."""
    run: list[re.Match[str]] = []
    for word in words:
        if run and folded[run[-1].end() : word.start()] != " ":
            break
        if word.group() in themes.describing and not run:
            continue
        if word.group() not in content - themes.generic or word.group()[0].isdigit():
            break
        run.append(word)
    return run


def _noun_of(language: str, run: list[re.Match[str]], themes: Themes) -> str | None:
    """The noun in such a run: the known thing, the word behind adjectives, an English pair of nouns."""
    words = [match.group().removesuffix("'s") for match in run]
    known = next((word for word in words if themes.thing(word)), None)
    if known or not words:
        return known
    if language == "nl":
        while len(words) > 1 and words[0].endswith("e"):
            words.pop(0)
        return None if words[0].endswith(VERBS[language]) else words[0]
    if len(words) > 1 and words[0].endswith("ing"):
        return " ".join(words[:2])
    return None if words[0].endswith(VERBS[language]) else words[0]
