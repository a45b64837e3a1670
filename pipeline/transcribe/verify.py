"""Whether weights that were fetched are still what the manifest says."""

from pathlib import Path

from pipeline.transcribe.fetch import check
from pipeline.transcribe.manifest import WeightsError, find_model
from pipeline.transcribe.weights import FORM_FILES, Form, path


def whole(name: str, cache: Path, form: Form) -> Path:
    """Where one form of a model lies, once its bytes are what they should be.

    Raises WeightsError, also for what was damaged on disk.
    """
    where = path(name, cache, form)
    if faults := faults_of(name, cache, form):
        folder = cache.expanduser() / name
        raise WeightsError(
            f"{'; '.join(faults)}; remove {folder} and run `retold models pull {name}`"
        )
    return where


def faults_of(name: str, cache: Path, form: str) -> list[str]:
    """What is wrong with one form of a model in the cache, a line a file; empty: nothing.

    A form that was converted here has no checksum of its own; it is only looked for.
    """
    folder = cache.expanduser() / name / form
    expected: dict[str, str] = {}
    for source in find_model(name).sources:
        if source.form == form:
            expected |= {file: packed.sha256 for file, packed in (source.files or {}).items()}
            if source.url is not None and source.sha256:
                expected[FORM_FILES[form]] = source.sha256
            break
    faults = []
    for file, sha256 in (expected or {FORM_FILES[form]: ""}).items():
        if not (folder / file).is_file():
            faults.append(f"{folder / file} is gone")
        elif sha256:
            try:
                check(folder / file, sha256, str(folder / file))
            except WeightsError:
                faults.append(f"{folder / file} is damaged: its checksum is wrong")
    return faults
