"""What was found in a contact while it was made, and scores whose rows add up."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.domain import (
    Contact,
    Contribution,
    EffortScore,
    EmpathyScore,
    Finding,
    Outcome,
    Quote,
    Sighting,
    Transfer,
)
from tests.generator.centre import QUEUES
from tests.generator.talk import Talk

BASELINE = 6.3
COSTS = {
    "repeat_story": ("retelling", -0.9),
    "repeat_identification": ("repeat_identification", -0.3),
    "failed_self_service": ("failed_self_service", -0.5),
    "ping_pong": ("ping_pong", -0.7),
    "wait_complaint": ("wait_complaint", -0.3),
    "threat": ("threat", -0.6),
}
ENDS = {"unresolved": -1.4, "customer_must_act": -1.0, "follow_up_promised": -0.3}
UNSURE = 0.7  # half of the width of what an effort may be


@dataclass
class Seen:
    """A contact while it is being made, with what there is to see in it."""

    talk: Talk
    contact: Contact = field(init=False)
    findings: list[Finding] = field(default_factory=list)
    promises: list[Finding] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    comforted: set[int] = field(default_factory=set)  # legs
    told: Quote | None = None
    answered: Quote | None = None
    is_cold: bool = False
    n_broken: int = 0
    outcome: Outcome = "unresolved"

    def settle(self, promise: Finding, status: str, proof: Quote, leg_no: int) -> None:
        """What became of a promise, as a later contact says."""
        settled = replace(
            promise,
            detail={**promise.detail, "status": status},
            related_contact_id=proof.contact_id,
            related_leg_no=leg_no,
            related_turns=(proof.turn_no,),
            evidence=(*promise.evidence, proof),
        )
        self.findings[self.findings.index(promise)] = settled


def sighted(
    seen: Seen,
    kind: str,
    dice: random.Random,
    quote: Quote,
    *,
    related: Quote | None = None,
    seconds_lost: float | None = None,
    detail: dict[str, object] | None = None,
) -> Finding:
    """A finding in the leg that is being talked in, signed and kept."""
    sighting = Sighting(
        (quote,), seen.talk.leg_no, round(0.5 + 0.49 * dice.random(), 2),
        related=(related,) if related else (), related_leg_no=1 if related else None,
        seconds_lost=seconds_lost, detail=detail or {},
    )  # fmt: skip
    finding = Finding.sign(sighting, detector=kind, version=1)
    seen.findings.append(finding)
    return finding


def effort_of(dice: random.Random, seen: Seen, n_before: int) -> EffortScore:
    """The effort of a contact; one in fifty cannot be told."""
    contact = seen.contact
    if dice.random() < 0.02:
        return EffortScore(
            contact.contact_id, None, None, None, None, "none", (), {}, "poor_transcript"
        )
    rows = [Contribution("baseline", BASELINE)]
    if contact.wait_s > 60:
        rows.append(Contribution("wait", -min(1.5, contact.wait_s / 400), owner="process"))
    if n_before:
        rows.append(Contribution("repeat_contact", -0.8, owner="process"))
    for transfer in seen.transfers:
        is_cold = transfer.kind == "cold"
        reason = "cold_transfer" if is_cold else "warm_transfer"
        rows.append(Contribution(reason, -0.8 if is_cold else -0.3, owner="process"))
    rows += [
        Contribution(*COSTS[found.kind], finding_id=found.finding_id, turns=found.turns)
        for found in seen.findings
        if found.kind in COSTS
    ]
    if seen.outcome in ENDS:
        rows.append(Contribution(seen.outcome, ENDS[seen.outcome]))
    rows = [replace(row, points=round(row.points, 3)) for row in rows]
    total = sum(row.points for row in rows)
    if total < 1.0:
        rows.append(Contribution("limit", 1.0 - total))
    effort = max(1.0, total)
    process = round(effort - BASELINE, 3)
    is_hard = effort < 4
    return EffortScore(
        contact.contact_id, effort, max(1.0, effort - UNSURE), min(7.0, effort + UNSURE),
        seen.outcome, "process" if is_hard and seen.transfers else "product" if is_hard else "none",
        tuple(rows), {contact.legs[-1].leg_no: process} if process < 0 else {},
    )  # fmt: skip


def empathy_of(dice: random.Random, seen: Seen) -> Iterator[EmpathyScore]:
    """The empathy of each leg; half of them give no occasion."""
    for leg in seen.contact.legs:
        id_ = seen.contact.contact_id
        is_comforted = leg.leg_no in seen.comforted
        if not is_comforted and dice.random() < 0.5:
            yield EmpathyScore(id_, leg.leg_no, None, None, None, False, (), "no_occasion")
            continue
        mean = QUEUES[leg.queue or "service"].empathy
        base = round(min(3.0, max(0.0, dice.gauss(mean - 0.5, 0.6))), 2)
        rows = (Contribution("baseline", base), Contribution("acknowledged", 1.0))
        rows = rows if is_comforted else rows[:1]
        empathy = sum(row.points for row in rows)
        low, high = max(0.0, empathy - UNSURE), min(4.0, empathy + UNSURE)
        yield EmpathyScore(id_, leg.leg_no, empathy, low, high, True, rows)
