"""A customer proposes how it could be solved."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting
from pipeline.language import Match, Phrases
from pipeline.language.senses import Said, claims
from pipeline.language.sentences import sentences
from pipeline.language.words import spoken_words

PHRASES = Phrases.beside(__file__)
CLAIM_FROM = 0.45  # chance from which a turn is claimed
SAID_OUTRIGHT = 0.75  # "couldn't you just …", "what if I …": hard to read as anything else
OFFERED = 0.6  # "I can come and get it", "just send a new one": often an answer as well
FIRST_TURNS = 1  # of the customer in a contact: what is asked there is what the call is for

OPENING_WORDS = 2  # before a phrase that still opens its sentence: "well, then …"
SUBJECTS = frozenset("ik je jij u hij zij ze we wij jullie ge i you he she we they it".split())


@detector(version=3)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer proposes a solution of their own: another way, a stopgap, something they could do.

    A question, a wish or a yes to what the agent proposes is not one.
    """
    for contact in journey.contacts:
        for claim in claims("customer_proposal", contact, said(contact), CLAIM_FROM):
            place = claim.turn, "proposes", claim.start, claim.end
            yield Sighting(
                evidence=(Quote.cite(contact.contact_id, *place),),
                leg_no=claim.turn.leg_no,
                confidence=claim.chance,
            )


def said(contact: Contact) -> dict[int, Said]:
    """The customer's turns that propose something in so many words, by position."""
    found: dict[int, Said] = {}
    spoken = 0
    asked = ""
    for position, turn in enumerate(contact.turns):
        if turn.speaker != "customer":
            asked = turn.text
            continue
        spoken += 1
        if spoken > FIRST_TURNS and (proposal := _proposal(contact.language, turn.text, asked)):
            found[position] = proposal
    return found


def _proposal(language: str | None, text: str, asked: str) -> Said | None:
    """Where a turn proposes something, and how sure; `asked`: what the agent said before."""
    is_refused = PHRASES.has(language, asked, "refuses")
    offered: Said | None = None
    for start, end in sentences(text):
        saying = text[start:end]
        asides = PHRASES.find(language, saying, "only_asks")
        if any(_opens(saying, each) for each in asides) or PHRASES.has(
            language, saying, "asks_for_somebody"
        ):
            continue
        bridges = PHRASES.has(language, saying, "stopgap")
        for match in PHRASES.find(language, saying):
            asks = saying.endswith("?") or _opens(saying, match)
            if (
                match.cue == "proposes"
                or (match.cue == "asks_outright" and asks)
                or (match.cue == "tells" and _opens(saying, match))
            ):
                return Said(start + match.start, start + match.end, SAID_OUTRIGHT)
            if (match.cue == "offers" and (is_refused or bridges)) or (
                match.cue == "asks" and asks and bridges
            ):
                offered = offered or Said(start + match.start, start + match.end, OFFERED)
    return offered


def _opens(saying: str, match: Match) -> bool:
    """Whether a sentence begins with a phrase, give or take a "well" and a "then"."""
    before = spoken_words(saying[: match.start])
    return len(before) <= OPENING_WORDS and not SUBJECTS.intersection(before)
