"""The catalogue of a lake in PostgreSQL, where a server is installed."""

import getpass
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from pipeline.addresses import LakeAddress
from pipeline.store import ChecksFailedError, Night, OvertakenError, Reader, StoreError
from pipeline.store.kinds import place_of
from tests.generator import made
from tests.support.lakes import needs_ducklake
from tests.support.writers import BATCH, contacts_of, put, spoiled

FIRST = list(made(20))
SECRET = FIRST[0].journey.contacts[0]


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian has them."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def server():
    """What a client is told to reach a server of this test's own, on a socket in its folder."""
    needs_ducklake()
    pytest.importorskip("duckdb_extension_postgres_scanner")
    if (bin_ := programs()) is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="retold-pg-"))
    owner = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        owner = {"user": "postgres"}
    data = folder / "data"

    def tell(*words):
        subprocess.run(words, check=True, capture_output=True, **owner)

    control = [bin_ / "pg_ctl", "-D", data, "-w"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        tell(bin_ / "initdb", "-D", data, "-A", "trust", "--no-sync")
        tell(*control, "-o", options, "-l", folder / "log", "start")
        user = owner.get("user", getpass.getuser())
        yield f"postgres:dbname=postgres user={user} host={folder}"
        tell(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.mark.thorough
def test_nights_are_published_overtaken_kept_aside_and_forgotten(server, tmp_path):
    lake = LakeAddress(server, str(tmp_path / "files"))
    with pytest.raises(StoreError, match="there is no store here"):
        Reader.open(lake)
    put(lake, "n1", FIRST)
    with Reader.open(lake) as reader:
        before = reader.rows("overview")[0]["n_contacts"]
        assert before == len(contacts_of(FIRST))

        first, second = Night.begin(lake, "first"), Night.begin(lake, "second")
        for night, seed in ((first, 2), (second, 3)):
            night.put_contacts(contacts_of(made(BATCH, seed=seed)))
        with first:
            first.publish()
        with pytest.raises(OvertakenError), second:
            second.publish()
        with pytest.raises(ChecksFailedError, match="scores_add_up") as caught:
            put(lake, "n3", spoiled(made(1, seed=4)))
        assert "schema retold_n3" in caught.value.kept

        assert reader.rows("overview")[0]["n_contacts"] == before
        assert reader.reopen_if_switched()
        assert reader.rows("overview")[0]["n_contacts"] > before
        assert reader.failing_checks() == []
    with pytest.raises(StoreError, match="choose another run id"):
        Night.begin(lake, "n1")

    with Night.begin(lake, "n4") as night:
        held = night.held_on(SECRET.customer_key)
        night.forget(held, "t")
        night.publish()
    place = place_of(lake)
    assert [catalogue.schema for catalogue in place.catalogues.kept()] == ["retold_n4"]
    texts = [turn.text for turn in SECRET.turns if len(turn.text) > 60]
    assert texts and place.left_of(held.telling_ids, texts) == []


def test_a_server_that_cannot_be_reached_is_said(tmp_path):
    needs_ducklake()
    pytest.importorskip("duckdb_extension_postgres_scanner")
    lake = LakeAddress(f"postgres:dbname=x host={tmp_path}", str(tmp_path / "files"))
    with pytest.raises(StoreError, match="cannot be reached"):
        Reader.open(lake)
    with pytest.raises(StoreError, match="cannot be reached"):
        Night.begin(lake, "n1")
