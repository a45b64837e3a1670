"""Recordings → stretches of tracks, placed in the contact's time."""

import numpy as np
import pytest
import soundfile

from pipeline.domain import Contact, Leg, Recording
from pipeline.transcribe import Unhearable
from pipeline.transcribe.tracks import legs_of, silent_spans, stretches
from tests.support.build import MONDAY

TWO_LEGS = (
    Leg(1, 0.0, 8.0, holds=((2.0, 4.0),)),
    Leg(2, 60.0, 70.0),
)
RATE = 8000


def noise(seconds, channels=1, loud=0.1, seed=0):
    """Bursts of a quarter of a second with pauses between them, as speech has them."""
    n = round(seconds * RATE)
    sound = np.random.default_rng(seed).uniform(-loud, loud, (n, channels))
    return sound * (np.arange(n) // (RATE // 4) % 2)[:, None]


@pytest.fixture
def write(tmp_path):
    def write(name, sound, **options):
        soundfile.write(tmp_path / name, sound, RATE, **options)
        return str(tmp_path / name)

    return write


def contact(*recordings, legs=TWO_LEGS, **more):
    return Contact("c1", MONDAY, legs, recordings=recordings, **more)


def only_stretch(the_contact):
    (stretch,) = stretches(the_contact)
    return stretch.tracks


def test_two_channels_take_their_roles_from_the_source(write):
    roles = {0: "customer", 1: "agent"}
    recording = Recording(write("a.wav", noise(70, 2)))
    tracks = only_stretch(contact(recording, channel_roles=roles))
    assert [(t.channel, t.role, t.is_mixed) for t in tracks] == [
        (0, "customer", False),
        (1, "agent", False),
    ]


def test_three_channels_are_three_tracks_that_may_have_roles(write):
    recording = Recording(write("a.wav", noise(70, 3)))
    tracks = only_stretch(contact(recording, channel_roles={0: "agent", 2: "customer"}))
    assert [t.role for t in tracks] == ["agent", None, "customer"]
    assert not any(t.is_mixed for t in tracks)


def test_a_file_per_leg_starts_where_its_leg_does(write):
    first = Recording(write("1.wav", noise(8, 2)), leg_no=1)
    second = Recording(write("2.wav", noise(10, 2)), leg_no=2)
    found = [[(t.leg_no, t.offset_s) for t in s.tracks] for s in stretches(contact(first, second))]
    assert found == [[(1, 0.0), (1, 0.0)], [(2, 60.0), (2, 60.0)]]


def test_one_channel_alone_is_a_mix(write):
    (mix,) = only_stretch(contact(Recording(write("m.wav", noise(70)))))
    assert mix.is_mixed
    (agent,) = only_stretch(contact(Recording(write("m.wav", noise(70)), role="agent")))
    assert (agent.role, agent.is_mixed) == ("agent", False)


def test_a_file_per_party_stands_in_the_same_stretch(write):
    agent = Recording(write("a.wav", noise(10)), leg_no=2, role="agent")
    customer = Recording(write("b.wav", noise(9.5, seed=1)), leg_no=2)
    tracks = only_stretch(contact(agent, customer))
    assert [(t.role, t.is_mixed, t.offset_s) for t in tracks] == [
        ("agent", False, 60.0),
        (None, False, 60.0),
    ]
    assert len({len(t.samples) for t in tracks}) == 1
    assert not tracks[1].samples[round(9.6 * 16000) :].any()


@pytest.mark.parametrize("loud", [1.0, 0.5, -1.0])
def test_the_same_sound_on_both_channels_is_a_mix(write, loud):
    sound = noise(70)
    twin = write("twin.wav", np.hstack([sound, loud * sound]))
    (mix,) = only_stretch(contact(Recording(twin), channel_roles={0: "agent", 1: "customer"}))
    assert (mix.is_mixed, mix.role) == (True, None)


def test_a_copy_among_three_is_left_out(write):
    sound, other = noise(70), noise(70, seed=1)
    tracks = only_stretch(contact(Recording(write("a.wav", np.hstack([sound, sound, other])))))
    assert [(t.channel, t.is_mixed) for t in tracks] == [(0, False), (2, False)]


@pytest.mark.parametrize(("roles", "is_mixed"), [({}, True), ({0: "agent"}, False)])
def test_beside_a_dead_channel_may_be_both_parties_unless_the_source_says(write, roles, is_mixed):
    sound = np.hstack([noise(70), np.zeros((70 * RATE, 1))])
    (track,) = only_stretch(contact(Recording(write("a.wav", sound)), channel_roles=roles))
    assert (track.channel, track.role, track.is_mixed) == (0, roles.get(0), is_mixed)


def test_silence_everywhere_is_no_fault(write):
    tracks = only_stretch(contact(Recording(write("a.wav", np.zeros((70 * RATE, 2))))))
    assert [t.is_mixed for t in tracks] == [False, False]


def test_a_direct_current_is_taken_out_and_a_far_too_soft_voice_raised(write):
    sound = np.hstack([noise(70, loud=0.2) + 0.3, noise(70, loud=0.003, seed=1)])
    loud, soft = only_stretch(contact(Recording(write("a.wav", sound, subtype="FLOAT"))))
    assert abs(loud.samples.mean()) < 1e-4
    assert (loud.gain, soft.gain > 10) == (1.0, True)
    assert 0.03 < np.abs(soft.samples).max() < 1.0


@pytest.fixture
def long_call(write):
    """Twenty-one minutes: two channels, the second silent in the first ten; a pause at 585 s."""
    first, second = noise(1260), noise(1260, seed=1)
    first[np.arange(len(first)) % 4000 < 2000] = 0.02  # never quite silent but in the pause
    first[585 * RATE : 586 * RATE] = 0.0
    second[: 640 * RATE] = 0.0
    return contact(Recording(write("long.wav", np.hstack([first, second]))), legs=())


def test_a_long_call_comes_in_stretches_that_lose_nothing(long_call):
    found = list(stretches(long_call))
    assert len(found) == 3
    assert found[0].end_s == pytest.approx(585.5, abs=0.3)  # in the pause
    starts = [stretch.tracks[0].offset_s for stretch in found]
    assert starts == pytest.approx([0.0, found[0].end_s, found[1].end_s])
    assert found[-1].end_s == pytest.approx(1260.0)
    assert max(stretch.end_s - start for stretch, start in zip(found, starts, strict=True)) <= 600


def test_a_channel_that_wakes_late_ends_the_mix(long_call):
    mixed = [[(t.channel, t.is_mixed) for t in stretch.tracks] for stretch in stretches(long_call)]
    assert mixed == [[(0, True)], [(0, False), (1, False)], [(0, False), (1, False)]]


@pytest.mark.parametrize("seconds", [0.02, 0.5])
def test_a_call_of_half_a_second(write, seconds):
    tracks = only_stretch(contact(Recording(write("a.wav", noise(seconds, 2) + 0.001)), legs=()))
    assert {len(t.samples) for t in tracks} == {round(seconds * 16000)}


@pytest.mark.parametrize(
    ("recording", "problem"),
    [
        ({"channel": 2}, "channel 2 is asked for"),
        ({"leg_no": 9}, "belongs to leg 9"),
    ],
)
def test_what_does_not_fit_the_contact_is_told_before_decoding(write, recording, problem):
    with pytest.raises(Unhearable) as caught:
        stretches(contact(Recording(write("a.wav", noise(70, 2)), **recording)))
    assert problem in caught.value.set_aside.problem


def test_a_missing_file_is_told_before_another_is_decoded(write):
    recordings = Recording(write("1.wav", noise(8)), leg_no=1), Recording("gone.wav", leg_no=2)
    with pytest.raises(Unhearable, match="no such file"):
        stretches(contact(*recordings))


@pytest.mark.parametrize(
    ("seconds", "recording", "problem"),
    [
        (64.0, {}, "ends at 64.0 s, the last leg at 70.0 s"),
        (2.0, {"leg_no": 2}, "ends at 62.0 s, the last leg at 70.0 s"),
    ],
)
def test_what_ends_before_its_leg_is_told_at_the_end(write, seconds, recording, problem):
    parts = stretches(contact(Recording(write("a.wav", noise(seconds, 2)), **recording)))
    with pytest.raises(Unhearable) as caught:
        list(parts)
    assert problem in caught.value.set_aside.problem


def test_five_seconds_less_are_forgiven(write):
    assert len(only_stretch(contact(Recording(write("a.wav", noise(65.5, 2)))))) == 2


def test_neither_turns_nor_a_recording():
    with pytest.raises(Unhearable, match="neither turns nor a recording"):
        stretches(contact())


def test_hold_and_the_wait_between_legs_are_not_listened_to(write):
    whole, _ = only_stretch(contact(Recording(write("a.wav", noise(70, 2)))))
    assert silent_spans(TWO_LEGS, whole) == ((2.0, 4.0), (9.0, 59.0))


def test_what_is_not_listened_to_lies_within_the_stretch(long_call):
    legs = (Leg(1, 0.0, 1260.0, holds=((500.0, 700.0), (900.0, 950.0))),)
    first, second, third = [stretch.tracks[0] for stretch in stretches(long_call)]
    assert silent_spans(legs, first) == ((500.0, first.end_s),)
    start_s = second.offset_s
    assert silent_spans(legs, second) == (
        (0.0, 700.0 - start_s),
        (900.0 - start_s, 950.0 - start_s),
    )
    assert silent_spans(legs, third) == ()


def test_without_legs_there_is_one_over_the_whole_sound():
    (leg,) = legs_of(contact(legs=()), 12.504)
    assert (leg.leg_no, leg.start_s, leg.end_s) == (1, 0.0, 12.5)
