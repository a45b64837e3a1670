"""vCon files: their dialogs as legs, recordings and turns."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.domain import Leg, Recording, Turn


def _recording(start: str, **more) -> dict:
    return {
        "type": "recording",
        "start": f"2026-03-02T{start}+01:00",
        "mediatype": "audio/x-wav",
    } | more


def _vcon(*dialog, **more) -> dict:
    return {
        "vcon": "0.3.0",
        "uuid": "018b4f72-e3fb-8770-b9a2-279e0d16bc46",
        "parties": [
            {"tel": "+31612345678", "name": "Lisa", "role": "customer"},
            {"uuid": "A17", "name": "Miranda", "role": "agent", "dept": "blue"},
            {"mailto": "harry@example.com", "role": "thirdparty", "org": "TechServ"},
        ],
        "dialog": list(dialog),
    } | more


TRANSFER = {
    "type": "transfer",
    "transferee": 0,
    "transferor": 1,
    "transfer_target": 2,
    "original": 0,
}


def test_recordings_are_legs(inbox):
    inbox.record("a.wav", "b.wav")
    first = _recording("10:14:00", duration=312.5, parties=[0, 1], url="a.wav", skill="service")
    second = _recording(
        "10:20:00", duration=60, parties=[0, 2], filename="b.wav", campaign="spring"
    )
    inbox.dump("x.vcon", _vcon(first, TRANSFER, second))
    contact = inbox.contact()
    assert contact.contact_id == "018b4f72-e3fb-8770-b9a2-279e0d16bc46"
    assert contact.started_at == datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
    assert contact.customer_key == inbox.pseudonym("+31612345678")
    assert contact.legs == (
        Leg(1, 0, 312.5, "A17", "blue", "service", None, ended_by="transfer"),
        Leg(2, 360, 420, "harry@example.com", partner="TechServ"),
    )
    assert contact.recordings == (
        Recording(str(inbox.folder / "a.wav"), 1),
        Recording(str(inbox.folder / "b.wav"), 2),
    )
    assert "Lisa" not in repr(contact)


def test_one_recording_of_unknown_length_leaves_the_leg_to_the_transcriber(inbox):
    inbox.record("a.wav")
    inbox.dump("x.json", _vcon(_recording("10:14:00", parties=[[0], [1, 2]], url="a.wav")))
    contact = inbox.contact()
    assert (contact.legs, contact.channel_roles) == ((), {0: "customer", 1: "agent"})


def test_a_file_for_each_party_is_one_leg(inbox):
    inbox.record("a.wav", "b.wav")
    files = [_recording("10:14:00", duration=9, parties=no, url=f"{'ab'[no]}.wav") for no in (0, 1)]
    newest = _vcon(*files)
    del newest["vcon"]  # no longer written from draft 04 on
    inbox.dump("x.json", newest)
    contact = inbox.contact()
    assert [(leg.start_s, leg.end_s) for leg in contact.legs] == [(0, 9)]
    assert [(r.role, r.leg_no) for r in contact.recordings] == [("customer", None), ("agent", None)]


def _text(start: str, party: int, body: str, **more) -> dict:
    return {
        "type": "text",
        "start": f"2026-03-02T{start}Z",
        "parties": [party],
        "body": body,
    } | more


def test_texts_are_turns_and_another_agent_another_leg(inbox):
    texts = [
        _text("10:00:00", 0, "Hallo"),
        _text("10:00:05", 1, "Dag", duration=2),
        _text("10:00:20", 2, "Met Harry", encoding="none", mediatype="text/plain"),
        _text("10:00:30", 0, "Nog eens"),
    ]
    inbox.write("x.jsonl", json.dumps(_vcon(*texts)))
    contact = inbox.contact()
    assert contact.channel == "chat"
    assert contact.legs == (
        Leg(1, 0, 7, "A17", ended_by="transfer"),
        Leg(2, 20, 30, "harry@example.com"),
    )
    assert contact.turns == (
        Turn(1, 1, "customer", 0, 0, "Hallo"),
        Turn(2, 1, "agent", 5, 7, "Dag", "A17"),
        Turn(3, 2, "agent", 20, 20, "Met Harry", "harry@example.com"),
        Turn(4, 2, "customer", 30, 30, "Nog eens"),
    )


INSIDE = _recording("10:14:00", parties=[0, 1], body="UklGRg", encoding="base64url")


@pytest.mark.parametrize(
    ("vcon", "told"),
    [
        (_vcon(INSIDE), "dialog[0].body: the recording is inside the vCon; "
         "expected a url; save the recording as a file beside it"),
        (_vcon(), "dialog: no words in it; expected a dialog of type recording or text"),
        (_vcon(dialog=7), "dialog: not a list of objects; expected a list of objects"),
        (_vcon(_recording("10:14:00", parties=[0, 1])), "dialog[0].url: missing; "
         "expected the url of the recording"),
        (_vcon(_text("25:00:00", 0, "x")), "dialog[0].start: not a time with offset; "
         "expected ISO 8601 with offset, such as 2026-03-02T10:14:00+01:00"),
        (_vcon(_text("10:00:00", 0, "x", duration="long")), "dialog[0].duration: not a number; "
         "expected seconds"),
        (_vcon(_text("10:00:00", 9, "x")), "dialog[0].parties: the writer has no role; "
         "expected a party whose role is agent or customer"),
        (_vcon(_text("10:00:00", 0, "eA", encoding="base64url")), "dialog[0].body: not plain text; "
         "expected a text with encoding none"),
        (_vcon(_recording("10:14:00", url="a.wav"), _recording("10:15:00", url="a.wav", duration=1)),
         "dialog[0].duration: missing; expected seconds"),
        (_vcon(TRANSFER, _recording("10:14:00", url="gone.wav")),
         "dialog[1]: the recording gone.wav is not there "
         "(contact 018b4f72-e3fb-8770-b9a2-279e0d16bc46); "
         "expected the path of a file, from the folder of the file that names it"),
        (_vcon(_text("10:00:00", 0, "x"), uuid=None), "uuid: found null; expected a text"),
        ({"payload": "e30", "signatures": []}, "a vCon in its signed form; expected the plain form"),
        ({"ciphertext": "x", "recipients": []}, "a vCon in its encrypted form; expected the plain form"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_set_aside(inbox, vcon, told):
    inbox.dump("x.vcon", vcon)
    contacts, set_aside = inbox.read()
    place = "x.vcon: " if told.startswith("a vCon") else "x.vcon "
    assert (contacts, inbox.told(set_aside)) == ([], [place + told])
