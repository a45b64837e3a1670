"""Which version of everything made a result, so that what is out of date is made again."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from pipeline.detect import all_detectors
from pipeline.settings import Settings
from pipeline.transcribe import best_available, pick_engine

ROOT = Path(__file__).resolve().parents[1]
JUDGING = ("pipeline/language", "pipeline/journey", "pipeline/detect", "pipeline/score")
REDACTING = ("pipeline/redact",)
HEARING = ("pipeline/sound", "pipeline/transcribe")
HEARING_WEIGHTS = ("quality.toml", "roles.*.toml", "sounds.toml")


def hearing_version(settings: Settings) -> str:
    """Engine, model, options and code that a recording would be transcribed with.

    Raises EngineError or WeightsError when one is not there.
    """
    chosen = settings.transcribe
    model = best_available(settings.places.models) if chosen.model == "auto" else chosen.model
    how = " ".join([chosen.quality, str(chosen.beam_size), *map(repr, chosen.names)])
    return f"{pick_engine(chosen.engine)}/{model}/{how}/{_hash_of(HEARING, HEARING_WEIGHTS)}"


def redaction_version() -> str:
    """Stands for the rules and lists that mask personal data."""
    return _hash_of(REDACTING)


def analysis_version(settings: Settings) -> str:
    """Stands for all that turns turns into findings and scores: code, phrase lists, weights, settings."""
    told = f"{_hash_of(JUDGING)} {settings.journey} {settings.score}"
    for path in sorted([*(ROOT / "models").glob("*.toml"), *(ROOT / "models").glob("*.npz")]):
        if path.name != "manifest.toml":  # where weights come from does not change what they say
            told += hashlib.sha256(path.read_bytes()).hexdigest()
    if settings.detect.thresholds:
        told += str(sorted(settings.detect.thresholds.items()))
    if settings.score.effort_weights:
        told += hashlib.sha256(settings.score.effort_weights.read_bytes()).hexdigest()
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def versions_of(settings: Settings, heard_by: str | None) -> dict[str, str]:
    """What a run records of itself, by name; `heard_by` is None when nothing had to be transcribed."""
    return {
        "retold": version("retold"),
        "analysis": analysis_version(settings),
        "redaction": redaction_version(),
        **({"hearing": heard_by} if heard_by else {}),
        **{f"detect.{each.name}": str(each.version) for each in all_detectors()},
    }


def _hash_of(folders: tuple[str, ...], weights: tuple[str, ...] = ()) -> str:
    digest = hashlib.sha256()
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    files += [path for pattern in weights for path in (ROOT / "models").glob(pattern)]
    for path in sorted(files):
        if path.suffix in (".py", ".toml"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
