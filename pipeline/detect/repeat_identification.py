"""A customer has to identify twice."""

import re
from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Phrases, spoken_words
from pipeline.language.asks import answers, asked_for, given_in, is_read_back, kind_of
from pipeline.language.sentences import sentences
from pipeline.language.words import MASK

PHRASES = Phrases.beside(__file__)
SURE = 0.9  # asked and answered twice, or the customer says so
LIKELY = 0.65  # asked twice, but either the second ask or its answer is not recognised as one
ONLY_SAID = 0.7  # the first time is nowhere to be seen, the customer says that it was given
BARE_WORDS = 6  # of an ask that only its answer explains, and besides the number in that answer
BAREST_WORDS = 2  # of an ask at the end of a greeting
MISHEARD_WITHIN = 3  # turns after which an agent who asks again did not just mishear
BARE_ANSWER = 4  # words of an answer that is nothing but the answer, masked or not
ANSWER_WITHIN = 3  # turns after the ask in which the answer comes
ONLY_NAME = re.compile(r"\[name\](?:[ ,]*\[\w+\])*\W*")


@detector(version=7)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The agent asks again for what the customer already gave earlier in the same call.

    Who they are, where they live, a number: given to another agent of this call, or typed in or given
    before as the customer says. A check for security is marked as such, since it may be justified.
    """
    for contact in journey.contacts:
        given: dict[str, Turn] = {}
        asked: dict[str, str] = {}  # under which name: an account number is no job number
        for position, turn in enumerate(contact.turns):
            if turn.speaker == "customer":
                for what in given_in(turn.text):
                    given.setdefault(kind_of(what), turn)
                if _says_name(contact, turn):
                    given.setdefault("name", turn)
            if turn.speaker != "agent" or not turn.text:
                continue
            answer = _answer(contact, position)
            named = asked_for(contact.language, turn.text)
            whats = named or _told_by(contact, turn, answer)
            if not whats:
                continue
            is_answered = answer is not None and answers(answer.text, whats)
            says_so = answer is not None and _says_given(contact, turn, answer)
            again = [
                what
                for what in whats
                if _is_known(given.get(kind_of(what)), turn, answer, contact)
                and (
                    is_answered
                    or says_so
                    or (_gives_something(answer) and asked.get(kind_of(what), what) == what)
                )
            ]
            if again:
                confidence = SURE if named and (is_answered or says_so) else LIKELY
                earlier = given[kind_of(again[0])]
                yield _sighting(contact, (turn, answer), earlier, again, confidence)
            elif says_so:
                yield _sighting(contact, (turn, answer), None, list(whats), ONLY_SAID)
            if is_answered and answer is not None:
                for what in whats:
                    given.setdefault(kind_of(what), answer)
                    asked.setdefault(kind_of(what), what)


def _answer(contact: Contact, position: int) -> Turn | None:
    """The customer's turn that follows an ask in the same leg, None when none comes soon."""
    ask = contact.turns[position]
    following = contact.turns[position + 1 : position + 1 + ANSWER_WITHIN]
    return next((t for t in following if t.speaker == "customer" and t.leg_no == ask.leg_no), None)


def _told_by(contact: Contact, ask: Turn, answer: Turn | None) -> tuple[str, ...]:
    """What a turn must have asked for, as the answer tells: hardly more than a number or an address.

    For asks that were misheard or are in no list. In a greeting, to which people give theirs unasked,
    only where a word or two ask ("Reference?"); never where the agent reads it back.
    """
    is_greeting = ask == next(iter(contact.turns_of(ask.leg_no, "agent")), None)
    start, end = (sentences(ask.text) or ((0, 0),))[-1]
    n_asking = len(spoken_words(ask.text[start:end]))
    is_asked = not is_greeting or (n_asking <= BAREST_WORDS and ask.text[:end].endswith("?"))
    if answer is None or not is_asked or is_read_back(contact.language, ask.text):
        return ()
    is_bare = (
        len(spoken_words(answer.text)) <= BARE_WORDS
        and n_asking <= BARE_WORDS
        and not answer.text.endswith("?")
    )
    return given_in(answer.text) if is_bare and answer.turn_no == ask.turn_no + 1 else ()


def _gives_something(answer: Turn | None) -> bool:
    """Whether an answer holds a mask or a figure, or is so short that it is nothing but the answer."""
    if answer is None:
        return False
    is_short = len(spoken_words(answer.text)) <= BARE_ANSWER and not answer.text.endswith("?")
    return is_short or bool(MASK.search(answer.text)) or any(map(str.isdigit, answer.text))


def _says_name(contact: Contact, turn: Turn) -> bool:
    """Whether a customer says who they are: so introduced, or a name and nothing but masks."""
    return PHRASES.has(contact.language, turn.text, "introduces") or any(
        ONLY_NAME.fullmatch(turn.text[start:end]) for start, end in sentences(turn.text)
    )


def _says_given(contact: Contact, ask: Turn, answer: Turn) -> bool:
    """Whether the customer answers to have given it before in this call: an agent, or a menu."""
    is_first_leg = ask.leg_no == contact.legs[0].leg_no
    cues = ("typed_in",) if is_first_leg else ("typed_in", "given_before", "once_more")
    return PHRASES.has(contact.language, answer.text, *cues)


def _is_known(earlier: Turn | None, ask: Turn, answer: Turn | None, contact: Contact) -> bool:
    """Whether it was given to an earlier agent; or to this one, and one of the two says so.

    An agent who asks again for what was not understood is no second ask, as long as nobody minds.
    """
    if earlier is None:
        return False
    is_later = ask.turn_no - earlier.turn_no > MISHEARD_WITHIN
    return (
        earlier.leg_no != ask.leg_no
        or (answer is not None and PHRASES.has(contact.language, answer.text, "given_before"))
        or (is_later and PHRASES.has(contact.language, ask.text, "asks_again"))
    )


def _sighting(
    contact: Contact,
    said: tuple[Turn, Turn | None],
    earlier: Turn | None,
    whats: list[str],
    confidence: float,
) -> Sighting:
    ask, answer = said
    lost = [ask] + ([answer] if answer else [])
    return Sighting(
        evidence=(Quote.cite(contact.contact_id, ask, "asked_again"),),
        related=(Quote.cite(contact.contact_id, earlier, "given"),) if earlier else (),
        leg_no=ask.leg_no,
        related_leg_no=earlier.leg_no if earlier else None,
        confidence=confidence,
        seconds_lost=round(sum(turn.end_s - turn.start_s for turn in lost), 1),
        detail={
            "what": whats,
            "is_security": PHRASES.has(contact.language, ask.text, "security"),
        },
    )
