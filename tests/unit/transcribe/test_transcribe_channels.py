"""Faults of channels: what is dead, copied, clipped, off centre or far too soft."""

import numpy as np
import pytest

from pipeline.transcribe.channels import examine, marks_of, mend

RATE = 16_000


def speech(seconds=20.0, loud=0.1, seed=0):
    """Bursts of noise with pauses between them."""
    n = round(seconds * RATE)
    sound = np.random.default_rng(seed).normal(0, loud, n) * (np.arange(n) // (RATE // 4) % 2)
    return np.clip(sound, -1, 1).astype(np.float32)


def hiss(level_dbfs, seconds=20.0):
    n = round(seconds * RATE)
    return np.random.default_rng(9).normal(0, 10 ** (level_dbfs / 20), n).astype(np.float32)


def constant(value, seconds=20.0):
    return np.full(round(seconds * RATE), value, np.float32)


def one_short_yes():
    sound = hiss(-70)
    sound[5 * RATE : 5 * RATE + RATE // 3] += speech(20)[RATE // 4 : RATE // 4 + RATE // 3]
    return sound


def click():
    sound = np.zeros(20 * RATE, np.float32)
    sound[RATE : RATE + 100] = 0.9
    return sound


@pytest.mark.parametrize(
    ("other", "is_live"),
    [
        (constant(0.0), False),
        (constant(0.25), False),
        (hiss(-70), False),
        (hiss(-50), False),
        (click(), False),
        (speech(seed=1), True),
        (speech(loud=0.003, seed=1), True),
        (one_short_yes(), True),
        (speech(seed=1) + hiss(-40), True),
    ],
)
def test_which_channel_is_dead(other, is_live):
    first, second = examine("a.wav", np.stack([speech(), other]), 10.0)
    assert (first.is_live, second.is_live) == (True, is_live)
    marks = marks_of((first, second))
    expected = [] if is_live else [("dead_channel", 10.0, 30.0)]
    assert [(m.kind, m.start_s, m.end_s) for m in marks] == expected


def test_a_channel_is_not_dead_when_it_spoke_once_or_when_nobody_did():
    quiet, loud = constant(0.0), speech()
    start = examine("a.wav", np.stack([loud, loud[::-1]]), 0.0)
    later = examine("a.wav", np.stack([loud, quiet]), 20.0)
    assert marks_of((*start, *later)) == ()
    assert marks_of(examine("a.wav", np.stack([quiet, quiet]), 0.0)) == ()


def test_a_dead_file_beside_the_other_partys():
    both = (*examine("a.wav", speech()[None], 0.0), *examine("b.wav", constant(0.0)[None], 0.0))
    (mark,) = marks_of(both)
    assert mark.kind == "dead_channel"


@pytest.mark.parametrize(("drive", "is_clipped"), [(0.1, False), (0.3, False), (1.5, True)])
def test_clipped(drive, is_clipped):
    (one,) = examine("a.wav", speech(loud=drive)[None], 0.0)
    marks = marks_of((one,))
    assert [m.kind for m in marks] == ["clipped"] * is_clipped
    if is_clipped:
        assert one.clipped_share == pytest.approx(0.5, abs=0.05)
        assert f"{one.clipped_share:.1%}" in marks[0].detail


@pytest.mark.parametrize("scale", [1.0, 0.2, -0.7])
def test_a_copy_is_told_from_another_voice(scale):
    sound, rest = speech(), speech(seed=3)
    mix = sound + 0.3 * rest
    found = examine("a.wav", np.stack([sound, rest, scale * sound, mix]), 0.0)
    assert [c.copy_of for c in found] == [None, None, 0, None]


def test_an_offset_is_taken_out_before_anything_is_judged():
    channels = (speech(loud=0.002) + np.float32(0.4))[None]
    (one,) = examine("a.wav", channels, 0.0)
    assert one.offset == pytest.approx(0.4, abs=1e-3)
    mend(channels[0], one)
    assert abs(float(channels.mean())) < 1e-3
    assert np.abs(channels).max() > 0.03  # and it was raised


@pytest.mark.parametrize("level_dbfs", [-50, -60, -80])
def test_noise_is_not_raised(level_dbfs):
    (one,) = examine("a.wav", hiss(level_dbfs)[None], 0.0)
    assert one.gain == 1.0


def test_a_soft_voice_in_noise_is_raised_only_as_far_as_the_noise_stays_soft():
    (clean,) = examine("a.wav", speech(loud=0.003)[None], 0.0)
    (noisy,) = examine("a.wav", (speech(loud=0.003) + hiss(-62))[None], 0.0)
    assert clean.gain > 5
    assert 1.0 <= noisy.gain < 3


def test_samples_fewer_than_a_frame():
    (one,) = examine("a.wav", np.zeros((1, 7), np.float32), 0.0)
    assert not one.is_live
