"""The doctor: what is well is ok, what is not is told with how to mend it."""

import http.server
import json
import shutil
import threading
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from pipeline.doctor import hearing, kept, machine, places
from pipeline.domain import Run
from pipeline.settings import Retention, Right, SignIn
from pipeline.store import Night
from pipeline.store.statements import scripts
from pipeline.transcribe import forms_present, path

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def states(told):
    return [each.state for each in told]


def only(told):
    (each,) = told
    return each


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "store.duckdb.key"
    file.write_text("0123456789abcdef" * 4)
    file.chmod(0o600)
    return file


def test_a_secret_for_its_owner_only_is_well(secret):
    assert only(places.key(secret, is_needed=True)).state == "ok"


@pytest.mark.parametrize(
    ("spoil", "says", "mend"),
    [
        (lambda file: file.chmod(0o640), "others may read it (640)", "chmod 600"),
        (lambda file: file.write_text("short"), "too little", "backup"),
        (lambda file: file.unlink(), "is gone", "backup"),
    ],
)
def test_a_secret_that_is_not_well_is_wrong(secret, spoil, says, mend):
    spoil(secret)
    told = only(places.key(secret, is_needed=True))
    assert told.state == "wrong"
    assert says in told.says and mend in told.mend


def test_before_the_first_night_no_secret_is_needed(tmp_path):
    assert only(places.key(tmp_path / "none.key", is_needed=False)).state == "ok"


@pytest.mark.parametrize(("mode", "state"), [(0o700, "ok"), (0o750, "wrong"), (0o705, "wrong")])
def test_folders_with_personal_data_are_for_their_owner(tmp_path, mode, state):
    tmp_path.chmod(mode)
    told = only(places.private_folder("screens", tmp_path))
    assert told.state == state
    assert bool(told.mend) == (state == "wrong")


def test_no_store_yet_is_only_a_warning(tmp_path):
    assert states(kept.store(tmp_path / "none.duckdb", NOW)) == ["warning"]


def test_a_file_that_is_no_store_is_wrong(tmp_path):
    (tmp_path / "s.duckdb").write_text("no database")
    assert states(kept.store(tmp_path / "s.duckdb", NOW)) == ["wrong"]


@pytest.mark.parametrize(
    ("since", "state"),
    [(timedelta(hours=8), "ok"), (timedelta(days=3), "warning"), (-timedelta(days=1), "warning")],
)
def test_the_store_tells_its_schema_and_its_last_run(tmp_path, since, state):
    file = tmp_path / "s.duckdb"
    last = Run("n1", NOW, NOW + timedelta(minutes=5), *[0] * 8, audio_s=0.0)
    with Night.begin(file, "n1") as night:
        night.put_run(last)
        night.publish()
    told = list(kept.store(file, last.ended_at + since))
    assert [each.state for each in told] == ["ok", state]
    newest = int(max(scripts("migrations"))[:4])
    assert f"schema {newest}," in told[0].says and "0 contacts" in told[0].says
    assert f"{last.ended_at:%Y-%m-%d}" in told[1].says


def test_packages_are_held_against_the_lock_file(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    monkeypatch.setattr(machine, "LOCK", lock)
    lock.write_text(f"duckdb=={version('duckdb')}\n")
    assert states(machine.packages()) == ["ok"]
    lock.write_text("duckdb==0.0.1\nno-such-package==1.0  # why\n")
    missing, other = machine.packages()
    assert (missing.state, other.state) == ("wrong", "warning")
    assert "no-such-package" in missing.says and "expected 0.0.1" in other.says


def test_more_recognisers_than_cores_are_told():
    assert states(machine.power(10_000, 1))[0] == "warning"
    assert states(machine.power(0, 1))[0] == "ok"


def test_a_disk_without_room_for_the_night_is_wrong(tmp_path):
    assert states(machine.disk("disk", tmp_path / "not" / "yet", 0)) == ["ok"]
    assert states(machine.disk("disk", tmp_path, shutil.disk_usage(tmp_path).total)) == ["wrong"]


@pytest.mark.parametrize(
    ("zone", "state"), [("Europe/Amsterdam", "ok"), ("Europe/Breda", "wrong"), ("../etc", "wrong")]
)
def test_the_time_zone_is_one(zone, state):
    assert states(machine.clock(zone)) == [state]


def test_sound_is_decoded():
    assert states(hearing.decoding()) == ["ok"]


def test_an_engine_is_there():
    assert states(hearing.engine("auto")) == ["ok"]


def test_without_weights_it_says_what_to_fetch(tmp_path):
    model, voices = hearing.models("auto", tmp_path)
    assert (model.state, voices.state) == ("wrong", "warning")
    assert "retold models pull base" in model.mend


def test_weights_that_were_damaged_are_wrong(tmp_path):
    cache = Path("~/.cache/retold/models").expanduser()
    if not forms_present("resemblyzer", cache):
        pytest.skip("no speaker embeddings here to damage a copy of")
    source = Path(path("resemblyzer", cache, "embedding"))
    copy = tmp_path / "resemblyzer" / "embedding" / source.name
    shutil.copytree(source.parent, copy.parent)
    assert "whole" in next(hearing.models("auto", tmp_path)).says
    copy.write_bytes(source.read_bytes()[:-1] + b"x")
    told = next(t for t in hearing.models("auto", tmp_path) if t.about == "model resemblyzer")
    assert told.state == "wrong"
    assert "damaged" in told.says and "retold models pull resemblyzer" in told.mend


@pytest.mark.parametrize(
    ("days", "state"),
    [({}, "warning"), ({"transcripts_days": 90}, "ok"), ({"findings_days": 365}, "ok")],
)
def test_that_everything_is_kept_for_ever_is_told(days, state):
    assert states(places.retention(Retention(**days))) == [state]


class _Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_the_secret_of_the_company_s_sign_in_is_for_its_owner(tmp_path):
    file = tmp_path / "secret"
    assert states(places.sign_in(SignIn())) == ["ok"]
    chosen = SignIn(
        issuer="https://i.example",
        client_id="c",
        client_secret_file=file,
        address="https://r.example",
        rights=(Right(value="x", role="admin"),),
    )
    assert states(places.sign_in(chosen)) == ["wrong"]
    file.touch(0o644)
    assert states(places.sign_in(chosen)) == ["wrong"]
    file.chmod(0o600)
    assert states(places.sign_in(chosen)) == ["ok"]


def test_prefect_is_asked_where_it_is_set(monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert states(places.prefect()) == ["ok"]
    with http.server.HTTPServer(("127.0.0.1", 0), _Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        answered = states(places.prefect())
        server.shutdown()
        thread.join()
    assert answered == ["ok"]
    assert states(places.prefect()) == ["wrong"]


def test_the_command_exits_with_1_only_when_something_is_wrong(retold, own_places, monkeypatch):
    monkeypatch.setenv("RETOLD_PLACES__MODELS", str(own_places / "models"))
    outcome = retold("doctor", "--store", own_places / "s.duckdb", "--json")
    told = {each["about"]: each for each in json.loads(outcome.out)}
    assert outcome.code == 1
    assert told["model"]["state"] == "wrong"
    assert told["settings"]["state"] == "ok"


def test_the_command_tells_each_line_with_its_mend(retold, own_places):
    (own_places / "retold.toml").write_text("[places]\ninbx = 'x'\n")
    outcome = retold("doctor", "--store", own_places / "s.duckdb")
    assert outcome.code == 1
    assert "wrong    settings:" in outcome.out and "is not a setting" in outcome.out
    assert "         → mend" in outcome.out
    assert all(
        line[:9].strip() in ("ok", "warning", "wrong", "") for line in outcome.out.splitlines()
    )
