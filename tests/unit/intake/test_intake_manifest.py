"""The CDR manifest: what works, and what each mistake in it is answered with."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain import Leg, Recording, Survey
from pipeline.intake.document import ContactDocument, LegDocument, SurveyDocument
from pipeline.intake.manifest import COLUMNS, manifest_drafts

HEADER = (
    "contact_id,customer_id,started_at,leg_id,agent,team,queue,partner,start_s,end_s,hold_s,holds,"
    "wait_s,ended_by,recording,ces,goal_reached,shoe_size\n"
)
ROWS = (
    "lisa,K1,2026-03-02T10:14:00+01:00,1,A17,blue,service,,0,312,40,61.5-92.0;120-129.5,"
    "240,transfer,lisa.wav,2,ja,43\n",
    "lisa,K1,2026-03-02T10:14:00+01:00,2,A44,,faults,TechServ,495,780,,,,normal,lisa.wav,,,43\n",
)

SHORTEST = "contact_id,started_at,recording\n"


def test_the_shortest_manifest_leaves_the_rest_to_the_recording(inbox):
    inbox.record("a.wav")
    inbox.write("calls.csv", SHORTEST + "c1,2026-03-02T10:14:00+01:00,a.wav\n")
    contact = inbox.contact()
    assert contact.contact_id == "c1"
    assert contact.started_at == datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
    assert (contact.legs, contact.turns, contact.customer_key) == ((), (), None)
    assert contact.recordings == (Recording(str(inbox.folder / "a.wav")),)
    assert contact.origin == str(inbox.folder / "calls.csv row 2")


def test_rows_of_one_contact_are_its_legs_by_start(inbox):
    inbox.record("lisa.wav")
    inbox.write("manifest.csv", HEADER + ROWS[1] + ROWS[0])
    contact = inbox.contact()
    assert contact.legs == (
        Leg(1, 0, 312, "A17", "blue", "service", None, 40, ((61.5, 92), (120, 129.5)), "transfer"),
        Leg(2, 495, 780, "A44", None, "faults", "TechServ", 0, (), "normal"),
    )
    assert contact.recordings == (Recording(str(inbox.folder / "lisa.wav")),)
    assert (contact.wait_s, contact.channel, contact.direction) == (240, "phone", "inbound")
    assert contact.survey == Survey(ces=2, goal_reached=True)
    assert contact.extra == {"shoe_size": "43"}
    assert contact.origin.endswith("manifest.csv row 2")


def test_a_file_for_each_leg_belongs_to_its_leg(inbox):
    inbox.record("a.wav", "b.wav")
    inbox.write(
        "m.csv",
        HEADER + ROWS[0].replace("lisa.wav", "a.wav") + ROWS[1].replace("lisa.wav", "b.wav"),
    )
    assert [(r.path[-5:], r.leg_no) for r in inbox.contact().recordings] == [
        ("a.wav", 1),
        ("b.wav", 2),
    ]


def test_a_partners_leg_may_have_no_recording(inbox):
    inbox.record("a.wav")
    inbox.write(
        "m.csv", HEADER + ROWS[0].replace("lisa.wav", "a.wav") + ROWS[1].replace("lisa.wav", "")
    )
    assert [r.leg_no for r in inbox.contact().recordings] == [1]


def _semicolons(text: str) -> str:
    return text.replace(";", "|").replace(",", ";").replace(".5", ",5")


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode("latin-1"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: _semicolons(text).encode("cp1252"),
        lambda text: b"sep=;\r\n" + _semicolons(text).replace("\n", "\r\n").encode("cp1252"),
        lambda text: (text + "\n,,,\n").encode(),
        lambda text: text.replace("contact_id,", "Contact ID,").encode(),
    ],
)
def test_encoding_delimiter_and_decimal_commas_are_found(inbox, encoded):
    text = HEADER + ROWS[0].replace("blue", "Büro Zürich") + ROWS[1]
    inbox.record("lisa.wav")
    inbox.write("m.csv", encoded(text))
    first, second = inbox.contact().legs
    assert (first.team, first.holds, second.end_s) == (
        "Büro Zürich",
        ((61.5, 92), (120, 129.5)),
        780,
    )


def test_a_line_end_in_quotes_is_part_of_its_cell(inbox):
    inbox.record("a.wav", "b.wav")
    rows = 'c1,2026-03-02T10:14:00Z,a.wav,"two\nlines"\nc2,2026-03-02T10:15:00Z,b.wav,x\n'
    inbox.write("m.csv", "contact_id,started_at,recording,note\n" + rows)
    contacts, set_aside = inbox.read()
    assert set_aside == []
    assert [(c.extra["note"], c.origin[-5:]) for c in contacts] == [
        ("two\nlines", "row 2"),
        ("x", "row 4"),
    ]


GOOD = "ok,2026-03-02T10:14:00Z,ok.wav\n"
INSTANT = "expected ISO 8601 with offset, such as 2026-03-02T10:14:00+01:00"


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (
            SHORTEST + GOOD + "c2,2026-03-02T10:14:00Z,gone.wav\n",
            "m.csv row 3 recording: the recording gone.wav is not there (contact c2); "
            "expected the path of a file, from the folder of the file that names it",
        ),
        (
            SHORTEST + GOOD + "c2,2026-03-02T10:14:00Z,\n",
            "m.csv row 3 recording: neither a recording, nor a transcript, nor turns (contact c2); "
            "expected the path of a recording or transcript, or turns",
        ),
        (
            SHORTEST + GOOD + "c2,2026-02-30T10:14:00Z,ok.wav\n",
            f"m.csv row 3 started_at: not a date and time that exists (contact c2); {INSTANT}",
        ),
        (
            SHORTEST + GOOD + "c2,2026-03-02 10:14,ok.wav\n",
            f"m.csv row 3 started_at: the time has no offset (contact c2); {INSTANT}",
        ),
        (
            SHORTEST + GOOD + "c2,,ok.wav\n",
            f"m.csv row 3 started_at: missing (contact c2); {INSTANT}",
        ),
        (
            SHORTEST + GOOD + ",2026-03-02T10:14:00Z,ok.wav\n",
            "m.csv row 3 contact_id: missing; expected an id that the source system gives once",
        ),
        (
            SHORTEST + GOOD + "c2,2026-03-02T10:14:00Z,ok.wav,left over\n",
            "m.csv row 3: 4 cells under 3 columns; "
            "expected a cell for each column; put cells that hold the delimiter in quotes",
        ),
        (
            SHORTEST + '"c2,2026-03-02T10:14:00Z,ok.wav\n' + GOOD,
            "m.csv row 2: not CSV: unexpected end of data; expected cells in matching quotes",
        ),
        (
            "contact_id,started_at,recording,custmer_id\nok,2026-03-02T10:14:00Z,ok.wav,K77\n",
            "m.csv row 1 custmer_id: unknown column, kept under extra; "
            "expected customer_id; did you mean that?",
        ),
    ],
)
def test_a_mistake_costs_its_contact_and_no_other(inbox, manifest, told):
    inbox.record("ok.wav")
    inbox.write("m.csv", manifest)
    contacts, set_aside = inbox.read()
    assert inbox.told(set_aside) == [told]
    assert [contact.contact_id for contact in contacts] == ["ok"]


LEGS = "contact_id,started_at,recording,leg_id,start_s,end_s,hold_s,holds,wait_s,ended_by\n"
LEG = "c1,2026-03-02T10:14:00Z,ok.wav,"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            LEG + "1,20,10,,,,\n",
            "row 2 end_s: the leg ends at 10 s but begins at 20 s (contact c1); "
            "expected an end at or after the start, both in seconds from the start of the contact",
        ),
        (
            LEG + "1,0,90,,,,transfer\n" + LEG + "2,80,120,,,,\n",
            "row 3 start_s: the leg begins at 80 s but the one before it ends at 90 s (contact c1); "
            "expected legs one after another; take the moment of the transfer as the end of the first",
        ),
        (
            LEG + "1,0,90.2,,50-95,,\n",
            "row 2 holds: the hold lasts from 50 to 95 s but its leg from 0 to 90.2 s (contact c1); "
            "expected a hold within its leg, in seconds from the start of the contact",
        ),
        (
            LEG + "1,0,90,,60-50,,\n",
            "row 2 holds: the hold ends at 50 s but begins at 60 s (contact c1); "
            "expected an end at or after the start",
        ),
        (
            LEG + "1,0,90,,10-50 40-60,,\n",
            "row 2 holds: a hold begins at 40 s before the last one ends at 50 s (contact c1); "
            "expected holds one after another",
        ),
        (
            LEG + "1,0,90,,sixty,,\n",
            "row 2 holds: found a text (contact c1); expected a list",
        ),
        (
            LEG + "1,0,90,200,,,\n",
            "row 2 hold_s: 200 s on hold in a leg of 90 s (contact c1); "
            "expected no more than the leg lasts",
        ),
        (
            LEG + "1,0,90,,,-3,\n",
            "row 2 wait_s: found -3 (contact c1); expected a number from 0 up",
        ),
        (
            LEG + "1,0,nan,,,,\n",
            "row 2 end_s: found a number that is not finite (contact c1); expected a finite number",
        ),
        (
            LEG + "1,0,1772442840,,,,\n",
            "row 2 end_s: found 1.77244e+09 (contact c1); expected a number up to 2678400",
        ),
        (
            LEG + '1,0,"90,5",,,,\n',
            "row 2 end_s: found a text (contact c1); expected a number",
        ),
        (
            LEG + "1,0,00:01:30,,,,\n",
            "row 2 end_s: found a text (contact c1); expected a number",
        ),
        (
            LEG + "1,0,,,,,\n",
            "row 2 end_s: missing (contact c1); "
            "expected seconds from the start of the contact to the end of the leg",
        ),
        (
            LEG + "1,0,90,,,,vanished\n",
            "row 2 ended_by: not one of the known words (contact c1); "
            "expected transfer, normal, customer_hangup or agent_hangup",
        ),
        (
            LEG + "1,0,90,,,,\n" + LEG + "1,95,120,,,,\n",
            "row 2 leg_id: two legs have this leg_id; 1 more in this contact: row 3 leg_id "
            "(contact c1); expected another one for each leg",
        ),
        (
            LEG + "1,0,90,,,,\n" + LEG.replace("10:14", "10:15") + "2,95,120,,,,\n",
            "row 2 started_at: the rows of this contact disagree (contact c1); "
            "expected the same in all rows of a contact, or blank",
        ),
        (
            LEG + "1,0,90,,,,\n" + LEG.replace("ok.wav", "") + "2,95,120,,,,\n",
            "row 3 recording: missing (contact c1); expected the contact's recording in all of its "
            "rows, or a file for each leg (blank only where a partner has it)",
        ),
        (
            LEG + "1,50,40,,,-1,gone\n",
            "row 2 wait_s: found -1; 1 more in this contact: row 2 ended_by (contact c1); "
            "expected a number from 0 up",
        ),
    ],
)
def test_what_the_switch_cannot_have_meant_is_set_aside(inbox, rows, told):
    inbox.record("ok.wav")
    inbox.write("m.csv", LEGS + rows)
    contacts, set_aside = inbox.read()
    assert (contacts, inbox.told(set_aside)) == ([], [f"m.csv {told}"])


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ("", "m.csv: the file is empty; expected a manifest: a header, and a row for each leg"),
        (SHORTEST, "m.csv row 1: no rows below the header; expected a row for each leg"),
        (
            "contact_di,started_at,recording\nc1,2026-03-02T10:14:00Z,a.wav\n",
            "m.csv row 1 contact_id: no column contact_id; did you mean it by contact_di?; "
            "expected a header with at least contact_id, started_at and recording",
        ),
        (
            "contact_id,started_at,recording,recording\nc1,2026-03-02T10:14:00Z,a.wav,a.wav\n",
            "m.csv row 1 recording: two columns have this name; expected each column once",
        ),
    ],
)
def test_a_file_without_a_usable_header_is_set_aside_whole(inbox, manifest, told):
    path = inbox.write("m.csv", manifest)
    assert inbox.complaints(str(path)) == [told]


def test_a_row_of_data_as_header_is_not_quoted(inbox):
    path = inbox.write("m.csv", "c1,2026-03-02T10:14:00Z,K1001,Jansen\n")
    assert "Jansen" not in str(inbox.complaints(str(path)))
    assert "K1001" not in str(inbox.complaints(str(path)))


@given(st.permutations([*ROWS, *(row.replace("lisa", "piet").replace("K1", "K2") for row in ROWS)]))
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_order_of_rows_changes_nothing(inbox, rows):
    inbox.record("lisa.wav", "piet.wav")
    path = inbox.write("m.csv", HEADER + "".join(rows))
    contacts, set_aside = inbox.read(str(path))
    inbox.write("m.csv", HEADER + "".join(sorted(rows)))
    sorted_contacts, _ = inbox.read(str(path))
    assert set_aside == []
    assert _by_id(contacts) == _by_id(sorted_contacts)
    assert len(contacts) == 2


def _by_id(contacts):
    return sorted(
        (replace(contact, origin="") for contact in contacts),
        key=lambda contact: contact.contact_id,
    )


def test_a_row_that_stands_twice_counts_once(inbox):
    inbox.record("lisa.wav")
    inbox.write("m.csv", HEADER + ROWS[0] + ROWS[1] + ROWS[1])
    assert len(inbox.contact().legs) == 2
    inbox.write("m.csv", HEADER + 2 * ROWS[0].replace("312", "x"))
    assert [note.row for note in inbox.read()[1]] == [2]


def test_every_number_of_the_document_is_read_as_a_number(inbox):
    numbers = {
        name
        for model in (ContactDocument, LegDocument, SurveyDocument)
        for name, field in model.model_fields.items()
        if "float" in str(field.annotation) and name != "holds"
    }
    assert numbers <= COLUMNS
    columns = sorted(numbers)
    path = inbox.write(
        "m.csv", "contact_id,started_at," + ",".join(columns) + "\nc,x," + "7," * 6 + "7\n"
    )
    content = next(iter(manifest_drafts(str(path)))).content
    said = {**content, **content["survey"], **content["legs"][0]}
    assert {name: said[name] for name in columns} == dict.fromkeys(columns, 7.0)


def test_roles_of_channels_can_stand_in_a_cell(inbox):
    inbox.record("a.wav")
    for cell in ("0=agent 1=customer", '"{""0"": ""agent"", ""1"": ""customer""}"'):
        row = f"c1,2026-03-02T10:14:00Z,a.wav,{cell}\n"
        inbox.write("m.csv", "contact_id,started_at,recording,channel_roles\n" + row)
        assert inbox.contact().channel_roles == {0: "agent", 1: "customer"}
