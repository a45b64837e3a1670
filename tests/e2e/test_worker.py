"""A recogniser in a process of its own, with real weights: what happens to it is told, and mended."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from pipeline.transcribe import WeightsError, load_recogniser
from pipeline.transcribe import worker as working
from pipeline.transcribe.audio import decode
from pipeline.transcribe.recogniser import Chosen, Options
from pipeline.transcribe.worker import Worker, WorkerError

pytestmark = pytest.mark.whisper
SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def opening():
    """Ten seconds of a customer."""
    return [np.concatenate(list(decode(str(SAMPLES / "nl-good.ogg"))), axis=1)[1, : 10 * 16_000]]


@pytest.fixture
def worker(base):
    return load_recogniser("faster-whisper", "base", cache=base, workers=1, patience=6.0)


def hearing(worker, windows):
    """Hear in a thread; gives what comes of it once it has ended."""
    came = []

    def hear():
        try:
            came.append(worker.transcribe(windows, ["nl"] * len(windows)))
        except WorkerError as error:
            came.append(str(error))

    thread = threading.Thread(target=hear)
    thread.start()
    return thread, came


def test_it_hears_what_is_heard_in_this_process(worker, base, opening):
    here = load_recogniser("faster-whisper", "base", cache=base, workers=1)
    assert worker.transcribe(opening, ["nl"]) == here.transcribe(opening, ["nl"])
    assert worker.languages(opening) == here.languages(opening)
    assert (worker.name, worker.model, worker.options) == (here.name, here.model, here.options)


def test_a_crash_costs_what_was_asked_and_nothing_after_it(worker, opening):
    before = worker.pid
    thread, came = hearing(worker, opening * 40)
    os.kill(before, signal.SIGSEGV)
    thread.join()
    assert came == ["the recogniser crashed (SIGSEGV)"]
    assert worker.pid != before
    assert worker.transcribe(opening, ["nl"])[0].words


@pytest.mark.thorough
@pytest.mark.parametrize("n_windows", [1, 40])
def test_one_that_hangs_is_ended_and_another_begun(base, opening, monkeypatch, n_windows):
    monkeypatch.setattr(working, "LEAST_S", 1.0)
    worker = load_recogniser("faster-whisper", "base", cache=base, workers=1, patience=0.001)
    before = worker.pid
    os.kill(before, signal.SIGSTOP)
    thread, came = hearing(worker, opening * n_windows)
    thread.join()
    assert came == ["the recogniser hung for 1 s"]
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    worker._patience = 100.0
    assert worker.transcribe(opening, ["nl"])[0].words


def test_what_cannot_be_heard_is_told_by_its_kind(worker, opening):
    with pytest.raises(WorkerError, match=r"^the recogniser failed \(\w*Error\)$"):
        worker.transcribe(opening, ["klingon"])
    assert worker.transcribe(opening, ["nl"])[0].words


HEARS_LONG = """
import sys
from pathlib import Path
import numpy as np
from pipeline.transcribe import load_recogniser

worker = load_recogniser("faster-whisper", "base", cache=Path(sys.argv[1]), workers=1, patience=6.0)
print(worker.pid, flush=True)
noise = np.random.default_rng(0).normal(0, 0.1, 16_000 * 20).astype(np.float32)
worker.transcribe([noise] * 100, ["nl"] * 100)
"""


@pytest.mark.thorough
def test_it_ends_with_whoever_began_it(base):
    command = [sys.executable, "-c", HEARS_LONG, str(base.expanduser())]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as began:
        worker_pid = int(began.stdout.readline())
        began.kill()
    while Path(f"/proc/{worker_pid}/exe").exists():
        pass  # a test that stays here has found a worker that stays


@pytest.fixture
def damaged(base, tmp_path):
    """A cache of weights of which something can be damaged."""
    shutil.copytree(base.expanduser() / "base" / "ctranslate2", tmp_path / "base" / "ctranslate2")
    return tmp_path


def cut(data):
    return data[: len(data) // 2]


def flipped(data):
    return data[:-1000] + bytes([data[-1000] ^ 1]) + data[-999:]


@pytest.mark.parametrize("spoil", [cut, flipped])
def test_weights_that_were_damaged_on_disk_are_not_heard_with(damaged, spoil):
    file = damaged / "base" / "ctranslate2" / "model.bin"
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(WeightsError, match=r"model.bin is damaged.*retold models pull base"):
        load_recogniser("faster-whisper", "base", cache=damaged, patience=6.0)


def test_weights_that_cannot_be_loaded_are_told(damaged):
    file = damaged / "base" / "ctranslate2" / "model.bin"
    file.write_bytes(cut(file.read_bytes()))
    chosen = Chosen("faster-whisper", "base", file.parent, Options(), 1, 1)
    with pytest.raises(WeightsError, match=r"model `base` cannot be loaded \(RuntimeError\)"):
        Worker(chosen, 6.0)
