"""Recordings are heard only with personal data silenced."""

from dataclasses import replace

import av
import numpy as np
import pytest
import soundfile

from pipeline.review.call.sound import (
    MARGIN_S,
    NotPlayableError,
    offered,
    peaks_of,
    silenced,
    silences,
)
from tests.unit.reports.lisa import lisa

RATE_HZ = 8000


def recording(path, leg_no=None, item_no=0):
    return {"path": str(path), "leg_no": leg_no, "item_no": item_no, "role": None, "channel": None}


def contact(told, **changes):
    return replace(told, contact=told.contact | {"effort_null_reason": None} | changes)


def tone(path, seconds, channels=2):
    wave = 0.5 * np.sin(np.arange(int(seconds * RATE_HZ)) / 3)
    soundfile.write(path, np.stack([wave] * channels, axis=1), RATE_HZ, subtype="PCM_16")


def loudness(path):
    """The loudest sample of each tenth of a second, over all channels."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        samples = np.concatenate(
            [
                part.to_ndarray().reshape(-1)
                for frame in container.decode(audio=0)
                for part in resampler.resample(frame)
            ]
        )
    tenth = RATE_HZ // 10
    return [np.abs(samples[i : i + tenth]).max() for i in range(0, len(samples) - tenth, tenth)]


def test_the_stretch_of_a_masked_turn_is_silent_on_all_channels_and_nothing_else(tmp_path):
    tone(tmp_path / "call.wav", 30)
    told = contact(lisa())  # only turn 2, from 6 to 10 s, has a mask
    copy = silenced(told, recording(tmp_path / "call.wav"), tmp_path)
    loud = loudness(copy)
    assert max(loud[57:103]) < 100
    assert min(loud[:53]) > 5000
    assert min(loud[108:290]) > 5000


def test_the_silence_is_in_its_place_behind_a_pause_that_was_not_recorded(tmp_path):
    """Times of turns count that pause, so the copy has to."""
    path = tmp_path / "call.mka"
    wave = (16_000 * np.sin(np.arange(25 * RATE_HZ) / 3)).astype(np.int16).reshape(1, -1)
    with av.open(str(path), "w", format="matroska") as file:
        stream = file.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        for sound, at_s in ((wave[:, : RATE_HZ * 2], 0), (wave[:, RATE_HZ * 2 :], 5)):
            frame = av.AudioFrame.from_ndarray(sound, "s16", "mono")
            frame.rate, frame.pts = RATE_HZ, at_s * RATE_HZ
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    loud = loudness(silenced(contact(lisa()), recording(path), tmp_path))
    assert max(loud[57:103]) < 100  # turn 2, from 6 to 10 s
    assert min(loud[108:]) > 5000
    assert len(loud) == pytest.approx(280, abs=3)


@pytest.mark.parametrize("channels", [1, 2])
def test_the_peaks_beside_it_show_the_silence_for_each_channel(tmp_path, channels):
    import json

    tone(tmp_path / "call.wav", 12, channels)
    copy = silenced(contact(lisa()), recording(tmp_path / "call.wav"), tmp_path)
    peaks = json.loads(peaks_of(copy).read_text())
    assert len(peaks) == channels
    for channel in peaks:
        assert len(channel) == pytest.approx(12 * 4, abs=2)
        assert channel[7 * 4] == 0
        assert channel[2 * 4] > 0.4


def test_a_file_of_one_leg_begins_with_its_leg():
    told = lisa()
    masked = [turn | {"text": "Ja, [name]."} for turn in told.turns]
    told = replace(told, turns=masked)
    leg_2 = next(leg for leg in told.legs if leg["leg_no"] == 2)
    stretches = silences(told, recording("x.wav", leg_no=2))
    ours = [turn for turn in masked if turn["leg_no"] == 2]
    assert len(stretches) == len(ours)
    assert stretches[0][0] == pytest.approx(ours[0]["start_s"] - leg_2["start_s"] - MARGIN_S)
    assert len(silences(told, recording("x.wav"))) == len(masked)


def test_a_copy_is_made_once_and_anew_when_other_words_are_masked(tmp_path):
    tone(tmp_path / "call.wav", 12)
    told = contact(lisa())
    first = silenced(told, recording(tmp_path / "call.wav"), tmp_path)
    assert silenced(told, recording(tmp_path / "call.wav"), tmp_path) == first
    more = replace(told, turns=[turn | {"text": "[name]"} for turn in told.turns])
    assert silenced(more, recording(tmp_path / "call.wav"), tmp_path) != first


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_sound_is_said_and_leaves_nothing_behind(tmp_path, content):
    (tmp_path / "call.wav").write_bytes(content)
    folder = tmp_path / "copies"
    folder.mkdir()
    with pytest.raises(NotPlayableError):
        silenced(contact(lisa()), recording(tmp_path / "call.wav"), folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "changes", "has_turns", "problem"),
    [
        ("call.wav", {}, True, None),
        ("gone.wav", {}, True, "missing"),
        ("s3://calls/a.wav", {}, True, "elsewhere"),
        ("call.wav", {"effort_null_reason": "poor_transcript"}, True, "poor_transcript"),
        ("call.wav", {}, False, "no_words"),
    ],
)
def test_it_is_offered_only_where_it_is_known_what_must_be_silent(
    tmp_path, path, changes, has_turns, problem
):
    tone(tmp_path / "call.wav", 1)
    where = path if "://" in path else tmp_path / path
    told = contact(lisa(), **changes)
    told = replace(told, recordings=[recording(where)], turns=told.turns if has_turns else [])
    (sound,) = offered(told, "/sound/lisa")
    assert sound.problem == problem
    assert sound.href == (None if problem else "/sound/lisa/0")
