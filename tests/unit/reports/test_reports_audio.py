"""Recordings beside the report."""

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from pipeline.reports.audio import playing, sounds_of
from tests.unit.reports.lisa import lisa

TONE = 0.3 * np.sin(np.arange(16_000) / 5)


def recording(path: Path, leg_no: int | None = None, role: str | None = None) -> dict[str, object]:
    return {"item_no": 0, "path": str(path), "leg_no": leg_no, "channel": None, "role": role}


def offered(path: Path, out: Path):
    (sound,) = sounds_of([recording(path)], lisa().legs, out / "audio", "lisa")
    return sound


def seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


@pytest.mark.parametrize("subtype", ["ULAW", "ALAW", "GSM610", "FLOAT"])
def test_what_browsers_do_not_play_is_converted(subtype, tmp_path):
    source = tmp_path / "call.wav"
    soundfile.write(source, TONE, 8000, subtype=subtype)
    sound = offered(source, tmp_path)
    assert sound.href.endswith(".ogg") and sound.problem is None
    made = tmp_path / "audio" / Path(sound.href).name
    assert seconds(made) == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(("name", "options"), [("a.wav", {"subtype": "PCM_16"}), ("a.flac", {})])
def test_what_browsers_play_is_copied_as_it_is(name, options, tmp_path):
    source = tmp_path / name
    soundfile.write(source, TONE, 8000, **options)
    sound = offered(source, tmp_path)
    assert (tmp_path / "audio" / Path(sound.href).name).read_bytes() == source.read_bytes()


def test_both_channels_stay(tmp_path):
    source = tmp_path / "call.wav"
    soundfile.write(source, np.stack([TONE, TONE], axis=1), 8000, subtype="ULAW")
    made = tmp_path / "audio" / Path(offered(source, tmp_path).href).name
    with av.open(str(made)) as container:
        assert container.streams.audio[0].channels == 2


def test_a_second_time_nothing_is_written(tmp_path):
    source = tmp_path / "call.wav"
    soundfile.write(source, TONE, 8000, subtype="ULAW")
    first = offered(source, tmp_path)
    made = tmp_path / "audio" / Path(first.href).name
    before = made.stat().st_mtime_ns
    assert offered(source, tmp_path) == first
    assert made.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (None, "gone.wav", "missing"),
        (b"not a sound at all", "text.wav", "unplayable"),
        (b"", "empty.mp3", "unplayable"),
    ],
)
def test_a_recording_that_cannot_be_played_is_a_problem_and_no_error(
    content, name, problem, tmp_path
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    sound = offered(tmp_path / name, tmp_path)
    assert (sound.href, sound.problem, sound.name) == (None, problem, name)
    assert not list((tmp_path / "audio").glob("*"))


def test_a_recording_elsewhere_is_not_fetched(tmp_path):
    (sound,) = sounds_of(
        [recording(Path("x")) | {"path": "s3://calls/lisa.wav"}], [], tmp_path, "lisa"
    )
    assert (sound.href, sound.problem, sound.name) == (None, "elsewhere", "lisa.wav")


def test_a_turn_plays_from_the_file_of_its_leg(tmp_path):
    source = tmp_path / "leg2.wav"
    soundfile.write(source, TONE, 8000)
    told = lisa()
    rows = [recording(source, leg_no) | {"item_no": i} for i, leg_no in enumerate((1, 2, None))]
    sounds = sounds_of(rows, told.legs, tmp_path / "audio", "lisa")
    assert playing(told.turns[5], sounds) == [(1, 5.0), (2, 245.0)]  # leg 2 begins at 240 s
    assert playing(told.turns[2], sounds) == [(0, 20.0), (2, 20.0)]


def test_of_a_file_for_each_party_both_play(tmp_path):
    source = tmp_path / "party.wav"
    soundfile.write(source, TONE, 8000)
    rows = [
        recording(source, None, role) | {"item_no": i}
        for i, role in enumerate(("agent", "customer"))
    ]
    sounds = sounds_of(rows, lisa().legs, tmp_path / "audio", "lisa")
    assert playing(lisa().turns[0], sounds) == [(0, 0.0), (1, 0.0)]
