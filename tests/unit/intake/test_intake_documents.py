"""Contact documents: how they map, and what each mistake in one is answered with."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain import Leg, Recording, Survey, Turn
from pipeline.intake.json_place import line_of


def test_every_key_has_its_place_in_the_contact(inbox, document):
    inbox.record("calls/a.wav")
    inbox.dump("c1.json", {**document, "recording": "calls/a.wav", "channel_roles": {"0": "agent"}})
    contact = inbox.contact()
    assert contact.contact_id == "c1"
    assert contact.started_at == datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
    assert contact.legs == (
        Leg(1, 0, 312, "A17", "blue", "service", None, 40, ((100, 140),), "transfer"),
        Leg(2, 495, 780, "A44", None, "faults", "TechServ", 0, (), "normal"),
    )
    assert contact.turns == (
        Turn(1, 1, "agent", 0, 6.2, "Hallo."),
        Turn(2, 1, "customer", 6.9, 25, "Dag, met mij."),
        Turn(3, 2, "agent", 496, 499, "Met Harry.", "A44"),
    )
    assert contact.survey == Survey(2, 3, 6, False, datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert contact.recordings == (Recording(str(inbox.folder / "calls/a.wav")),)
    assert contact.channel_roles == {0: "agent"}
    assert (contact.language, contact.wait_s, contact.disposition) == ("nl", 240, "fault")
    assert (contact.channel, contact.direction, contact.extra) == ("phone", "inbound", {})


def test_what_is_missing_has_a_default(inbox, document):
    keep = ("contact_id", "started_at", "legs", "turns")
    inbox.dump("c1.json", {key: document[key] for key in keep} | {"customer_id": "  "})
    contact = inbox.contact()
    assert contact.customer_key is None
    assert (contact.channel, contact.direction, contact.language) == ("phone", "inbound", None)
    assert (contact.wait_s, contact.survey, contact.recordings) == (0, None, ())


@pytest.mark.parametrize(
    ("survey", "beside", "ces"),
    [
        ({"ces": 2}, None, 2),
        ({"ces": 2, "ces_direction": "low_is_easy"}, None, 6),
        ({"ces": 2}, "low_is_easy", 6),
        ({"ces": 2, "ces_direction": "high_is_easy"}, None, 2),
    ],
)
def test_effort_is_turned_to_seven_is_easy(inbox, document, survey, beside, ces):
    inbox.dump("c1.json", {**document, "survey": survey, "ces_direction": beside})
    assert inbox.contact().survey == Survey(ces=ces)


def test_ids_may_be_numbers_and_are_trimmed(inbox, document):
    document["legs"][0]["leg_id"], document["turns"][0]["leg"] = " 1 ", 1.0
    inbox.dump("c1.json", {**document, "contact_id": 17})
    contact = inbox.contact()
    assert (contact.contact_id, contact.turns[0].leg_no) == ("17", 1)


@pytest.mark.parametrize("names", [("b", "a"), (None, None), ("88812345", "88812346")])
def test_legs_without_small_numbers_are_counted_by_start(inbox, document, names):
    legs, turns = document["legs"], document["turns"]
    legs[0]["leg_id"], legs[1]["leg_id"] = names
    for turn in turns:
        turn["leg"] = names[turn["leg"] - 1] or turn["leg"]
    inbox.dump("c1.json", {**document, "legs": legs[::-1]})
    contact = inbox.contact()
    assert [(leg.leg_no, leg.start_s) for leg in contact.legs] == [(1, 0), (2, 495)]
    assert [turn.leg_no for turn in contact.turns] == [1, 1, 2]


def test_recordings_by_leg_and_party(inbox, document):
    inbox.record("a.wav", "b.wav")
    pieces = [{"path": "a.wav", "leg": 1, "channel": 0, "role": "agent"}, "b.wav"]
    inbox.dump("c1.json", {**document, "recording": pieces})
    assert inbox.contact().recordings == (
        Recording(str(inbox.folder / "a.wav"), 1, 0, "agent"),
        Recording(str(inbox.folder / "b.wav")),
    )


def test_unknown_keys_are_kept_under_extra(inbox, document):
    document["legs"][1]["skill"] = "nl"
    document["turns"][0]["mood"] = float("nan")
    inbox.dump("c1.json", {**document, "brand": "Föhn & Co"})
    assert inbox.contact().extra == {
        "brand": "Föhn & Co",
        "legs": {"2": {"skill": "nl"}},
        "turns": {"1": {"mood": None}},
    }


def _journey(document):
    return {
        "journey_id": "nl-x-01",
        "language": "en",
        "contacts": [{**document, "language": None}],
        "labels": {"effort": {"c1": 2}},
    }


@pytest.mark.parametrize(
    "case",
    [
        ("a.json", json.dumps, "", "nl"),
        ("a.json", lambda d: "\ufeff" + json.dumps(d), "", "nl"),
        ("a.json", lambda d: json.dumps([d]), " [0]", "nl"),
        ("a.json", lambda d: json.dumps(_journey(d)), " contacts[0]", "en"),
        ("a.jsonl", lambda d: "\n" + json.dumps(d) + "\n", " row 2", "nl"),
        ("a.ndjson", lambda d: json.dumps(_journey(d)), " row 1", "en"),
    ],
)
def test_a_document_alone_in_a_list_in_a_journey_or_on_a_line(inbox, document, case):
    name, written, row, language = case
    path = inbox.write(name, written(document))
    contact = inbox.contact()
    assert (contact.origin, contact.language) == (f"{path}{row}", language)
    assert contact.extra == {}


SHAPE = (
    "a contact document, a list of them, an object with a list `contacts`, a vCon or a transcript"
)


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("a.json", "", f"a.json: the file is empty; expected {SHAPE}"),
        ("a.jsonl", " \n", "a.jsonl: the file is empty; expected a contact document on each line"),
        (
            "a.json",
            '{\n "contact_id" "c1"\n}',
            "a.json row 2: not JSON: Expecting ':' delimiter at column 15",
        ),
        ("a.json", '{"a": 1', "a.json row 1: not JSON: Expecting ',' delimiter at column 8"),
        (
            "a.jsonl",
            '\n{"contact_id": }',
            "a.jsonl row 2: not JSON: Expecting value at column 16",
        ),
        ("a.json", "[" * 100_000, "a.json: not readable as JSON (RecursionError)"),
        ("a.json", "1" * 5_000, "a.json: not readable as JSON (ValueError)"),
        ("a.json", '{"name": "x"}', f"a.json row 1: no contact in it; expected {SHAPE}"),
        ("a.json", "[]", f"a.json row 1: no contact in it; expected {SHAPE}"),
        (
            "a.json",
            '{"contacts": []}',
            f"a.json row 1 contacts: no contact in it; expected {SHAPE}",
        ),
        ("a.json", '[\n\n"c1"]', f"a.json row 3 [0]: no contact in it; expected {SHAPE}"),
        ("a.json", "null", f"a.json row 1: no contact in it; expected {SHAPE}"),
    ],
)
def test_a_file_that_holds_no_contact_says_where_it_went_wrong(inbox, name, written, told):
    path = inbox.write(name, written)
    expected = told if "; expected" in told else f"{told}; expected valid JSON"
    assert inbox.complaints(str(path))[0] == expected


def test_a_bad_line_costs_no_other(inbox, document):
    lines = [json.dumps({**document, "contact_id": name}) for name in ("c1", "c2")]
    inbox.write("a.jsonl", "\n".join([lines[0], "{", "7", lines[1]]))
    contacts, set_aside = inbox.read()
    assert [contact.contact_id for contact in contacts] == ["c1", "c2"]
    assert [note.row for note in set_aside] == [2, 3]


MANY = object()
END = "expected an end at or after the start"


def _put(document, path, value):
    changed = deepcopy(document)
    *steps, last = path
    place = changed
    for step in steps:
        place = place[step]
    if value is MANY:
        del place[last]
    else:
        place[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["contact_id"], MANY, "row 1 contact_id: missing; expected an id that the source system gives once"),
        (["contact_id"], " ", "row 2 contact_id: empty; expected an id that the source system gives once"),
        (["contact_id"], ["c"], "row 2 contact_id: found a list; expected a text"),
        (["contact_id"], "a\nb", "row 2 contact_id: control characters in it; expected printable text"),
        (["customer_id"], {"no": 1}, "row 3 customer_id: found an object (contact c1); expected a text"),
        (["legs"], MANY, "row 1 legs: missing (contact c1); expected the legs; an empty list: worked "
         "out from the recording"),
        (["legs"], {}, "row 9 legs: found an object (contact c1); expected a list"),
        (["legs", 0], 7, "row 10 legs[0]: found 7 (contact c1); expected an object"),
        (["legs", 1, "end_s"], "780", "row 32 legs[1].end_s: found a text (contact c1); expected a number"),
        (["legs", 1, "end_s"], 400, "row 32 legs[1].end_s: the leg ends at 400 s but begins at 495 s "
         "(contact c1); expected an end at or after the start, both in seconds from the start of the "
         "contact"),
        (["legs", 0, "holds"], [[1, 2, 3]], "row 19 legs[0].holds[0]: found a list (contact c1); "
         "expected a pair [start, end]"),
        (["wait_s"], -1, "row 8 wait_s: found -1 (contact c1); expected a number from 0 up"),
        (["wait_s"], float("nan"), "row 8 wait_s: found a number that is not finite (contact c1); "
         "expected a finite number"),
        (["wait_s"], True, "row 8 wait_s: found true (contact c1); expected a number"),
        (["wait_s"], 10**400, "row 8 wait_s: found a number beyond all bounds (contact c1); "
         "expected a number"),
        (["direction"], "sideways", "row 6 direction: not one of the known words (contact c1); "
         "expected inbound or outbound"),
        (["language"], "Nederlands", "row 7 language: found something else (contact c1); "
         "expected a language code such as nl or en"),
        (["started_at"], 1772442840, "row 4 started_at: found 1.77244e+09 (contact c1); "
         "expected ISO 8601 with offset, such as 2026-03-02T10:14:00+01:00"),
        (["survey", "ces"], 8, "row 65 survey.ces: found 8 (contact c1); expected a number up to 7"),
        (["turns", 0, "speaker"], "robot", "row 41 turns[0].speaker: not one of the known words "
         "(contact c1); expected agent, customer or ivr"),
        (["turns", 1, "leg"], 9, "row 48 turns[1].leg: a leg that is not in legs (contact c1); "
         "expected the leg_id of a leg"),
        (["turns", 2, "turn"], 2, "row 47 turns[1].turn: turn 2 stands here twice; 1 more in this "
         "contact: row 55 turns[2].turn (contact c1); expected another number for each turn"),
        (["turns", 1, "t1"], 6, f"row 51 turns[1].t1: the turn ends at 6 s but begins at 6.9 s "
         f"(contact c1); {END}"),
        (["turns", 1, "text"], None, "row 52 turns[1].text: found null (contact c1); expected a text"),
        (["turns"], [], "row 1 recording: neither a recording, nor a transcript, nor turns (contact c1); "
         "expected the path of a recording or transcript, or turns"),
        (["recording"], "gone.wav", "row 72 recording: the recording gone.wav is not there "
         "(contact c1); expected the path of a file, from the folder of the file that names it"),
        (["recording"], [{"path": "."}], "row 74 recording[0].path: the recording . is a folder, "
         "a pipe or a device (contact c1); expected the path of a file, from the folder of the file "
         "that names it"),
        (["recording"], [{"leg": 1}], "row 73 recording[0].path: missing (contact c1); "
         "expected path from the document's folder, or URL"),
        (["channel_roles"], {"left": "agent"}, "row 73 channel_roles.left: found a text (contact c1); "
         "expected the number of a channel"),
    ],
)  # fmt: skip
def test_a_wrong_key_sets_its_contact_aside(inbox, document, path, value, told):
    inbox.dump("a.json", _put(document, path, value))
    contacts, set_aside = inbox.read()
    assert (contacts, inbox.told(set_aside)) == ([], [f"a.json {told}"])
    lines = (inbox.folder / "a.json").read_text().splitlines()
    key = str(set_aside[0].key).rpartition(".")[2]
    assert f'"{key}"' in lines[set_aside[0].row - 1] or lines[set_aside[0].row - 1].strip(
        " [{"
    ) in ("", "7,")


def test_all_mistakes_of_a_contact_are_in_one_note(inbox, document):
    wrong = {**document, "wait_s": "a", "direction": "up", "legs": 1, "turns": 2, "survey": 3}
    inbox.dump("a.json", {**wrong, "started_at": "now", "channel_roles": 4})
    (told,) = inbox.complaints()
    assert told.startswith(
        "a.json row 4 started_at: not a date and time that exists; 6 more in this "
    )
    assert "row 6 direction, row 8 wait_s, " in told
    assert told.count("row ") == 1 + 5
    assert ", …" in told


def test_a_document_nested_without_end_costs_no_other(inbox, document):
    deep = (
        json.dumps({**document, "contact_id": "deep"})[:-1]
        + ', "x": '
        + "[" * 900
        + "]" * 900
        + "}"
    )
    inbox.write("a.json", deep)
    inbox.dump("b.json", document)
    contacts, set_aside = inbox.read()
    assert [contact.contact_id for contact in contacts] == ["c1"]
    assert len(set_aside) == 1


def test_zero_length_turns_are_tolerated(inbox, document):
    inbox.dump("a.json", _put(document, ["turns", 1, "t1"], 6.9))
    assert inbox.contact().turns[1].end_s == 6.9


def test_the_hash_stands_for_what_came_in(inbox, document):
    inbox.record("a.wav")
    with_audio = {**document, "recording": "a.wav"}

    def hash_of(content):
        inbox.dump("a.json", content)
        return inbox.contact(str(inbox.folder / "a.json")).content_hash

    first = hash_of(with_audio)
    assert hash_of(dict(reversed(with_audio.items()))) == first
    assert hash_of({**with_audio, "started_at": "2026-03-02T09:14:00Z"}) == first
    assert hash_of({**with_audio, "brand": "x"}) != first
    assert hash_of(_put(with_audio, ["turns", 0, "text"], "Goedemorgen.")) != first
    (inbox.folder / "a.wav").write_bytes(b"other")
    assert hash_of(with_audio) != first


_SECONDS = st.integers(0, 5_000).map(lambda tenths: tenths / 10)
_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@st.composite
def _documents(draw):
    bounds = sorted(draw(st.lists(_SECONDS, min_size=2, max_size=6, unique=True)))
    legs = [
        {"leg_id": no, "agent": draw(_TEXT), "start_s": start_s, "end_s": end_s}
        for no, (start_s, end_s) in enumerate(pairwise(bounds), start=1)
    ]
    turns = [
        {"turn": no, "leg": draw(st.integers(1, len(legs))), "speaker": draw(_SPEAKERS)}
        | {
            "t0": (t0 := draw(_SECONDS)),
            "t1": t0 + draw(_SECONDS),
            "text": draw(st.text("aé😀 .", max_size=9)),
        }
        for no in range(1, draw(st.integers(1, 5)) + 1)
    ]
    return {
        "contact_id": draw(_TEXT),
        "started_at": "2026-03-02T10:14:00Z",
        "legs": legs,
        "turns": turns,
    }


_SPEAKERS = st.sampled_from(["agent", "customer", "ivr"])


@given(_documents())
@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_documents_come_through_whole(inbox, content):
    inbox.dump("a.json", content)
    contact = inbox.contact()
    written = {
        "contact_id": contact.contact_id,
        "started_at": contact.started_at.isoformat().replace("+00:00", "Z"),
        "legs": [
            {
                "leg_id": leg.leg_no,
                "agent": leg.agent_id,
                "start_s": leg.start_s,
                "end_s": leg.end_s,
            }
            for leg in contact.legs
        ],
        "turns": [
            {"turn": turn.turn_no, "leg": turn.leg_no, "speaker": turn.speaker}
            | {"t0": turn.start_s, "t1": turn.end_s, "text": turn.text}
            for turn in contact.turns
        ],
    }
    assert written == content
    inbox.dump("a.json", written)
    assert replace(inbox.contact(), origin="") == replace(contact, origin="")


def test_a_line_is_found_for_every_place_in_a_json_text():
    text = '{"a": 1,\r\n "b": [\n{"c": "}]"},\n {"c":\n  2}],\r "d": {\n}}'
    expected = {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4, ("d",): 6}
    assert {loc: line_of(text, loc) for loc in expected} == expected
    assert line_of(text, ("b", 1, "gone", 3)) == 4
    assert line_of(text, ("a", "gone")) == 1
