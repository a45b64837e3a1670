"""A customer who was forgotten: gone from every place, not to come back, also after a killed try."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

import flows.forget
from pipeline.review.call.copies import copy_name
from pipeline.review.ledger import (
    Verdict,
    give_verdict,
    ledger_url,
    note,
    open_ledger,
    set_state,
)
from pipeline.traces import files_with
from pipeline.transcribe.transcripts import own
from tests.flows.stories import BILL, RETOLD, TOLD

SENTENCE = "Mijn paarse stofzuiger uit Zierikzee ontplofte gisteren in de bijkeuken."
STORY = [("agent", "Goedemiddag, waarmee kan ik u helpen?"), ("customer", SENTENCE)]

# The command in a process that kills itself before the nth change of a file's name or existence.
KILLED = """
import os, signal, sys
from pathlib import Path
left = int(sys.argv.pop(1))
def counted(change):
    def changed(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*args, **kwargs)
    return changed
for name in ("unlink", "rename", "replace", "symlink_to"):
    setattr(Path, name, counted(getattr(Path, name)))
sys.argv[0] = "retold"
from pipeline.cli import main
main()
"""


@pytest.fixture
def after_a_night(house, retold):
    """Two customers in the store, a report of both, kept transcripts and what people said of both."""
    house.put([STORY, RETOLD], contact_id="secret-1", customer_id="K-secret")
    house.put([BILL], contact_id="secret-2", customer_id="K-secret", days_later=1.0)
    house.put([TOLD, RETOLD], contact_id="other-1", customer_id="K-other")
    house.night()
    assert retold("report", "--store", house.store, "--out", house.folder / "report").code == 0
    mirrors = house.folder / "mirrors"
    mirrors.mkdir()
    for contact_id in ("secret-1", "other-1"):
        (mirrors / f"of-{contact_id[0]}.html").write_text(f"<p>{contact_id}, 0:12</p>")
    cache = house.folder / "work" / "transcripts"
    for contact_id, letter in (("secret-1", "a"), ("other-1", "b")):
        own(cache, contact_id, [letter * 64])
        (cache / (letter * 2)).mkdir()
        (cache / (letter * 2) / f"{letter * 64}.json").write_text('{"words": []}')
        looked_at(house, contact_id)
    return house


def looked_at(house, contact_id):
    """A coach has heard the contact, judged it twice, and put it aside."""
    now = datetime.now(UTC)
    reason = SENTENCE if contact_id.startswith("secret") else "they told it twice"
    ledger = open_ledger(ledger_url(house.store))
    for judgement in ("unsure", "confirmed"):
        for subject in (f"effort/{contact_id}", f"finding/of-{contact_id}"):
            about = (subject, contact_id, "effort", "carla", judgement, None)
            give_verdict(ledger, Verdict(*about, reason, "3.2", now))
            note(ledger, "carla", f"verdict_{judgement}", subject, now)
    note(ledger, "carla", "view", f"contact/{contact_id}", now)
    set_state(ledger, "carla", contact_id, "done", now)
    ledger.dispose()
    copy = house.folder / "work" / "screens" / copy_name(contact_id, contact_id)
    copy.parent.mkdir(exist_ok=True)
    copy.write_text("sound")
    copy.with_suffix(".json").write_text("[]")


def ledger_rows(house, sql):
    ledger = open_ledger(ledger_url(house.store))
    with ledger.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(sql))]
    ledger.dispose()
    return rows


@pytest.fixture
def forget(after_a_night, retold):
    def command(*words, customer="K-secret"):
        return retold(
            "forget", "--store", after_a_night.store, "--customer", customer,
            "--report", after_a_night.folder / "report", *words,
        )  # fmt: skip

    return command


def all_files(house):
    files = (path for path in house.folder.rglob("*") if path.is_file())
    return [path for path in files if house.inbox not in path.parents]


def kept_transcripts(house):
    return {path.stem[0] for path in (house.folder / "work" / "transcripts").glob("??/*.json")}


def test_nothing_of_the_customer_is_left_anywhere(after_a_night, forget):
    house = after_a_night
    assert files_with(all_files(house), ["secret-1", SENTENCE])
    outcome = forget()
    assert outcome.code == 0, outcome.said
    assert "2 contacts" in outcome.out
    assert "Nothing is left." in outcome.out
    assert house.contacts() == {"other-1"}
    assert files_with(all_files(house), ["secret-1", "secret-2", "K-secret", SENTENCE]) == []
    assert kept_transcripts(house) == {"b"}
    assert ledger_rows(house, "select distinct contact_id from verdict") == [("other-1",)]
    assert "other-1" in (house.folder / "report" / "index.html").read_text()
    assert [page.name for page in (house.folder / "mirrors").iterdir()] == ["of-o.html"]


def test_what_people_said_and_heard_of_the_customer_goes_too(after_a_night, forget):
    house = after_a_night
    outcome = forget()
    told = dict(re.findall(r"screens, (.*): (\d+)", outcome.out))
    assert told == {
        "silenced recordings": "1",
        "ledger, verdict": "4",
        "ledger, work_item": "1",
        "ledger, audit": "5",
    }
    assert ledger_rows(house, "select distinct contact_id from verdict") == [("other-1",)]
    assert ledger_rows(house, "select contact_id from work_item") == [("other-1",)]
    copies = {path.name for path in (house.folder / "work" / "screens").glob("*.ogg")}
    assert copies == {copy_name("other-1", "other-1")}


def test_the_audit_still_says_who_did_what_and_when(after_a_night, forget):
    sql = "select at, person, action, subject from audit order by at, action, subject"
    before = ledger_rows(after_a_night, sql)
    forget()
    after = ledger_rows(after_a_night, sql)
    assert [row[:3] for row in sorted(before)] == [row[:3] for row in sorted(after)]
    assert sum(row[3] == "[erased]" for row in after) == 5


@pytest.mark.thorough
def test_what_is_said_while_the_customer_is_being_forgotten_goes_as_well(
    after_a_night, forget, monkeypatch
):
    publish = flows.forget.Night.publish

    def late(night):
        publish(night)
        looked_at(after_a_night, "secret-1")

    monkeypatch.setattr(flows.forget.Night, "publish", late)
    outcome = forget()
    assert outcome.code == 0, outcome.said
    assert "ledger, verdict: 8" in outcome.out


def test_a_ledger_that_cannot_be_reached_stops_it_before_anything_is_erased(
    after_a_night, forget, monkeypatch
):
    monkeypatch.setenv("RETOLD_REVIEW__DATABASE", "postgresql+nodriver://x/y")
    before = after_a_night.published()
    outcome = forget()
    assert (outcome.code, "review.database" in outcome.err) == (1, True)
    assert after_a_night.published() == before


def test_no_ledger_is_made_where_nobody_serves_screens(house, retold):
    house.put([STORY], contact_id="secret-1", customer_id="K-secret")
    house.night()
    assert retold("forget", "--store", house.store, "--customer", "K-secret").code == 0
    assert not list(house.store.parent.glob("*.review.sqlite*"))


def test_the_receipt_names_nobody(forget):
    said = forget().said
    assert not any(word in said for word in ("K-secret", "secret-1", "stofzuiger"))


def test_the_customer_does_not_come_back(after_a_night, forget):
    house = after_a_night
    forget()
    report = house.night()
    assert (report.run.n_forgotten, report.run.n_new) == (2, 0)
    assert {item.problem for item in report.set_aside} == {
        "forgotten: of a customer who was erased"
    }
    assert house.contacts() == {"other-1"}
    assert files_with(all_files(house), ["secret-1", SENTENCE]) == []
    assert not house.night().is_published


def test_a_new_contact_of_a_forgotten_customer_is_not_taken_in_either(after_a_night, forget):
    house = after_a_night
    forget()
    house.put([BILL], contact_id="secret-3", customer_id="K-secret", days_later=3.0)
    assert house.night().run.n_forgotten == 3
    assert house.contacts() == {"other-1"}


@pytest.mark.thorough
def test_a_document_that_cannot_be_used_is_not_told_of_a_forgotten_customer(after_a_night, forget):
    house = after_a_night
    forget()
    broken = json.loads((house.inbox / "secret-1.json").read_text()) | {"started_at": "gisteren"}
    house.write("secret-1.json", json.dumps(broken))
    house.night()
    assert house.query("select count(*) from set_aside where contact_id like 'secret%'") == [(0,)]


@pytest.mark.thorough
def test_twice_is_as_good_as_once(after_a_night, forget):
    forget()
    outcome = forget()
    assert (outcome.code, "0 contacts" in outcome.out) == (0, True)
    assert after_a_night.contacts() == {"other-1"}


@pytest.mark.thorough
def test_the_recordings_in_the_sources_are_listed_on_request(after_a_night, forget, retold):
    house = after_a_night
    house.record_silence("one.wav")
    house.put([BILL], contact_id="secret-4", customer_id="K-secret")
    document = json.loads((house.inbox / "secret-4.json").read_text()) | {"recording": "one.wav"}
    house.write("secret-4.json", json.dumps(document))
    house.night()
    listed = house.folder / "list.txt"
    listed.touch(mode=0o644)
    outcome = forget("--recordings", listed)
    assert "1 recordings" in outcome.out and "one.wav" not in outcome.said
    assert listed.read_text() == f"{house.inbox / 'one.wav'}\n"
    assert listed.stat().st_mode & 0o777 == 0o600


def test_the_id_can_come_from_standard_input(after_a_night, forget, monkeypatch, tmp_path):
    (tmp_path / "id").write_text("K-secret\n")
    with (tmp_path / "id").open() as said:
        monkeypatch.setattr(sys, "stdin", said)
        assert "2 contacts" in forget(customer="-").out


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda house: house.store.unlink(), "there is no store here"),
        (lambda house: Path(f"{house.store}.key").unlink(), "restore it from a backup"),
    ],
)
def test_what_a_person_can_mend_is_told(after_a_night, forget, spoil, told):
    spoil(after_a_night)
    outcome = forget()
    assert (outcome.code, told in outcome.err) == (1, True)


THOROUGH = pytest.mark.thorough
MOMENTS = [nth if nth == 7 else pytest.param(nth, marks=THOROUGH) for nth in range(1, 15, 3)]


@pytest.mark.parametrize("nth", MOMENTS)
def test_killed_in_the_middle_the_next_try_finishes(after_a_night, forget, nth):
    house = after_a_night
    words = ["forget", "--store", house.store, "--customer", "K-secret"]
    words += ["--report", house.folder / "report"]
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(nth), *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    outcome = forget()
    assert outcome.code == 0, outcome.said
    assert house.contacts() == {"other-1"}
    assert files_with(all_files(house), ["secret-1", "secret-2", "K-secret", SENTENCE]) == []
    assert kept_transcripts(house) == {"b"}
    assert ledger_rows(house, "select distinct contact_id from verdict") == [("other-1",)]
    assert "other-1" in (house.folder / "report" / "index.html").read_text()
