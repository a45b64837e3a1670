"""How hard it was for the customer, on the scale of CES 2.0, as a sum of what made it so.

Drivers are those that the literature on customer effort names: repeat contact, transfers, repeating
oneself, channel switching, waiting, an unresolved end. Weights are in `models/effort.toml`; each is
bound to one direction, so more retelling never makes a contact easier.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.domain import (
    Contact,
    Contribution,
    EffortScore,
    EmpathyScore,
    Finding,
    Journey,
    Outcome,
)
from pipeline.language import Phrases
from pipeline.language.senses import strengths
from pipeline.score.cause import main_cause
from pipeline.score.outcome import outcome_of
from pipeline.trained import Weights

PHRASES = Phrases.beside(__file__)
MODEL = "effort"
EASIEST, HARDEST = 7.0, 1.0
PROCESS = frozenset(  # drivers that the agent of a leg did not cause
    """
    wait hold cold_transfer warm_transfer retelling repeat_identification failed_self_service
    repeat_contact broken_promise contradiction ping_pong thought_along
    wait_complaint unresolved customer_must_act follow_up
    """.split()
)
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
LOW_FROM = -3.0  # strength of the sense from which a turn counts as low; every second call has one
OUTCOMES = {
    "unresolved": "unresolved",
    "customer_must_act": "customer_must_act",
    "follow_up_promised": "follow_up",
}


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that made a contact harder or easier: how much of it, where, and which finding."""

    reason: str
    amount: float
    leg_no: int | None = None
    finding_id: str | None = None
    turns: tuple[int, ...] = ()


def efforts_of(
    journey: Journey,
    findings: Sequence[Finding],
    empathies: Sequence[EmpathyScore],
    enough_quality: float,
    weights: Weights,
) -> Iterator[EffortScore]:
    """The effort of each contact of a journey, in order, with its outcome and its main cause."""
    for position, contact in enumerate(journey.contacts):
        null_reason = _cannot_tell(contact, enough_quality)
        if null_reason:
            yield EffortScore(
                contact.contact_id, None, None, None, None, "none", (), {}, null_reason
            )
            continue
        outcome = outcome_of(contact, findings)
        drivers = drivers_of(journey, position, findings, outcome)
        yield _score(contact, drivers, outcome, findings, empathies, model=weights)


def _cannot_tell(contact: Contact, enough_quality: float) -> str | None:
    if not any(turn.speaker == "customer" for turn in contact.turns):
        return "no_words"
    if contact.transcript_quality is not None and contact.transcript_quality < enough_quality:
        return "poor_transcript"
    return None


def drivers_of(
    journey: Journey, position: int, findings: Sequence[Finding], outcome: Outcome | None
) -> list[Driver]:
    """What made the contact at that position of the journey harder or easier."""
    contact = journey.contacts[position]
    mine = [f for f in findings if f.contact_id == contact.contact_id]
    drivers = []
    for leg in contact.legs:
        wait_min = contact.wait_before_s(leg.leg_no) / 60
        drivers.append(Driver("wait", math.log1p(wait_min), leg.leg_no))
        drivers.append(Driver("hold", math.log1p(leg.hold_s / 60), leg.leg_no))
    for transfer in journey.transfers:
        if transfer.contact_id == contact.contact_id:
            drivers.append(Driver(f"{transfer.kind}_transfer", 1.0, transfer.to_leg))
    for finding in mine:
        if finding.kind in BY_FINDING:
            amount = finding.confidence
            drivers.append(
                Driver(BY_FINDING[finding.kind], amount, finding.leg_no, finding.finding_id)
            )
    drivers.extend(_broken(contact, findings))
    if position:
        drivers.append(Driver("repeat_contact", 1.0, contact.legs[0].leg_no))
    if outcome in OUTCOMES:
        drivers.append(Driver(OUTCOMES[outcome], 1.0, contact.legs[-1].leg_no))
    drivers.extend(_spoken(contact))
    drivers.extend(_low_point(contact, mine))
    return [driver for driver in drivers if driver.amount > 0]


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


def _spoken(contact: Contact) -> Iterator[Driver]:
    """What customers and agents say that shows how hard it is."""
    shown: dict[tuple[str, int], list[int]] = defaultdict(list)
    for turn in contact.turns:
        cues = {"customer": ("frustrated", "relieved"), "agent": ("brushed_off", "takes_over")}
        for cue in cues.get(turn.speaker, ()):
            if PHRASES.has(contact.language, turn.text, cue):
                shown[cue, turn.leg_no].append(turn.turn_no)
    for (cue, leg_no), turns in sorted(shown.items()):
        yield Driver(cue, math.log1p(len(turns)), leg_no, turns=tuple(turns))


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


def _score(
    contact: Contact,
    drivers: Sequence[Driver],
    outcome: Outcome | None,
    findings: Sequence[Finding],
    empathies: Sequence[EmpathyScore],
    *,
    model: Weights,
) -> EffortScore:
    rows = [Contribution("baseline", round(model.intercept, 3))]
    process: dict[int, float] = {leg.leg_no: 0.0 for leg in contact.legs}
    amounts: dict[str, float] = defaultdict(float)
    for driver in drivers:
        amounts[driver.reason] += driver.amount
        points = round(model.weights.get(driver.reason, 0.0) * driver.amount, 3)
        if not points:
            continue
        rows.append(Contribution(driver.reason, points, driver.finding_id, driver.turns))
        if driver.reason in PROCESS and driver.leg_no in process:
            process[driver.leg_no] = round(process[driver.leg_no] + points, 3)
    total = round(sum(row.points for row in rows), 3)
    effort = min(EASIEST, max(HARDEST, total))
    if effort != total:
        rows.append(Contribution("limit", round(effort - total, 3)))
    return EffortScore(
        contact_id=contact.contact_id,
        effort=effort,
        effort_low=max(HARDEST, round(effort - model.half_width, 2)),
        effort_high=min(EASIEST, round(effort + model.half_width, 2)),
        outcome=outcome,
        main_cause=main_cause(contact, effort, amounts, findings, empathies),
        contributions=tuple(rows),
        process_effort=process,
    )
