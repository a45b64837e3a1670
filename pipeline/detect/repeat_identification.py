"""A customer has to identify twice."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Phrases
from pipeline.language.asks import answers, asked_for, given_in, kind_of

PHRASES = Phrases.beside(__file__)
SURE = 0.85  # asked and answered twice
LIKELY = 0.65  # asked twice, but the second answer is not recognised as one
ANSWER_WITHIN = 3  # turns after the ask in which the answer comes


@detector(version=1)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The agent asks again for what the customer already gave earlier in the same call.

    Who they are, where they live, a number, given to another agent of this call. A check for security is marked as such, since it may be justified.
    """
    for contact in journey.contacts:
        given: dict[str, Turn] = {}
        turns = contact.turns
        for position, turn in enumerate(turns):
            if turn.speaker == "customer":
                for what in given_in(turn.text):
                    given.setdefault(kind_of(what), turn)
            if turn.speaker != "agent":
                continue
            whats = asked_for(contact.language, turn.text)
            if not whats:
                continue
            following = turns[position + 1 : position + 1 + ANSWER_WITHIN]
            answer = next(
                (t for t in following if t.speaker == "customer" and t.leg_no == turn.leg_no), None
            )
            is_answered = answer is not None and answers(answer.text, whats)
            again = [what for what in whats if _is_given_before(given.get(kind_of(what)), turn)]
            if again:
                earlier = given[kind_of(again[0])]
                yield _sighting(contact, turn, answer if is_answered else None, earlier, again)
            if is_answered and answer is not None:
                for what in whats:
                    given.setdefault(kind_of(what), answer)


def _is_given_before(earlier: Turn | None, ask: Turn) -> bool:
    return earlier is not None and earlier.leg_no != ask.leg_no


def _sighting(
    contact: Contact, ask: Turn, answer: Turn | None, earlier: Turn, whats: list[str]
) -> Sighting:
    is_security = PHRASES.has(contact.language, ask.text, "security")
    lost = [ask] + ([answer] if answer else [])
    return Sighting(
        evidence=(Quote.cite(contact.contact_id, ask, "asked_again"),),
        related=(Quote.cite(contact.contact_id, earlier, "given"),),
        leg_no=ask.leg_no,
        related_leg_no=earlier.leg_no,
        confidence=SURE if answer else LIKELY,
        seconds_lost=round(sum(turn.end_s - turn.start_s for turn in lost), 1),
        detail={"what": whats, "is_security": is_security},
    )
