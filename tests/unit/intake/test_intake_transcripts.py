"""Transcripts that come in: named, beside a recording, or alone; and what stands in for a bad one."""

import json

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact, Leg, SetAside, Turn
from pipeline.intake import read_sources

SAID = [
    ("agent", 1.0, 3.5, "Waarmee kan ik u helpen?"),
    ("customer", 4.0, 6.25, "Mijn föhn blaast koud en ik heb het geprobeerd."),
]
DOCUMENT = {"contact_id": "c1", "started_at": "2026-03-02T10:14:00Z", "legs": []}
UNTOLD = "the transcript does not say who speaks"
LABELS = "the labels agent and customer, or a file for each party with its role"
INSTEAD = "; the recording is transcribed instead"


def _whisper(speakers=("SPEAKER_01", "SPEAKER_00"), **more):
    segments = [
        {"start": start_s, "end": end_s, "text": f" {text}", "avg_logprob": 0.0}
        | ({"speaker": speaker} if speaker else {})
        for (_, start_s, end_s, text), speaker in zip(SAID, speakers, strict=True)
    ]
    return json.dumps({"segments": segments, "language": "nl", **more})


def _srt(labels=("Agent: ", "Klant: "), said=SAID):
    return "\n".join(
        f"{i}\n00:00:{start_s:06.3f} --> 00:00:{end_s:06.3f}\n{label}{text}\n"
        for i, ((_, start_s, end_s, text), label) in enumerate(zip(said, labels, strict=True), 1)
    )


def _turns(contact):
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in contact.turns]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("t.json", _whisper()),
        ("t.json", _whisper(("agent", "klant"))),
        ("t.json", "\ufeff" + _whisper()),
        ("t.srt", _srt()),
        ("t.srt", _srt().encode("cp1252")),
        ("t.vtt", "WEBVTT\n\n" + _srt(("<v Agent>", "<v Klant>"))),
        ("deep/t.SRT", _srt(("[SPEAKER_00]: ", "[SPEAKER_01]: ")).encode("utf-16")),
    ],
)
def test_a_transcript_that_a_document_names(inbox, name, written):
    inbox.record("a.wav")
    inbox.write(name, written)
    inbox.dump("c1.json", {**DOCUMENT, "recording": "a.wav", "transcript": name})
    contact = inbox.contact(str(inbox.folder / "c1.json"))
    assert _turns(contact) == SAID
    assert contact.recordings[0].path == str(inbox.folder / "a.wav")
    assert contact.legs == (Leg(1, 0.0, 6.25, is_inferred=True),)


@pytest.mark.parametrize("name", ["a.json", "a.wav.json", "a.srt", "a.wav.vtt", "A.SRT"])
def test_a_transcript_beside_its_recording(inbox, name):
    inbox.record("a.wav")
    inbox.write(name, _whisper() if name.endswith("json") else _srt())
    assert _turns(inbox.contact()) == SAID
    assert _turns(inbox.contact(str(inbox.folder / "a.wav"))) == SAID
    inbox.write("m.csv", "contact_id,started_at,recording\nc1,2026-03-02T10:14:00Z,a.wav\n")
    contact = inbox.contact()
    assert (contact.contact_id, _turns(contact)) == ("c1", SAID)


def test_of_several_formats_the_best_is_taken_and_the_others_are_the_same(inbox):
    for name, written in (("t.json", _whisper()), ("t.srt", _srt()), ("t.vtt", _srt())):
        inbox.write(f"20260302-101400/{name}", written)
    contact = inbox.contact()
    assert (contact.contact_id, contact.transcript_quality) == ("t", 1.0)
    inbox.record("20260302-101400/t.wav")
    contact = inbox.contact()
    assert (contact.contact_id, len(contact.recordings), _turns(contact)) == ("t", 1, SAID)


def test_the_table_that_whisper_writes_too_is_passed_over_beside_its_transcript(inbox):
    for name in ("20260302-101400.srt", "20260302-101400.tsv", "20260302-101400.txt", "calls.tsv"):
        inbox.write(name, _srt())
    contacts, set_aside = inbox.read()
    assert len(contacts) == 1
    assert [note.file for note in set_aside] == [str(inbox.folder / "calls.tsv")]


def test_transcripts_alone_are_contacts_by_their_names(inbox):
    inbox.write("20260302-101400.srt", _srt())
    inbox.write("20260302-111400.wav.json", _whisper())
    contacts, set_aside = inbox.read()
    assert [contact.contact_id for contact in contacts] == ["20260302-101400", "20260302-111400"]
    assert [contact.started_at.hour for contact in contacts] == [10, 11]
    assert [_turns(contact) for contact in contacts] == [SAID, SAID]
    assert set_aside == []


def test_a_manifest_names_transcripts_a_leg(inbox):
    inbox.write("1.srt", _srt())
    inbox.write("2.srt", _srt())
    inbox.write("3.srt", _srt())
    inbox.write(
        "m.csv",
        "contact_id,started_at,leg_id,agent,start_s,end_s,transcript\n"
        "c1,2026-03-02T10:14:00Z,1,A17,0,10,1.srt\n"
        "c1,2026-03-02T10:14:00Z,2,A44,100,110,2.srt\n",
    )
    contacts, set_aside = inbox.read()
    assert contacts[0].turns == (
        Turn(1, 1, "agent", 1.0, 3.5, SAID[0][3], "A17"),
        Turn(2, 1, "customer", 4.0, 6.25, SAID[1][3]),
        Turn(3, 2, "agent", 101.0, 103.5, SAID[0][3], "A44"),
        Turn(4, 2, "customer", 104.0, 106.25, SAID[1][3]),
    )
    assert inbox.told(set_aside) == [
        f"3.srt: no row of the manifest in {inbox.folder} names this transcript; "
        "expected a row for each transcript, or the transcript in a folder without manifest"
    ]


def test_a_manifest_with_a_transcript_missing_says_in_which_row(inbox):
    inbox.write("1.srt", _srt())
    inbox.write(
        "m.csv",
        "contact_id,started_at,leg_id,start_s,end_s,transcript\n"
        "c1,2026-03-02T10:14:00Z,1,0,10,1.srt\n"
        "c1,2026-03-02T10:14:00Z,2,100,110,\n",
    )
    assert inbox.complaints()[0].startswith("m.csv row 3 transcript: missing (contact c1)")


@pytest.mark.parametrize(
    ("pieces", "roles"),
    [
        ([{"role": "agent"}, {"role": "customer"}], {}),
        ([{"channel": 0}, {"channel": 1}], {"0": "agent", "1": "customer"}),
        ([{"role": "agent"}, {}], {}),
        ([{}, {}], {}),  # told by the words
    ],
)
def test_a_file_for_each_party(inbox, pieces, roles):
    for i, one in enumerate(SAID):
        inbox.write(f"{i}.srt", _srt([""], [one]))
    named = [{"path": f"{i}.srt", **piece} for i, piece in enumerate(pieces)]
    inbox.dump("c1.json", {**DOCUMENT, "transcript": named, "channel_roles": roles})
    assert _turns(inbox.contact(str(inbox.folder / "c1.json"))) == SAID


def test_transcripts_beside_a_recording_for_each_party(inbox):
    inbox.record("in/a.wav", "in/b.wav")
    pieces = [{"path": "in/a.wav", "role": "agent"}, {"path": "in/b.wav", "role": "customer"}]
    inbox.dump("c1.json", {**DOCUMENT, "recording": pieces})
    inbox.write("in/a.srt", _srt([""], SAID[:1]))
    contacts, set_aside = inbox.read()
    assert contacts[0].turns == ()
    assert inbox.told(set_aside) == [
        "in/a.srt: only some recordings of this contact have a transcript beside them; the "
        "recordings are transcribed instead (contact c1); expected a transcript beside each of "
        "them, or the key transcript"
    ]
    inbox.write("in/b.srt", _srt([""], SAID[1:]))
    assert _turns(inbox.contact()) == SAID


def test_turns_and_named_transcripts_come_before_those_beside(inbox, document):
    inbox.record("a.wav")
    inbox.write("a.srt", "no transcript")
    inbox.write("t.srt", _srt())
    inbox.dump("c1.json", {**document, "recording": "a.wav"})
    assert len(inbox.contact(str(inbox.folder / "c1.json")).turns) == 3
    inbox.dump("c1.json", {**DOCUMENT, "recording": "a.wav", "transcript": "t.srt"})
    assert _turns(inbox.contact(str(inbox.folder / "c1.json"))) == SAID


def test_other_json_beside_a_recording_is_no_transcript(inbox):
    inbox.record("c1.wav")
    inbox.dump("c1.json", {**DOCUMENT, "recording": "c1.wav"})
    contact = inbox.contact()
    assert (contact.contact_id, contact.turns) == ("c1", ())


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("t.srt", _srt(["", ""]), f"t.srt: {UNTOLD}{{}} (contact c1); expected {LABELS}"),
        ("t.json", _whisper(("", "")), f"t.json: {UNTOLD}{{}} (contact c1); expected {LABELS}"),
        (
            "t.json",
            _whisper().replace("helpen", "bellen"),
            "t.json: which speaker is the agent can be told neither from the labels nor from the "
            f"words{{}} (contact c1); expected {LABELS}",
        ),
        (
            "t.json",
            _whisper(("Klant", "")),  # one label, and some of what is said without
            f"t.json: {UNTOLD}{{}} (contact c1); expected {LABELS}",
        ),
        (
            "t.srt",
            _srt().replace("-->", "->", 1),
            "t.srt row 1: a line that belongs to no cue{} (contact c1); expected cues: a span such "
            "as 00:00:01,000 --> 00:00:04,500, and below it what is said",
        ),
        (
            "t.json",
            _whisper()[:40],
            "t.json row 1: not JSON: Expecting property name enclosed in double quotes at column 41{} (contact c1); "
            "expected valid JSON",
        ),
        (
            "t.json",
            _whisper().replace('"start": 4.0', '"start": null'),
            "t.json row 1 segments[1].start: found null{} (contact c1); expected a number",
        ),
        (
            "t.vtt",
            "WEBVTT\n",
            "t.vtt: no words in it{} (contact c1); expected cues: a span such as "
            "00:00:01,000 --> 00:00:04,500, and below it what is said",
        ),
        (
            "t.srt",
            "",
            "t.srt: the file is empty{} (contact c1); expected a transcript: Whisper's .json with "
            "segments, .srt or .vtt",
        ),
        (
            "t.docx",
            "x",
            "t.docx: not a kind of transcript that is read{} (contact c1); expected a transcript: "
            "Whisper's .json with segments, .srt or .vtt",
        ),
        (
            "t.srt",
            None,
            "t.srt: is not there{} (contact c1); expected the path of a transcript, from the "
            "folder of the file that names it",
        ),
    ],
)
def test_a_bad_transcript_is_told_and_its_recording_stands_in(inbox, name, written, told):
    if written is not None:
        inbox.write(name, written)
    source = str(inbox.folder / "c1.json")
    inbox.dump("c1.json", {**DOCUMENT, "transcript": name})
    assert inbox.complaints(source) == [told.format("")]
    inbox.record("a.wav")
    inbox.dump("c1.json", {**DOCUMENT, "transcript": name, "recording": "a.wav"})
    contacts, set_aside = inbox.read(source)
    assert inbox.told(set_aside) == [told.format(INSTEAD)]
    assert [(contact.turns, contact.legs) for contact in contacts] == [((), ())]


@pytest.mark.parametrize("named", [5, [{"leg": 1}], [{"path": "t.srt", "leg": 9}]])
def test_a_wrong_key_sets_the_contact_aside(inbox, named):
    inbox.write("t.srt", _srt())
    inbox.dump("c1.json", {**DOCUMENT, "transcript": named})
    contacts, set_aside = inbox.read(str(inbox.folder / "c1.json"))
    assert (contacts, len(set_aside)) == ([], 1)
    assert set_aside[0].key.startswith("transcript")


def test_the_language_of_the_document_comes_first(inbox):
    inbox.write("t.json", _whisper())
    for said, language in ((None, "nl"), ("en-GB", "en"), ("fr", "fr")):
        inbox.dump("c1.json", {**DOCUMENT, "transcript": "t.json", "language": said})
        assert inbox.contact(str(inbox.folder / "c1.json")).language == language


@pytest.mark.parametrize(("named", "language"), [("en", "en"), (None, "nl"), ("Klingon", "nl")])
def test_the_language_is_the_files_else_that_of_the_words(inbox, named, language):
    inbox.write("20260302-101400.json", _whisper(("agent", "klant"), language=named))
    assert inbox.contact().language == language


def test_the_hash_stands_for_the_transcript_too(inbox):
    def hash_of(written):
        inbox.write("t.srt", written)
        return inbox.contact(str(inbox.folder / "c1.json")).content_hash

    inbox.dump("c1.json", {**DOCUMENT, "transcript": "t.srt"})
    first = hash_of(_srt())
    assert hash_of(_srt()) == first
    assert hash_of(_srt().replace("koud", "warm")) != first
    assert hash_of(_srt() + "\n") != first


def test_the_hash_of_a_folder_that_is_moved_stays(inbox):
    inbox.record("20260302-101400.wav")
    inbox.write("20260302-101400.srt", _srt())
    before = inbox.contact().content_hash
    moved = inbox.folder.rename(inbox.folder.with_name("moved"))
    assert inbox.contact(str(moved)).content_hash == before


def test_messages_quote_no_words_and_no_customer(inbox):
    inbox.write("K1001.srt", _srt(("Lisa de Vries: ", "")))
    inbox.dump("c1.json", {**DOCUMENT, "customer_id": "K1001", "transcript": "K1001.srt"})
    (told,) = inbox.complaints(str(inbox.folder / "c1.json"))
    assert "Lisa" not in told
    assert "K1001" not in told
    assert "föhn" not in told


def test_behind_a_url(inbox):
    filesystem = fsspec.filesystem("memory")
    filesystem.pipe("/calls/20260302-101400.wav", b"sound")
    filesystem.pipe("/calls/20260302-101400.srt", _srt().encode())
    try:
        assert _turns(inbox.contact("memory://calls")) == SAID
    finally:
        filesystem.rm("/calls", recursive=True)


def test_without_somebody_who_names_voices_only_labels_count(inbox):
    inbox.write("20260302-101400.json", _whisper())
    inbox.write("20260302-111400.srt", _srt())
    outcomes = list(read_sources([str(inbox.folder)], pseudonym=str))
    assert [type(outcome) for outcome in outcomes] == [SetAside, Contact]


@given(st.binary(max_size=200), st.sampled_from(["x.srt", "x.vtt", "x.json"]), st.booleans())
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_bytes_are_answered(inbox, data, name, is_cue):
    inbox.write(name, b"00:01.000 --> 00:02.000\n" + data if is_cue else data)
    inbox.dump("doc/c1.json", {**DOCUMENT, "transcript": f"../{name}"})
    outcomes = list(read_sources([str(inbox.folder / "doc/c1.json")], pseudonym=str))
    assert len(outcomes) == 1
    assert str(outcomes[0])
