"""Migrations: each once, in order, whole or not at all, never changed afterwards."""

import duckdb
import pytest

from pipeline.store import StoreError
from pipeline.store.migrate import migrate
from pipeline.store.statements import scripts

ONE = {"0001_one": "create table one (a integer)"}
TWO = ONE | {"0002_two": "create table two (b integer); insert into two values (1)"}
META = {"0000_meta": scripts("migrations")["0001_meta"]}


@pytest.fixture
def blank():
    with duckdb.connect(":memory:") as connection:
        yield connection


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {
        name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
    }


def test_each_migration_is_applied_once_and_in_order(blank):
    assert migrate(blank, META | ONE, {}) == ["0000_meta", "0001_one"]
    assert migrate(blank, META | TWO, {}) == ["0002_two"]
    assert migrate(blank, META | TWO, {}) == []
    assert blank.execute("select count(*) from two").fetchone() == (1,)
    recorded = blank.execute(
        "select number, name, applied_at is not null from meta.migration"
    ).fetchall()
    assert recorded == [(0, "0000_meta", True), (1, "0001_one", True), (2, "0002_two", True)]


def test_a_failing_migration_leaves_nothing_behind(blank):
    broken = (
        META | ONE | {"0002_two": "create table two (b integer); insert into nowhere values (1)"}
    )
    with pytest.raises(StoreError, match="0002_two failed and was taken back"):
        migrate(blank, broken, {})
    assert "one" in tables(blank)
    assert "two" not in tables(blank)
    assert migrate(blank, META | TWO, {}) == ["0002_two"]


def test_a_changed_migration_stops_with_its_name(blank):
    migrate(blank, META | ONE, {})
    with pytest.raises(StoreError, match="0001_one has changed"):
        migrate(blank, META | {"0001_one": "create table one (a bigint)"}, {})


def test_a_store_of_a_newer_program_is_left_alone(blank):
    migrate(blank, META | TWO, {})
    with pytest.raises(StoreError, match="0002_two, which this program does not know"):
        migrate(blank, META | ONE, {})


def test_views_are_made_anew_each_time(blank):
    migrate(blank, META | ONE, {"v": "create or replace view v as select a from one"})
    migrate(blank, META | ONE, {"v": "create or replace view v as select a + 1 as b from one"})
    assert blank.execute("describe v").fetchone()[0] == "b"


def test_the_real_migrations_are_numbered_without_gaps():
    numbers = [int(name.split("_")[0]) for name in scripts("migrations")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_legs_stored_before_marks_were_told_by_the_source(blank):
    before = {name: sql for name, sql in scripts("migrations").items() if name < "0004"}
    migrate(blank, before, {})
    blank.execute(
        "insert into core.leg by name "
        "select 'c' as contact_id, 1 as leg_no, 0 as start_s, 9 as end_s, 0 as hold_s, [] as holds"
    )
    assert "0004_marks" in migrate(blank)
    assert blank.execute("select leg_no, is_inferred from core.leg").fetchall() == [(1, False)]
