"""Model weights: fetched once, checked, kept in one cache, in the form that each engine wants.

A model lies in `CACHE/NAME/FORM/`. Everything is made in `CACHE/NAME/.partial` under a lock and
renamed into place when it is whole: a form that has its `SHA256SUMS` is complete. They say what its
files were when they came, also those that were converted here and that the manifest does not know.
"""

import errno
import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

from pipeline.transcribe.fetch import Progress, fetch
from pipeline.transcribe.manifest import Model, WeightsError, find_model, list_models
from pipeline.transcribe.sums import SUMS, write_sums
from pipeline.transcribe.vocabulary import write_companions

Form = Literal["ctranslate2", "checkpoint", "embedding"]

DEFAULT_CACHE = Path("~/.cache/retold/models")
FORM_FILES: dict[str, str] = {
    "ctranslate2": "model.bin",
    "checkpoint": "model.pt",
    "embedding": "pretrained.pt",
}


def pull(name: str, cache: Path, progress: Progress | None = None) -> Path:
    """Fetch a model into the cache unless it is there; return the folder of the fetched form.

    Sources are tried in the manifest's order. Raises WeightsError for an unknown name, a source out
    of reach, a missing part, a wrong checksum or a full disk; the cache is then as it was.
    """
    model = find_model(name)
    folder = _folder(model, cache)
    say = progress or (lambda what, done, total: None)
    with _locked(folder):
        if present := _forms_in(folder):
            return folder / present[0]
        refusals = []
        for source in model.sources:
            try:
                return _make(folder, source.form, partial(fetch, source, progress=say))
            except WeightsError as refusal:
                refusals.append(str(refusal))
        raise WeightsError(f"model `{name}` could not be fetched: " + "; or: ".join(refusals))


def path(name: str, cache: Path, form: Form) -> Path:
    """Where one form of a pulled model lies: a file for torch, a folder for CTranslate2.

    Converts from the other form when only that one was fetched. Raises WeightsError when the model
    is unknown or not in the cache, or when the disk is full.
    """
    model = find_model(name)
    folder = _folder(model, cache)
    with _locked(folder):
        present = _forms_in(folder)
        if not present:
            raise WeightsError(
                f"{folder}: model `{name}` is not there; run `retold models pull {name}`"
            )
        if form not in present:
            _make(folder, form, lambda scratch: _convert(model, folder / present[0], form, scratch))
    return folder / form if form == "ctranslate2" else folder / form / FORM_FILES[form]


def forms_present(name: str, cache: Path) -> tuple[str, ...]:
    """Which forms of a model are in the cache; empty when it was never pulled."""
    return _forms_in(_folder(find_model(name), cache))


def best_available(cache: Path) -> str:
    """The best multilingual Whisper in the cache; WeightsError when there is none."""
    for model in reversed(list_models()):
        if model.kind == "whisper" and model.is_multilingual and forms_present(model.name, cache):
            return model.name
    raise WeightsError(
        f"{cache.expanduser()}: no Whisper model there; run `retold models pull base`"
    )


def _folder(model: Model, cache: Path) -> Path:
    return cache.expanduser() / model.name


def _forms_in(folder: Path) -> tuple[str, ...]:
    return tuple(
        form
        for form, file in FORM_FILES.items()
        if (folder / form / file).is_file() and (folder / form / SUMS).is_file()
    )


def _convert(model: Model, have: Path, form: Form, scratch: Path) -> None:
    from pipeline.transcribe.convert import (  # noqa: PLC0415 - PyTorch takes seconds to import
        to_checkpoint,
        to_ctranslate2,
    )

    if form == "checkpoint" and have.name == "ctranslate2":
        to_checkpoint(have / FORM_FILES["ctranslate2"], scratch / FORM_FILES["checkpoint"])
    elif form == "ctranslate2" and have.name == "checkpoint":
        dims = to_ctranslate2(have / FORM_FILES["checkpoint"], scratch / FORM_FILES["ctranslate2"])
        write_companions(scratch, model, n_vocab=dims["n_vocab"], n_mels=dims["n_mels"])
    else:
        raise WeightsError(f"{have}: model `{model.name}` has no form `{form}`")


def _make(folder: Path, form: str, fill: Callable[[Path], None]) -> Path:
    """Let `fill` build a form in a scratch folder; move it into place once it is whole."""
    scratch = folder / ".partial"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        scratch.mkdir()
        fill(scratch)
        write_sums(scratch)
        shutil.rmtree(folder / form, ignore_errors=True)
        scratch.rename(folder / form)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise WeightsError(
                f"{folder}: the disk is full; make room (`df -h {folder}`) and pull again"
            ) from error
        raise WeightsError(f"{folder}: cannot be written ({error.strerror}); check it") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder / form


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the model's lock: a second process waits until the first has it in place."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise WeightsError(
            f"{folder}: cannot be written ({error.strerror}); choose another cache or mend its rights"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
