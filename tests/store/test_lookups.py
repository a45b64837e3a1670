"""Indexes of a store's file: there whenever it is published, in nobody's way when it changes."""

import duckdb

from pipeline.store import Night
from pipeline.store.migrate import migrate
from pipeline.store.statements import scripts, statements


def lookups(store):
    with duckdb.connect(str(store), read_only=True) as connection:
        return connection.execute(statements("nightly")["lookups"]).fetchall()


def test_what_is_published_has_all_of_them(store, publish, lisa, judge):
    publish("n1", [lisa], [judge(lisa)])
    assert len(lookups(store)) == statements("nightly")["make_lookups"].count("create index")


def test_a_call_is_found_by_them(store, publish, lisa, judge):
    publish("n1", [lisa], [judge(lisa)])
    with duckdb.connect(str(store), read_only=True) as connection:
        plan = connection.execute(
            "explain analyze select * from core.contribution where contact_id = 'lisa-1'"
        ).fetchall()
    assert "Index Scan" in str(plan)


def test_a_night_over_them_replaces_and_erases(store, publish, rows, lisa, later, judge):
    publish("n1", [lisa], [judge(lisa)])
    second = later(lisa, "b", 1.0)
    publish("n2", [lisa, second], [judge(lisa, second)])
    assert [row["contact_id"] for row in rows("legs", contact_id="b")] == ["b", "b"]
    with Night.begin(store, "n3") as night:
        night.erase_contacts(["lisa-1", "b"])
        night.publish()
    assert rows("legs", contact_id="b") == [] == rows("contact", contact_id="lisa-1")
    assert len(lookups(store)) > 10


def test_a_migration_alters_tables_that_had_them(store, publish, lisa, judge, tmp_path):
    publish("n1", [lisa], [judge(lisa)])
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(store.read_bytes())
    later = scripts("migrations") | {
        "9999_later": "alter table core.leg alter column queue type varchar; "
        "alter table core.leg drop column team; alter table core.contact add column more integer"
    }
    with duckdb.connect(str(copy)) as connection:
        assert migrate(connection, later, {}) == ["9999_later"]
        assert connection.execute("select count(more), count(*) from core.contact").fetchone() == (
            0,
            1,
        )
