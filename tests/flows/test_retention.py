"""What was kept long enough goes at night, says so, and does not come back from the sources."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from pipeline.traces import files_with
from tests.flows.stories import BILL, RETOLD, TOLD
from tests.support.build import MONDAY

SENTENCE = "Mijn paarse stofzuiger uit Zierikzee ontplofte gisteren in de bijkeuken."
STORY = [("agent", "Goedemiddag, waarmee kan ik u helpen?"), ("customer", SENTENCE)]


def days_since(days_after_monday):
    """Whole days from an instant of the tests' week to now, so that a limit can lie between two."""
    return (datetime.now(UTC) - MONDAY - timedelta(days=days_after_monday)).days


@pytest.fixture
def old_and_new(house, monkeypatch):
    """An old contact with a sentence of its own, and one twenty days later; limits in between."""
    house.put([STORY, RETOLD], contact_id="old-1", customer_id="K-old")
    house.put([BILL], contact_id="new-1", customer_id="K-new", days_later=20.0)

    def limit(**kinds):
        for kind in kinds:
            monkeypatch.setenv(f"RETOLD_RETENTION__{kind.upper()}_DAYS", str(days_since(10)))
        return house

    return limit


@pytest.fixture
def report(house, retold):
    def write():
        assert retold("report", "--store", house.store, "--out", house.folder / "r").code == 0
        return house.folder / "r"

    return write


def findings(house):
    return house.query("select contact_id, kind, confidence from finding order by all")


def scores(house):
    return house.query("select contact_id, effort, outcome, n_legs from contact order by all")


def test_nothing_goes_unless_it_is_set(old_and_new):
    house = old_and_new()
    report = house.night()
    assert str(report.gone) == "nothing"
    assert not house.night().is_published


def test_words_go_earlier_than_numbers(old_and_new, report, monkeypatch):
    house = old_and_new()
    house.night()
    before = findings(house), scores(house)
    monkeypatch.setenv("RETOLD_PLACES__REPORTS", f'["{report()}"]')
    old_and_new(transcripts=True)
    outcome = house.night()
    assert (outcome.run.n_transcripts_erased, outcome.is_published) == (1, True)
    assert (findings(house), scores(house)) == before
    assert house.query("select distinct text from turn where contact_id = 'old-1'") == [("",)]
    others = [path for path in house.folder.rglob("*") if path.is_file()]
    others = [path for path in others if house.inbox not in path.parents]
    assert files_with(others, [SENTENCE]) == []
    assert "old-1" in (house.folder / "r" / "index.html").read_text()


def test_afterwards_nothing_is_left_to_do(old_and_new):
    house = old_and_new(transcripts=True)
    house.night()
    assert not house.night().is_published


@pytest.mark.thorough
def test_another_redaction_does_not_bring_the_words_back(old_and_new, monkeypatch):
    house = old_and_new(transcripts=True)
    house.night()
    monkeypatch.setattr("flows.nightly.redaction_version", lambda: "another")
    outcome = house.night()
    assert outcome.run.n_changed == 1
    assert house.query("select distinct text from turn where contact_id = 'old-1'") == [("",)]


@pytest.mark.thorough
def test_a_new_call_of_the_customer_leaves_the_old_findings(old_and_new):
    house = old_and_new()
    house.put([TOLD, RETOLD], contact_id="old-2", customer_id="K-old", days_later=1.0)
    house.night()
    before = findings(house)
    old_and_new(transcripts=True)
    house.night()
    house.put([BILL], contact_id="old-3", customer_id="K-old", days_later=21.0)
    house.night()
    assert [row for row in findings(house) if row[0] in ("old-1", "old-2")] == [
        row for row in before if row[0] in ("old-1", "old-2")
    ]
    assert "old-3" in house.contacts()


def test_contacts_go_and_are_not_taken_in_again(old_and_new):
    house = old_and_new()
    house.night()
    old_and_new(findings=True)
    outcome = house.night()
    assert (outcome.run.n_contacts_erased, house.contacts()) == (1, {"new-1"})
    again = house.night()
    assert (again.run.n_too_old, again.run.n_new, again.is_published) == (1, 0, False)
    assert len(list(house.store.parent.glob(".*.d/*.duckdb"))) == 1


@pytest.mark.thorough
def test_the_command_shows_what_would_go_and_does_it(old_and_new, retold):
    house = old_and_new()
    house.night()
    old_and_new(transcripts=True)
    before = house.published()
    shown = retold("retention", "--store", house.store, "--dry-run")
    assert "transcripts_days: " in shown.out and "Would go: 1 transcripts" in shown.out
    assert house.published() == before
    assert "Gone: 1 transcripts" in retold("retention", "--store", house.store).out
    assert "Would go: nothing" in retold("retention", "--store", house.store, "--dry-run").out


def test_the_closing_table_says_what_went(old_and_new, retold):
    house = old_and_new(transcripts=True)
    said = retold("run", house.inbox, "--store", house.store)
    assert "erased, kept long enough" in said.out
    assert "1 transcripts" in said.out


@pytest.mark.thorough
def test_copies_of_recordings_go_by_the_age_of_the_contact(old_and_new, report, monkeypatch):
    house = old_and_new()
    for name in ("old", "new"):
        house.record_silence(f"{name}.wav")
        path = house.inbox / f"{name}-1.json"
        path.write_text(path.read_text()[:-1] + f', "recording": "{name}.wav"}}')
    house.night()
    folder = report()
    assert len(list((folder / "audio").iterdir())) == 2
    monkeypatch.setenv("RETOLD_PLACES__REPORTS", f'["{folder}"]')
    old_and_new(audio=True)
    assert str(house.night().gone) == "1 copies of recordings"
    (copy,) = (folder / "audio").iterdir()
    assert copy.name.startswith("new-1")
    report()
    assert len(list((folder / "audio").iterdir())) == 1


@pytest.fixture
def looked_at(house):
    """What a coach said and heard of both contacts."""
    from pipeline.review.call.copies import copy_name
    from pipeline.review.ledger import Verdict, give_verdict, ledger_url, open_ledger, set_state

    ledger = open_ledger(ledger_url(house.store))
    (house.folder / "work" / "screens").mkdir(parents=True)
    for contact_id in ("old-1", "new-1"):
        about = (f"effort/{contact_id}", contact_id, "effort", "carla", "confirmed", None)
        give_verdict(ledger, Verdict(*about, SENTENCE, "3.2", MONDAY))
        set_state(ledger, "carla", contact_id, "done", MONDAY)
        (house.folder / "work" / "screens" / copy_name(contact_id, "x")).write_text("sound")
    ledger.dispose()

    def rows(sql):
        ledger = open_ledger(ledger_url(house.store))
        with ledger.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    return rows


def test_words_of_a_verdict_go_with_the_words_that_they_are_about(old_and_new, retold, looked_at):
    house = old_and_new(transcripts=True)
    assert retold("run", house.inbox, "--store", house.store).code == 0
    reasons = looked_at("select contact_id, judgement, reason from verdict order by 1")
    assert reasons == [("new-1", "confirmed", SENTENCE), ("old-1", "confirmed", "")]


def test_verdicts_and_lists_go_with_the_contact(old_and_new, retold, looked_at):
    house = old_and_new()
    house.night()
    old_and_new(findings=True)
    shown = retold("retention", "--store", house.store, "--dry-run")
    assert "3 rows and copies of the screens" in shown.out
    assert len(looked_at("select * from verdict")) == 2
    assert retold("retention", "--store", house.store).code == 0
    for table in ("verdict", "work_item"):
        assert looked_at(f"select contact_id from {table}") == [("new-1",)]


@pytest.mark.thorough
def test_silenced_recordings_go_by_the_age_of_the_contact_with_nobody_serving(
    old_and_new, retold, looked_at
):
    house = old_and_new()
    house.night()
    old_and_new(audio=True)
    shown = retold("retention", "--store", house.store, "--dry-run")
    assert "Would go: 1 copies of recordings" in shown.out
    assert retold("run", house.inbox, "--store", house.store).code == 0
    assert len(list((house.folder / "work" / "screens").iterdir())) == 1


def test_a_night_takes_screens_from_the_commands_alone(house):
    with pytest.raises(ValueError, match=r"pipeline\.commands"):
        house.night(screens="os:system")
