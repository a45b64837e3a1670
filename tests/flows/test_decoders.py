"""A night in which decoders hang, crash and want all memory: each costs one recording, and is told."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from pipeline.sound import bounded

STRUCK = {"hangs": signal.SIGSTOP, "crashes": signal.SIGSEGV, "vanishes": signal.SIGKILL}
LIMITS = replace(bounded.LIMITS, silent_s=1.0, memory_bytes=300 << 20)


class Struck(bounded.Sound):
    """A decoder that something happens to over recordings of these names, once it has begun."""

    def __init__(self, path, limits, **how):
        super().__init__(path, limits, **how)
        self._fate = next((fate for name, fate in STRUCK.items() if name in path), None)

    def blocks(self):
        if self._fate:
            os.kill(self.pid, self._fate)
        return super().blocks()


@pytest.mark.whisper
@pytest.mark.thorough
def test_each_is_set_aside_and_the_night_goes_on(house, monkeypatch):
    monkeypatch.setattr(bounded, "Sound", Struck)
    monkeypatch.setattr(bounded, "LIMITS", LIMITS)
    for name in (*STRUCK, "good"):
        house.record_silence(f"{name}.wav", seconds=60.0)
    wide = np.zeros((768_000 * 4, 6), np.float32)
    soundfile.write(house.inbox / "wide.wav", wide, 768_000, subtype="FLOAT")

    report = house.night()

    assert house.contacts() == {"good"}
    told = {item.contact_id: item.problem for item in report.set_aside}
    assert told == {
        "hangs": "it cannot be decoded: the decoder hung for 1 s",
        "crashes": "it cannot be decoded: the decoder crashed (SIGSEGV)",
        "vanishes": "it cannot be decoded: the decoder crashed (SIGKILL)",
        "wide": "it cannot be decoded: the decoder wanted more than 300 MB",
    }
    assert not house.night().is_published  # what was set aside is not tried again

    monkeypatch.undo()
    house.night(retry=True)
    assert house.contacts() == {"good", "wide", *STRUCK}
