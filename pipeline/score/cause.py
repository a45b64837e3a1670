"""What drove most of the effort of a contact: a sum of evidence for each cause, the highest wins.

Weights are in `models/cause.toml`: what a person would expect of each kind of evidence, moved as far
as labels insist. `docs/scores.md` says what each is.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import get_args

from pipeline.domain import Cause, Contact, EmpathyScore, Finding
from pipeline.language import Phrases
from pipeline.trained import load_choice

PHRASES = Phrases.beside(__file__)
MODEL = "cause"
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
ORDINARY_TURNS = 24  # of a call in which each remark counts as one; among fewer it counts for more


def main_cause(
    contact: Contact,
    effort: float,
    drivers: Mapping[str, float],
    findings: Sequence[Finding],
    warmth: Sequence[float],
) -> Cause:
    """The cause that most evidence speaks for.

    `effort` is the estimate of this contact and `drivers` the amounts that made it, by reason;
    findings may be those of the whole journey; `warmth` is the empathy of each leg that has any.
    """
    evidence = cause_evidence(contact, effort, drivers, findings, warmth)
    chances = load_choice(MODEL).chances(evidence)
    return max(CAUSES, key=lambda cause: chances[cause])


def warmth_of(contact: Contact, empathies: Sequence[EmpathyScore]) -> list[float]:
    """The empathy of each leg of a contact that has any; those of other contacts do not count."""
    return [
        each.empathy
        for each in empathies
        if each.contact_id == contact.contact_id and each.empathy is not None
    ]


def cause_evidence(
    contact: Contact,
    effort: float,
    drivers: Mapping[str, float],
    findings: Sequence[Finding],
    warmth: Sequence[float],
) -> dict[str, float]:
    """How much there is of each kind of evidence; counts as logarithms, so that the tenth is little.

    What is said is counted by how much of the call it is: one remark in eight turns says more than
    one in sixty.
    """
    said = Counter(
        cue
        for turn in contact.turns
        for cue in CUES.get(turn.speaker, ())
        if PHRASES.has(contact.language, turn.text, cue)
    )
    wrongs = [
        f.confidence
        for f in findings
        if f.kind == "misconduct" and f.contact_id == contact.contact_id
    ]
    each = ORDINARY_TURNS / max(1, len(contact.turns))
    told_again = drivers.get("retelling", 0.0) + drivers.get("repeat_identification", 0.0)
    return {
        **{cue: math.log1p(each * said[cue]) for cues in CUES.values() for cue in cues},
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
