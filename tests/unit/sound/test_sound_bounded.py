"""Recordings are decoded by real processes: what these do wrong costs one recording and nothing else."""

import os
import signal
import struct
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.sound import LIMITS, DecoderError, Sound, SoundError, bounded, header_of, open_sound
from pipeline.sound.container import Recording
from pipeline.sound.decoder import decoded

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
LONG_S = 120.0  # more than fits into a pipe: its decoder waits for whoever reads


@pytest.fixture
def long_call(tmp_path):
    soundfile.write(tmp_path / "long.wav", np.sin(np.arange(round(LONG_S * 8000)) / 5), 8000)
    return str(tmp_path / "long.wav")


@pytest.fixture
def within(monkeypatch):
    """Other limits than the usual, for all that is decoded in a test."""

    def limited(**limits):
        monkeypatch.setattr(bounded, "LIMITS", replace(LIMITS, **limits))

    return limited


def heard(path):
    with open_sound(str(path)) as sound:
        return sound.header, list(sound.blocks())


def process_of(pid):
    """The state of a process as Linux tells it, None when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


@pytest.mark.parametrize("name", ["nl-good.ogg", "nl-back-1.wav", "nl-notes-1.mp3"])
def test_what_comes_is_byte_for_byte_what_decoding_in_this_process_gives(name):
    header, *blocks = decoded(Recording(str(SAMPLES / name)))
    told, others = heard(SAMPLES / name)
    assert (told, header_of(str(SAMPLES / name))) == (header, header)
    assert [block.tobytes() for block in others] == [block.tobytes() for block in blocks]
    assert len(blocks) > 1


def test_no_audio_is_no_header(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises(SoundError, match="InvalidDataError"):
        heard(tmp_path / "a.wav")


def test_a_decoder_that_crashes_is_told_by_its_signal(long_call):
    with open_sound(long_call) as sound:
        blocks = sound.blocks()
        next(blocks)
        os.kill(sound.pid, signal.SIGSEGV)
        with pytest.raises(DecoderError, match=r"^the decoder crashed \(SIGSEGV\)$"):
            list(blocks)
    assert sum(block.shape[1] for block in heard(long_call)[1]) == LONG_S * 16_000


def test_a_decoder_that_hangs_is_ended(long_call, within):
    within(silent_s=0.3)
    with open_sound(long_call) as sound:
        blocks = sound.blocks()
        next(blocks)
        os.kill(sound.pid, signal.SIGSTOP)
        with pytest.raises(DecoderError, match=r"^the decoder hung for 0.3 s$"):
            list(blocks)
    with pytest.raises(ProcessLookupError):
        while True:  # it is dying
            os.kill(sound.pid, 0)


def test_whoever_reads_slowly_is_not_taken_for_a_decoder_that_hangs(long_call, within):
    within(silent_s=0.2)
    with open_sound(long_call) as sound:
        blocks = sound.blocks()
        next(blocks)
        while process_of(sound.pid) == "R":
            pass
        threading.Event().wait(0.4)
        assert len(list(blocks)) > 10


def test_a_decoder_that_wants_more_memory_than_it_may_have(tmp_path, within):
    sound = np.zeros((768_000 * 4, 6), np.float32)
    soundfile.write(tmp_path / "wide.wav", sound, 768_000, subtype="DOUBLE")
    assert len(heard(tmp_path / "wide.wav")[1]) >= 1
    within(memory_bytes=300 << 20)
    with pytest.raises(DecoderError, match=r"^the decoder wanted more than 300 MB$"):
        heard(tmp_path / "wide.wav")


def test_a_decoder_that_works_on_and_on(tmp_path, within):
    soundfile.write(tmp_path / "a.flac", np.random.default_rng(1).normal(0, 0.1, 8000 * 1200), 8000)
    within(cpu_s=0)
    with pytest.raises(DecoderError, match=r"^the decoder took more than 0 s of processor time$"):
        heard(tmp_path / "a.flac")


def test_it_may_open_nothing_and_write_nothing(long_call):
    with open_sound(long_call) as sound:
        limits = Path(f"/proc/{sound.pid}/limits").read_text()
        environment = Path(f"/proc/{sound.pid}/environ").read_text()
    told = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
    assert (
        told["Max open files"] == told["Max file size"] == told["Max core file size"] == ["0", "0"]
    )
    assert "RETOLD" not in environment and "PREFECT" not in environment


def test_a_pipe_is_no_recording(tmp_path):
    os.mkfifo(tmp_path / "a.wav")
    with pytest.raises(SoundError, match="OSError"):
        heard(tmp_path / "a.wav")


def test_what_decoders_are_forked_from_is_replaced_when_it_dies(long_call):
    heard(long_call)
    bounded._FORKS._process.kill()
    bounded._FORKS._process.wait()
    assert len(heard(long_call)[1]) > 10


def test_a_fork_of_this_process_has_decoders_of_its_own(long_call):
    heard(long_call)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if len(heard(long_call)[1]) > 10 else 2
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0
    assert len(heard(long_call)[1]) > 10


def test_nobody_is_left_when_whoever_asked_is_killed(long_call):
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            sound = Sound(long_call, LIMITS)
            os.write(theirs, struct.pack("2i", sound.pid, bounded._FORKS._process.pid))
            signal.pause()
        finally:
            os._exit(1)
    os.close(theirs)
    decoder, server = struct.unpack("2i", os.read(ours, 8))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while {process_of(decoder), process_of(server)} - {None, "Z"}:
        pass  # they are dying; a test that hangs here has found one that does not
    os.close(ours)


def test_many_at_once_do_not_mix(tmp_path):
    found = {}

    def listen(i):
        path = tmp_path / f"{i}.wav"
        soundfile.write(path, np.full(8000 * 30, i / 10), 8000, subtype="FLOAT")
        found[i] = np.concatenate(heard(path)[1], axis=1)

    threads = [threading.Thread(target=listen, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {i: round(float(np.median(sound)), 3) for i, sound in found.items()} == {
        i: i / 10 for i in range(8)
    }
