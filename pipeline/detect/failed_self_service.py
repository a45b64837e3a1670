"""A customer tried to do it themselves first."""

from collections.abc import Iterator
from itertools import product

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting
from pipeline.language import Match, Phrases
from pipeline.language.senses import Said, claims
from pipeline.language.sentences import sentences
from pipeline.language.words import WORD, fold

PHRASES = Phrases.beside(__file__)
CLAIM_FROM = 0.35  # chance from which a turn is claimed
SAID_SO = 0.9  # the phrase says both: tried there, and in vain
SEEN_TOGETHER = 0.75  # a channel and a failure, or an answer that it failed
ONLY_TRIED = 0.6  # tried there; that it was in vain shows from the call alone
NEAR = 160  # characters between the channel and how it failed: further apart they are two things
CHANNEL_WORDS = ("site", "portaal", "portal", "chatbot", "webshop", "omgeving", "clubapp", "hub")


@detector(version=3)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer says that website, app, chatbot or portal was tried first, in vain."""
    for contact in journey.contacts:
        for claim in claims("failed_self_service", contact, said(contact), CLAIM_FROM):
            place = claim.turn, "tried_in_vain", claim.start, claim.end
            yield Sighting(
                evidence=(Quote.cite(contact.contact_id, *place),),
                leg_no=claim.turn.leg_no,
                confidence=claim.chance,
            )


def said(contact: Contact) -> dict[int, Said]:
    """The customer's turns that tell of a vain attempt in so many words, by position."""
    found: dict[int, Said] = {}
    is_asked = False
    for position, turn in enumerate(contact.turns):
        if turn.speaker == "agent":
            is_question = "?" in turn.text or PHRASES.has(contact.language, turn.text, "asks")
            is_asked = is_question and bool(_channels(contact.language, turn.text))
            continue
        attempt = next(_in_vain(contact.language, turn.text, is_asked), None)
        if turn.speaker == "customer" and attempt:
            found[position] = Said(*attempt)
        is_asked = False
    return found


def _in_vain(language: str | None, text: str, is_asked: bool) -> Iterator[tuple[int, int, float]]:
    """Where a turn says that a channel failed, and how sure, surest first.

    `is_asked`: the agent has just asked whether a channel was tried.
    """
    for whole in PHRASES.find(language, text, "tried_in_vain"):
        yield whole.start, whole.end, SAID_SO
    channels = _channels(language, text)
    failures = PHRASES.find(language, text, "failure")
    for channel, failure in product(channels, failures):
        start, end = min(channel[0], failure.start), max(channel[1], failure.end)
        is_before = failure.end <= channel[0] and not _same_sentence(text, failure, channel)
        if end - start <= NEAR and not is_before:
            yield start, end, SEEN_TOGETHER
    if is_asked and failures:
        yield failures[0].start, failures[0].end, SEEN_TOGETHER
    yield from _together(text, channels, PHRASES.find(language, text, "cannot"), SEEN_TOGETHER)
    if not PHRASES.has(language, text, "worked", "other_time"):
        tries = PHRASES.find(language, text, "tried")
        yield from _together(text, channels, tries, ONLY_TRIED)
        if is_asked and tries:
            yield tries[0].start, tries[0].end, ONLY_TRIED


def _together(
    text: str, channels: list[tuple[int, int]], matches: list[Match], confidence: float
) -> Iterator[tuple[int, int, float]]:
    """Where a channel and a match stand in one sentence."""
    for channel, match in product(channels, matches):
        if _same_sentence(text, match, channel):
            yield min(channel[0], match.start), max(channel[1], match.end), confidence


def _channels(language: str | None, text: str) -> list[tuple[int, int]]:
    """Where a text names a place to help oneself, also in a compound ("ledensite")."""
    named = [(match.start, match.end) for match in PHRASES.find(language, text, "channel")]
    compounds = [
        match.span() for match in WORD.finditer(fold(text)) if match.group().endswith(CHANNEL_WORDS)
    ]
    return sorted({*named, *compounds})


def _same_sentence(text: str, match: Match, channel: tuple[int, int]) -> bool:
    return any(
        start <= match.start < end and start <= channel[0] < end for start, end in sentences(text)
    )
