"""Folders, globs, URLs, recordings alone: what is read, once each, and what is said of the rest."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import fsspec
import pytest

from pipeline.intake.loose import started_at
from pipeline.intake.sources import read_sources
from pipeline.intake.walk import INPUT

ROW = "contact_id,started_at,recording\nc1,2026-03-02T10:14:00Z,a.wav\n"


@pytest.mark.parametrize(
    "names", [[], ["notes.md", "notes.txt", ".hidden.wav", "voices.toml", "~$calls.csv", "LICENSE"]]
)
def test_a_folder_with_nothing_to_read_says_so(inbox, names):
    for name in names:
        inbox.write(name, "x")
    assert inbox.complaints() == [
        f"{inbox.folder}: nothing to read in this folder; expected {INPUT}"
    ]


def test_what_lies_beside_the_input_is_passed_over(inbox):
    inbox.record("a.wav")
    inbox.write("m.csv", ROW)
    for name in (
        "README.md",
        "reference.tsv",
        "a.reference.json",
        "contact.schema.json",
        ".git/x.csv",
    ):
        inbox.write(name, "x")
    assert inbox.contact().contact_id == "c1"


def test_other_files_are_named(inbox):
    inbox.record("a.wav")
    inbox.write("m.csv", ROW)
    inbox.write("calls.xlsx", "x")
    assert inbox.complaints() == [f"calls.xlsx: not a kind of file that is read; expected {INPUT}"]


def test_folders_are_walked_in_order(inbox, document):
    for name in ("b", "a/z", "a/y"):
        inbox.dump(f"{name}.json", {**document, "contact_id": name})
    contacts, _ = inbox.read()
    assert [contact.contact_id for contact in contacts] == ["a/y", "a/z", "b"]


def test_links_that_lead_nowhere_or_round_do_not_stop_the_walk(inbox, document):
    inbox.dump("a.json", document)
    (inbox.folder / "gone.csv").symlink_to(inbox.folder / "nowhere.csv")
    (inbox.folder / "round").symlink_to(inbox.folder, target_is_directory=True)
    os.mkfifo(inbox.folder / "pipe.json")
    contacts, set_aside = inbox.read()
    assert [contact.contact_id for contact in contacts] == ["c1"]
    assert inbox.told(set_aside) == ["gone.csv: is not there; expected a file that may be read"]


def test_linked_folders_are_walked(inbox, document):
    inbox.dump(".archive/a.json", document)
    (inbox.folder / "linked").symlink_to(inbox.folder / ".archive", target_is_directory=True)
    assert inbox.contact().contact_id == "c1"


def test_a_bad_file_named_twice_is_told_once(inbox):
    path = str(inbox.write("a.json", "{"))
    assert len(inbox.complaints(path, str(inbox.folder))) == 1


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("gone", f"gone: is not there; expected a folder or file with {INPUT}"),
        ("*.json", f"*.json: matches nothing; expected a pattern that matches {INPUT}"),
        ("notes.txt", f"notes.txt: not a kind of file that is read; expected {INPUT}"),
    ],
)
def test_a_source_that_is_not_there_is_set_aside(inbox, source, told):
    inbox.write("notes.txt", "x")
    assert inbox.complaints(str(inbox.folder / source)) == [told]


def test_a_bad_source_costs_no_other(inbox, document):
    inbox.dump("a.json", document)
    contacts, set_aside = inbox.read("gone", "nosuch://x/y", str(inbox.folder))
    assert [contact.contact_id for contact in contacts] == ["c1"]
    assert [note.file for note in set_aside] == ["gone", "nosuch://x/y"]


def test_globs_files_folders_and_urls_are_the_same_file_once(inbox, document):
    inbox.dump("sub/a.json", document)
    folder = str(inbox.folder)
    for sources in (
        [f"{folder}/*/*.json"],
        [f"{folder}/**/*.json", folder],
        [f"{folder}/su[b]"],
        [Path(folder, "sub/a.json").as_uri(), folder, f"{folder}/sub/../sub/a.json"],
    ):
        contacts, set_aside = inbox.read(*sources)
        assert ([contact.contact_id for contact in contacts], set_aside) == (["c1"], [])


def test_paths_from_the_working_folder(inbox, monkeypatch):
    inbox.record("calls/a.wav", "calls/b.wav")
    inbox.write("calls/m.csv", ROW)
    for folder, source in ((inbox.folder / "calls", "."), (inbox.folder, "./calls/")):
        monkeypatch.chdir(folder)
        contacts, set_aside = inbox.read(source)
        assert contacts[0].recordings[0].path == str(inbox.folder / "calls/a.wav")
        assert [Path(note.file).name for note in set_aside] == ["b.wav"]


def test_a_recording_without_a_row_is_set_aside_where_a_manifest_stands_above(inbox):
    inbox.record("a.wav", "b.wav", "deep/er/c.wav")
    inbox.write("m.csv", ROW)
    contacts, set_aside = inbox.read()
    expected = "a row for each recording, or the recording in a folder without manifest"
    assert [contact.contact_id for contact in contacts] == ["c1"]
    assert inbox.told(set_aside) == [
        f"{name}: no row of the manifest in {inbox.folder} names this recording; expected {expected}"
        for name in ("b.wav", "deep/er/c.wav")
    ]


def test_the_recording_of_a_contact_set_aside_is_not_named_twice(inbox):
    inbox.record("a.wav")
    inbox.write("m.csv", ROW.replace("2026", "year"))
    assert [note.key for note in inbox.read()[1]] == ["started_at"]


def test_a_recording_alone_is_a_contact_by_its_name(inbox):
    inbox.record("box/in-20260302-101400.wav")
    contact = inbox.contact()
    assert contact.contact_id == "in-20260302-101400"
    assert contact.started_at == datetime(2026, 3, 2, 10, 14, tzinfo=UTC)
    assert (contact.legs, contact.turns, contact.customer_key) == ((), (), None)
    assert contact.recordings[0].path == str(inbox.folder / "box/in-20260302-101400.wav")


def test_a_recording_without_a_time_in_its_name_takes_that_of_the_file(inbox):
    inbox.record("a.mp3")
    os.utime(inbox.folder / "a.mp3", (1_772_442_840, 1_772_442_840))
    assert inbox.contact().started_at == datetime(2026, 3, 2, 9, 14, tzinfo=UTC)


def test_empty_recordings_and_text_by_that_name_are_left_to_the_transcriber(inbox):
    inbox.write("a.wav", b"")
    inbox.write("b.wav", "no sound")
    contacts, set_aside = inbox.read()
    assert ([contact.contact_id for contact in contacts], set_aside) == (["a", "b"], [])


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("20260302-101400.wav", "2026-03-02T09:14:00"),
        ("in-31612345678-20260302-101400-1772442840.17.wav", "2026-03-02T09:14:00"),
        ("2026-03-02T10-14-00.wav", "2026-03-02T09:14:00"),
        ("2026-03-02T10-14-00Z.wav", "2026-03-02T10:14:00"),
        ("2026-03-02T10:14:00+02:00.wav", "2026-03-02T08:14:00"),
        ("2026-07-02 10.14 A17.ogg", "2026-07-02T08:14:00"),
        ("rec_20260302101405_7.wav", "2026-03-02T09:14:05"),
        ("202603021014.wav", "2026-03-02T09:14:00"),
        ("2026-02-30T10-14-00 2026-03-02T10-14-00.wav", "2026-03-02T09:14:00"),
        ("20260302.wav", None),
        ("1772442840123.wav", None),
        ("call.wav", None),
    ],
)
def test_times_in_names(name, time):
    at = started_at(name, ZoneInfo("Europe/Amsterdam"))
    assert at == (datetime.fromisoformat(f"{time}+00:00") if time else None)


def test_the_second_contact_with_an_id_is_set_aside(inbox, document):
    inbox.dump("a.json", document)
    inbox.dump("b.json", {**document, "wait_s": 7})
    contacts, set_aside = inbox.read()
    assert [(contact.contact_id, contact.wait_s) for contact in contacts] == [("c1", 240)]
    assert inbox.told(set_aside) == [
        "b.json row 2 contact_id: the id is taken by another contact, in a.json (contact c1); "
        "expected an id for each contact; the first one is kept"
    ]


def test_the_first_row_is_named_when_an_id_is_taken(inbox):
    inbox.record("a.wav", "b/a.wav")
    inbox.write("m.csv", ROW)
    inbox.write("b/m.csv", ROW.replace("10:14", "11:14"))
    (told,) = inbox.complaints(str(inbox.folder / "m.csv"), str(inbox.folder / "b"))
    assert told.startswith(
        "b/m.csv row 2 contact_id: the id is taken by another contact, in m.csv row 2"
    )


def test_the_same_contact_twice_is_quietly_one(inbox, document):
    inbox.dump("a.json", document)
    inbox.dump("b.json", [document, document])
    assert inbox.contact().origin == str(inbox.folder / "a.json")


@pytest.fixture
def bucket():
    filesystem = fsspec.filesystem("memory")
    filesystem.pipe("/bucket/calls/m.csv", ROW.encode())
    filesystem.pipe("/bucket/calls/a.wav", b"sound")
    filesystem.pipe("/bucket/calls/b.wav", b"sound")
    filesystem.pipe("/bucket/loose/20260302-101400.wav", b"sound")
    yield "memory://bucket"
    filesystem.rm("/bucket", recursive=True)


@pytest.mark.parametrize("source", ["", "/", "/*"])
def test_a_bucket_is_read_like_a_folder(inbox, bucket, source):
    contacts, set_aside = inbox.read(bucket + source)
    assert [(contact.contact_id, contact.recordings[0].path) for contact in contacts] == [
        ("c1", "memory:///bucket/calls/a.wav"),
        ("20260302-101400", "memory:///bucket/loose/20260302-101400.wav"),
    ]
    assert [note.file for note in set_aside] == ["memory:///bucket/calls/b.wav"]


def test_an_empty_bucket_says_so(inbox, bucket):
    fsspec.filesystem("memory").mkdir("/bucket/empty")
    assert inbox.complaints(f"{bucket}/empty") == [
        f"{bucket}/empty: nothing to read in this folder; expected {INPUT}"
    ]


def test_a_document_may_name_a_recording_by_url(inbox, bucket, document):
    inbox.dump("a.json", {**document, "recording": f"{bucket}/calls/a.wav"})
    contacts, _ = inbox.read(recordings_in=(bucket,))
    assert contacts[0].recordings[0].path == f"{bucket}/calls/a.wav"
    inbox.dump("a.json", {**document, "recording": f"{bucket}/calls/gone.wav"})
    _, set_aside = inbox.read(recordings_in=(bucket,))
    assert "the recording memory://bucket/calls/gone.wav is not there" in str(set_aside[0])


def test_credentials_in_a_url_are_not_shown(inbox):
    (told,) = inbox.complaints("nosuch://user:secret@host/calls?token=secret")
    assert told.startswith("nosuch://host/calls: ")
    assert "secret" not in told


def test_contacts_come_as_they_are_read(inbox, document):
    inbox.write("a.jsonl", json.dumps(document) + "\n{\n")
    stream = read_sources([str(inbox.folder), "gone"], pseudonym=str)
    assert next(stream).contact_id == "c1"
    assert next(stream).row == 2
    assert next(stream).file == "gone"


def test_windows_paths_in_a_manifest(inbox):
    inbox.record("calls/a.wav")
    inbox.write("m.csv", ROW.replace("a.wav", "calls\\a.wav"))
    assert inbox.contact().recordings[0].path == str(inbox.folder / "calls/a.wav")
