"""Nights one after another: what is new is judged, what is not is left alone."""

import pytest

import flows.nightly
from flows.tasks import Ears
from tests.flows.stories import BILL, DRYER, RETOLD, TOLD

STORE_KINDS = "select kind, contact_id, leg_no, related_leg_no from finding where kind = ?"


def test_a_run_publishes_what_came_in(house, retold):
    house.put([TOLD, RETOLD], contact_id="c1")
    house.put([BILL], contact_id="c2", customer_id="K-2")

    outcome = retold("run", house.inbox, "--store", house.store)

    assert (outcome.code, outcome.err.count("Traceback")) == (0, 0)
    assert f"Published: {house.store}" in outcome.out
    assert house.contacts() == {"c1", "c2"}
    assert house.query(STORE_KINDS, "repeat_story") == [("repeat_story", "c1", 2, 1)]
    assert house.query("select kind from transfer") == [("cold",)]
    (run,) = house.query("select n_contacts_in, n_new, n_transcribed, n_set_aside from run")
    assert run == (2, 2, 0, 0)
    assert house.query("select count(*) from contact where effort is null") == [(0,)]


def test_a_run_tells_one_line_a_stage_when_nobody_watches(house, retold):
    house.put([BILL])
    outcome = retold("run", house.inbox, "--store", house.store)
    told = [line.partition(":")[0] for line in outcome.err.splitlines()]
    assert told == ["intake", "redact", "judge"]


def test_a_second_run_does_nothing_and_says_so(house, retold):
    house.put([TOLD, RETOLD])
    house.write("broken.json", "{")
    house.night()
    before = house.published()

    outcome = retold("run", house.inbox, "--store", house.store)

    assert outcome.code == 0
    assert "Nothing to do" in outcome.out
    assert "broken.json" in outcome.out  # what is still wrong is told every night
    assert house.published() == before
    assert house.query("select count(*) from run") == [(1,)]


def test_the_same_contact_from_a_folder_that_moved_is_no_news(house):
    house.put([TOLD, RETOLD])
    house.night()
    before = house.published()
    house.inbox.rename(house.folder / "archive")
    (house.folder / "archive").rename(house.folder / "inbox")
    (house.inbox / "c1.json").rename(house.inbox / "renamed.json")
    assert not house.night().is_published
    assert house.published() == before


def test_a_changed_contact_is_judged_again_and_only_its_journey(house):
    house.put([TOLD, RETOLD], contact_id="c1")
    house.put([BILL], contact_id="c2", customer_id="K-2")
    assert house.night().run.n_journeys_judged == 2
    others = house.query("select * from contact where contact_id = 'c2'")

    house.put([TOLD], contact_id="c1")
    report = house.night()

    run = report.run
    assert (run.n_new, run.n_changed, run.n_unchanged, run.n_journeys_judged) == (0, 1, 1, 1)
    assert house.query(STORE_KINDS, "repeat_story") == []
    assert house.query("select n_legs from contact where contact_id = 'c1'") == [(1,)]
    assert house.query("select * from contact where contact_id = 'c2'") == others


def test_contacts_that_no_longer_come_in_stay(house):
    house.put([TOLD], contact_id="c1")
    house.night()
    (house.inbox / "c1.json").unlink()
    house.put([BILL], contact_id="c2", customer_id="K-2")
    house.night()
    assert house.contacts() == {"c1", "c2"}


@pytest.mark.whisper
def test_a_new_analysis_judges_all_anew_and_transcribes_nothing(house, monkeypatch):
    house.put([TOLD, RETOLD], contact_id="c1")
    house.record_silence("silence.wav")
    assert house.night().run.n_transcribed == 1
    found = house.query("select * from finding order by finding_id")

    def deaf(ears, contact):
        raise AssertionError("a contact that is in the store needs no ears")

    monkeypatch.setattr(Ears, "hear", deaf)
    monkeypatch.setattr(flows.nightly, "analysis_version", lambda settings: "another")
    report = house.night()

    run = report.run
    assert (report.is_published, run.n_transcribed, run.n_set_aside) == (True, 0, 0)
    assert (run.n_unchanged, run.n_journeys_judged) == (2, 2)
    assert house.query("select * from finding order by finding_id") == found
    assert not house.night().is_published


def test_a_later_contact_joins_the_journey_of_an_earlier_night(house):
    house.put([TOLD], contact_id="c1")
    house.put([BILL], contact_id="c2", customer_id="K-2")
    house.night()
    house.put([RETOLD], contact_id="c3", days_later=3)

    run = house.night().run

    assert (run.n_new, run.n_journeys_judged) == (1, 1)
    journeys = "select n_contacts, n_retellings from journey order by n_contacts"
    assert house.query(journeys) == [(1, 0), (2, 1)]
    ((contact_id, related),) = house.query(
        "select contact_id, related_contact_id from finding where kind = 'repeat_story'"
    )
    assert (contact_id, related) == ("c3", "c1")


def test_contacts_of_unknown_customers_are_never_joined(house):
    house.put([TOLD], contact_id="c1", customer_id=None)
    house.put([RETOLD], contact_id="c2", customer_id=" ", days_later=1)
    house.night()
    assert house.query("select n_contacts from journey") == [(1,), (1,)]
    assert house.query("select count(customer_key) from contact") == [(0,)]


def test_findings_keep_their_ids_from_night_to_night(house):
    house.put([TOLD, RETOLD], contact_id="c1")
    house.night()
    ids = "select finding_id from finding where contact_id = 'c1' order by 1"
    before = house.query(ids)
    house.put([BILL], contact_id="c2", days_later=2)
    house.night()
    assert before
    assert house.query(ids) == before


def test_a_store_of_a_night_is_read_while_the_next_one_is_written(house):
    from pipeline.store import Reader

    house.put([TOLD], contact_id="c1")
    house.night()
    with Reader.open(house.store) as reader:
        house.put([BILL], contact_id="c2", customer_id="K-2")
        house.night()
        assert [row["contact_id"] for row in reader.rows("export_contact", contact_ids=None)] == [
            "c1"
        ]
        assert reader.reopen_if_switched()
        assert len(reader.rows("export_contact", contact_ids=None)) == 2


def test_prefect_recorded_the_night_and_nothing_of_what_was_said(house, kept_by_prefect):
    house.put([TOLD, RETOLD])
    house.night()
    kept = kept_by_prefect("publish")
    assert b"nightly" in kept
    assert b"keep judged" in kept
    assert DRYER.encode() not in kept
    assert b"wasdroger" not in kept
