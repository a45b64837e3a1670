"""What a document names lies in its source, or where the settings say: nothing else is looked at."""

import json
import os
import wave

import fsspec
import pytest

from pipeline.intake import places
from pipeline.intake.reach import Reach

OUTSIDE = (
    "the recording {} lies outside of its source (contact c1); expected a place in the folder of "
    "its source, or in one that the setting intake.recordings_in lists"
)


@pytest.fixture
def secret(tmp_path):
    """A recording beside the inbox, with a transcript, that nobody may name."""
    with wave.open(str(tmp_path / "secret.wav"), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(b"\0\0" * 800)
    (tmp_path / "secret.srt").write_text("00:01.000 --> 00:02.000\nAgent: Hallo.\n")
    return tmp_path / "secret.wav"


@pytest.fixture
def untouched(monkeypatch):
    """Fails when anything behind a URL is as much as looked at."""

    def remote(place):
        raise AssertionError(f"{place} was looked at")

    monkeypatch.setattr(places, "_remote", remote)


def naming(document, path, key="recording"):
    return {**document, "turns": None, key: path}


def told(inbox, path):
    return [note.partition(": ")[2] for note in inbox.complaints()] == [OUTSIDE.format(path)]


def test_above_the_source_and_from_the_root_is_outside(inbox, document, secret):
    for path in ("../secret.wav", "x/../../secret.wav", "..\\secret.wav", str(secret)):
        inbox.dump("a.json", naming(document, path))
        assert told(inbox, path), path
    inbox.dump("a.json", naming(document, secret.as_uri()))
    assert told(inbox, secret.as_uri())


def test_nobody_learns_whether_a_file_outside_is_there(inbox, document, secret):
    seen = []
    for name in ("secret.wav", "gone.wav"):
        inbox.dump("a.json", naming(document, f"../{name}"))
        seen += [note.replace(name, "") for note in inbox.complaints()]
    assert seen[0] == seen[1]


@pytest.mark.parametrize("is_named", [True, False])
def test_a_link_that_leads_out_is_outside(inbox, document, secret, is_named):
    (inbox.folder / "call.wav").symlink_to(secret)
    if is_named:
        inbox.dump("a.json", naming(document, "call.wav"))
    (note,) = inbox.complaints()
    assert "the recording call.wav lies outside of its source" in note


def test_a_link_in_a_folder_on_the_way_is_resolved(inbox, document, secret):
    (inbox.folder / "sub").symlink_to(secret.parent, target_is_directory=True)
    inbox.dump("a.json", naming(document, "sub/secret.wav"))
    notes = inbox.complaints()
    assert sorted(note.split()[0] for note in notes) == ["a.json", "sub:"]
    assert all("source" in note for note in notes)


def test_documents_and_folders_behind_links_that_lead_out_are_not_read(inbox, document, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.json").write_text(json.dumps(document))
    (inbox.folder / "b.json").symlink_to(tmp_path / "other" / "a.json")
    (inbox.folder / "c").symlink_to(tmp_path / "other", target_is_directory=True)
    for source in (str(inbox.folder), f"{inbox.folder}/*"):
        contacts, set_aside = inbox.read(source)
        assert contacts == []
        told = [note.partition(": ")[2] for note in inbox.told(set_aside)]
        assert sum(each.startswith("a link that leads out of its source") for each in told) == 2
    contacts, _ = inbox.read(recordings_in=(str(tmp_path / "other"),))
    assert [contact.contact_id for contact in contacts] == ["c1"]


def test_a_transcript_outside_is_no_transcript(inbox, document, secret):
    inbox.dump("a.json", naming(document, "../secret.srt", "transcript"))
    assert "the transcript ../secret.srt lies outside of its source" in inbox.complaints()[0]
    inbox.record("call.wav")
    (inbox.folder / "call.srt").symlink_to(secret.with_suffix(".srt"))
    inbox.dump("a.json", naming(document, "call.wav"))
    contacts, notes = inbox.read()
    assert contacts[0].turns == ()
    assert ["outside" in str(note) for note in notes] == [True]


def test_a_row_of_a_manifest_is_held_to_the_same(inbox, secret):
    inbox.record("a.wav")
    inbox.write(
        "m.csv",
        "contact_id,started_at,leg_id,start_s,end_s,recording\n"
        "c1,2026-03-02T10:14:00Z,1,0,9,a.wav\nc1,2026-03-02T10:14:00Z,2,9,18,../secret.wav\n",
    )
    (note,) = inbox.complaints()  # and a.wav does not become a contact of its own
    assert note.startswith("m.csv row 3 recording: the recording ../secret.wav lies outside")


def test_a_folder_that_is_listed_is_within_reach(inbox, document, secret):
    inbox.dump("a.json", naming(document, "../secret.wav"))
    contacts, set_aside = inbox.read(recordings_in=(str(secret.parent),))
    assert ([contact.contact_id for contact in contacts], set_aside) == (["c1"], [])


def test_a_document_alone_reaches_its_folder(inbox, document, secret):
    inbox.record("sub/a.wav", "b.wav")
    inbox.dump("sub/a.json", naming(document, "a.wav"))
    assert inbox.contact(str(inbox.folder / "sub/a.json")).contact_id == "c1"
    inbox.dump("sub/a.json", naming(document, "../b.wav"))
    assert inbox.read(str(inbox.folder / "sub/a.json"))[0] == []
    assert "c1" in [contact.contact_id for contact in inbox.read()[0]]  # the folder was named


def test_what_the_user_names_may_be_a_link(inbox, secret):
    (inbox.folder / "call.wav").symlink_to(secret)
    (inbox.folder / "box").symlink_to(secret.parent, target_is_directory=True)
    assert inbox.contact(str(inbox.folder / "call.wav")).contact_id == "call"
    assert inbox.contact(str(inbox.folder / "box" / "secret.wav")).contact_id == "secret"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/a.wav",
        "http://localhost:8300/a.wav",
        "sftp://intranet/a.wav",
        "smb://server/share/a.wav",
        "s3://bucket/a.wav",
        "memory://bucket/a.wav",
        "zip://a.wav::s3://bucket/a.zip",
    ],
)
def test_a_url_that_is_not_listed_is_not_as_much_as_looked_at(inbox, document, untouched, url):
    inbox.dump("a.json", naming(document, url))
    assert told(inbox, url)


ROOT = "https://calls.example.org/day"


@pytest.mark.parametrize(
    ("url", "is_within"),
    [
        (f"{ROOT}/a.wav", True),
        (f"{ROOT}/x/a.wav?token=1", True),
        ("https://me:secret@CALLS.example.org/day/a.wav", True),
        ("https://calls.example.org/daylight/a.wav", False),
        ("https://calls.example.org/a.wav", False),
        ("http://calls.example.org/day/a.wav", False),
        ("https://calls.example.org.evil.net/day/a.wav", False),
        ("https://calls.example.org@evil.net/day/a.wav", False),
        ("https://evil.net\\@calls.example.org/day/a.wav", False),
        ("https://calls.example.org:8080/day/a.wav", False),
        (f"{ROOT}/../a.wav", False),
        (f"{ROOT}/%2e%2e/a.wav", False),
        (f"{ROOT}/%252e%252e/a.wav", False),
        (f"{ROOT}/..%2fa.wav", False),
        (f"{ROOT}/?/../../a.wav", False),
        (f"{ROOT}/a.wav\r\nHost: evil", False),
        ("/day/a.wav", False),
        ("://", False),
    ],
)
def test_a_url_counts_by_scheme_host_and_whole_folders(url, is_within):
    assert Reach.of(ROOT).holds(url) is is_within


def test_a_source_behind_a_url_reaches_itself(inbox, document):
    filesystem = fsspec.filesystem("memory")
    filesystem.pipe("/own/a.wav", b"sound")
    filesystem.pipe("/other/a.wav", b"sound")
    for path, is_taken in (("a.wav", True), ("../other/a.wav", False), ("/other/a.wav", False)):
        filesystem.pipe("/own/a.json", json.dumps(naming(document, path)).encode())
        contacts, notes = inbox.read("memory://own")
        assert ("c1" in [contact.contact_id for contact in contacts]) is is_taken, (path, notes)
    filesystem.rm("/own", recursive=True)
    filesystem.rm("/other", recursive=True)


@pytest.mark.parametrize("name", ["pipe.wav", "/dev/zero"])
def test_what_never_ends_is_no_recording(inbox, document, name):
    os.mkfifo(inbox.folder / "pipe.wav")
    inbox.dump("a.json", naming(document, name))
    _, notes = inbox.read(recordings_in=("/dev",))
    assert [note.problem for note in notes] == [
        f"the recording {name} is a folder, a pipe or a device"
    ]


def test_a_document_beyond_all_measure_is_not_read_whole(inbox, monkeypatch):
    monkeypatch.setattr(places, "LARGEST_TEXT_BYTES", 1 << 20)
    for name in ("a.json", "b.jsonl", "c.csv"):
        inbox.write(name, b" " * (1 << 20) + b"x")
    assert [note.partition(";")[0] for note in inbox.complaints()] == [
        f"{name}: is larger than 1 MB" for name in ("a.json", "b.jsonl", "c.csv")
    ]
