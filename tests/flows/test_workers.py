"""A night whose recogniser crashes over one recording, or whose weights are damaged."""

import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.transcribe import DEFAULT_CACHE
from pipeline.transcribe.worker import Worker

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
LOUD = 0.5  # windows with a louder sample than that crash the worker

pytestmark = pytest.mark.whisper


class Poisoned(Worker):
    """A worker that crashes over loud windows."""

    def _answer(self, windows, *asked):
        if any(np.abs(window).max() > LOUD for window in windows):
            os.kill(self.pid, signal.SIGSEGV)
        return super()._answer(windows, *asked)


@pytest.fixture
def recorded(house):
    """Two recordings of twelve seconds, and a louder one of three."""
    sound, rate = soundfile.read(SAMPLES / "nl-good.ogg")
    for name, start_s, end_s, peak in (("a", 0, 12, 0.3), ("b", 30, 33, 0.9), ("c", 12, 24, 0.3)):
        house.write(f"{name}.wav", b"")
        part = sound[start_s * rate : end_s * rate]
        part *= peak / np.abs(part).max()
        soundfile.write(house.inbox / f"{name}.wav", part, rate, subtype="PCM_16")
    return house


@pytest.mark.thorough
def test_a_recording_over_which_the_recogniser_crashes_costs_only_itself(recorded, monkeypatch):
    monkeypatch.setattr("pipeline.transcribe.worker.Worker", Poisoned)
    monkeypatch.setenv("RETOLD_TRANSCRIBE__RETRIES", "0")
    report = recorded.night()
    assert recorded.contacts() == {"a", "c"}
    assert [(item.contact_id, item.problem) for item in report.set_aside] == [
        ("b", "transcribing failed (the recogniser crashed (SIGSEGV))")
    ]
    monkeypatch.undo()
    recorded.night(retry=True)
    assert recorded.contacts() == {"a", "b", "c"}


@pytest.mark.thorough
def test_damaged_weights_stop_the_night_and_say_what_to_do(recorded, retold, monkeypatch, tmp_path):
    models = tmp_path / "models"
    shutil.copytree(DEFAULT_CACHE.expanduser(), models)
    file = models / "base" / "ctranslate2" / "model.bin"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    monkeypatch.setenv("RETOLD_PLACES__MODELS", str(models))
    outcome = retold("run", recorded.inbox, "--store", recorded.store)
    assert outcome.code == 1
    assert f"{file} is damaged: its checksum is wrong" in outcome.err
    assert "retold models pull base" in outcome.err and "Traceback" not in outcome.said
    assert not recorded.store.exists()

    file.write_bytes(whole)
    assert retold("run", recorded.inbox, "--store", recorded.store).code == 0
    assert recorded.contacts() == {"a", "b", "c"}
