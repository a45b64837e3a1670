"""A customer is sent back to where he or she already was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Evidence, Journey, Leg, Moment, Quote, Sighting, Turn
from pipeline.language import Phrases, content_words

PHRASES = Phrases.beside(__file__)
LOOP = 0.92  # the switch has it: the same queue twice, with another between
SAID = 0.85  # the customer or an agent says that it went back and forth
OTHER_DESK = 0.65  # back at a company after a partner of it, at another desk
SENT_ON = 0.65  # sent here by somebody, and here sent away to that somebody again
AROUND = 0.6  # sent from pillar to post: around for sure, back perhaps
HOPS = 0.5  # put through three times, each time further on
MANY_HOPS = 3
LAST_TURNS = 3  # of the agent, in which a customer is pointed elsewhere
AWAY = {"sends_away", "sends_back"}
NOT_BEFORE = 40  # characters before an idiom in which a "not" makes it a promise or a fear


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing that shows it: what kind, where, how sure."""

    kind: str
    evidence: Evidence
    leg_no: int
    confidence: float


@detector(version=1)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer is sent back to a queue or company where he or she already was.

    Seen in the switch (A, B, A again), or said: by the customer who just came from there, or by an
    agent who owns that it went back and forth. One finding a contact, with all that shows it.
    """
    before: list[Contact] = []
    for contact in journey.contacts:
        signs = [*_loops(contact), *_said(contact, before), *_sent_on(contact, before)]
        signs = signs or _hops(contact)
        before.append(contact)
        if not signs:
            continue
        surest = max(signs, key=lambda sign: sign.confidence)
        here = [sign for sign in signs if sign.leg_no == surest.leg_no]
        rest = [sign.evidence for sign in here if sign is not surest]
        yield Sighting(
            evidence=(surest.evidence, *dict.fromkeys(e for e in rest if e != surest.evidence)),
            leg_no=surest.leg_no,
            confidence=surest.confidence,
            detail={
                "seen_as": sorted({sign.kind for sign in signs}),
                "path": [leg.partner or leg.queue or leg.team for leg in contact.legs],
            },
        )


def _loops(contact: Contact) -> list[_Sign]:
    """Each return to a queue, or to a company, that was left for another one in this contact."""
    signs = []
    for position, leg in enumerate(contact.legs[2:], start=2):
        earlier, last = contact.legs[: position - 1], contact.legs[position - 1]
        moment = Moment(contact.contact_id, "transfer", last.end_s, "sent_back")
        if _desk(leg) != _desk(last) and _desk(leg) in map(_desk, earlier):
            signs.append(_Sign("loop", moment, leg.leg_no, LOOP))
        elif leg.partner != last.partner and leg.partner in {each.partner for each in earlier}:
            signs.append(_Sign("other_desk", moment, leg.leg_no, OTHER_DESK))
    return signs


def _hops(contact: Contact) -> list[_Sign]:
    """A contact of three transfers or more, none of them back."""
    if len(contact.legs) <= MANY_HOPS:
        return []
    last, leg = contact.legs[-2:]
    moment = Moment(contact.contact_id, "transfer", last.end_s, "sent_on")
    return [_Sign("hops", moment, leg.leg_no, HOPS)]


def _desk(leg: Leg) -> tuple[str | None, str | None]:
    return leg.partner, leg.queue or leg.team or leg.agent_id


def _said(contact: Contact, before: Sequence[Contact]) -> Iterator[_Sign]:
    """Turns that say in so many words that it went back and forth."""
    first_leg = contact.legs[0].leg_no
    for turn in contact.turns:
        says = _says(contact, turn)
        is_passed_on = turn.leg_no != first_leg
        sure: dict[str, float] = {}
        if turn.speaker in ("agent", "customer") and "both_ways" in says:
            sure["both_ways"] = SAID
        if turn.speaker == "customer":
            if "from_there" in says and _is_pointed_away(contact, turn):
                sure["from_there"] = SAID
            if "says_you" in says and "says_them" in says:
                sure["says_you"] = SENT_ON
            if "here_again" in says and is_passed_on:
                sure["here_again"] = SENT_ON
            if "around" in says and (is_passed_on or before):
                sure["around"] = AROUND
        if sure:
            cue = max(sure, key=lambda each: sure[each])
            quote = Quote.cite(contact.contact_id, turn, "sent_back", *says[cue])
            yield _Sign("said", quote, turn.leg_no, sure[cue])


def _is_pointed_away(contact: Contact, turn: Turn) -> bool:
    """Whether an agent has just said, in this leg, that the customer must be elsewhere."""
    said = [t for t in contact.turns_of(turn.leg_no, "agent") if t.turn_no < turn.turn_no]
    return any(_says(contact, each).keys() & AWAY for each in said[-LAST_TURNS:])


def _sent_on(contact: Contact, before: Sequence[Contact]) -> Iterator[_Sign]:
    """A customer sent here by somebody to whom an agent here sends back, now or in an earlier contact."""
    away = [(turn, _says(contact, turn)) for turn in contact.turns if turn.speaker == "agent"]
    for position, turn in enumerate(contact.turns):
        if turn.speaker != "customer" or "sent_here" not in (says := _says(contact, turn)):
            continue
        last = contact.turns[position - 1] if position else None
        for agent_turn, agent_says in away:
            is_answer = agent_turn is last and "sends_away" in agent_says
            is_here = agent_turn.leg_no == turn.leg_no and (
                "sends_back" in agent_says
                or ("sends_away" in agent_says and _same_party(agent_turn, turn))
            )
            if is_answer or is_here:
                quote = Quote.cite(contact.contact_id, turn, "sent_back", *says["sent_here"])
                yield _Sign("sent_on", quote, turn.leg_no, SENT_ON)
                return
        if any(_was_sent(earlier, contact, turn) for earlier in before):
            quote = Quote.cite(contact.contact_id, turn, "sent_back", *says["sent_here"])
            yield _Sign("sent_on", quote, turn.leg_no, SENT_ON)
            return


def _was_sent(earlier: Contact, contact: Contact, turn: Turn) -> bool:
    """Whether this same company sent the customer, earlier, to the party that now sends back here."""
    partner = contact.leg(turn.leg_no).partner
    return any(
        said.speaker == "agent"
        and "sends_away" in _says(earlier, said)
        and earlier.leg(said.leg_no).partner == partner
        and earlier.leg(said.leg_no).ended_by != "transfer"
        and _same_party(said, turn)
        for said in earlier.turns
    )


def _same_party(one: Turn, other: Turn) -> bool:
    return bool(set(content_words(one.text)) & set(content_words(other.text)))


def _says(contact: Contact, turn: Turn) -> dict[str, tuple[int, int]]:
    """The cues of a turn with the first place of each; idioms behind a "not" are left out."""
    places: dict[str, tuple[int, int]] = {}
    matches = PHRASES.find(contact.language, turn.text)
    for match in matches:
        is_denied = match.cue in ("around", "both_ways") and any(
            other.cue == "not" and match.start - NOT_BEFORE <= other.start < match.end
            for other in matches
        )
        if not is_denied:
            places.setdefault(match.cue, (match.start, match.end))
    return places
