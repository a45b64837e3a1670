"""Whether weights in the cache are still what they were when they came."""

from pathlib import Path

from pipeline.transcribe.manifest import WeightsError
from pipeline.transcribe.sums import read_sums, sha256_of
from pipeline.transcribe.weights import Form, path


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

    Raises OSError when that form is not there.
    """
    folder = cache.expanduser() / name / form
    faults = []
    for file, sha256 in read_sums(folder).items():
        if not (folder / file).is_file():
            faults.append(f"{folder / file} is gone")
        elif sha256_of(folder / file) != sha256:
            faults.append(f"{folder / file} is damaged: its checksum is wrong")
    return faults
