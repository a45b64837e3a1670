"""Leak from one channel into the other goes, what a party says itself stays."""

from pathlib import Path

import numpy as np
import pytest
from scipy.signal import lfilter

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import decode
from pipeline.transcribe.crosstalk import without_crosstalk
from pipeline.transcribe.tracks import Track

SAMPLE = Path(__file__).parents[3] / "data/samples/nl-good.ogg"
FRAME_S = 0.02
FRAME = round(FRAME_S * SAMPLE_RATE_HZ)


@pytest.fixture(scope="module")
def parties():
    """The first minute of a sample call: two channels without leak."""
    return np.concatenate(list(decode(str(SAMPLE))), axis=1)[:, : 60 * SAMPLE_RATE_HZ]


def telephone(samples):
    """At 8 kHz and through µ-law, with the noise of a line."""
    hiss = np.random.default_rng(0).normal(0, 10 ** (-65 / 20), len(samples) // 2)
    thin = samples[: len(hiss) * 2].reshape(-1, 2).mean(axis=1) + hiss
    coded = np.round(127 * np.sign(thin) * np.log1p(255 * np.abs(thin)) / np.log(256)) / 127
    coded = np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255
    return np.repeat(coded, 2).astype(np.float32)


def leaked(samples, level_db, delay_ms, echo):
    delay = round(delay_ms / 1000 * SAMPLE_RATE_HZ)
    late = np.concatenate([np.zeros(delay), samples])[: len(samples)]
    if echo:
        path = np.zeros(320)
        path[[0, 40, 111, 205, 300]] = 1.0, -0.4, 0.3, 0.2, -0.1
        late = lfilter(path, [1.0], late)
    return late * 10 ** (level_db / 20)


def is_talk(samples, least=0.01):
    levels = np.sqrt(
        (samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME) ** 2).mean(axis=1)
    )
    return np.convolve(levels > least, np.ones(15), "same") > 0


def spans_of(is_on):
    edges = np.flatnonzero(np.diff(is_on.astype(int), prepend=0, append=0)).reshape(-1, 2)
    return tuple((low * FRAME_S, high * FRAME_S) for low, high in edges.tolist())


def frames_of(spans, n_frames):
    is_on = np.zeros(n_frames, bool)
    for low, high in spans:
        is_on[round(low / FRAME_S) : round(high / FRAME_S)] = True
    return is_on


def shares(customer, agent, level_db, delay_ms, echo):
    """How much of the agent's talk stays in the customer's channel, and how much of the customer's
    is lost from it."""
    own = Track("a", 0, telephone(customer + leaked(agent, level_db, delay_ms, echo)))
    other = Track("a", 1, telephone(agent))
    says, hears = is_talk(customer), is_talk(leaked(agent, 0.0, delay_ms, echo))
    before = spans_of(says | hears)  # a detector that hears the leak as well as the voice
    kept = frames_of(without_crosstalk(before, own, [other]), len(says))
    is_leak = hears & (np.convolve(says, np.ones(21), "same") == 0)
    assert is_leak.sum() * FRAME_S > 5.0
    return (kept & is_leak).sum() / is_leak.sum(), (says & ~kept).sum() / says.sum()


@pytest.mark.parametrize("level_db", [-10, -20, -30])
@pytest.mark.parametrize("delay_ms", [0, 20, 100])
@pytest.mark.parametrize("echo", [False, True])
def test_leak_goes_and_the_voice_stays(parties, level_db, delay_ms, echo):
    agent, customer = parties
    stays, lost = shares(customer, agent, level_db, delay_ms, echo)
    assert stays < 0.05
    assert lost < 0.01


def test_both_talk_at_once(parties):
    agent, customer = parties
    together = np.roll(customer, -SAMPLE_RATE_HZ)  # every answer begins in the question
    stays, lost = shares(together, agent, -15, 30, echo=False)
    assert stays < 0.05
    assert lost < 0.02


def test_without_leak_every_span_stays_as_it_is(parties):
    agent, customer = parties
    own, other = Track("a", 0, telephone(customer)), Track("a", 1, telephone(agent))
    spans = spans_of(is_talk(customer))
    assert without_crosstalk(spans, own, [other]) == spans
    everywhere = ((0.0, 60.0),)
    assert without_crosstalk(everywhere, own, [other]) == everywhere


def test_only_the_softer_one_is_leak(parties):
    agent, _ = parties
    loud = Track("a", 0, telephone(agent))
    soft = Track("a", 1, telephone(leaked(agent, -20, 20, echo=False)))
    spans = spans_of(is_talk(agent))
    assert without_crosstalk(spans, loud, [soft]) == spans
    assert without_crosstalk(spans, soft, [loud]) == ()


def test_a_channel_that_was_raised_is_judged_as_it_was_recorded(parties):
    agent, _ = parties
    loud = Track("a", 0, telephone(agent))
    raised = Track("a", 1, 20 * telephone(leaked(agent, -20, 20, echo=False)), gain=20.0)
    assert without_crosstalk(spans_of(is_talk(agent)), raised, [loud]) == ()


def test_leak_from_two_channels(parties):
    agent, customer = parties
    silent = telephone(leaked(agent, -20, 10, echo=False) + leaked(customer, -15, 40, echo=False))
    others = [Track("a", 1, telephone(agent)), Track("a", 2, telephone(customer))]
    spans = spans_of(is_talk(agent) | is_talk(customer))
    kept = without_crosstalk(spans, Track("a", 0, silent), others)
    assert sum(high - low for low, high in kept) < 0.05 * sum(high - low for low, high in spans)


@pytest.mark.parametrize("n_samples", [0, 1, 159, 320, 801])
def test_hardly_any_sound(n_samples):
    noise = np.random.default_rng(0).normal(0, 0.1, n_samples).astype(np.float32)
    own, other = Track("a", 0, 0.1 * noise), Track("a", 1, noise)
    spans = ((0.0, n_samples / SAMPLE_RATE_HZ),) if n_samples else ()
    assert without_crosstalk(spans, own, [other]) == spans
    assert without_crosstalk(spans, own, []) == spans
