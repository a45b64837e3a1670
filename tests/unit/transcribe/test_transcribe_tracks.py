import numpy as np
import pytest
import soundfile

from pipeline.domain import Contact, Leg, Recording
from pipeline.transcribe import Unhearable
from pipeline.transcribe.tracks import legs_of, load_tracks, silent_spans
from tests.support.build import MONDAY

TWO_LEGS = (
    Leg(1, 0.0, 8.0, holds=((2.0, 4.0),)),
    Leg(2, 60.0, 70.0),
)


@pytest.fixture
def write(tmp_path):
    def write(name, seconds, channels=2):
        noise = np.random.default_rng(0).uniform(-0.1, 0.1, (round(seconds * 8000), channels))
        soundfile.write(tmp_path / name, noise, 8000)
        return str(tmp_path / name)

    return write


def contact(*recordings, legs=TWO_LEGS, **more):
    return Contact("c1", MONDAY, legs, recordings=recordings, **more)


def test_two_channels_take_their_roles_from_the_source(write):
    roles = {0: "customer", 1: "agent"}
    tracks = load_tracks(contact(Recording(write("a.wav", 70)), channel_roles=roles))
    assert [(t.channel, t.role, t.is_mixed) for t in tracks] == [
        (0, "customer", False),
        (1, "agent", False),
    ]


def test_a_file_per_leg_starts_where_its_leg_does(write):
    tracks = load_tracks(
        contact(Recording(write("1.wav", 8), leg_no=1), Recording(write("2.wav", 10), leg_no=2))
    )
    assert [(t.leg_no, t.offset_s) for t in tracks] == [(1, 0.0), (1, 0.0), (2, 60.0), (2, 60.0)]


def test_one_channel_alone_is_a_mix_two_files_are_two_parties(write):
    (mix,) = load_tracks(contact(Recording(write("m.wav", 70, 1))))
    assert mix.is_mixed
    parties = load_tracks(
        contact(Recording(write("a.wav", 70, 1)), Recording(write("b.wav", 70, 1)))
    )
    assert [t.is_mixed for t in parties] == [False, False]


def test_the_same_sound_on_both_channels_is_a_mix(tmp_path):
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, 70 * 8000)
    soundfile.write(tmp_path / "twin.wav", np.stack([noise, noise], axis=1), 8000)
    (mix,) = load_tracks(contact(Recording(str(tmp_path / "twin.wav"))))
    assert mix.is_mixed


@pytest.mark.parametrize(
    ("seconds", "recording", "problem"),
    [
        (64.0, {}, "ends at 64.0 s, the last leg at 70.0 s"),
        (70.0, {"channel": 2}, "channel 2 is asked for"),
        (70.0, {"leg_no": 9}, "belongs to leg 9"),
        (2.0, {"leg_no": 2}, "ends at 62.0 s, the last leg at 70.0 s"),
    ],
)
def test_what_does_not_fit_the_contact_says_why(write, seconds, recording, problem):
    with pytest.raises(Unhearable) as caught:
        load_tracks(contact(Recording(write("a.wav", seconds), **recording)))
    assert problem in caught.value.set_aside.problem


def test_five_seconds_less_are_forgiven(write):
    assert len(load_tracks(contact(Recording(write("a.wav", 65.5))))) == 2


def test_neither_turns_nor_a_recording(write):
    with pytest.raises(Unhearable, match="neither turns nor a recording"):
        load_tracks(contact())


def test_hold_and_the_wait_between_legs_are_not_listened_to(write):
    whole, _ = load_tracks(contact(Recording(write("a.wav", 70))))
    assert silent_spans(TWO_LEGS, whole) == ((2.0, 4.0), (9.0, 59.0))


def test_without_legs_there_is_one_over_the_whole_sound(write):
    alone = contact(Recording(write("a.wav", 12.5)), legs=())
    (leg,) = legs_of(alone, load_tracks(alone))
    assert (leg.leg_no, leg.start_s, leg.end_s) == (1, 0.0, 12.5)
