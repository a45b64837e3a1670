"""What drove most of the effort of a contact: a sum of evidence for each cause, the highest wins.

The points are written down, not learnt: a few dozen labelled journeys cannot tell twenty kinds of
evidence apart, while a person can say what each one speaks for. `docs/scores.md` repeats them.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import get_args

from pipeline.domain import Cause, Contact, EmpathyScore, Finding
from pipeline.language import Phrases

PHRASES = Phrases.beside(__file__)
CAUSES: tuple[Cause, ...] = get_args(Cause)
CUES = {
    "customer": (
        "product_fails",
        "process_fails",
        "person_fails",
        "own_fault",
        "wish",
        "happened",
    ),
    "agent": ("our_error", "rules", "cold"),
}
COLD_UNDER = 1.5  # empathy from which downwards an agent was cold
EASY_FROM = 5.0  # effort from which a contact was easy
MOST_EASY = 1.5  # points beyond it; an easier one says no more about the cause
LONGEST_WAIT = 3.0  # of the driver `wait`; a longer one says no more about the cause
USUAL_WAIT = 1.0

# What each cause has before anything was heard, in the order of CAUSES: where there is little to go
# by, it was the process or nothing at all.
START = dict(zip(CAUSES, (0.5, -0.3, -0.2, -1.0, 0.9), strict=True))
POINTS: dict[str, dict[Cause, float]] = {
    name: dict(zip(CAUSES, points, strict=True))
    for name, points in {
        # process, agent, product, customer, none
        "product_fails": (0.0, 0.0, 2.0, 0.0, -1.0),
        "process_fails": (1.0, 0.0, 0.0, -0.6, -1.0),
        "person_fails": (0.0, 2.0, -0.6, 0.0, -1.0),
        "own_fault": (-0.6, 0.0, -0.6, 3.0, -0.6),
        "wish": (0.0, 0.0, 0.0, 0.6, 1.0),
        "happened": (-0.6, 0.0, -0.6, 0.0, 1.4),
        "our_error": (1.0, 0.0, 0.0, -0.6, -1.0),
        "rules": (0.6, 0.4, -0.6, 0.6, -1.0),
        "cold": (-0.6, 1.6, -0.6, 0.0, -1.0),
        "coldest": (0.0, 1.4, -0.6, 0.0, -1.0),
        "misconduct": (-1.0, 4.0, -1.0, 0.0, -1.0),
        "cold_transfer": (1.4, 0.0, 0.0, 0.0, -1.4),
        "told_again": (1.4, 0.0, -0.6, 0.0, -1.4),
        "repeat_contact": (0.2, 0.2, 0.0, 0.0, 0.0),
        "broken_promise": (1.0, 0.6, -0.6, 0.0, -1.0),
        "wait": (0.6, 0.0, 0.0, 0.0, -0.6),
        "failed_self_service": (0.4, 0.0, 1.0, 0.0, -0.6),
        "unresolved": (0.8, 0.7, -1.0, -0.4, -1.0),
        "customer_must_act": (1.0, -0.4, -0.4, 1.0, -0.8),
        "relieved": (0.0, -0.6, 0.6, 0.0, 0.6),
        "easy": (-0.5, -0.5, 0.5, 0.0, 1.0),
    }.items()
}


def main_cause(
    contact: Contact,
    effort: float,
    drivers: Mapping[str, float],
    findings: Sequence[Finding],
    empathies: Sequence[EmpathyScore],
) -> Cause:
    """The cause that most evidence speaks for.

    `effort` is the estimate of this contact and `drivers` the amounts that made it, by reason;
    findings and empathies may be those of the whole journey.
    """
    evidence = cause_evidence(contact, effort, drivers, findings, empathies)
    totals = {
        cause: START[cause] + sum(POINTS[name][cause] * amount for name, amount in evidence.items())
        for cause in CAUSES
    }
    return max(CAUSES, key=lambda cause: totals[cause])


def cause_evidence(
    contact: Contact,
    effort: float,
    drivers: Mapping[str, float],
    findings: Sequence[Finding],
    empathies: Sequence[EmpathyScore],
) -> dict[str, float]:
    """How much there is of each kind of evidence; counts as logarithms, so that the tenth is little."""
    said = Counter(
        cue
        for turn in contact.turns
        for cue in CUES.get(turn.speaker, ())
        if PHRASES.has(contact.language, turn.text, cue)
    )
    warmth = [
        each.empathy
        for each in empathies
        if each.contact_id == contact.contact_id and each.empathy is not None
    ]
    wrongs = [
        f.confidence
        for f in findings
        if f.kind == "misconduct" and f.contact_id == contact.contact_id
    ]
    told_again = drivers.get("retelling", 0.0) + drivers.get("repeat_identification", 0.0)
    return {
        **{cue: math.log1p(said[cue]) for cues in CUES.values() for cue in cues},
        "coldest": max(0.0, COLD_UNDER - min(warmth, default=COLD_UNDER)),
        "easy": max(0.0, min(MOST_EASY, effort - EASY_FROM)),
        # Where the program doubts as much as not, it does not name the agent as the cause.
        "misconduct": max(0.0, 2 * max(wrongs, default=0.0) - 1),
        "cold_transfer": math.log1p(drivers.get("cold_transfer", 0.0)),
        "told_again": math.log1p(told_again),
        "wait": max(0.0, min(LONGEST_WAIT, drivers.get("wait", 0.0)) - USUAL_WAIT),
        "relieved": math.log1p(drivers.get("relieved", 0.0)),
        **{
            name: min(1.0, drivers.get(name, 0.0))
            for name in (
                "repeat_contact",
                "broken_promise",
                "failed_self_service",
                "unresolved",
                "customer_must_act",
            )
        },
    }
