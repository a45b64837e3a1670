"""Findings into scores: effort and empathy as sums of rows that a person can read.

Empathy is read from words alone; no audio reaches this package (an import contract holds it).
"""

from collections.abc import Sequence

from pipeline.domain import EffortScore, EmpathyScore, Finding, Journey
from pipeline.score.effort import MODEL, efforts_of
from pipeline.score.empathy import empathies_of
from pipeline.trained import Weights, load_weights

__all__ = ["judge"]


def judge(
    journey: Journey,
    findings: Sequence[Finding],
    *,
    enough_quality: float = 0.55,
    effort_weights: Weights | None = None,
) -> tuple[tuple[EffortScore, ...], tuple[EmpathyScore, ...]]:
    """Effort of each contact and empathy of each leg of a journey.

    A contact without words, or whose transcript quality is under `enough_quality`, gets nulls with
    the reason instead of numbers. `effort_weights` take the place of the shipped ones.
    """
    empathies = tuple(empathies_of(journey, enough_quality))
    weights = effort_weights or load_weights(MODEL)
    return tuple(efforts_of(journey, findings, empathies, enough_quality, weights)), empathies
