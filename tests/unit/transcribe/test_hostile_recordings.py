"""Files that call themselves recordings and want something else: other files, all memory, all night."""

import socket
import struct

import av
import numpy as np
import pytest
import soundfile

from pipeline.sound import SoundError, open_sound
from pipeline.transcribe import Unhearable
from pipeline.transcribe.audio import decode, inspect


def wav(path, rate, *, channels=1):
    """A wav as its header says, however absurd."""
    block = channels
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * block & 0xFFFFFFFF, block & 0xFFFF, 8)
    data = b"\x80" * 32_000
    path.write_bytes(
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<I", 16)
        + form + b"data" + struct.pack("<I", len(data)) + data
    )  # fmt: skip
    return path


def refused(path):
    with pytest.raises(Unhearable) as refusal:
        for _ in decode(str(path)):
            pass
    return refusal.value.set_aside.problem


@pytest.fixture
def secret(tmp_path):
    """A recording that nobody named."""
    soundfile.write(tmp_path / "secret.wav", np.zeros(8000), 8000)
    return tmp_path / "secret.wav"


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{}'\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{}</BaseURL></MPD>',
        "[playlist]\nFile1={}\n",
    ],
)
@pytest.mark.parametrize("name", ["call.wav", "call.m3u8", "call.mp3"])
def test_a_playlist_does_not_lead_to_another_file(tmp_path, secret, text, name):
    (tmp_path / name).write_text(text.format(secret))
    assert "cannot be decoded as audio" in refused(tmp_path / name)


@pytest.mark.parametrize("name", ["http:evil.wav", "concat:a.wav", "a%41.wav", "-i.wav"])
def test_a_name_is_a_name_and_no_command(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    soundfile.write(tmp_path / name, np.zeros(8000), 8000)
    assert sum(block.shape[1] for block in decode(name)) == pytest.approx(16_000, abs=20)


@pytest.mark.parametrize("rate", [1, 7, 3999, 768_001, 2**31 - 1])
def test_an_absurd_sample_rate_costs_no_memory(tmp_path, rate):
    assert "cannot be decoded as audio" in refused(wav(tmp_path / "a.wav", rate))


def test_days_of_silence_in_a_few_bytes_are_refused_before_they_are_decoded(tmp_path):
    with av.open(str(tmp_path / "a.flac"), "w") as file:
        stream = file.add_stream("flac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
        frame.rate = 8000
        file.mux([*stream.encode(frame), *stream.encode(None)])
    content = bytearray((tmp_path / "a.flac").read_bytes())
    content[21] |= 0x0F  # the highest bits of the number of samples
    content[22:26] = b"\xff\xff\xff\xff"
    (tmp_path / "a.flac").write_bytes(content)
    with pytest.raises(Unhearable, match="longer than 24 hours"):
        inspect(str(tmp_path / "a.flac"))


def test_a_clock_that_jumps_again_and_again_does_not_make_a_night_of_silence(tmp_path):
    n_jumps, gap_s = 40, 3500
    with av.open(str(tmp_path / "a.mka"), "w", format="matroska") as file:
        stream = file.add_stream("pcm_s16le", rate=8000, layout="mono")
        for i in range(n_jumps):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 80), np.int16), "s16", "mono")
            frame.rate, frame.pts = 8000, i * gap_s * 8000
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    assert "longer than 24 hours" in refused(tmp_path / "a.mka")


@pytest.mark.parametrize("channels", [3, 6])
def test_odd_numbers_of_channels_are_heard(tmp_path, channels):
    soundfile.write(tmp_path / "a.wav", np.zeros((48_000, channels)), 48_000, subtype="FLOAT")
    blocks = list(decode(str(tmp_path / "a.wav")))
    assert {len(block) for block in blocks} == {channels}


@pytest.mark.parametrize("channels", [0, 7, 255, 65535])
def test_absurd_numbers_of_channels_are_refused(tmp_path, channels):
    assert refused(wav(tmp_path / "a.wav", 8000, channels=channels))


def test_what_opens_recordings_opens_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.wav"
        with pytest.raises(SoundError), open_sound(address):
            pass
        with pytest.raises(BlockingIOError):
            server.accept()


def broken(kind, whole):
    """A hundred ways in which a recording can be broken: cut, scrambled, its header overwritten."""
    rng = np.random.default_rng(7)
    for i in range(25):
        content = bytearray(whole)
        match kind:
            case "cut":
                content = content[: 4 + i * 3]
            case "header":
                content[: 60 + i] = rng.bytes(60 + i)
            case "zeros":
                content[: 100 + i] = bytes(100 + i)
            case "text":
                content = bytearray(f"not sound {i} ".encode() * 20)
        yield bytes(content)


@pytest.mark.parametrize("kind", ["cut", "header", "zeros", "text"])
def test_a_hundred_broken_recordings_each_have_a_reason(tmp_path, kind):
    soundfile.write(tmp_path / "whole.wav", np.sin(np.arange(16_000)), 8000)
    whole = (tmp_path / "whole.wav").read_bytes()
    reasons = []
    for i, content in enumerate(broken(kind, whole)):
        path = tmp_path / f"{i}.wav"
        path.write_bytes(content)
        reasons.append(refused(path))
    assert len(reasons) == 25
    assert all(reasons)
