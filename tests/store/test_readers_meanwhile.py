"""Nights of another process while somebody reads: every reader sees whole nights, and nobody waits.

`RETOLD_MINUTES=10` goes on for that long.
"""

import os
import subprocess
import sys
import time

import pytest

from pipeline.store import Reader
from tests.generator import made
from tests.support.writers import BATCH, put

SECONDS = 60 * float(os.environ.get("RETOLD_MINUTES", "0.1"))


@pytest.fixture
def nights(store):
    """A process that stores one night after the other until the test is over."""
    put(store, "first", made(BATCH, seed=1))
    command = [sys.executable, "-m", "tests.support.writers", str(store), "night", "1000000"]
    with subprocess.Popen(command) as writer:
        yield writer
        writer.kill()


def test_readers_see_whole_nights_only(store, nights):
    ends_at = time.monotonic() + SECONDS
    n_seen = n_nights = 0
    with Reader.open(store) as reader:
        while time.monotonic() < ends_at or n_nights < 2:
            assert nights.poll() is None, "the nights ended before they should"
            n_nights += reader.reopen_if_switched()
            runs = reader.rows("export_run")
            contacts = reader.rows("contact_ids")
            assert len(contacts) == sum(run["n_new"] for run in runs)
            assert reader.rows("overview")[0]["n_contacts"] == len(contacts)
            assert len(contacts) >= n_seen
            n_seen = len(contacts)
