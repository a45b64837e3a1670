"""Recordings behind URLs: fetched for as long as they are listened to, and nothing left behind."""

import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from pipeline.domain import Contact, Recording, SetAside
from pipeline.intake import UnreachableError, local_copies


@pytest.fixture
def bucket():
    filesystem = fsspec.filesystem("memory")
    filesystem.pipe("/calls/a.wav", b"a" * 3_000_000)
    filesystem.pipe("/calls/b.ogg", b"b")
    yield "memory://calls"
    filesystem.rm("/calls", recursive=True)


def _contact(*paths):
    at = datetime(2026, 3, 2, tzinfo=UTC)
    recordings = tuple(Recording(path, leg_no=no) for no, path in enumerate(paths, start=1))
    return Contact("c1", at, (), recordings=recordings)


def test_each_file_is_fetched_once_and_deleted(bucket, tmp_path):
    contact = _contact(f"{bucket}/a.wav", "/here/c.wav", f"{bucket}/b.ogg", f"{bucket}/a.wav")
    folder = tmp_path / "work"
    with local_copies(contact, folder) as copies:
        paths = [Path(recording.path) for recording in copies.contact.recordings]
        assert [path.suffix for path in paths] == [".wav", ".wav", ".ogg", ".wav"]
        assert (paths[0], paths[1]) == (paths[3], Path("/here/c.wav"))
        assert paths[0].read_bytes() == b"a" * 3_000_000
        assert paths[2].read_bytes() == b"b"
        assert stat.S_IMODE(paths[0].parent.stat().st_mode) == 0o700
        assert [recording.leg_no for recording in copies.contact.recordings] == [1, 2, 3, 4]
        heard = copies.restored(replace(copies.contact, language="nl"))
    assert heard == replace(contact, language="nl")
    assert list(folder.iterdir()) == []


def test_it_is_deleted_when_listening_fails(bucket, tmp_path):
    def listen(copies):
        raise ValueError(Path(copies.contact.recordings[0].path).name)

    with (
        pytest.raises(ValueError, match=r"0\.ogg"),
        local_copies(_contact(f"{bucket}/b.ogg"), tmp_path) as copies,
    ):
        listen(copies)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_names_the_url_without_credentials(bucket, tmp_path):
    with local_copies(_contact(f"{bucket}/b.ogg", "/here/c.wav"), tmp_path) as copies:
        path = copies.contact.recordings[0].path
        assert copies.renamed(SetAside(path, "no sound", "sound")).file == f"{bucket}/b.ogg"
        assert copies.renamed(SetAside("/here/c.wav", "x", "y")).file == "/here/c.wav"


def test_a_contact_of_this_machine_is_left_alone(tmp_path):
    contact = _contact("/here/c.wav")
    with local_copies(contact, tmp_path / "work") as copies:
        assert copies.contact is contact
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("memory://calls/gone.wav", "the recording memory://calls/gone.wav is not there"),
        (
            "zip://a.wav::memory://calls/a.zip",
            "the recording zip://a.wav::memory://calls/a.zip is behind a kind of URL that is not read",
        ),
        (
            "github://me:secret@repository/a.wav?token=secret",
            "the recording github://repository/a.wav is behind a kind of URL that is not read",
        ),
    ],
)
def test_what_cannot_be_fetched_is_told_and_leaves_nothing(bucket, tmp_path, url, told):
    with pytest.raises(UnreachableError) as caught, local_copies(_contact(url), tmp_path):
        pass
    assert str(caught.value) == told
    assert list(tmp_path.iterdir()) == []
