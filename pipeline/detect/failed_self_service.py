"""A customer tried to do it themselves first."""

import re
from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Journey, Quote, Sighting
from pipeline.language import Phrases

PHRASES = Phrases.beside(__file__)
SAID_SO = 0.9  # the phrase says both: tried there, and in vain
SEEN_TOGETHER = 0.75  # a channel and a failure in one turn


SENTENCE_END = re.compile(r"[.?!]")
NEAR = 160  # characters between the channel and how it failed: further apart they are two things


@detector(version=1)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer says that website, app, chatbot or portal was tried first, in vain."""
    for contact in journey.contacts:
        is_asked = False
        for turn in contact.turns:
            if turn.speaker == "agent":
                is_asked = PHRASES.has(contact.language, turn.text, "channel") and "?" in turn.text
                continue
            if turn.speaker == "customer":
                found = _in_vain(contact.language, turn.text, is_asked)
                if found:
                    span, confidence = found
                    yield Sighting(
                        evidence=(Quote.cite(contact.contact_id, turn, "tried_in_vain", *span),),
                        leg_no=turn.leg_no,
                        confidence=confidence,
                    )
            is_asked = False


def _in_vain(
    language: str | None, text: str, is_asked: bool
) -> tuple[tuple[int, int], float] | None:
    """Where a turn says that a channel failed, and how sure; `is_asked`: the agent named the channel."""
    for whole in PHRASES.find(language, text, "tried_in_vain"):
        return (whole.start, whole.end), SAID_SO
    failures = PHRASES.find(language, text, "failure")
    for channel in PHRASES.find(language, text, "channel"):
        for failure in failures:
            start, end = min(channel.start, failure.start), max(channel.end, failure.end)
            is_other_sentence = failure.end <= channel.start and SENTENCE_END.search(
                text, failure.end, channel.start
            )
            if end - start <= NEAR and not is_other_sentence:
                return (start, end), SEEN_TOGETHER
    if is_asked and failures:
        return (failures[0].start, failures[0].end), SEEN_TOGETHER
    return None
