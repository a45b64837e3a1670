"""An agent insults, mocks, blames or brushes off the customer, in words that can be quoted."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Phrases
from pipeline.language.senses import Said, claims
from pipeline.language.sentences import sentences

PHRASES = Phrases.beside(__file__)
PLAIN = ("insults", "mocks", "blames", "brushes_off")
CLAIM_FROM = 0.35  # chance from which a turn is claimed for its tone alone …
SAID_FROM = 0.22  # … and from which one with plain words is, whatever stands around them
SAID_OUTRIGHT = 0.75  # hard to mean kindly
OBJECTED_TO = 0.9  # and the customer takes it so
ONLY_OBJECTED = 0.65  # nothing in the lists, but the customer says that it was rude


@detector(version=2)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The agent insults, mocks, blames or rudely brushes off the customer.

    What the customer says of it next makes it surer. A refusal or a rule, put plainly, is not this.
    """
    for contact in journey.contacts:
        found = _conducts(contact)
        hits = {position: hit for position, (_, hit) in found.items()}
        for claim in claims("misconduct", contact, hits, CLAIM_FROM, said_from=SAID_FROM):
            cue = found[claim.position][0] if claim.position in found else "tone"
            yield Sighting(
                evidence=(Quote.cite(contact.contact_id, claim.turn, cue, claim.start, claim.end),),
                leg_no=claim.turn.leg_no,
                confidence=claim.chance,
            )


def said(contact: Contact) -> dict[int, Said]:
    """The agent's turns with insult, mockery or blame in so many words, by position."""
    return {position: hit for position, (_, hit) in _conducts(contact).items()}


def _conducts(contact: Contact) -> dict[int, tuple[str, Said]]:
    """What is wrong with the agent's turns, by position: the cue, and where it shows."""
    found = {
        position: _conduct(contact, turn, _answer(contact, position))
        for position, turn in enumerate(contact.turns)
        if turn.speaker == "agent"
    }
    return {position: conduct for position, conduct in found.items() if conduct}


def _conduct(contact: Contact, turn: Turn, answer: str) -> tuple[str, Said] | None:
    """What is wrong with a turn, where, and how sure; `answer`: what the customer says next."""
    objected = PHRASES.has(contact.language, answer, "objects", "names_it")
    for start, end in sentences(turn.text):
        saying = turn.text[start:end]
        if PHRASES.has(contact.language, saying, "meant_well"):
            continue
        for match in PHRASES.find(contact.language, saying, *PLAIN):
            span = start + match.start, start + match.end
            return match.cue, Said(*span, OBJECTED_TO if objected else SAID_OUTRIGHT)
        for match in PHRASES.find(contact.language, saying, "curt"):
            if (match.start, match.end) == (0, len(saying.rstrip(".?! "))):
                sure = OBJECTED_TO if objected else SAID_OUTRIGHT
                return match.cue, Said(start, end, sure)
    if PHRASES.has(contact.language, answer, "names_it"):
        return "objected_to", Said(0, len(turn.text), ONLY_OBJECTED)
    return None


def _answer(contact: Contact, position: int) -> str:
    """What the customer says right after a turn; empty where somebody else speaks first."""
    following = contact.turns[position + 1 : position + 2]
    return following[0].text if following and following[0].speaker == "customer" else ""
