"""What goes wrong in a night: one recording, a check, the way the command was called."""

import pytest

import flows.tasks
from flows.tasks import Ears
from tests.flows.stories import BILL, RETOLD, TOLD

SPOKEN = "mijn kaartnummer is vier zeven twee"


def failing_ears(monkeypatch, n_failures):
    """Ears that fail for so many calls, quoting what they heard; gives the ids that they were asked for."""
    asked, hear = [], Ears.hear

    def failing(ears, contacts):
        for contact in contacts:
            asked.append(contact.contact_id)
            if len(asked) <= n_failures:
                yield contact, RuntimeError(f"cannot go on after: {SPOKEN}")
            else:
                yield from hear(ears, [contact])

    monkeypatch.setattr(Ears, "hear", failing)
    return asked


@pytest.mark.whisper
def test_bad_luck_is_tried_again_in_the_same_night(house, monkeypatch):
    house.record_silence("call.wav")
    asked = failing_ears(monkeypatch, 1)
    report = house.night()
    assert asked == ["call", "call"]
    assert (report.run.n_transcribed, report.set_aside) == (1, ())
    assert house.contacts() == {"call"}


@pytest.mark.whisper
def test_a_recording_that_cannot_be_used_is_not_tried_twice(house, monkeypatch):
    house.write("call.wav", "no sound")
    asked = failing_ears(monkeypatch, 0)
    assert len(house.night().set_aside) == 1
    assert asked == ["call"]


@pytest.mark.whisper
def test_a_recording_that_fails_every_time_costs_only_itself(
    house, retold, monkeypatch, kept_by_prefect, caplog
):
    house.record_silence("call.wav")
    house.put([BILL], contact_id="c1")
    asked = failing_ears(monkeypatch, 99)

    outcome = retold("run", house.inbox, "--store", house.store)

    assert (outcome.code, asked) == (0, ["call", "call"])
    assert house.contacts() == {"c1"}
    assert "transcribing failed (RuntimeError)" in outcome.out
    assert "retold retry" in outcome.out
    ((file, contact_id),) = house.query("select file, contact_id from meta.set_aside")
    assert (file, contact_id) == (str(house.inbox / "call.wav"), "call")
    # The error quotes the customer: it must stand nowhere.
    assert SPOKEN not in outcome.said
    assert SPOKEN not in caplog.text
    assert SPOKEN.encode() not in house.store.read_bytes()
    assert SPOKEN.encode() not in kept_by_prefect("publish")


@pytest.mark.whisper
@pytest.mark.thorough
def test_what_failed_is_left_alone_until_somebody_retries(house, retold, monkeypatch):
    house.record_silence("call.wav")
    asked = failing_ears(monkeypatch, 2)
    house.night()
    assert not house.night().is_published
    assert asked == ["call", "call"]
    outcome = retold("retry", "--store", house.store)
    assert (outcome.code, asked) == (0, ["call", "call", "call"])
    assert house.contacts() == {"call"}


def test_a_failing_check_blocks_publication_and_leaves_the_old_store(house, retold, monkeypatch):
    house.put([TOLD, RETOLD], contact_id="c1")
    house.night()
    before = house.published()
    house.put([BILL], contact_id="c2", customer_id="K-2")
    find_all = flows.tasks.find_all
    monkeypatch.setattr(flows.tasks, "find_all", lambda journey, thresholds: ())
    judge = flows.tasks.judge  # scores that refer to findings which nobody keeps
    monkeypatch.setattr(
        flows.tasks, "judge", lambda journey, found, **how: judge(journey, find_all(journey), **how)
    )
    house.put([TOLD, RETOLD], contact_id="c3", customer_id="K-3")

    outcome = retold("run", house.inbox, "--store", house.store)

    assert outcome.code == 1
    assert "not published, because checks failed" in outcome.err
    assert "contributions_refer_to_findings" in outcome.err
    assert "Traceback" not in outcome.said
    assert house.published() == before
    assert house.contacts() == {"c1"}
    kept = list(house.store.parent.glob(".calls.duckdb.d/*.failed.duckdb"))
    assert len(kept) == 1
    assert str(kept[0]) in outcome.err


def test_a_night_after_a_failed_one_goes_on_from_the_old_store(house, monkeypatch):
    house.put([TOLD, RETOLD], contact_id="c1")
    house.night()
    house.put([BILL], contact_id="c2", customer_id="K-2")
    with monkeypatch.context() as broken, pytest.raises(flows.tasks.StageError):
        broken.setattr(flows.tasks, "judge", lambda *args, **how: {}["a bug"])
        house.night()
    assert house.contacts() == {"c1"}
    assert house.night().is_published
    assert house.contacts() == {"c1", "c2"}


@pytest.mark.parametrize(("stage", "task"), [("redact", "redact"), ("find_all", "judge")])
def test_a_bug_that_quotes_a_customer_does_not_get_into_prefects_database(
    house, monkeypatch, kept_by_prefect, stage, task
):
    said = f"ik bel over {stage}, en mijn nummer is zes zes acht"
    house.put([BILL])

    def broken(*args, **how):
        raise RuntimeError(f"cannot go on after: {said}")

    monkeypatch.setattr(flows.tasks, stage, broken)
    with pytest.raises(Exception, match=r"RuntimeError|cannot go on"):
        house.night()
    assert said.encode() not in kept_by_prefect(task)


def test_two_nights_on_one_store_wait_for_each_other(house, retold):
    from pipeline.store import Night

    house.put([BILL])
    with Night.begin(house.store, "other"):
        outcome = retold("run", house.inbox, "--store", house.store)
    assert outcome.code == 1
    assert "another night is at work on this store" in outcome.err
    assert retold("run", house.inbox, "--store", house.store).code == 0


def test_a_file_that_is_no_store_is_not_overwritten(house, retold):
    house.put([BILL])
    house.store.parent.mkdir()
    house.store.write_text("my notes")
    outcome = retold("run", house.inbox, "--store", house.store)
    assert outcome.code == 1
    assert "cannot be opened as a DuckDB file" in outcome.err
    assert house.store.read_text() == "my notes"
