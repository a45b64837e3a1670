"""How hard it was for the customer, on the scale of CES 2.0, as a sum of what made it so.

Weights are in `models/effort.toml`; each is bound to one direction, so more retelling never makes a
contact easier.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.domain import (
    Contact,
    Contribution,
    EffortScore,
    EmpathyScore,
    Finding,
    Journey,
    Outcome,
)
from pipeline.score.cause import main_cause, warmth_of
from pipeline.score.drivers import Driver, drivers_of, hard_before
from pipeline.score.outcome import outcome_of
from pipeline.score.owner import BROUGHT_ALONG, owner_of, share_of_agent
from pipeline.trained import Weights

MODEL = "effort"
EASIEST, HARDEST = 7.0, 1.0


def efforts_of(
    journey: Journey,
    findings: Sequence[Finding],
    empathies: Sequence[EmpathyScore],
    enough_quality: float,
    weights: Weights,
) -> Iterator[EffortScore]:
    """The effort of each contact of a journey, in order, with its outcome and its main cause."""
    before: list[float] = []
    for position, contact in enumerate(journey.contacts):
        null_reason = _cannot_tell(contact, enough_quality)
        if null_reason:
            yield EffortScore(
                contact.contact_id, None, None, None, None, "none", (), {}, null_reason
            )
            continue
        outcome = outcome_of(contact, findings)
        drivers = [
            *drivers_of(journey, position, findings, outcome),
            *hard_before(contact, before, weights.intercept),
        ]
        effort, score = _score(contact, drivers, outcome, findings, empathies, model=weights)
        before.append(effort)
        yield score


def _cannot_tell(contact: Contact, enough_quality: float) -> str | None:
    if not any(turn.speaker == "customer" for turn in contact.turns):
        return "no_words"
    if contact.transcript_quality is not None and contact.transcript_quality < enough_quality:
        return "poor_transcript"
    return None


def _score(
    contact: Contact,
    drivers: Sequence[Driver],
    outcome: Outcome | None,
    findings: Sequence[Finding],
    empathies: Sequence[EmpathyScore],
    *,
    model: Weights,
) -> tuple[float, EffortScore]:
    weighed = [(d, round(model.weights.get(d.reason, 0.0) * d.amount, 3)) for d in drivers]
    total = round(round(model.intercept, 3) + sum(points for _, points in weighed), 3)
    effort = min(EASIEST, max(HARDEST, total))
    amounts: dict[str, float] = defaultdict(float)
    for driver in drivers:
        amounts[driver.reason] += driver.amount
    warmth = warmth_of(contact, empathies)
    cause = main_cause(contact, effort, amounts, findings, warmth)
    rows = [
        (
            d.leg_no,
            Contribution(
                d.reason,
                points,
                d.finding_id,
                d.turns,
                owner_of(d.reason, d.leg_no, contact, cause),
            ),
        )
        for d, points in weighed
        if points
    ]
    limit = round(effort - total, 3)
    low, high = model.interval(effort, (HARDEST, EASIEST), contact.transcript_quality)
    return effort, EffortScore(
        contact_id=contact.contact_id,
        effort=effort,
        effort_low=low,
        effort_high=high,
        outcome=outcome,
        main_cause=cause,
        contributions=(
            Contribution("baseline", round(model.intercept, 3)),
            *(row for _, row in rows),
            *([Contribution("limit", limit)] if limit else []),
        ),
        process_effort=_not_by_agents(contact, rows),
    )


def _not_by_agents(
    contact: Contact, rows: Sequence[tuple[int | None, Contribution]]
) -> dict[int, float]:
    """Points a leg that its agent did not cause; of mere signs, the share that others caused."""
    others = 1.0 - share_of_agent(row for _, row in rows)
    spared: dict[int, float] = {leg.leg_no: 0.0 for leg in contact.legs}
    for leg_no, row in rows:
        if leg_no in spared and row.points < 0 and row.owner != "agent":
            is_sign = row.owner is None and row.reason not in BROUGHT_ALONG
            spared[leg_no] += row.points * (others if is_sign else 1.0)
    return {leg_no: round(points, 3) for leg_no, points in spared.items()}
