"""Ringing, music and silence, told by the sound: found where they are, and never found in speech."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Mark
from pipeline.transcribe.audio import decode
from pipeline.transcribe.sounds import (
    find_silences,
    find_sounds,
    join_marks,
    listen_afresh,
    outside_speech,
)

CHECKOUT = Path(__file__).parents[3]
SAMPLES = CHECKOUT / "data" / "samples"
RATE = 16_000


def made_music():
    spec = importlib.util.spec_from_file_location("made", CHECKOUT / "models" / "waiting_music.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = made_music()
STEADY = {
    "silence": lambda t: 0 * t,
    "hiss": lambda t: 0.2 * np.random.default_rng(1).standard_normal(t.size),
    "hum, 50 Hz": lambda t: sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 20)),
    "hum, 60 Hz": lambda t: sum(np.sin(2 * np.pi * 60 * k * t) / k for k in range(1, 40, 2)),
    "a beep now and then": lambda t: np.sin(2 * np.pi * 1000 * t) * (t % 5 < 0.3),
    "dialling": lambda t: (np.sin(2 * np.pi * 770 * t) + np.sin(2 * np.pi * 1336 * t)) * (t % 0.4 < 0.1),
}  # fmt: skip
RINGING = {
    "Europe": ((425,), 1.0, 4.0),
    "United States": ((440, 480), 2.0, 4.0),
    "engaged": ((425,), 0.5, 0.5),
    "engaged, United States": ((480, 620), 0.5, 0.5),
}


def seconds(duration_s):
    return np.arange(int(duration_s * RATE)) / RATE


def line(sound, dbfs=-32.0, noise_dbfs=-63.0):
    """A sound at a level, on a line that hisses softly."""
    power = np.sqrt(np.mean(np.square(sound))) or 1.0
    hiss = 10 ** (noise_dbfs / 20) * np.random.default_rng(2).standard_normal(len(sound))
    return (sound / power * 10 ** (dbfs / 20) + hiss).astype(np.float32)


def tone(pitches, on_s, off_s, duration_s=30.0):
    at_s = seconds(duration_s)
    return sum(np.sin(2 * np.pi * pitch * at_s) for pitch in pitches) * (
        at_s % (on_s + off_s) < on_s
    )


def sample(name):
    return np.concatenate(list(decode(str(SAMPLES / name))), axis=1)


def kinds(marks):
    return [mark.kind for mark in marks]


@pytest.mark.parametrize("style", MADE.STYLES)
@pytest.mark.parametrize("dbfs", [-40.0, -20.0])
def test_music_is_found_from_beginning_to_end(style, dbfs):
    marks = find_sounds(line(MADE.music(24.0, seed=11, style=style), dbfs))
    music_s = sum(mark.end_s - mark.start_s for mark in marks if mark.kind == "music")
    # A second goes at each end; a lone melody with rests sounds most like somebody who talks.
    assert music_s > (13.0 if style == "lead" else 19.0)


@pytest.mark.parametrize("name", RINGING)
@pytest.mark.parametrize("noise_dbfs", [-75.0, -55.0])
def test_ringing_is_one_mark_with_its_pauses(name, noise_dbfs):
    pitches, on_s, off_s = RINGING[name]
    (mark,) = find_sounds(line(tone(pitches, on_s, off_s), noise_dbfs=noise_dbfs))
    assert mark.kind == "ringing"
    assert mark.start_s < 0.2
    last_on = np.flatnonzero(seconds(30.0) % (on_s + off_s) < on_s).max() / RATE
    assert mark.end_s == pytest.approx(last_on, abs=0.6)


@pytest.mark.parametrize("name", STEADY)
def test_what_only_drones_or_beeps_is_neither(name):
    sound = STEADY[name](seconds(30.0))
    assert find_sounds(line(sound) if sound.any() else sound.astype(np.float32)) == ()


@pytest.mark.parametrize(
    "name", ["nl-good.ogg", "nl-back-1.wav", "nl-notes-1.mp3", "en-partner-1.ogg"]
)
@pytest.mark.parametrize("factor", [1.0, 0.1])
def test_speech_is_never_marked(name, factor):
    for samples in sample(name):
        assert find_sounds((samples * factor).astype(np.float32)) == ()


def test_two_who_speak_at_once_are_no_music():
    one, two = (sample(name)[0][: 40 * RATE] for name in ("nl-good.ogg", "nl-notes-1.mp3"))
    assert find_sounds(one + two) == ()


def test_the_wait_of_lisas_call_is_found_on_the_agents_side():
    agent, customer = sample("nl-lisa.ogg")
    ringing, music = find_sounds(agent, offset_s=100.0)
    assert (ringing.kind, music.kind) == ("ringing", "music")
    assert ringing.start_s == pytest.approx(168.3, abs=0.5)
    assert music.end_s == pytest.approx(100 + 229.3, abs=2.0)
    assert find_sounds(customer) == ()


@pytest.mark.parametrize("n_samples", [0, 1, 1023, 20_000])
def test_too_little_sound_has_no_marks(n_samples):
    assert find_sounds(np.ones(n_samples, np.float32)) == ()


def test_who_speaks_over_music_is_heard():
    music = Mark("music", 10.0, 40.0)
    assert outside_speech([music], [(20.0, 25.0), (26.0, 30.0), (5.0, 11.0), (39.5, 60.0)]) == (
        Mark("music", 11.0, 20.0),
        Mark("music", 30.0, 39.5),
    )
    assert outside_speech([music], [(0.0, 50.0)]) == ()
    assert outside_speech([Mark("ringing", 3.0, 4.0)], []) == (Mark("ringing", 3.0, 4.0),)


def test_the_detector_begins_afresh_where_music_begins_and_ends():
    marks = [Mark("ringing", 60.0, 66.0), Mark("music", 66.0, 90.0)]
    assert listen_afresh(marks, offset_s=60.0) == ((6.0, 6.0), (30.0, 30.0))


@pytest.mark.parametrize(
    ("speech", "marks", "silences"),
    [
        ([], [], [(0.0, 60.0)]),
        ([(0.0, 20.0), (29.0, 60.0)], [], []),
        ([(0.0, 20.0), (30.0, 60.0)], [], [(20.0, 30.0)]),
        ([(30.0, 60.0), (0.0, 40.0), (5.0, 6.0)], [], []),
        ([(0.0, 20.0)], [Mark("music", 21.0, 45.0)], [(45.0, 60.0)]),
        ([(0.0, 5.0), (70.0, 90.0)], [], [(5.0, 60.0)]),
    ],
)
def test_silence_is_when_nobody_speaks_for_long(speech, marks, silences):
    found = find_silences(speech, 0.0, 60.0, marks)
    assert [(mark.start_s, mark.end_s) for mark in found] == silences
    assert set(kinds(found)) <= {"silence"}


spans = st.lists(st.tuples(st.floats(0, 500), st.floats(0, 100)), max_size=8).map(
    lambda parts: [(low, low + length) for low, length in parts]
)


@given(spans, spans)
def test_marks_outside_speech_never_touch_it(music, speech):
    for mark in outside_speech([Mark("music", *span) for span in music], speech):
        assert all(mark.end_s <= low + 0.01 or mark.start_s >= high - 0.01 for low, high in speech)


def test_marks_of_two_channels_and_two_stretches_become_one():
    marks = [
        Mark("music", 590.0, 600.0),
        Mark("music", 600.0, 640.0),
        Mark("ringing", 580.0, 589.0),
        Mark("music", 592.0, 630.0),
        Mark("music", 700.0, 710.0),
        Mark("clipped", 0.0, 900.0, "agent"),
        Mark("clipped", 0.0, 900.0, "customer"),
    ]
    assert join_marks(marks) == (
        Mark("clipped", 0.0, 900.0, "agent"),
        Mark("clipped", 0.0, 900.0, "customer"),
        Mark("ringing", 580.0, 589.0),
        Mark("music", 590.0, 640.0),
        Mark("music", 700.0, 710.0),
    )
