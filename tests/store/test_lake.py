"""A store in DuckLake is the same store; many nights are at work at once, and each is published whole or not at all."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.addresses import LakeAddress
from pipeline.store import ChecksFailedError, Night, OvertakenError, Reader, StoreError, search
from pipeline.store.catalogues import Catalogue
from pipeline.store.files import Folder
from pipeline.store.kinds import place_of
from pipeline.store.lake_schema import make_tables, migrate_lake
from pipeline.store.migrate import migrate
from pipeline.store.opening import KEY_VARIABLE
from pipeline.store.statements import scripts
from pipeline.traces import files_with
from tests.bench.store import BOARDS
from tests.generator import END, made
from tests.support.lakes import needs_ducklake
from tests.support.writers import BATCH, contacts_of, put, spoiled

FIRST = list(made(40))
SECRET = FIRST[0].journey.contacts[0]
NOT_ALIKE = {"meta.migration"}  # when it was applied


def lake_in(folder: Path) -> LakeAddress:
    return LakeAddress(str(folder / "demo.ducklake"), "")


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A lake after one night; everything in it can be copied to another folder."""
    needs_ducklake()
    folder = tmp_path_factory.mktemp("template") / "data"
    put(lake_in(folder), "n1", FIRST)
    return folder


@pytest.fixture
def folder(template, tmp_path):
    return Path(shutil.copytree(template, tmp_path / "elsewhere", symlinks=True))


@pytest.fixture
def lake(folder):
    return lake_in(folder)


@pytest.fixture
def n_contacts(lake):
    def count() -> int:
        with Reader.open(lake) as reader:
            return reader.rows("overview")[0]["n_contacts"]

    return count


def contents(store) -> dict[str, list[str]]:
    """All rows of all tables and views, numbers to nine digits."""
    place = place_of(store)
    with place.open(place.published()).connection as connection:
        relations = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database() "
            "union select schema_name || '.' || view_name from duckdb_views() where database_name = current_database() "
            "and not internal"
        ).fetchall()
        found = {}
        for (name,) in relations:
            columns = connection.execute(f"describe {name}").fetchall()
            shown = [
                f'round("{c}", 9)' if kind == "DOUBLE" else f'"{c}"' for c, kind, *_ in columns
            ]
            rows = connection.execute(f"select {', '.join(sorted(shown))} from {name}").fetchall()
            found[name] = sorted(map(repr, rows))
    return found


def _nine_digits(rows):
    """Rows with what was added up in whatever order: the last digits of a mean depend on it."""
    return [
        {name: round(one, 9) if isinstance(one, float) else one for name, one in row.items()}
        for row in rows
    ]


def test_the_same_nights_give_the_same_rows_boards_and_hits(lake, tmp_path):
    file = tmp_path / "demo.duckdb"
    put(file, "n1", FIRST)
    tonight = list(made(10, seed=2, first=END - timedelta(days=2)))
    for store in (file, lake):
        with Night.begin(store, "n2") as night:
            night.put_contacts([*contacts_of(FIRST[:2]), *contacts_of(tonight)])
            night.put_judged([*FIRST[:2], *tonight])
            night.erase_contacts([FIRST[5].journey.contacts[0].contact_id])
            night.publish()
    one, other = contents(file), contents(lake)
    assert one.keys() == other.keys() and len(one) > 40
    assert [name for name in one if one[name] != other[name]] == sorted(NOT_ALIKE)
    with Reader.open(file) as in_file, Reader.open(lake) as in_lake:
        for name, params in BOARDS.items():
            in_both = [_nine_digits(one.rows(name, **params)) for one in (in_lake, in_file)]
            assert in_both[0] == in_both[1], name
        hits = search(in_file, "factuur")
        assert hits and search(in_lake, "factuur") == hits
        assert in_lake.failing_checks() == []


@pytest.mark.thorough
def test_a_reader_keeps_its_night_until_it_looks_again(lake, n_contacts):
    before = n_contacts()
    with Reader.open(lake) as reader:
        for number in (2, 3):  # the catalogue that it holds is pruned meanwhile
            put(lake, f"n{number}", made(1, seed=number))
            assert reader.rows("overview")[0]["n_contacts"] == before
        assert reader.reopen_if_switched()
        assert reader.rows("overview")[0]["n_contacts"] == n_contacts() > before


def test_a_night_that_is_not_published_takes_its_files_with_it(lake, folder):
    before = files(folder)
    with Night.begin(lake, "n2") as night:
        night.put_contacts(contacts_of(FIRST[:3]))
        assert files(folder) > before
    assert files(folder) == before


def test_a_failing_check_stops_publication_and_keeps_the_catalogue(lake, folder, n_contacts):
    before = n_contacts()
    with pytest.raises(ChecksFailedError, match="scores_add_up") as caught:
        put(lake, "n2", spoiled(made(1, seed=2)))
    assert n_contacts() == before
    assert caught.value.kept.is_file()
    with pytest.raises(StoreError, match="n1 has been published"):
        Night.begin(lake, "n1")


@pytest.mark.thorough
def test_who_is_overtaken_leaves_nothing_and_does_it_again(lake, folder, n_contacts):
    before = n_contacts()
    first, second = Night.begin(lake, "first"), Night.begin(lake, "second")
    for night, seed in ((first, 2), (second, 3)):
        night.put_contacts(contacts_of(made(BATCH, seed=seed)))
    with first:
        first.publish()
    there = files(folder)
    with pytest.raises(OvertakenError, match="another night was published meanwhile"), second:
        second.publish()
    assert n_contacts() > before
    assert {
        name for name in files(folder) - there if "second" in name or "parquet" in name
    } == set()


@pytest.mark.thorough
def test_writers_at_once_get_all_through_and_nobody_sees_half_a_night(lake):
    command = [sys.executable, "-m", "tests.support.writers", str(lake)]
    writers = [subprocess.Popen([*command, name, "2"]) for name in ("a", "b")]
    with Reader.open(lake) as reader:
        is_over = False
        while not is_over:
            is_over = all(writer.poll() is not None for writer in writers)
            reader.reopen_if_switched()
            runs = reader.rows("export_run")
            n_contacts = reader.rows("overview")[0]["n_contacts"]
            assert n_contacts == sum(run["n_contacts_in"] for run in runs)
        assert reader.failing_checks() == []
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(runs) == 5


def test_a_file_that_another_night_took_away_is_neither_old_nor_in_the_way(tmp_path):
    folder = Folder(str(tmp_path))
    (tmp_path / "kept.parquet").touch()
    (tmp_path / "gone.parquet").touch()
    listed = folder.files()
    (tmp_path / "gone.parquet").unlink()
    assert [path for path in listed if folder.modified_at(path)] == ["kept.parquet"]
    folder.remove(listed)
    assert folder.files() == {}


@pytest.mark.thorough
def test_what_a_killed_night_left_goes_when_it_is_old(lake, folder, n_contacts):
    there, before = files(folder), n_contacts()
    command = [sys.executable, "-m", "tests.support.writers", str(lake), "killed", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"at work\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    left = files(folder) - there
    assert any(name.endswith(".parquet") for name in left)
    assert n_contacts() == before
    put(lake, "n2", made(BATCH, seed=2))
    assert left <= files(folder)  # it might still be at work
    long_ago = time.time() - 8 * 86_400
    for name in left:
        os.utime(folder / name, (long_ago, long_ago))
    put(lake, "n3", made(BATCH, seed=3))
    assert not left & files(folder)
    assert n_contacts() > before


def test_nothing_is_left_of_a_customer_in_any_file(lake, folder):
    put(lake, "n2", made(BATCH, seed=2))
    with Night.begin(lake, "n3") as night:
        held = night.held_on(SECRET.customer_key)
        assert night.forget(held, "t")["core.turn"] >= len(SECRET.turns)
        night.publish()
    assert {path.stem for path in folder.glob(".*.d/*.duckdb")} == {"n3"}
    texts = [turn.text for turn in SECRET.turns if len(turn.text) > 60]
    assert texts
    words = [held.customer_key, *held.contact_ids, *texts]
    assert files_with(place_of(lake).files(), words) == []
    assert place_of(lake).left_of(held.telling_ids, texts) == []
    for file in folder.rglob("*.parquet"):
        rows = str(duckdb.read_parquet(str(file)).fetchall())
        assert not [word for word in words if repr(word)[1:-1] in rows], file


def test_what_was_deleted_and_not_forgotten_is_found(lake, folder):
    """The search of the test above would see what a plain delete leaves in files and catalogue."""
    with Night.begin(lake, "n2") as night:
        held = night.held_on(SECRET.customer_key)
        night._delete_contacts([SECRET.contact_id])
        night.publish()
    in_files, in_catalogue = place_of(lake).left_of(held.telling_ids, [])
    assert "no search reaches" in in_files and "the catalogue of" in in_catalogue


@pytest.mark.thorough
def test_the_data_can_be_behind_a_url(tmp_path):
    needs_ducklake()
    lake = LakeAddress(str(tmp_path / "cat.ducklake"), "memory://bucket/lake")
    put(lake, "n1", FIRST)
    with Night.begin(lake, "n2") as night:
        night.forget(night.held_on(SECRET.customer_key), "t")
        night.publish()
    with Reader.open(lake) as reader:
        assert reader.rows("overview")[0]["n_contacts"] == len(contacts_of(FIRST)) - 1
        assert reader.failing_checks() == []
    assert place_of(lake).left_of([SECRET.customer_key], []) == []


@pytest.mark.thorough
def test_with_a_key_catalogue_and_data_are_encrypted(tmp_path, monkeypatch):
    needs_ducklake()
    monkeypatch.setenv(KEY_VARIABLE, "a key of sixteen characters")
    lake = lake_in(tmp_path)
    put(lake, "n1", FIRST)
    with Reader.open(lake) as reader:
        assert reader.is_encrypted and reader.rows("overview")[0]["n_contacts"]
    for file in tmp_path.rglob("*.parquet"):
        with pytest.raises(duckdb.Error, match="encrypted"):
            duckdb.read_parquet(str(file))
    for key in ("", "another key altogether"):
        monkeypatch.setenv(KEY_VARIABLE, key)
        with pytest.raises(StoreError, match="is encrypted: set RETOLD_STORE_KEY"):
            Reader.open(lake)


def test_what_is_there_in_plain_cannot_be_encrypted(lake, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "a key of sixteen characters")
    with pytest.raises(StoreError, match="is in plain"):
        Night.begin(lake, "n2")


def test_a_later_migration_is_applied_as_it_is_or_by_its_twin(lake, monkeypatch):
    later = scripts("migrations") | {
        "9001_plain": "alter table core.contact add column mood varchar",
        "9002_hard": "alter table core.contact add column is_loud boolean default false",
    }
    twin = "alter table core.contact add column is_loud boolean; update core.contact set is_loud = false"
    place = place_of(lake)
    with place.attached(place.catalogues.of("n1")).connection as connection:
        with pytest.raises(StoreError, match="9002_hard failed"):
            migrate_lake(connection, later)
        assert migrate_lake(connection, later, {"9002_hard": twin}) == ["9002_hard"]
        assert migrate_lake(connection, later, {"9002_hard": twin}) == []
        found = connection.execute("select distinct mood, is_loud from core.contact").fetchall()
    assert found == [(None, False)]


def test_an_old_lake_that_was_brought_up_to_date_has_the_columns_of_a_new_file(tmp_path):
    """Fails for a migration that DuckLake cannot carry and that has no twin."""
    needs_ducklake()
    place = place_of(lake_in(tmp_path))
    catalogue = Catalogue(str(tmp_path / "old.ducklake"))
    first = {name: sql for name, sql in scripts("migrations").items() if name < "0009"}
    columns = (
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name <> 'main' order by all"
    )
    with place.attached(catalogue).connection as connection, duckdb.connect() as empty:
        make_tables(connection, first)
        migrate_lake(connection)
        migrate(empty)
        assert connection.execute(columns).fetchall() == empty.execute(columns).fetchall()


def test_what_is_no_lake_is_said_and_left_alone(tmp_path):
    needs_ducklake()
    file = tmp_path / "demo.ducklake"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table mine (a integer)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="no retold store"):
        Night.begin(lake_in(tmp_path), "n1")
    with pytest.raises(StoreError):
        Reader.open(lake_in(tmp_path))
    assert file.read_bytes() == before
    with pytest.raises(StoreError, match="there is no store here"):
        Reader.open(lake_in(tmp_path / "none"))
