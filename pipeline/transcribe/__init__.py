"""Recordings → turns: the right words, by the right speaker, at the right time."""

from pipeline.transcribe.audio import Unhearable
from pipeline.transcribe.erasing import erase_kept, erase_older, kept_of
from pipeline.transcribe.guards import believed
from pipeline.transcribe.hear import hear, hear_all
from pipeline.transcribe.manifest import Model, WeightsError, list_models
from pipeline.transcribe.recogniser import (
    OPTIONS,
    Engine,
    EngineError,
    Options,
    Recogniser,
    load_recogniser,
    pick_engine,
)
from pipeline.transcribe.roles import agent_of_two
from pipeline.transcribe.verify import faults_of
from pipeline.transcribe.weights import (
    DEFAULT_CACHE,
    best_available,
    forms_present,
    path,
    pull,
)

__all__ = [
    "DEFAULT_CACHE",
    "OPTIONS",
    "Engine",
    "EngineError",
    "Model",
    "Options",
    "Recogniser",
    "Unhearable",
    "WeightsError",
    "agent_of_two",
    "believed",
    "best_available",
    "erase_kept",
    "erase_older",
    "faults_of",
    "forms_present",
    "hear",
    "hear_all",
    "kept_of",
    "list_models",
    "load_recogniser",
    "path",
    "pick_engine",
    "pull",
]
