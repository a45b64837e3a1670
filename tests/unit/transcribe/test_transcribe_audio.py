import struct

import av
import numpy as np
import pytest
import soundfile

from pipeline.transcribe import Unhearable
from pipeline.transcribe.audio import SAMPLE_RATE_HZ, decode


def tone(seconds=2.0, rate=8000, channels=2):
    t = np.arange(round(seconds * rate)) / rate
    rows = [0.3 * np.sin(2 * np.pi * 300 * (1 + c) * t) for c in range(channels)]
    return np.stack(rows, axis=1)


def encode(path, codec, rate, channels=2, seconds=2.0):
    layout = "stereo" if channels == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        data = (tone(seconds, rate, channels) * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(data, format="s16", layout=layout)
        frame.rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "ULAW", "ALAW"])
@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000])
def test_wav_of_every_kind_becomes_16_khz(tmp_path, subtype, rate):
    file = tmp_path / "a.wav"
    soundfile.write(file, tone(rate=rate), rate, subtype=subtype)
    audio = decode(str(file))
    assert len(audio.channels) == 2
    assert audio.duration_s == pytest.approx(2.0, abs=0.02)
    spectrum = np.abs(np.fft.rfft(audio.channels[1][:SAMPLE_RATE_HZ]))
    assert int(spectrum.argmax()) == 600  # the second channel's own tone, not the first's
    assert audio.channels[0].dtype == np.float32


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 16000),
        ("a.ogg", "libopus", 48000),
        ("a.flac", "flac", 8000),
        ("a.m4a", "aac", 16000),
    ],
)
def test_compressed_formats(tmp_path, name, codec, rate):
    encode(tmp_path / name, codec, rate)
    audio = decode(str(tmp_path / name))
    assert len(audio.channels) == 2
    assert audio.duration_s == pytest.approx(2.0, abs=0.15)


def text_file(file):
    file.write_text("Dit is geen geluid.\n" * 200)


def empty_file(file):
    file.touch()


def no_samples(file):
    soundfile.write(file, np.zeros((0, 2)), 8000)


def three_channels(file):
    soundfile.write(file, tone(channels=3), 8000)


def cut_in_half(file):
    soundfile.write(file, tone(10.0), 8000)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda file: None, "no such file"),
        (empty_file, "empty (0 bytes)"),
        (text_file, "cannot be decoded"),
        (no_samples, "no sound"),
        (three_channels, "3 channels"),
        (cut_in_half, "promises 10.0 s, 5.0 s are there"),
    ],
)
def test_what_cannot_be_heard_says_why(tmp_path, make, problem):
    file = tmp_path / "call.wav"
    make(file)
    with pytest.raises(Unhearable) as caught:
        decode(str(file), "c7")
    aside = caught.value.set_aside
    assert problem in aside.problem
    assert aside.file == str(file)
    assert aside.contact_id == "c7"
    assert aside.expected


def test_a_writer_to_a_pipe_leaves_no_size_and_that_is_fine(tmp_path):
    file = tmp_path / "piped.wav"
    soundfile.write(file, tone(3.0), 8000)
    data = bytearray(file.read_bytes())
    at = data.index(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", 0xFFFFFFFF)
    file.write_bytes(bytes(data))
    assert decode(str(file)).duration_s == pytest.approx(3.0, abs=0.02)
