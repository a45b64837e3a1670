"""The commands on a store in DuckLake: everything that a file can do."""

import pytest

from pipeline.addresses import LakeAddress
from pipeline.store import Night, Reader
from tests.flows.stories import BILL, RETOLD, TOLD
from tests.support.lakes import needs_ducklake
from tests.support.writers import put

SENTENCE = "Mijn paarse stofzuiger uit Zierikzee ontplofte gisteren in de bijkeuken."
SECRET = [("agent", "Goedemiddag, waarmee kan ik u helpen?"), ("customer", SENTENCE)]


@pytest.fixture
def lake(house):
    needs_ducklake()
    house.put([SECRET, RETOLD], contact_id="secret-1", customer_id="K-secret")
    house.put([TOLD, RETOLD], contact_id="other-1", customer_id="K-other")
    return LakeAddress(str(house.folder / "lake" / "calls.ducklake"), "")


@pytest.mark.thorough
def test_every_command_takes_a_lake(lake, house, retold):
    ran = retold("run", house.inbox, "--store", lake)
    assert ran.code == 0 and f"Published: {lake}" in ran.out
    assert "Nothing to do" in retold("run", house.inbox, "--store", lake).out
    assert "other-1" in retold("show", "other-1", "--store", lake).out
    assert retold("report", "--store", lake, "--out", house.folder / "report").code == 0
    assert retold("export", house.folder / "out", "--store", lake).code == 0
    assert "secret-1" in retold("search", "stofzuiger", "--store", lake).out
    assert "Every check holds." in retold("check", "--store", lake).out
    assert f"{lake}: schema" in retold("doctor", "--store", lake).out

    forgot = retold("forget", "--store", lake, "--customer", "K-secret")
    assert forgot.code == 0 and "Nothing is left." in forgot.out
    assert retold("search", "stofzuiger", "--store", lake).code == 0
    house.put([BILL], contact_id="secret-2", customer_id="K-secret", days_later=1.0)
    assert "of them forgotten" in retold("run", house.inbox, "--store", lake).out
    with Reader.open(lake) as reader:
        assert [row["contact_id"] for row in reader.rows("contact_ids")] == ["other-1"]


@pytest.mark.thorough
def test_a_night_that_was_overtaken_is_done_again(lake, house, monkeypatch):
    from tests.generator import made

    others = list(made(2))
    publish = Night.publish

    def slowly(night, *told):
        monkeypatch.setattr(Night, "publish", publish)
        put(lake, "faster", others)
        publish(night, *told)

    monkeypatch.setattr(Night, "publish", slowly)
    report = house.night_in(lake)
    assert report.is_published
    with Reader.open(lake) as reader:
        found = {row["contact_id"] for row in reader.rows("contact_ids")}
        runs = {row["run_id"] for row in reader.rows("export_run")}
    assert {"secret-1", "other-1", others[0].journey.contacts[0].contact_id} <= found
    assert runs == {"faster", report.run.run_id}
