"""One customer out of the store: nothing of them is left, and nothing of the others is lost."""

from contextlib import closing
from dataclasses import replace

import duckdb
import pytest

from pipeline.domain import SetAside
from pipeline.store import Night, StoreError, files_of, own_texts, tables_with
from pipeline.store.rewriting import write_anew
from pipeline.traces import files_with

SENTENCE = "Alleen deze ene klant heeft het over een paarse stofzuiger uit Zierikzee gehad."


def secretive(lisa):
    told = replace(lisa.turn(2), text=SENTENCE)
    return replace(lisa, turns=(lisa.turn(1), told, lisa.turn(3), lisa.turn(4)))


@pytest.fixture
def two_customers(publish, lisa, later, judge):
    """Two nights in which a customer with a secret called, and another."""
    other = later(lisa, "other-1", 1, customer_key="k-other")
    judged = [judge(secretive(lisa)), judge(other, journey_id="j2")]
    publish("n1", [secretive(lisa)], judged[:1])
    publish("n2", [other], judged[1:])


def forget(store, key="k-lisa", run_id="n3", tombstone="t-lisa"):
    with Night.begin(store, run_id) as night:
        held = night.held_on(key)
        rows = night.forget(held, tombstone)
        night.publish()
    return held, rows


def test_nothing_is_left_of_the_customer_and_all_of_the_others(two_customers, store, rows):
    of_others = [
        row for row in rows("export_turn", contact_ids=None) if row["contact_id"] == "other-1"
    ]
    held, erased = forget(store)
    assert held.contact_ids == {"lisa-1"}
    assert erased["core.turn"] == 4 and erased["core.finding"] == 2
    assert tables_with(store, held) == []
    assert rows("export_turn", contact_ids=None) == of_others
    assert [row["contact_id"] for row in rows("export_contact", contact_ids=None)] == ["other-1"]
    with Night.begin(store, "n4") as night:
        assert night.forgotten() == {"t-lisa"}
        assert night.failing_checks() == []


def test_no_older_file_is_kept(two_customers, store):
    failed = store.parent / f".{store.name}.d" / "n0.failed.duckdb"
    failed.write_bytes(store.read_bytes())
    assert len(files_of(store)) == 3
    forget(store)
    assert [file.name for file in files_of(store)] == ["n3.duckdb"]


def test_a_customer_who_is_only_in_an_older_file_is_found(publish, store, lisa, judge, later):
    publish("n1", [lisa], [judge(lisa)])
    publish("n2", [replace(lisa, customer_key="k-other")], [])
    held, _ = forget(store)
    assert held.contact_ids == {"lisa-1"}


def test_what_was_set_aside_goes_too(publish, store, lisa, rows):
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa])
        night.put_set_aside(
            "n1",
            [
                SetAside("x.csv", "cut", "whole", contact_id="c9", customer_key="k-lisa"),
                SetAside("y.csv", "cut", "whole", contact_id="lisa-1"),
                SetAside("z.csv", "cut", "whole", contact_id="c8", customer_key="k-other"),
            ],
        )
        night.publish()
    forget(store)
    assert [
        row["file"] for row in rows("export_set_aside", contact_ids=None, customer_key=None)
    ] == ["z.csv"]


def test_a_run_that_was_given_the_contacts_file_no_longer_names_it(store, lisa, run, rows):
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa])
        night.put_run(replace(run("n1"), sources=("calls/lisa-1.json", "calls")))
        night.publish()
    held, _ = forget(store)
    assert rows("last_run")[0]["sources"] == ["[erased]", "calls"]
    assert tables_with(store, held) == []


def test_twice_is_as_good_as_once(two_customers, store, rows):
    forget(store)
    held, erased = forget(store, run_id="n4")
    assert (held.contact_ids, erased) == (set(), {})
    with Night.begin(store, "n5") as night:
        assert night.forgotten() == {"t-lisa"}


def test_the_search_finds_what_was_not_erased(two_customers, store):
    with Night.begin(store, "n3") as night:
        held = night.held_on("k-lisa")
    assert {"core.contact", "core.turn", "core.evidence"} <= set(tables_with(store, held))


def test_words_that_others_said_as_well_are_no_trace(two_customers, store):
    held, _ = forget(store)
    assert own_texts(store, held) == {SENTENCE}


def test_a_file_written_anew_holds_no_bytes_of_what_was_deleted(tmp_path):
    """Without compression, so that the words can be seen at all, and seen to be gone."""
    file = tmp_path / "s.duckdb"
    with closing(duckdb.connect(str(file))) as store:
        store.execute("pragma force_compression='uncompressed'")
        store.execute(
            "create table said as select 'zin ' || i || ' ' || md5(i::varchar) as t from range(30000) x(i)"
        )
        store.execute("insert into said values (?)", [SENTENCE])
        store.execute("checkpoint")
        store.execute("delete from said where t = ?", [SENTENCE])
        store.execute("checkpoint")
    assert files_with([file], [SENTENCE]) == [file]  # deleting is not enough
    write_anew(file)
    assert files_with([file], [SENTENCE]) == []
    with closing(duckdb.connect(str(file), read_only=True)) as store:
        assert store.execute("select count(*) from said").fetchone() == (30000,)


def test_a_store_written_anew_is_the_same_store(two_customers, store, tmp_path):
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(store.read_bytes())
    write_anew(copy)
    seen = []
    for file in (store, copy):
        with closing(duckdb.connect(str(file), read_only=True)) as connection:
            columns = connection.execute(
                "select schema_name, table_name, column_name, data_type, comment, is_nullable "
                "from duckdb_columns() where not internal order by all"
            ).fetchall()
            views = connection.execute("select * from handoff order by all").fetchall()
            seen.append((columns, views))
    assert seen[0] == seen[1]


def test_only_one_at_a_time(two_customers, store):
    with Night.begin(store, "n3"), pytest.raises(StoreError, match="another night is at work"):
        forget(store, run_id="n4")
