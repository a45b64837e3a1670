"""Every format that a recorder writes, and every way in which a file can be wrong."""

import struct

import av
import numpy as np
import pytest
import soundfile

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe import Unhearable
from pipeline.transcribe.audio import decode, inspect


def tone(seconds=2.0, rate=8000, channels=2):
    """300 Hz on the first channel, 600 on the second, and so on."""
    t = np.arange(round(seconds * rate)) / rate
    rows = [0.3 * np.sin(2 * np.pi * 300 * (1 + c) * t) for c in range(channels)]
    return np.stack(rows, axis=1)


def encode(path, codec, rate, *, sound=None, container=None, gap_s=0.0, **options):
    """Write sound of shape (samples, channels) with PyAV, with a gap in its clock if asked."""
    sound = tone(rate=rate) if sound is None else sound
    layout = {1: "mono", 2: "stereo"}[sound.shape[1]]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout, options=options)
        halves = np.array_split(sound, 2) if gap_s else [sound]
        at = 0
        for half in halves:
            data = (half * 32767).astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(data, format="s16", layout=layout)
            frame.rate, frame.pts = rate, at
            at += len(half) + round(gap_s * rate)
            for packet in stream.encode(frame):
                file.mux(packet)
        file.mux(stream.encode(None))


def whole(path):
    return np.concatenate(list(decode(str(path))), axis=1)


def pitch_hz(samples):
    """The loudest frequency of the second second."""
    middle = samples[SAMPLE_RATE_HZ // 2 : SAMPLE_RATE_HZ * 3 // 2]
    return int(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax())


@pytest.mark.parametrize(
    "subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"]
)
@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_wav_of_every_kind_becomes_16_khz(tmp_path, subtype, rate):
    soundfile.write(tmp_path / "a.wav", tone(rate=rate), rate, subtype=subtype)
    sound = whole(tmp_path / "a.wav")
    assert sound.dtype == np.float32
    assert sound.shape[1] == pytest.approx(2 * SAMPLE_RATE_HZ, abs=20)
    assert [pitch_hz(channel) for channel in sound] == [300, 600]  # each its own, none mixed
    assert np.abs(sound).max() == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize(
    ("name", "codec", "rate", "options"),
    [
        ("a.mp3", "libmp3lame", 8000, {"b": "32k"}),
        ("a.mp3", "libmp3lame", 44100, {"q": "5"}),
        ("a.ogg", "libopus", 48000, {}),
        ("a.opus", "libopus", 16000, {}),
        ("a.ogg", "vorbis", 44100, {"strict": "-2"}),
        ("a.flac", "flac", 8000, {}),
        ("a.m4a", "aac", 16000, {}),
        ("a.aac", "aac", 22050, {}),
        ("a.webm", "libopus", 48000, {}),
        ("a.mp4", "aac", 48000, {}),
        ("a.mkv", "pcm_s16le", 8000, {}),
        ("a.aiff", "pcm_s16be", 8000, {}),
        ("a.au", "pcm_mulaw", 8000, {}),
        ("a.wav", "adpcm_ima_wav", 8000, {}),
        ("a.wav", "adpcm_ms", 8000, {}),
        ("a.w64", "pcm_s16le", 8000, {}),
        ("a.wma", "wmav2", 44100, {"b": "64k"}),
    ],
)
def test_two_channels_in_every_other_format(tmp_path, name, codec, rate, options):
    encode(tmp_path / name, codec, rate, **options)
    sound = whole(tmp_path / name)
    assert sound.shape[1] == pytest.approx(2 * SAMPLE_RATE_HZ, abs=0.15 * SAMPLE_RATE_HZ)
    assert [pitch_hz(channel) for channel in sound] == pytest.approx([300, 600], abs=2)


@pytest.mark.parametrize(
    ("name", "container", "subtype"), [("a.wav", "WAV", "GSM610"), ("a.gsm", "RAW", "GSM610")]
)
def test_gsm_in_a_wav_and_bare(tmp_path, name, container, subtype):
    sound = tone(channels=1)
    soundfile.write(tmp_path / name, sound, 8000, format=container, subtype=subtype)
    (channel,) = whole(tmp_path / name)
    assert len(channel) == pytest.approx(2 * SAMPLE_RATE_HZ, abs=0.1 * SAMPLE_RATE_HZ)
    assert pitch_hz(channel) == pytest.approx(300, abs=2)


@pytest.mark.parametrize("name", ["a.wav", "a.g722"])
def test_g722(tmp_path, name):
    encode(tmp_path / name, "g722", 16000, sound=tone(rate=16000, channels=1))
    (channel,) = whole(tmp_path / name)
    assert len(channel) == pytest.approx(2 * SAMPLE_RATE_HZ, abs=0.05 * SAMPLE_RATE_HZ)
    assert pitch_hz(channel) == pytest.approx(300, abs=2)


def test_a_video_with_sound(tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as file:
        picture = file.add_stream("mpeg4", rate=25)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        stream = file.add_stream("aac", rate=16000, layout="mono")
        data = (tone(rate=16000, channels=1) * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(data, format="s16", layout="mono")
        frame.rate = 16000
        for _ in range(50):
            image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            file.mux(picture.encode(image))
        file.mux([*picture.encode(None), *stream.encode(frame), *stream.encode(None)])
    (channel,) = whole(tmp_path / "a.mp4")
    assert pitch_hz(channel) == pytest.approx(300, abs=2)


@pytest.mark.parametrize(("true", "told"), [("flac", "wav"), ("wav", "mp3"), ("ogg", "wav")])
def test_a_wrong_extension_does_not_matter(tmp_path, true, told):
    soundfile.write(tmp_path / f"a.{true}", tone(), 8000)
    (tmp_path / f"a.{true}").rename(tmp_path / f"b.{told}")
    assert [pitch_hz(channel) for channel in whole(tmp_path / f"b.{told}")] == [300, 600]


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_more_channels_are_kept_apart(tmp_path, channels):
    soundfile.write(tmp_path / "a.wav", tone(channels=channels), 8000)
    heard = [pitch_hz(channel) for channel in whole(tmp_path / "a.wav")]
    assert heard == [300 * (1 + c) for c in range(channels)]


def test_blocks_are_short_and_join_without_a_click(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(65.0, channels=1), 8000)
    blocks = list(decode(str(tmp_path / "a.wav")))
    assert max(block.shape[1] for block in blocks) < 20 * SAMPLE_RATE_HZ
    (sound,) = np.concatenate(blocks, axis=1)
    t = np.arange(65 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    expected = 0.3 * np.sin(2 * np.pi * 300 * t)
    assert len(sound) == len(expected)
    assert np.abs(sound - expected)[100:-100].max() < 0.002


@pytest.mark.parametrize("seconds", [0.02, 0.5])
def test_very_short_calls(tmp_path, seconds):
    soundfile.write(tmp_path / "a.wav", tone(seconds), 8000)
    assert whole(tmp_path / "a.wav").shape == (2, round(seconds * SAMPLE_RATE_HZ))


def test_silence_that_was_not_recorded_is_put_back(tmp_path):
    sound = tone(4.0, rate=48000, channels=1)
    encode(tmp_path / "a.webm", "libopus", 48000, sound=sound, gap_s=3.0)
    (channel,) = whole(tmp_path / "a.webm")
    assert len(channel) == pytest.approx(7 * SAMPLE_RATE_HZ, abs=0.1 * SAMPLE_RATE_HZ)
    assert np.abs(channel[3 * SAMPLE_RATE_HZ : 4 * SAMPLE_RATE_HZ]).max() == 0.0
    assert pitch_hz(channel[5 * SAMPLE_RATE_HZ :]) == pytest.approx(300, abs=2)


def test_a_clock_that_leaps_is_not_believed(tmp_path):
    sound = tone(4.0, rate=48000, channels=1)
    encode(tmp_path / "a.mkv", "pcm_s16le", 48000, sound=sound, gap_s=90_000.0)
    with pytest.raises(Unhearable, match="longer than 24 hours"):  # the container promises a day
        whole(tmp_path / "a.mkv")
    encode(tmp_path / "b.wav", "pcm_s16le", 48000, sound=sound, gap_s=90_000.0)
    assert whole(tmp_path / "b.wav").shape == (1, 4 * SAMPLE_RATE_HZ)


def test_rate_and_channels_may_change_in_the_middle(tmp_path):
    parts = []
    for name, rate, channels in (("a.mp3", 16000, 2), ("b.mp3", 24000, 1)):
        sound = tone(rate=rate, channels=channels)
        encode(tmp_path / name, "libmp3lame", rate, sound=sound, write_xing="0")
        parts.append((tmp_path / name).read_bytes())
    (tmp_path / "both.mp3").write_bytes(b"".join(parts))
    sound = whole(tmp_path / "both.mp3")
    assert sound.shape == (2, pytest.approx(4 * SAMPLE_RATE_HZ, abs=0.3 * SAMPLE_RATE_HZ))
    assert [pitch_hz(channel) for channel in sound] == pytest.approx([300, 600], abs=2)
    later = sound[:, 5 * SAMPLE_RATE_HZ // 2 :]
    assert [pitch_hz(channel) for channel in later] == pytest.approx([300, 300], abs=2)


def test_what_is_no_number_is_silence(tmp_path):
    sound = tone().astype(np.float32)
    sound[8000:8010] = np.nan
    soundfile.write(tmp_path / "a.wav", sound, 8000, subtype="FLOAT")
    heard = whole(tmp_path / "a.wav")
    assert np.isfinite(heard).all()
    assert pitch_hz(heard[0][: 2 * SAMPLE_RATE_HZ]) == 300


def text_file(file):
    file.write_text("Dit is geen geluid.\n" * 200)


def empty_file(file):
    file.touch()


def no_samples(file):
    soundfile.write(file, np.zeros((0, 2)), 8000)


def eight_channels(file):
    soundfile.write(file, tone(channels=8), 8000)


def only_pictures(file):
    with av.open(str(file), "w", format="mp4") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux([*picture.encode(image), *picture.encode(None)])


def cut_in_half(subtype):
    def make(file):
        soundfile.write(file, tone(10.0), 8000, subtype=subtype)
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])

    return make


def cut_flac(file):
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (80_000, 2))
    soundfile.write(file, noise, 8000, format="FLAC")
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


BEFORE, AFTER = True, False  # it was decoded


@pytest.mark.parametrize(
    ("make", "problem", "when"),
    [
        (lambda file: None, "no such file", BEFORE),
        (empty_file, "empty (0 bytes)", BEFORE),
        (text_file, "cannot be decoded", BEFORE),
        (only_pictures, "no audio in it", BEFORE),
        (eight_channels, "8 channels", BEFORE),
        (cut_in_half("PCM_16"), "promises 10.0 s, 5.0 s are there", BEFORE),
        (cut_in_half("ULAW"), "promises 10.0 s, 5.0 s are there", BEFORE),
        (no_samples, "no sound", AFTER),
        (cut_flac, "promises 10.0 s, ", AFTER),
    ],
)
def test_what_cannot_be_heard_says_why_and_as_early_as_can_be(tmp_path, make, problem, when):
    file = tmp_path / "call.wav"
    make(file)
    with pytest.raises(Unhearable) as caught:
        if when is BEFORE:
            inspect(str(file), "c7")
        else:
            list(decode(str(file), "c7"))
    aside = caught.value.set_aside
    assert problem in aside.problem
    assert aside.file == str(file)
    assert aside.contact_id == "c7"
    assert aside.expected


@pytest.mark.parametrize("size", [0, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_writer_to_a_pipe_leaves_no_size_and_that_is_fine(tmp_path, size):
    file = tmp_path / "piped.wav"
    soundfile.write(file, tone(3.0), 8000)
    data = bytearray(file.read_bytes())
    at = data.index(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", size)
    file.write_bytes(bytes(data))
    assert whole(file).shape[1] == pytest.approx(3 * SAMPLE_RATE_HZ, abs=20)


@pytest.fixture
def noisy_mp3(tmp_path):
    """Ten seconds of mp3 with a tone under noise, as bytes."""
    noise = np.random.default_rng(0).normal(0, 0.02, (160_000, 2))
    encode(tmp_path / "a.mp3", "libmp3lame", 16000, sound=tone(10.0, rate=16000) + noise, b="64k")
    return bytearray((tmp_path / "a.mp3").read_bytes())


def test_a_broken_piece_in_the_middle_costs_only_itself(tmp_path, noisy_mp3):
    middle = len(noisy_mp3) // 2
    noisy_mp3[middle : middle + 2000] = b"\0" * 2000
    (tmp_path / "a.mp3").write_bytes(bytes(noisy_mp3))
    sound = whole(tmp_path / "a.mp3")
    assert sound.shape[1] > 9 * SAMPLE_RATE_HZ
    assert [pitch_hz(channel[-3 * SAMPLE_RATE_HZ :]) for channel in sound] == [300, 600]


def test_a_recording_that_is_broken_all_over_is_not_used(tmp_path, noisy_mp3):
    for at in range(3000, len(noisy_mp3) - 300, 1000):
        noisy_mp3[at : at + 300] = b"\0" * 300
    (tmp_path / "a.mp3").write_bytes(bytes(noisy_mp3))
    with pytest.raises(Unhearable, match="cannot be decoded"):
        whole(tmp_path / "a.mp3")
