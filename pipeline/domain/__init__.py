"""The vocabulary that all stages share: frozen dataclasses, standard library only."""

from pipeline.domain.contact import (
    Channel,
    Contact,
    Direction,
    EndedBy,
    Leg,
    Mark,
    MarkKind,
    Recording,
    Speaker,
    Survey,
    Turn,
)
from pipeline.domain.evidence import Evidence, Moment, Quote
from pipeline.domain.finding import Finding, Sighting
from pipeline.domain.hit import Among, Found, Hit
from pipeline.domain.journey import Journey, Transfer, TransferKind
from pipeline.domain.judged import JudgedJourney, Run
from pipeline.domain.score import Cause, Contribution, EffortScore, EmpathyScore, Outcome, Owner
from pipeline.domain.set_aside import SetAside
from pipeline.domain.turns import Utterance, leg_at
from pipeline.domain.turns import to_turns as utterances_to_turns

__all__ = [
    "Among",
    "Cause",
    "Channel",
    "Contact",
    "Contribution",
    "Direction",
    "EffortScore",
    "EmpathyScore",
    "EndedBy",
    "Evidence",
    "Finding",
    "Found",
    "Hit",
    "Journey",
    "JudgedJourney",
    "Leg",
    "Mark",
    "MarkKind",
    "Moment",
    "Outcome",
    "Owner",
    "Quote",
    "Recording",
    "Run",
    "SetAside",
    "Sighting",
    "Speaker",
    "Survey",
    "Transfer",
    "TransferKind",
    "Turn",
    "Utterance",
    "leg_at",
    "utterances_to_turns",
]
