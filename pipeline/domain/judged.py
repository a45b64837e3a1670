"""A journey with all that was found in it and how it was scored: what the store keeps of a night."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.domain.finding import Finding
from pipeline.domain.journey import Journey
from pipeline.domain.score import EffortScore, EmpathyScore


@dataclass(frozen=True, slots=True)
class JudgedJourney:
    """One journey, its findings, the effort of each contact and the empathy of each leg.

    `analysis` stands for the versions of everything that judged it: another value means that the
    journey must be judged again.
    """

    journey: Journey
    findings: tuple[Finding, ...]
    efforts: tuple[EffortScore, ...]
    empathies: tuple[EmpathyScore, ...]
    analysis: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one night took in, did and left aside, and with which versions."""

    run_id: str
    started_at: datetime
    ended_at: datetime
    n_contacts_in: int
    n_new: int
    n_changed: int
    n_unchanged: int
    n_transcribed: int
    n_journeys_judged: int
    n_findings: int
    n_set_aside: int
    audio_s: float
    sources: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    n_forgotten: int = 0
    n_too_old: int = 0
    n_transcripts_erased: int = 0
    n_contacts_erased: int = 0
