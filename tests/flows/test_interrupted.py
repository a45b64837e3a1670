"""A night that is ended anywhere: the next one gives what an undisturbed one would have given.

`RETOLD_KILLS=200` ends it so often; the moments are drawn from a fixed seed and spread over all stages.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import soundfile

from tests.flows.killed_night import begun
from tests.flows.stories import BILL, RETOLD, TOLD

N_KILLS = int(os.environ.get("RETOLD_KILLS", "4"))
SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SPEECH_S = 12
OF_A_RUN = {"run_id", "ended_at", "first_seen_run", "run"}


@pytest.fixture
def contacts(house):
    """Three documents, and three recordings of real speech that is heard."""
    house.put([TOLD, RETOLD], contact_id="d1")
    house.put([BILL], contact_id="d2", customer_id="K-2")
    house.put([BILL, TOLD], contact_id="d3", customer_id="K-1", days_later=2.0)
    sound, rate = soundfile.read(SAMPLES / "nl-good.ogg")
    for i in range(3):
        part = sound[i * SPEECH_S * rate : (i + 1) * SPEECH_S * rate]
        house.write(f"r{i}.wav", b"")
        soundfile.write(house.inbox / f"r{i}.wav", part, rate, subtype="PCM_16")
    return house


@pytest.fixture
def night_of(contacts, prefect_database):
    """A process with a night over the contacts, into a store and with working files of its own."""
    from prefect.settings import PREFECT_API_URL

    def begin(folder, days=0):
        places = {"WORK": folder / "work", "MIRRORS": folder / "mirrors"}
        environment = {f"RETOLD_PLACES__{name}": str(path) for name, path in places.items()}
        environment |= {
            "RETOLD_SETTINGS": os.environ["RETOLD_SETTINGS"],
            "RETOLD_PLACES__REPORTS": "[]",
            "RETOLD_PRIVACY__KEY_FILE": str(contacts.folder / "key"),
            "HEARD_LOG": str(folder / "heard.log"),
            "CLOCK_DAYS": str(days),
        }
        folder.mkdir(exist_ok=True)
        url = PREFECT_API_URL.value()
        return begun(environment, url, [str(contacts.inbox)], str(folder / "s.duckdb"))

    (contacts.folder / "key").write_text("0123456789abcdef" * 4)
    return begin


def done(process):
    process.join(300)
    return process.exitcode


def rows_of(store):
    """Every table of a store, without what tells one run from another."""
    with duckdb.connect(str(store), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema in ('core', 'search', 'mart') and table_type = 'BASE TABLE'"
        ).fetchall()
        found = {}
        for schema, table in tables:
            rows = connection.sql(f'select * from "{schema}"."{table}"')
            kept = [i for i, name in enumerate(rows.columns) if name not in OF_A_RUN]
            found[f"{schema}.{table}"] = Counter(
                tuple(repr(row[i]) for i in kept) for row in rows.fetchall()
            )
        return found


def heard(folder):
    log = folder / "heard.log"
    return Counter(log.read_text().split()) if log.exists() else Counter()


def n_kept(folder):
    """How many windows of speech were written down."""
    files = (folder / "work" / "transcripts").glob("??/*.json")
    return sum("words" in json.loads(file.read_text()) for file in files)


@pytest.mark.thorough
def test_killed_anywhere_the_next_night_finishes_it(night_of, contacts):
    undisturbed = contacts.folder / "undisturbed"
    began = time.monotonic()
    assert done(night_of(undisturbed)) == 0
    took_s = time.monotonic() - began
    expected, once = rows_of(undisturbed / "s.duckdb"), heard(undisturbed)
    assert len(expected) > 10 and sum(once.values()) > 2

    rng = random.Random(20)  # noqa: S311 - moments, no secrets
    n_killed = 0
    for i in range(N_KILLS):
        folder = contacts.folder / f"killed-{i}"
        process = night_of(folder)
        process.join(took_s * (i + rng.random()) / N_KILLS)
        process.kill()
        n_killed += done(process) == -signal.SIGKILL
        n_before, was_kept = sum(heard(folder).values()), n_kept(folder)
        assert done(night_of(folder)) == 0
        assert rows_of(folder / "s.duckdb") == expected
        n_again = sum(heard(folder).values()) - n_before
        assert n_again == sum(once.values()) - was_kept  # what was kept is not heard again
        assert not list((folder / "work").rglob("*.partial"))
        shutil.rmtree(folder)
    assert n_killed


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, with as much room as asked for."""
    place = tmp_path / "small"
    place.mkdir()

    def mount(size, *options):
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", ",".join((f"size={size}", *options)), "tmpfs", place],
            capture_output=True,
            check=False,
        )
        if mounted.returncode:
            pytest.skip(f"a file system cannot be mounted here: {mounted.stderr.decode()}")
        return place

    yield mount
    subprocess.run(["umount", "-l", place], capture_output=True, check=False)


@pytest.mark.thorough
def test_a_full_disk_leaves_the_store_of_yesterday_and_room_mends_it(
    contacts, night_of, small_disk
):
    disk = small_disk("64m")
    folder = disk / "night"
    assert done(night_of(folder)) == 0
    before = rows_of(folder / "s.duckdb")
    contacts.put([TOLD, RETOLD], contact_id="d4", customer_id="K-4", days_later=3.0)
    used = shutil.disk_usage(disk)
    (disk / "filler").write_bytes(bytes(used.free - 256 * 1024))

    assert done(night_of(folder)) == 1
    kind, said = json.loads((folder / "heard.error").read_text())
    assert "space" in said.lower() or "make room" in said, (kind, said)
    assert rows_of(folder / "s.duckdb") == before

    (disk / "filler").unlink()
    assert done(night_of(folder)) == 0
    with duckdb.connect(str(folder / "s.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from contact").fetchone() == (7,)
    assert not list(folder.glob(".s.duckdb.d/*.night*"))


def test_two_nights_at_once_end_as_one(contacts, night_of):
    folder = contacts.folder / "both"
    together = [night_of(folder), night_of(folder)]
    codes = sorted(done(process) for process in together)
    assert codes in ([0, 1], [0, 0])  # [0, 0]: the first had ended when the second came
    if codes == [0, 1]:
        _, said = json.loads((folder / "heard.error").read_text())
        assert "another night is at work on this store" in said
    assert len(rows_of(folder / "s.duckdb")["core.contact"]) == 6
    assert heard(folder).most_common(1)[0][1] == 1


@pytest.mark.thorough
def test_a_clock_that_was_set_back_changes_nothing(contacts, night_of):
    folder = contacts.folder / "clock"
    assert done(night_of(folder)) == 0
    before = rows_of(folder / "s.duckdb")
    contacts.put([BILL], contact_id="d5", customer_id="K-5")
    process = night_of(folder, days=-400)
    assert done(process) == 0
    after = rows_of(folder / "s.duckdb")
    assert not before["core.leg"] - after["core.leg"]
    assert len(after["core.contact"]) == 7
