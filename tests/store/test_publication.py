"""One writer a file; a night is published whole by switching a pointer, or not at all."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.store import Night, Reader, StoreError


def files(store: Path) -> list[str]:
    return sorted(path.name for path in store.with_name(f".{store.name}.d").iterdir())


def test_the_public_path_is_a_relative_link_that_duckdb_opens(store, publish, lisa, judge):
    publish("n1", [lisa], [judge(lisa)])
    assert store.readlink() == Path(".demo.duckdb.d/n1.duckdb")
    with duckdb.connect(str(store), read_only=True) as connection:
        assert connection.execute("select count(*) from contact").fetchone() == (1,)
    moved = store.parent.rename(store.parent.with_name("elsewhere")) / store.name
    with Reader.open(moved) as reader:
        assert len(reader.rows("export_contact", contact_ids=None)) == 1


def test_a_reader_keeps_its_file_until_it_looks_again(store, publish, lisa, later, judge):
    publish("n1", [lisa], [judge(lisa)])
    with Reader.open(store) as reader:
        assert not reader.reopen_if_switched()
        for night in (2, 3, 4):  # the file that it holds is pruned meanwhile
            publish(f"n{night}", [later(lisa, f"c{night}", night)], [])
            assert len(reader.rows("export_contact", contact_ids=None)) == 1
        assert files(store) == ["lock", "n3.duckdb", "n4.duckdb"]
        assert reader.reopen_if_switched()
        assert len(reader.rows("export_contact", contact_ids=None)) == 4
        assert not reader.reopen_if_switched()


def test_a_night_goes_on_from_the_last_one(store, publish, lisa, judge):
    publish("n1", [lisa], [judge(lisa)])
    with Night.begin(store, "n2") as night:
        assert list(night.contacts(["lisa-1"])) == [lisa]
        assert night.outdated("v1") == []


@pytest.mark.parametrize("is_error", [True, False])
def test_a_night_that_is_not_published_leaves_nothing(
    *, store, publish, lisa, later, judge, rows, is_error
):
    publish("n1", [lisa], [judge(lisa)])
    try:
        with Night.begin(store, "n2") as night:
            night.put_contacts([later(lisa, "b", 1)])
            assert "n2.night" in files(store)
            if is_error:
                raise OSError("power cut")
    except OSError:
        assert is_error
    assert files(store) == ["lock", "n1.duckdb"]
    assert len(rows("export_contact", contact_ids=None)) == 1


def test_two_nights_at_once_the_second_stops(store, publish, lisa, later):
    with Night.begin(store, "n1") as first:
        with pytest.raises(StoreError, match="another night is at work"):
            Night.begin(store, "n2")
        first.put_contacts([lisa])
        first.publish()
    publish("n2", [later(lisa, "b", 1)], [])
    assert store.readlink().name == "n2.duckdb"


def test_files_of_nights_stay_for_some_days(store, publish, lisa, later):
    for number in range(1, 5):
        publish(f"n{number}", [later(lisa, f"c{number}", number)], [], keep_days=2)
    assert files(store) == ["lock", "n1.duckdb", "n2.duckdb", "n3.duckdb", "n4.duckdb"]
    folder = store.with_name(f".{store.name}.d")
    long_ago = (folder / "n4.duckdb").stat().st_mtime - 2.5 * 86_400
    for name in ("n1", "n3", "n4"):  # the last two stay, however old
        os.utime(folder / f"{name}.duckdb", (long_ago, long_ago))
    publish("n5", [later(lisa, "c5", 5)], [], keep_days=2)
    assert files(store) == ["lock", "n2.duckdb", "n4.duckdb", "n5.duckdb"]


WAITING = """
import sys
from pathlib import Path
from pipeline.store import Night
with Night.begin(Path(sys.argv[1]), "killed") as night:
    print("at work", flush=True)
    sys.stdin.read()
"""


def test_a_killed_night_of_another_process_holds_nobody_up(store, publish, lisa):
    with subprocess.Popen(
        [sys.executable, "-c", WAITING, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"at work\n"
        with pytest.raises(StoreError, match="another night is at work"):
            Night.begin(store, "n1")
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert "killed.night" in files(store)
    publish("n1", [lisa], [])
    assert files(store) == ["lock", "n1.duckdb"]


def test_a_plain_file_of_ours_is_moved_in(*, store, publish, lisa, later, judge, rows):
    publish("n1", [lisa], [judge(lisa)])
    plain = store.with_name("plain.duckdb")
    shutil.copyfile(store, plain)
    with Reader.open(plain) as reader:
        assert len(reader.rows("export_contact", contact_ids=None)) == 1
        with Night.begin(plain, "n2") as night:
            assert set(night.known()) == {"lisa-1"}
            night.put_contacts([later(lisa, "b", 1)])
            night.publish()
        assert reader.reopen_if_switched()
        assert len(reader.rows("export_contact", contact_ids=None)) == 2
    assert plain.is_symlink()
    assert files(plain) == ["before-n2.duckdb", "lock", "n2.duckdb"]


def test_a_link_that_somebody_laid_to_a_store_stays(store, publish, lisa, tmp_path):
    publish("n1", [lisa], [])
    link = tmp_path / "my.duckdb"
    link.symlink_to(store)
    with Night.begin(link, "n2") as night:
        night.publish()
    assert link.readlink() == store
    assert store.readlink().name == "n2.duckdb"
    with Reader.open(link) as reader:
        assert len(reader.rows("export_contact", contact_ids=None)) == 1


def foreign(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table mine (a integer)")


STRANGE = {
    "foreign": (foreign, "no retold store"),
    "text": (
        lambda path: path.write_text("not a database " * 1000),
        "cannot be opened as a DuckDB file",
    ),
    "dangling": (
        lambda path: path.symlink_to(f".{path.name}.d/gone.duckdb"),
        "points to gone.duckdb",
    ),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_no_store_is_said_and_left_alone(tmp_path, what):
    make, message = STRANGE[what]
    path = tmp_path / "strange.duckdb"
    make(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StoreError, match=message):
        Night.begin(path, "n1")
    with pytest.raises(StoreError, match=message):
        Reader.open(path)
    assert (path.read_bytes() if path.exists() else None) == before


def test_no_store_says_how_to_make_one(store):
    with pytest.raises(StoreError, match="retold run SOURCE --store"):
        Reader.open(store)
    assert not os.path.lexists(store)


@pytest.mark.parametrize("run_id", ["", "../n1", "a b", "n1.duckdb", ".n1"])
def test_a_run_id_that_cannot_name_a_file_is_refused(store, run_id):
    with pytest.raises(StoreError, match="cannot name a file"):
        Night.begin(store, run_id)


def test_a_run_is_published_once(store, publish, lisa):
    publish("n1", [lisa], [])
    with pytest.raises(StoreError, match="n1 has been published"):
        Night.begin(store, "n1")


def test_a_file_that_somebody_writes_is_not_copied(store, publish, lisa):
    publish("n1", [lisa], [])
    log = Path(f"{store.resolve()}.wal")
    log.write_bytes(b"half a transaction")
    with pytest.raises(StoreError, match="another program is writing it"):
        Night.begin(store, "n2")
    log.unlink()
    publish("n2", [lisa], [])


def test_after_publishing_the_night_is_over(store, lisa):
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa])
        night.publish()
        with pytest.raises(duckdb.ConnectionException):
            night.known()
