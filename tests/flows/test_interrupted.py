"""A night that is ended anywhere: the next one gives what an undisturbed one would have given.

`RETOLD_KILLS=200` ends it so often; the moments are drawn from a fixed seed and spread over all stages.
"""

import errno
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

from pipeline.intake import read_sources
from pipeline.store import Reader
from tests.flows.killed_night import begun
from tests.flows.stories import BILL, RETOLD, TOLD

N_KILLS = int(os.environ.get("RETOLD_KILLS", "4"))
SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SPEECH_S = 12
OF_A_RUN = {"run_id", "started_at", "ended_at", "number", "applied_at"}
IN_NIGHTS = frozenset({"run", "set_aside", "meta.run", "meta.set_aside", "meta.migration"})


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

    def begin(folder):
        places = {"WORK": folder / "work", "MIRRORS": folder / "mirrors"}
        environment = {f"RETOLD_PLACES__{name}": str(path) for name, path in places.items()}
        environment |= {
            "RETOLD_SETTINGS": os.environ["RETOLD_SETTINGS"],
            "RETOLD_PLACES__REPORTS": "[]",
            "RETOLD_PRIVACY__KEY_FILE": str(contacts.folder / "key"),
            "HEARD_LOG": str(folder / "heard.log"),
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
            rows = connection.sql(f'select * from "{schema}"."{table}"')  # noqa: S608
            kept = [i for i, name in enumerate(rows.columns) if name not in OF_A_RUN - {"started_at"}]
            found[f"{schema}.{table}"] = Counter(
                tuple(repr(row[i]) for i in kept) for row in rows.fetchall()
            )
        return found


def heard(folder):
    log = folder / "heard.log"
    return Counter(log.read_text().split()) if log.exists() else Counter()


def kept(folder):
    return len(list((folder / "work" / "transcripts").glob("??/*.json")))


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
        was_kept = kept(folder)
        n_heard = sum(heard(folder).values())
        assert done(night_of(folder)) == 0
        assert rows_of(folder / "s.duckdb") == expected
        again = sum(heard(folder).values()) - n_heard
        assert again <= sum(once.values()) - (sum(once.values()) if was_kept >= kept(folder) else 0)
        assert not list((folder / "work").rglob("*.partial"))
        shutil.rmtree(folder)
    assert n_killed
