"""A store that is encrypted: unreadable without the key, and otherwise as any other."""

import duckdb
import pytest

from pipeline.store import Night, Reader, StoreError, files_of, tables_with
from pipeline.store.opening import EXTENSION, KEY_VARIABLE, is_encrypted
from pipeline.store.publication import published_file

KEY = "0123456789abcdef-it's a key"


@pytest.fixture
def key(monkeypatch):
    pytest.importorskip(EXTENSION, reason="an environment from before it was in the lock")
    monkeypatch.setenv(KEY_VARIABLE, KEY)


def forget(store, run_id):
    with Night.begin(store, run_id) as night:
        held = night.held_on("k-lisa")
        night.forget(held, "t-lisa")
        night.publish()
    return held


@pytest.mark.thorough
def test_with_the_key_it_is_a_store_as_any_other(*, key, publish, rows, lisa, judge, later, store):
    publish("n1", [lisa], [judge(lisa)])
    other = later(lisa, "b", 1, customer_key="k-b")
    publish("n2", [other], [judge(other, journey_id="j2")])
    assert all(is_encrypted(file) for file in files_of(store))
    assert len(rows("export_contact", contact_ids=None)) == 2
    with Reader.open(store) as reader, reader.table("export_turn", contact_ids=None) as table:
        assert len(list(table.rows)) == 8
    held = forget(store, "n3")
    assert tables_with(store, held) == []
    assert is_encrypted(published_file(store))
    assert len(rows("export_contact", contact_ids=None)) == 1


def test_an_export_of_it_is_not_encrypted(*, key, publish, lisa, judge, store, tmp_path):
    publish("n1", [lisa], [judge(lisa)])
    with Reader.open(store) as reader:
        assert reader.write_parquet(tmp_path / "t.parquet", "export_turn", contact_ids=None) == 4
    assert len(duckdb.read_parquet(str(tmp_path / "t.parquet"))) == 4


@pytest.mark.parametrize(
    ("other", "told"),
    [("", "set RETOLD_STORE_KEY"), ("another key altogether", "another key than RETOLD_STORE_KEY")],
)
def test_without_the_key_nobody_reads_or_writes_it(
    *, key, publish, lisa, judge, store, monkeypatch, other, told
):
    publish("n1", [lisa], [judge(lisa)])
    before = store.readlink()
    monkeypatch.setenv(KEY_VARIABLE, other)
    with pytest.raises(StoreError, match=told) as caught:
        Reader.open(store)
    assert KEY not in str(caught.value)
    with pytest.raises(StoreError, match=told):
        Night.begin(store, "n2")
    assert store.readlink() == before
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(store), read_only=True)


def test_the_first_night_with_a_key_leaves_nothing_in_plain(
    *, publish, rows, lisa, judge, store, monkeypatch
):
    pytest.importorskip(EXTENSION, reason="an environment from before it was in the lock")
    publish("n1", [lisa], [judge(lisa)])
    publish("n2", [], [])
    assert not any(is_encrypted(file) for file in files_of(store))
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with Night.begin(store, "n3") as night:
        assert night.is_changed
        night.publish()
    assert [is_encrypted(file) for file in files_of(store)] == [True]
    assert len(rows("export_contact", contact_ids=None)) == 1


def test_a_key_that_can_be_guessed_is_refused(publish, lisa, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "secret")
    with pytest.raises(StoreError, match="6 characters, expected at least 16"):
        publish("n1", [lisa], [])
