"""A customer complains of waiting to be helped: in the queue, on hold, kept on the telephone."""

import re
from collections.abc import Iterator, Mapping

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Phrases
from pipeline.language.asks import NUMBER_WORDS
from pipeline.language.senses import Said, claims
from pipeline.language.sentences import sentences
from pipeline.language.words import content_words, spoken_words

PHRASES = Phrases.beside(__file__)
CLAIM_FROM = 0.4  # chance from which a turn is claimed …
SAID_FROM = 0.25  # … and from which one with plain words is, whatever stands around them
SAID_OUTRIGHT = 0.85  # waiting to be helped, in words that leave no doubt
WITH_HOW_LONG = 0.8  # waiting, and how long it took
ONLY_HOW_LONG = 0.7  # a bare "twenty minutes" as the first thing said
FIRST_TURNS = 2  # of the customer in a leg: there, a bare number of minutes is the wait just ended
CLAUSE = re.compile(r"[^,.;?!]+")
TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig")  # "tweeëntwintig", and by itself


@detector(version=2)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer complains of the queue, of being on hold or of being kept on the telephone.

    Waiting for a delivery, an engineer or money is not this.
    """
    for contact in journey.contacts:
        found = said(contact)
        other = _about_other_waits(contact, found)
        for claim in claims(
            "wait_complaint", contact, found, CLAIM_FROM, said_from=SAID_FROM, ruled_out=other
        ):
            place = claim.turn, "waited", claim.start, claim.end
            yield Sighting(
                evidence=(Quote.cite(contact.contact_id, *place),),
                leg_no=claim.turn.leg_no,
                confidence=claim.chance,
            )


def said(contact: Contact) -> dict[int, Said]:
    """The customer's turns that complain of waiting in so many words, by position."""
    found: dict[int, Said] = {}
    spoken: dict[int, int] = {}  # turns of the customer so far, by leg
    asked: Turn | None = None
    for position, turn in enumerate(contact.turns):
        if turn.speaker != "customer":
            asked = turn
            continue
        spoken[turn.leg_no] = spoken.get(turn.leg_no, 0) + 1
        is_answer = asked is not None and PHRASES.has(contact.language, asked.text, "asks_how_long")
        opens = spoken[turn.leg_no] <= FIRST_TURNS and not is_answer
        if complaint := _complaint(contact.language, turn.text, opens):
            found[position] = complaint
    return found


def _about_other_waits(contact: Contact, said: Mapping[int, Said]) -> set[int]:
    """Turns whose phrases tell of another wait, or of one that nobody minds, and of no complaint."""
    return {
        position
        for position, turn in enumerate(contact.turns)
        if position not in said and PHRASES.has(contact.language, turn.text, "not_this")
    }


def _complaint(language: str | None, text: str, opens: bool) -> Said | None:
    """Where a turn complains of waiting, and how sure; `opens`: near the start of a leg, unasked."""
    for start, end in sentences(text):
        saying = text[start:end]
        if PHRASES.has(language, saying, "not_this"):
            continue
        for match in PHRASES.find(language, saying, "waited"):
            return Said(start + match.start, start + match.end, SAID_OUTRIGHT)
        waits = PHRASES.find(language, saying, "waiting", "reaching")
        lasts = PHRASES.find(language, saying, "how_long")
        if waits and lasts:
            first, last = sorted((waits[0], lasts[0]), key=lambda match: match.start)
            return Said(start + first.start, start + max(first.end, last.end), WITH_HOW_LONG)
        if opens:
            for clause in CLAUSE.finditer(saying):
                if _is_only_how_long(language, clause.group()):
                    return Said(start + clause.start(), start + clause.end(), ONLY_HOW_LONG)
    return None


def _is_only_how_long(language: str | None, clause: str) -> bool:
    """Whether a clause says a number of minutes and nothing else of substance."""
    if not PHRASES.has(language, clause, "how_long") or not any(
        _is_number(word) for word in spoken_words(clause)
    ):
        return False
    ignored = {
        word
        for match in PHRASES.find(language, clause, "how_long", "sighs")
        for word in spoken_words(clause[match.start : match.end])
    }
    return all(word in ignored or _is_number(word) for word in content_words(clause))


def _is_number(word: str) -> bool:
    return (
        word.isdigit()
        or word in NUMBER_WORDS
        or word.endswith(TENS)
        or word in ("kwartier", "half", "halfuur", "uur", "hour", "anderhalf")
    )
