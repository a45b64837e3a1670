"""The sums of the files in a folder, as `sha256sum --check SHA256SUMS` reads them."""

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"


def sha256_of(file: Path) -> str:
    """The sum of a file's bytes, in hexadecimal digits; raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Write down what the files in a folder are now; raises OSError."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name != SUMS)
    lines = [f"{sha256_of(file)}  {file.name}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def read_sums(folder: Path) -> dict[str, str]:
    """Each file's sum as it was written down; raises OSError."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}
