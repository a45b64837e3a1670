"""Recordings behind URLs, as files of this machine for as long as they are listened to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pipeline.domain import Contact, SetAside
from pipeline.intake import places


@dataclass(frozen=True, slots=True)
class LocalCopies:
    """A contact whose recordings all lie on this machine, and the contact that it stands for."""

    contact: Contact
    original: Contact

    def restored(self, heard: Contact) -> Contact:
        """What was made of the copy, with the recordings where they really lie."""
        return replace(heard, recordings=self.original.recordings)

    def renamed(self, refusal: SetAside) -> SetAside:
        """A refusal of one of the copies, in the name of the file that it is a copy of."""
        of = {
            copy.path: places.shown(original.path)
            for copy, original in zip(
                self.contact.recordings, self.original.recordings, strict=True
            )
            if copy.path != original.path
        }
        return replace(refusal, file=of.get(refusal.file, refusal.file))


@contextmanager
def local_copies(contact: Contact, folder: Path) -> Iterator[LocalCopies]:
    """Fetch a contact's recordings that lie behind URLs into private files; delete them afterwards.

    The files lie in a folder of their own inside `folder`, for their owner only. A contact without
    such recordings is handed on as it is. Raises `places.UnreachableError`, which names the URL
    without credentials, when one cannot be fetched: worth another try, unlike a bad recording.
    """
    if not any(places.is_url(recording.path) for recording in contact.recordings):
        yield LocalCopies(contact, contact)
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix="fetched-", dir=folder) as private:
        fetched: dict[str, str] = {}  # several legs may be in one file
        for recording in contact.recordings:
            if places.is_url(recording.path) and recording.path not in fetched:
                name = f"{len(fetched)}{PurePosixPath(places.shown(recording.path)).suffix}"
                fetched[recording.path] = str(Path(private, name))
                _fetch(recording.path, fetched[recording.path])
        local = tuple(
            replace(recording, path=fetched.get(recording.path, recording.path))
            for recording in contact.recordings
        )
        yield LocalCopies(replace(contact, recordings=local), contact)


def _fetch(url: str, path: str) -> None:
    try:
        places.copy(url, path)
    except places.UnreachableError as error:
        raise places.UnreachableError(f"the recording {places.shown(url)} {error}") from error
