"""How it is for a customer, in the customer's own words: low and high, turn by turn.

Only words are read, and only the customer's; nothing is taken from how a voice sounds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pipeline.domain import Contact, Journey, Turn
from pipeline.language.phrases import Phrases
from pipeline.language.senses import strengths, together
from pipeline.language.words import spoken_words
from pipeline.trained import load_choice, load_weights

PHRASES = Phrases.beside(__file__)
LOW = ("disbelief", "anger", "despair", "sorrow", "reproach")
HIGH = ("relief", "delight", "better_than_hoped", "warm_thanks", "turned")
SHORT = 5  # words of an answer that opens with a call or a question back
LONG = 50  # words from which a turn counts as long
MOST = 2.0  # times that one feeling counts in a turn
Place = tuple[str, int]  # contact and turn
_OPENING = re.compile(r"^[^.?!]*[?!]")


@dataclass(frozen=True, slots=True)
class Point:
    """A customer's turn in a journey, and the chance (0-1) that it is the low or the high point."""

    contact: Contact
    turn: Turn
    low: float
    high: float

    @property
    def place(self) -> Place:
        """Contact and turn."""
        return self.contact.contact_id, self.turn.turn_no


def points_of(journey: Journey) -> list[Point]:
    """Every turn of the customer in a journey, in order; how low and high it is, also by its meaning."""
    low, high = _by_meaning("valley", journey), _by_meaning("peak", journey)
    return [
        replace(each, low=low(each.place, each.low), high=high(each.place, each.high))
        for each in said_of(journey)
    ]


def _by_meaning(sense: str, journey: Journey) -> Callable[[Place, float], float]:
    """The chance that the turn of a place has a sense, when its words say so with some chance."""
    model = load_choice("senses").options[sense]
    meant = {
        (contact.contact_id, contact.turns[position].turn_no): strength
        for contact in journey.contacts
        for position, strength in strengths(sense, contact).items()
    }
    return lambda place, said: model.chance(together(said, meant[place]))


def said_of(journey: Journey) -> list[Point]:
    """Every turn of the customer in a journey, in order, with how low and high its words are."""
    theirs = [
        (contact, turn)
        for contact in journey.contacts
        for turn in contact.turns
        if turn.speaker == "customer"
    ]
    points = []
    for position, (contact, turn) in enumerate(theirs, start=1):
        signs = feelings(contact.language, turn.text, position / len(theirs))
        low, high = load_weights("valley").chance(signs), load_weights("peak").chance(signs)
        points.append(Point(contact, turn, low, high))
    return points


def feelings(language: str | None, text: str, place: float) -> Mapping[str, float]:
    """What a customer's turn says of how it is, as numbers.

    For each feeling how often it is said (at most twice); `asks_back` is 1 when the turn opens with
    a short question ("Wednesday?"), `calls_out` when it has an exclamation mark; `length` is 0-1 and
    1 from fifty words; `place` is where in the journey it stands, 0-1.
    """
    signs = dict.fromkeys((*LOW, *HIGH), 0.0)
    for match in PHRASES.find(language, text):
        signs[match.cue] = min(MOST, signs[match.cue] + 1.0)
    opening = _OPENING.match(text)
    is_short = opening is not None and len(spoken_words(opening.group())) <= SHORT
    signs["asks_back"] = float(is_short and opening is not None and opening.group()[-1] == "?")
    signs["calls_out"] = float("!" in text)
    signs["length"] = min(1.0, len(spoken_words(text)) / LONG)
    signs["place"] = place
    return signs
