"""How a contact ended, from what was done, promised and said last."""

import math
from collections.abc import Sequence
from typing import get_args

from pipeline.domain import Contact, Finding, Outcome
from pipeline.language import Phrases
from pipeline.score.endings import ending_chances
from pipeline.trained import load_choice

PHRASES = Phrases.beside(__file__)
MODEL = "outcome"
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
LAST_SHARE = 0.5  # the end of a contact: its last turns, from half-way on
CUES = {
    "agent": ("done", "refused", "you_do", "nothing_to_do", "to_come", "paper"),
    "customer": ("works", "i_do", "pleased", "sour", "until", "parting_shot"),
}


def outcome_of(contact: Contact, findings: Sequence[Finding]) -> Outcome | None:
    """The likeliest outcome; None when nothing was said."""
    if not contact.turns:
        return None
    chances = load_choice(MODEL).chances(outcome_features(contact, findings))
    return max(OUTCOMES, key=lambda outcome: chances[outcome])


def outcome_features(contact: Contact, findings: Sequence[Finding]) -> dict[str, float]:
    """What the end of a contact shows of its outcome: how often, as logarithms, and how it sounds."""
    turns = contact.turns[int(len(contact.turns) * LAST_SHARE) :]
    counts = dict.fromkeys((cue for cues in CUES.values() for cue in cues), 0)
    for turn in turns:
        for cue in CUES.get(turn.speaker, ()):
            counts[cue] += PHRASES.has(contact.language, turn.text, cue)
    late = turns[0].turn_no
    promises = sum(
        f.kind == "promise" and f.contact_id == contact.contact_id and min(f.turns) >= late
        for f in findings
    )
    return {
        **{cue: math.log1p(count) for cue, count in counts.items()},
        "promised": math.log1p(promises),
        "hung_up": float(contact.legs[-1].ended_by in ("customer_hangup", "agent_hangup")),
        **{f"meant_{outcome}": log for outcome, log in ending_chances(contact).items()},
    }
