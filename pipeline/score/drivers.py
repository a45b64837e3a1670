"""What made a contact harder or easier for the customer: each driver, how much of it, where, whose it is.

Drivers are those that the literature on customer effort names: repeat contact, transfers, repeating
oneself, channel switching, waiting, generic service, an unresolved end, having to act oneself.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.domain import Contact, Finding, Journey, Outcome
from pipeline.language import Phrases
from pipeline.language.senses import strengths
from pipeline.score.lines import lateness, worth

PHRASES = Phrases.beside(__file__)
BY_FINDING = {
    "repeat_story": "retelling",
    "repeat_identification": "repeat_identification",
    "failed_self_service": "failed_self_service",
    "contradiction": "contradiction",
    "ping_pong": "ping_pong",
    "misconduct": "misconduct",
    "threat": "threat",
    "customer_proposal": "thought_along",
    "wait_complaint": "wait_complaint",
}
OUTCOMES = {
    "unresolved": "unresolved",
    "customer_must_act": "customer_must_act",
    "follow_up_promised": "follow_up",
}
CUES = {
    "customer": ("frustrated", "relieved", "other_channel", "like_a_number"),
    "agent": ("brushed_off", "takes_over", "by_the_book"),
}
DRIVER_OF_CUE = {
    "other_channel": "channel_switch",
    "like_a_number": "generic_service",
    "by_the_book": "generic_service",
}
HARD_BEFORE = "hard_before"
LOW_FROM = -3.0  # strength of the sense from which a turn counts as low; every second call has one
MOST_BY_WORDS = 2.0  # points either way


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that made a contact harder or easier: how much of it, where, and which finding."""

    reason: str
    amount: float
    leg_no: int | None = None
    finding_id: str | None = None
    turns: tuple[int, ...] = ()


def drivers_of(
    journey: Journey, position: int, findings: Sequence[Finding], outcome: Outcome | None
) -> list[Driver]:
    """What made the contact at that position of the journey harder or easier."""
    contact = journey.contacts[position]
    mine = [f for f in findings if f.contact_id == contact.contact_id]
    drivers = [
        *_happened(journey, contact),
        *_found(mine),
        *_broken(contact, findings),
        *_came_again(journey, position),
    ]
    if outcome in OUTCOMES:
        drivers.append(Driver(OUTCOMES[outcome], 1.0, contact.legs[-1].leg_no))
    drivers += [*_spoken(contact), *_low_point(contact, mine)]
    return [driver for driver in [*drivers, *_by_words(contact)] if driver.amount]


def _happened(journey: Journey, contact: Contact) -> Iterator[Driver]:
    """What the switch recorded: waiting, hold, transfers."""
    for leg in contact.legs:
        yield Driver("wait", math.log1p(contact.wait_before_s(leg.leg_no) / 60), leg.leg_no)
        yield Driver("hold", math.log1p(leg.hold_s / 60), leg.leg_no)
    for transfer in journey.transfers:
        if transfer.contact_id == contact.contact_id:
            yield Driver(f"{transfer.kind}_transfer", 1.0, transfer.to_leg)


def _found(findings: Sequence[Finding]) -> Iterator[Driver]:
    for f in findings:
        if f.kind in BY_FINDING:
            yield Driver(BY_FINDING[f.kind], f.confidence, f.leg_no, f.finding_id)


def _broken(contact: Contact, findings: Sequence[Finding]) -> Iterator[Driver]:
    """A promise that this contact shows to be broken; of several the surest one."""
    broken = [
        f
        for f in findings
        if f.kind == "promise"
        and f.detail.get("status") == "broken"
        and f.related_contact_id == contact.contact_id
    ]
    if broken:
        surest = max(broken, key=lambda f: f.confidence)
        yield Driver("broken_promise", surest.confidence, contact.legs[0].leg_no, surest.finding_id)


def _came_again(journey: Journey, position: int) -> Iterator[Driver]:
    """A further contact about the same matter, and a further one over another channel."""
    if position:
        first = journey.contacts[position].legs[0].leg_no
        yield Driver("repeat_contact", 1.0, first)
        if journey.contacts[position].channel != journey.contacts[position - 1].channel:
            yield Driver("channel_switch", 1.0, first)


def hard_before(contact: Contact, efforts: Sequence[float], baseline: float) -> Iterator[Driver]:
    """How far the hardest of the contacts before, on the scale of effort, lay under the baseline.

    A customer who calls again brings along what it took so far: an easy call after a hard one is not
    an easy one for whoever is asked about it.
    """
    points = baseline - min(efforts, default=baseline)
    if points > 0:
        yield Driver(HARD_BEFORE, points, contact.legs[0].leg_no)


def _spoken(contact: Contact) -> Iterator[Driver]:
    """What customers and agents say that shows how hard it is."""
    shown: dict[tuple[str, int], list[int]] = defaultdict(list)
    for turn in contact.turns:
        heard = {
            DRIVER_OF_CUE.get(cue, cue)
            for cue in CUES.get(turn.speaker, ())
            if PHRASES.has(contact.language, turn.text, cue)
        }
        for reason in heard:
            shown[reason, turn.leg_no].append(turn.turn_no)
    for (reason, leg_no), turns in sorted(shown.items()):
        yield Driver(reason, math.log1p(len(turns)), leg_no, turns=tuple(turns))


def _low_point(contact: Contact, findings: Sequence[Finding]) -> Iterator[Driver]:
    """How low the customer's lowest turn of the contact is, by what it means; nothing where none is."""
    strength, position = max(
        ((strength, i) for i, strength in strengths("valley", contact).items()), default=(0.0, 0)
    )
    if strength > LOW_FROM:
        turn = contact.turns[position]
        shown = [f.finding_id for f in findings if f.kind == "valley" and turn.turn_no in f.turns]
        yield Driver(
            "low_point",
            strength - LOW_FROM,
            turn.leg_no,
            next(iter(shown), None),
            turns=(turn.turn_no,),
        )


def _by_words(contact: Contact) -> Iterator[Driver]:
    """How hard it sounds by the meaning of all that customer and agents say, in points either way."""
    customer = [turn for turn in contact.turns if turn.speaker == "customer"]
    agents = [turn for turn in contact.turns if turn.speaker == "agent"]
    late = lateness(contact, customer)
    for name, turns, weighs in (
        ("customer_words", customer, late),
        ("agent_words", agents, None),
    ):
        amount, shown = worth(name, turns, MOST_BY_WORDS, weighs)
        yield Driver(name, amount, turns=shown)
