"""A source on a server that goes away: the night takes what it has, the next one takes the rest."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import soundfile

import flows.tasks
from flows.nightly import nightly
from tests.flows.parrot import Parrot
from tests.flows.test_interrupted import rows_of

pytest.importorskip("requests")  # what fsspec speaks WebHDFS with
SAMPLES = Path(__file__).parents[2] / "data" / "samples"
NAMES = ("a", "b", "c", "d")


class Server(ThreadingHTTPServer):
    """A folder as WebHDFS; it breaks off in the middle of a file once it has sent `n_bytes_left`."""

    daemon_threads = True

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Files)
        self.folder, self.n_bytes_left = folder, 10**12

    @property
    def url(self):
        return f"webhdfs://127.0.0.1:{self.server_port}/"


class Files(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = urlsplit(self.path)
        how = {key: values[0] for key, values in parse_qs(asked.query).items()}
        path = self.server.folder / asked.path.removeprefix("/webhdfs/v1").strip("/")
        if self.server.n_bytes_left <= 0:
            self.close_connection = True
            return
        if how["op"] == "OPEN":
            start = int(how["offset"])
            self._send(path.read_bytes()[start : start + int(how["length"])])
        elif not path.exists():
            self.send_error(404)
        elif how["op"] == "LISTSTATUS":
            inside = [self._status(each, each.name) for each in sorted(path.iterdir())]
            self._send(json.dumps({"FileStatuses": {"FileStatus": inside}}).encode())
        else:
            self._send(json.dumps({"FileStatus": self._status(path, "")}).encode())

    def _status(self, path, name):
        kind = "DIRECTORY" if path.is_dir() else "FILE"
        length = path.stat().st_size
        return {"pathSuffix": name, "type": kind, "length": length, "modificationTime": 0}

    def _send(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: max(0, self.server.n_bytes_left)])
        self.server.n_bytes_left -= len(body)
        self.close_connection = self.server.n_bytes_left <= 0

    def log_message(self, *said):
        pass


@pytest.fixture
def server(house):
    """Four recordings behind a URL, a document for each."""
    sound, rate = soundfile.read(SAMPLES / "nl-good.ogg")
    for i, name in enumerate(NAMES):
        house.write(f"{name}.wav", b"")
        part = sound[i * 8 * rate : (i + 1) * 8 * rate]
        soundfile.write(house.inbox / f"{name}.wav", part, rate, subtype="PCM_16")
        document = {
            "contact_id": name,
            "started_at": f"2026-03-0{i + 1}T10:14:00+01:00",
            "language": "nl",
            "legs": [{"start_s": 0, "end_s": 8, "agent": "A1"}],
            "recording": f"{name}.wav",
        }
        house.write(f"{name}.json", json.dumps(document))
    with Server(house.inbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def parrot(monkeypatch):
    parrot = Parrot()
    monkeypatch.setattr(flows.tasks, "load_recogniser", lambda *which, **how: parrot)
    monkeypatch.setattr("flows.nightly.hearing_version", lambda settings: "parrot/bird")
    return parrot


@contextmanager
def gone_after(server, n_bytes):
    server.n_bytes_left = n_bytes
    yield
    server.n_bytes_left = 10**12


@pytest.mark.parametrize(
    "n_files", [2.5, *(pytest.param(n, marks=pytest.mark.thorough) for n in (0.5, 4.5, 6.5))]
)  # each is read twice: to know it, to hear it
def test_what_was_not_reached_is_told_and_comes_the_next_night(server, house, parrot, n_files):
    undisturbed = house.folder / "undisturbed.duckdb"
    nightly([server.url], str(undisturbed))
    expected, n_windows = rows_of(undisturbed), parrot.n_windows
    assert len(expected["core.contact"]) == 4
    size = (house.inbox / "a.wav").stat().st_size
    for kept in (house.folder / "work" / "transcripts").rglob("*.json"):
        kept.unlink()

    parrot.n_windows = 0
    with gone_after(server, int(n_files * size)):
        report = nightly([server.url], str(house.store))
    assert report.set_aside
    told = [str(item) for item in report.set_aside]
    assert all("127.0.0.1" in each or "reached" in each for each in told), told
    n_first = report.run.n_transcribed
    again = nightly([server.url], str(house.store))
    assert (again.run.n_transcribed, again.set_aside) == (4 - n_first, ())
    ours = rows_of(house.store)
    for table in ("core.contact", "core.leg", "core.turn", "core.recording"):
        assert ours[table] == expected[table], table
    assert parrot.n_windows == n_windows  # nothing was heard twice
    assert not list((house.folder / "work" / "fetched").iterdir())
