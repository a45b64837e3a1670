"""Files and folders, named by text: on this machine (pathlib) or behind a URL (fsspec)."""

import hashlib
import os
import posixpath
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import glob
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

import fsspec

BLOCK_BYTES = 1 << 20
LARGEST_BYTES = 16 << 30  # of a recording: a day of two channels in studio quality
LARGEST_TEXT_BYTES = 256 << 20  # of a document, manifest, transcript, or a line of JSON Lines
# Stores and servers that hold files. Others that fsspec knows (archives in archives, code hosts, a
# kernel's memory) would let a document reach places that nobody meant.
SCHEMES = frozenset(
    "file s3 s3a gs gcs az abfs abfss adl oss hdfs webhdfs sftp ssh smb ftp http https memory".split()
)
WITH_HOST_APART = frozenset("hdfs webhdfs sftp ssh smb ftp".split())  # paths of theirs name no host


class UnreachableError(Exception):
    """A place that cannot be read; the text says why without quoting what is in it."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one file's bytes from another's."""

    size_bytes: int
    sha256: str


def located(place: str) -> str:
    """The place as the rest of this module takes it: `file://` URLs become local paths."""
    return url2pathname(urlsplit(place).path) if place.startswith("file://") else place


def is_url(place: str) -> bool:
    """Whether the place lies behind a URL."""
    return "://" in place


def exists(place: str) -> bool:
    """Whether a file or folder is there. Raises UnreachableError when that cannot be found out."""
    with _reaching():
        if not is_url(place):
            return Path(place).exists()
        filesystem, path = _remote(place)
        return bool(filesystem.exists(path))


def is_folder(place: str) -> bool:
    """Whether the place is a folder."""
    with _reaching():
        if not is_url(place):
            return Path(place).is_dir()
        filesystem, path = _remote(place)
        return bool(filesystem.isdir(path))


def entries(folder: str) -> list[tuple[str, bool]]:
    """What lies in a folder, sorted by name: each place, and whether it is a folder itself.

    Pipes and devices are left out: reading them may never end.
    """
    with _reaching():
        if not is_url(folder):
            inside = [(path, path.is_dir()) for path in sorted(Path(folder).iterdir())]
            return [
                (str(path), is_folder)
                for path, is_folder in inside
                if is_folder or path.is_file() or path.is_symlink()
            ]
        filesystem, path = _remote(folder)
        listed = filesystem.ls(path, detail=True)
        return sorted(
            (_named(folder, filesystem, item["name"]), item["type"] == "directory")
            for item in listed
            if item["name"].rstrip("/") != path.rstrip("/")
        )


def matching(pattern: str) -> list[str]:
    """The places that a glob matches, sorted; `**` goes through folders."""
    with _reaching():
        if not is_url(pattern):
            return sorted(glob(pattern, recursive=True))  # noqa: PTH207  absolute patterns too
        filesystem, path = _remote(pattern)
        return sorted(_named(pattern, filesystem, found) for found in filesystem.glob(path))


def read(place: str) -> bytes:
    """All bytes of a document. Raises UnreachableError, like all that follow here."""
    with _reaching(), _opened(place) as stream:
        return _no_larger(stream.read(LARGEST_TEXT_BYTES + 1))


def lines(place: str) -> Iterator[bytes]:
    """The lines of a file, read as they are asked for."""
    with _reaching():
        stream = _opened(place)
    with stream:
        while True:
            with _reaching():
                line = stream.readline(LARGEST_TEXT_BYTES + 1)
            if not line:
                return
            yield _no_larger(line)


def fingerprint(place: str) -> Fingerprint:
    """Size and sha256 of a file, read block by block."""
    digest, size_bytes = hashlib.sha256(), 0
    with _reaching(), _opened(place) as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
            size_bytes += len(block)
            _check_size(size_bytes, LARGEST_BYTES)
    return Fingerprint(size_bytes, digest.hexdigest())


def copy(place: str, path: str) -> None:
    """A file's bytes into a new file of this machine, block by block.

    Raises OSError when there is no room for it.
    """
    with _reaching():
        stream = _opened(place)
    with stream, Path(path).open("xb") as out:
        while True:
            with _reaching():
                block = stream.read(BLOCK_BYTES)
                _check_size(out.tell(), LARGEST_BYTES)
            if not block:
                return
            out.write(block)


def modified_at(place: str) -> datetime:
    """When the file was last written (UTC)."""
    with _reaching():
        if not is_url(place):
            return datetime.fromtimestamp(Path(place).stat().st_mtime, UTC)
        filesystem, path = _remote(place)
        at: datetime = filesystem.modified(path)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def beside(file: str, name: str) -> str:
    """The place that `name` means when it is written in `file`: a URL, or a path from its folder.

    Backslashes separate folders too: many exports are made on Windows.
    """
    if is_url(name):
        return located(name)
    written = name.replace("\\", "/")
    if is_url(file):
        scheme, rest = file.split("://", 1)
        return f"{scheme}://{posixpath.normpath(posixpath.join(posixpath.dirname(rest), written))}"
    return str(Path(file).absolute().parent / written)


def name_of(place: str) -> str:
    """The last part of a path or URL, whichever way its slashes lean."""
    return place.replace("\\", "/").rstrip("/").rpartition("/")[2]


def folder_of(file: str) -> str:
    """The folder that a file lies in."""
    return file.rstrip("/").rpartition("/")[0] if is_url(file) else str(Path(file).parent)


def identity(place: str) -> str:
    """One text for one file, however it was written down; the place itself if it cannot be asked."""
    try:
        with _reaching():
            if not is_url(place):
                return str(Path(place).resolve())
            filesystem, path = _remote(place)
            return _named(place, filesystem, path)
    except UnreachableError:
        return place


def shown(place: str) -> str:
    """The place for people to read: a URL without credentials or query."""
    if not is_url(place):
        return place
    scheme, rest = place.split("://", 1)
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"


def _opened(place: str) -> BinaryIO:
    if not is_url(place):
        return _file(place)
    filesystem, path = _remote(place)
    return cast(BinaryIO, filesystem.open(path, "rb"))


def _no_larger(text: bytes) -> bytes:
    _check_size(len(text), LARGEST_TEXT_BYTES)
    return text


def _check_size(n_bytes: int, most: int) -> None:
    if n_bytes > most:
        raise UnreachableError(f"is larger than {most >> 20} MB")


def _file(path: str) -> BinaryIO:
    """A file of this machine; pipes and devices are none, for they may never end."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise UnreachableError("is a folder, a pipe or a device")
    return os.fdopen(number, "rb")


def _remote(place: str) -> tuple[Any, str]:
    scheme = place.partition("://")[0]
    if scheme not in SCHEMES:  # chains such as zip://a::s3://b too
        raise UnreachableError("is behind a kind of URL that is not read")
    filesystem, path = fsspec.core.url_to_fs(place)
    return filesystem, str(path)


def _named(place: str, filesystem: Any, path: str) -> str:
    """The URL of a path in the file system of a place."""
    scheme, rest = place.split("://", 1)
    if scheme in WITH_HOST_APART:
        return f"{scheme}://{rest.partition('/')[0]}/{path.lstrip('/')}"
    return str(filesystem.unstrip_protocol(path))


@contextmanager
def _reaching() -> Iterator[None]:
    """Turn whatever a file system raises into one error: drivers do not share a base class."""
    try:
        yield
    except UnreachableError:
        raise
    except FileNotFoundError as error:
        raise UnreachableError("is not there") from error
    except ImportError as error:
        raise UnreachableError(f"needs a driver that is not installed ({error})") from error
    except Exception as error:
        raise UnreachableError(f"cannot be read ({type(error).__name__})") from error
