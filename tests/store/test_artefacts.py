"""Artefacts hold what the store was made of: from them it is made again, table for table."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.store import Artefacts, Night, Reader, StoreError, rebuild
from tests.generator import END, made

# Of what was indexed together, and of sums in another order, nothing is promised.
NOT_ALIKE = {"meta.migration", "search.part", "search.spread"}


@pytest.fixture
def artefacts(tmp_path):
    return str(tmp_path / "artefacts" / "demo.duckdb")


@pytest.fixture
def night(store, artefacts, run):
    """One night that writes artefacts."""

    def publish(run_id, contacts, judged, url=artefacts):
        with Night.begin(store, run_id, Artefacts(url) if url else None) as tonight:
            tonight.put_contacts(contacts)
            tonight.put_judged(judged)
            tonight.put_run(run(run_id))
            tonight.publish()

    return publish


@pytest.fixture
def made_again(tmp_path, artefacts):
    def again(url=artefacts):
        file = tmp_path / "again" / "demo.duckdb"
        rebuild(file, url)
        return file

    return again


def differing(one: Path, other: Path) -> dict[str, int]:
    """Tables in which the stores differ, and in how many rows; numbers to twelve digits."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'one'"
        ).fetchall()
        for (table,) in tables:
            columns = connection.execute(
                "select column_name, data_type from duckdb_columns() where database_name = 'one' "
                f"and schema_name || '.' || table_name = '{table}' order by column_index"
            ).fetchall()
            shown = ", ".join(
                f'round("{name}", 9)' if kind == "DOUBLE" else f'"{name}"' for name, kind in columns
            )
            (n_rows,) = connection.execute(
                f"select count(*) from ("
                f"(select {shown} from one.{table} except all select {shown} from other.{table}) union all "
                f"(select {shown} from other.{table} except all select {shown} from one.{table}))"
            ).fetchone()
            if n_rows and table not in NOT_ALIKE:
                found[table] = n_rows
    return found


def synthetic(n_contacts, **told):
    journeys = list(made(n_contacts, **told))
    return [contact for one in journeys for contact in one.journey.contacts], journeys


def test_a_store_of_many_nights_is_made_again_table_for_table(
    *, store, night, made_again, artefacts, monkeypatch
):
    monkeypatch.setattr("pipeline.store.artefacts._MOST_FILES", 2)
    contacts, journeys = synthetic(60, first=END - timedelta(days=3))
    night("n1", contacts, journeys)
    for number in range(2, 5):
        more, others = synthetic(5, seed=number, first=END - timedelta(days=1))
        night(f"n{number}", more, others + journeys[:1])
    files = [str(path.parent) for path in Path(artefacts, "contacts").glob("*/*.parquet")]
    assert max(files.count(folder) for folder in files) <= 2  # many of a day are made one
    again = made_again()
    assert differing(store, again) == {}
    with Reader.open(again) as reader:
        assert reader.failing_checks() == []


@pytest.mark.thorough
def test_a_night_goes_on_from_a_store_that_was_made_again(
    *, store, night, made_again, artefacts, lisa, later, judge, run
):
    night("n1", [lisa], [judge(lisa)])
    again = made_again()
    second = later(lisa, "lisa-2", 2)
    with Night.begin(again, "n2", Artefacts(artefacts)) as tonight:
        tonight.put_contacts([second])
        tonight.put_judged([judge(lisa, second)])
        tonight.put_run(run("n2"))
        tonight.publish()
    assert Artefacts(artefacts).head().last == "n2"
    night("n2", [second], [judge(lisa, second)], url=None)
    assert differing(store, again) == {}


def test_a_journey_that_is_no_more_does_not_come_back(store, night, made_again, lisa, later, judge):
    second = later(lisa, "lisa-2", 2)
    night("n1", [lisa, second], [judge(lisa, second, journey_id="both")])
    night("n2", [], [judge(lisa, journey_id="first"), judge(second, journey_id="second")])
    assert differing(store, made_again()) == {}


def test_a_contact_that_waits_to_be_judged_comes_back_so(store, night, made_again, lisa, judge):
    night("n1", [lisa], [judge(lisa)])
    night("n2", [lisa], [])
    assert differing(store, made_again()) == {}


@pytest.mark.thorough
def test_nights_without_artefacts_are_caught_up_with(store, night, made_again, lisa, later, judge):
    night("n1", [lisa], [judge(lisa)])
    night("n2", [later(lisa, "b", 1)], [], url=None)
    night("n3", [later(lisa, "c", 2)], [])
    assert differing(store, made_again()) == {}


def test_a_url_is_as_good_as_a_folder(store, night, made_again, lisa, judge, tmp_path):
    url = f"memory://{tmp_path.name}/demo.duckdb"
    night("n1", [lisa], [judge(lisa)], url=url)
    assert differing(store, made_again(url)) == {}


def test_with_a_key_nobody_reads_them_without(
    store, night, artefacts, lisa, judge, monkeypatch, tmp_path
):
    monkeypatch.setenv("RETOLD_STORE_KEY", "k" * 32)
    night("n1", [lisa], [judge(lisa)])
    files = [str(file) for file in Path(artefacts).rglob("*.parquet")]
    assert len(files) == 3
    for file in files:
        with pytest.raises(duckdb.Error), duckdb.connect() as connection:
            connection.execute("select * from read_parquet($file)", {"file": file})
    assert rebuild(tmp_path / "again.duckdb", artefacts) == 1


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.thorough
def test_a_night_that_was_killed_counts_if_it_was_published(
    *, store, night, artefacts, made_again, lisa, later, judge, monkeypatch, is_published
):
    night("n1", [lisa], [judge(lisa)])
    monkeypatch.setattr(
        *("pipeline.store.artefacts.Written.count", _killed)
        if is_published
        else ("pipeline.store.publication.Publication.publish", _killed)
    )
    with pytest.raises(KeyboardInterrupt):
        night("n2", [later(lisa, "b", 1)], [])
    monkeypatch.undo()
    with Night.begin(store, "n3", Artefacts(artefacts)):
        pass
    assert Artefacts(artefacts).head().last == ("n2" if is_published else "n1")
    assert differing(store, made_again()) == {}


def _killed(*_, **__):
    raise KeyboardInterrupt


def test_what_was_erased_is_in_no_file(store, night, artefacts, made_again, lisa, later, judge):
    other = later(lisa, "other-1", 1, customer_key="k-other")
    night("n1", [lisa, other], [judge(lisa), judge(other, journey_id="j2")])
    assert Artefacts(artefacts).files_with(["k-lisa"], [])
    assert Artefacts(artefacts).files_with([], [lisa.turns[0].text])
    with Night.begin(store, "n2", Artefacts(artefacts)) as tonight:
        held = tonight.held_on("k-lisa")
        assert held.contact_ids == {"lisa-1"}
        tonight.forget(held, "tombstone")
        tonight.erase_words(["other-1"])
        tonight.publish()
    assert Artefacts(artefacts).files_with(["k-lisa", "lisa-1"], [lisa.turns[0].text]) == []
    again = made_again()
    assert differing(store, again) == {}
    with Reader.open(again) as reader:
        assert [row["contact_id"] for row in reader.rows("export_contact", contact_ids=None)] == [
            "other-1"
        ]


def test_a_customer_of_whom_only_artefacts_are_left_is_found(store, night, artefacts, lisa, judge):
    night("n1", [lisa], [judge(lisa)])
    assert Artefacts(artefacts).contacts_of("k-lisa") == {"lisa-1"}
    assert Artefacts(artefacts).contacts_of("k-nobody") == set()


def test_what_cannot_be_is_said(store, night, artefacts, lisa, judge, tmp_path):
    with pytest.raises(StoreError, match="expected the artefacts of one store, found none"):
        rebuild(store, artefacts)
    night("n1", [lisa], [judge(lisa)])
    with pytest.raises(StoreError, match="there is a store already"):
        rebuild(store, artefacts)
    with pytest.raises(StoreError, match="retold rebuild --from"):
        Night.begin(tmp_path / "lost" / "demo.duckdb", "n1", Artefacts(artefacts))
    elsewhere = tmp_path / "elsewhere" / "demo.duckdb"
    with Night.begin(elsewhere, "other") as tonight:
        tonight.put_contacts([lisa])
        tonight.publish()
    with pytest.raises(StoreError, match="artefacts of another store"):
        Night.begin(elsewhere, "m1", Artefacts(artefacts))


def test_artefacts_beside_a_store_share_its_fate(store, lisa, later, judge, run):
    def publish(file, run_id, contact):
        with Night.begin(file, run_id, Artefacts.of(file)) as tonight:
            tonight.put_contacts([contact])
            tonight.put_judged([judge(contact)])
            tonight.put_run(run(run_id))
            tonight.publish()

    second = later(lisa, "lisa-2", 2)
    publish(store, "n1", lisa)
    namesake = store.parent / "elsewhere" / store.name
    publish(namesake, "n1", second)
    store.unlink()
    publish(store, "n2", second)
    assert Artefacts.of(store).head().nights.keys() == {"n2"}
    assert Artefacts.of(store).files_with([lisa.contact_id], []) == []
    assert Artefacts.of(namesake).head().nights.keys() == {"n1"}


def test_artefacts_apart_are_in_a_folder_of_the_stores_name(tmp_path):
    apart = Artefacts.of(tmp_path / "calls.duckdb", "memory://apart/retold")
    assert (apart.folder.url, apart.is_apart) == ("memory://apart/retold/calls.duckdb", True)
