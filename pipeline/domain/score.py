"""Scores as sums of rows that a person can read."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["resolved", "unresolved", "customer_must_act", "follow_up_promised"]
Cause = Literal["process", "agent", "product", "customer", "none"]
Owner = Literal["process", "agent", "system", "partner", "customer"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """Why a score is higher or lower than its baseline, in points of that score.

    `reason` is a stable key (`retelling`, `wait`, …) that the screens translate. The baseline is a
    row too (`reason="baseline"`), and so is the cut at the ends of the scale (`reason="limit"`):
    a score is the sum of its rows, nothing else. `turns` are where it shows, for whoever wants to
    hear it; the words of a finding are its own. `owner` is who could have spared the customer that;
    None for what only shows how hard it was (a sigh, a threat), and for the baseline and the limit.
    """

    reason: str
    points: float
    finding_id: str | None = None
    turns: tuple[int, ...] = ()
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class EffortScore:
    """Estimated customer effort of one contact, 1.0-7.0 with 7 = very easy.

    `effort` is None with a `null_reason` when it cannot be told; then there are no contributions.
    `process_effort` holds, per leg number, the points that the leg's agent did not cause (≤ 0).
    """

    contact_id: str
    effort: float | None
    effort_low: float | None
    effort_high: float | None
    outcome: Outcome | None
    main_cause: Cause
    contributions: tuple[Contribution, ...]
    process_effort: dict[int, float]
    null_reason: str | None = None


@dataclass(frozen=True, slots=True)
class EmpathyScore:
    """Empathy of the agent in one leg, 0.0-4.0, read from words alone.

    `empathy` is None when there was no occasion or nothing to judge, with the reason; four in five
    people's judgements lie between `empathy_low` and `empathy_high`.
    """

    contact_id: str
    leg_no: int
    empathy: float | None
    empathy_low: float | None
    empathy_high: float | None
    is_occasion: bool
    contributions: tuple[Contribution, ...]
    null_reason: str | None = None
