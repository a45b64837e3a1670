"""What is heard with real weights: nothing in noise, the right words by the right people at the right time."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import jiwer
import numpy as np
import pytest
import soundfile

from pipeline.domain import Contact, Leg, Recording
from pipeline.transcribe import (
    OPTIONS,
    hear,
    hear_all,
    load_recogniser,
)
from pipeline.transcribe.audio import decode
from pipeline.transcribe.phrases import plain
from tests.support.build import MONDAY

pytestmark = pytest.mark.whisper

CHECKOUT = Path(__file__).parents[2]
SAMPLES = CHECKOUT / "data" / "samples"
RATE = 16_000
FIRST_S = 30.0  # what the damaged calls last
ROLES = {0: "agent", 1: "customer"}
LISA = (Leg(1, 0.0, 68.3, agent_id="A101"), Leg(2, 249.3, 327.4, agent_id="A214"))


@pytest.fixture(scope="module")
def fast(base):
    """As a night hears by default."""
    return load_recogniser("faster-whisper", "base", cache=base, options=OPTIONS["fast"])


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Where what was heard is kept for all tests of this file."""
    return tmp_path_factory.mktemp("transcripts")


@pytest.fixture(scope="module")
def good():
    """The first half minute of a good Dutch call: agent, customer."""
    return sound_of("nl-good.ogg", FIRST_S)


def sound_of(name, until_s):
    return np.concatenate(list(decode(str(SAMPLES / name))), axis=1)[:, : int(until_s * RATE)]


def recorded(folder, contact_id, sound, rate=RATE, subtype="PCM_16", **more):
    """A contact with that sound (a row a channel), of which nobody says who is who."""
    file = folder / f"{contact_id}.wav"
    soundfile.write(file, np.atleast_2d(sound)[:, :: RATE // rate].T, rate, subtype=subtype)
    usual = {"legs": (Leg(1, 0.0, np.shape(sound)[-1] / RATE),)}
    return Contact(contact_id, MONDAY, recordings=(Recording(str(file)),), **(usual | more))


def reference_of(contact_id):
    with (SAMPLES / "reference.jsonl").open(encoding="utf-8") as lines:
        turns = [json.loads(line) for line in lines]
    return [turn for turn in turns if turn["contact_id"] == contact_id]


def said_by(contact, speaker):
    return plain(" ".join(turn.text for turn in contact.turns if turn.speaker == speaker))


def kinds(contact):
    return {mark.kind for mark in contact.marks}


def waiting_music(duration_s):
    """All styles of music that can be made up, one after another."""
    spec = importlib.util.spec_from_file_location("made", CHECKOUT / "models" / "waiting_music.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    each_s = duration_s / len(made.STYLES)
    return np.concatenate(
        [made.music(each_s, seed, style) for seed, style in enumerate(made.STYLES)]
    )


def at_s(duration_s):
    return np.arange(int(duration_s * RATE)) / RATE


def hum(t):
    return 0.05 * sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 20))


NOISES = {
    "silence": lambda t: 0 * t,
    "hiss": lambda t: 0.03 * np.random.default_rng(1).standard_normal(t.size),
    "hum": hum,
    "ringing": lambda t: 0.1 * np.sin(2 * np.pi * 425 * t) * (t % 5 < 1),
    "music": lambda t: 0.3 * waiting_music(t[-1] + 1 / RATE),
}


def test_nothing_is_heard_in_ten_minutes_of_silence_hiss_hum_ringing_and_music(
    fast, cache, tmp_path
):
    t = at_s(60.0)
    calls = []
    for name, noise in NOISES.items():
        sound = noise(t) + 1e-4 * np.random.default_rng(2).standard_normal(t.size) * (
            name != "silence"
        )
        calls.append(recorded(tmp_path, f"{name}, mono", sound, 8000, "ULAW", legs=()))
        other = np.roll(sound, 7 * RATE)
        calls.append(recorded(tmp_path, f"{name}, stereo", np.stack([sound, other]), 8000))
    assert len(calls) * t.size / RATE == 600.0
    heard = {c.contact_id: h for c, h in hear_all(calls, fast, cache=cache)}
    assert {name: contact.turns for name, contact in heard.items()} == dict.fromkeys(heard, ())
    assert {contact.transcript_quality for contact in heard.values()} == {0.0}
    assert "ringing" in kinds(heard["ringing, mono"])
    assert "music" in kinds(heard["music, mono"])


def test_half_a_second_is_a_call_too(fast, cache, good, tmp_path):
    calls = [
        recorded(tmp_path, "speech", good[:, RATE : RATE + RATE // 2], legs=()),
        recorded(tmp_path, "silence", np.zeros((1, RATE // 2)), 8000, legs=()),
    ]
    for _, heard in hear_all(calls, fast, cache=cache):
        assert isinstance(heard, Contact), heard
        assert sum(len(turn.text.split()) for turn in heard.turns) <= 4
        assert heard.legs[0].end_s == pytest.approx(0.5, abs=0.02)


def damaged(good):
    """The same call as bad recorders would have it: channels, and what must be marked."""
    agent, customer = good
    return {
        "as it is": ((agent, customer), set()),
        "three channels": ((agent, customer, 0 * agent), {"dead_channel"}),
        "a mix on the third channel": ((agent, customer, (agent + customer) / 2), set()),
        "clipped": (np.clip(8 * good, -1, 1), {"clipped"}),
        "direct current": ((0.7 * agent + 0.2, 0.7 * customer - 0.1), set()),
        "one far too soft": ((agent, 0.02 * customer), set()),
    }


@pytest.fixture(scope="module")
def heard_damaged(fast, cache, good, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    calls = [
        recorded(folder, name, np.stack(channels)) for name, (channels, _) in damaged(good).items()
    ]
    return {c.contact_id: heard for c, heard in hear_all(calls, fast, cache=cache)}


@pytest.mark.parametrize("name", damaged(np.zeros((2, 1))))
def test_a_damaged_call_is_heard_nearly_as_well(heard_damaged, name, good):
    heard, as_it_is = heard_damaged[name], heard_damaged["as it is"]
    assert isinstance(heard, Contact), heard
    assert damaged(good)[name][1] == kinds(heard) & {"dead_channel", "clipped", "swapped_channels"}
    for speaker in ("agent", "customer"):
        assert said_by(as_it_is, speaker)
        assert jiwer.wer(said_by(as_it_is, speaker), said_by(heard, speaker)) < 0.3


def test_what_is_left_when_one_channel_is_dead(fast, cache, good, tmp_path):
    customer_only = np.stack([0 * good[0], good[1]])
    call = recorded(tmp_path, "c1", customer_only, channel_roles=ROLES)
    heard = hear(call, fast, cache=cache)
    assert "dead_channel" in kinds(heard)
    assert {turn.speaker for turn in heard.turns} == {"customer"}
    assert "goedemorgen" in said_by(heard, "customer").replace(" ", "")


@pytest.mark.thorough
def test_two_languages_in_one_call(fast, cache, tmp_path):
    dutch, english = sound_of("nl-good.ogg", 56.0), sound_of("en-lisa.ogg", 60.0)
    both = np.concatenate([dutch, english], axis=1)
    heard = hear(recorded(tmp_path, "c1", both, channel_roles=ROLES), fast, cache=cache)
    begins_s = dutch.shape[1] / RATE
    texts = {
        "nl-good": [turn.text for turn in heard.turns if turn.start_s < begins_s],
        "en-lisa": [turn.text for turn in heard.turns if turn.start_s >= begins_s],
    }
    errors = {
        contact_id: jiwer.wer(
            plain(" ".join(t["text"] for t in reference_of(contact_id) if t["t1"] <= 60.0)),
            plain(" ".join(heard_there)),
        )
        for contact_id, heard_there in texts.items()
    }
    assert max(errors.values()) < 0.6, errors


@pytest.fixture(scope="module")
def lisa(fast, cache):
    """Nl-lisa, of which the source says it the right way round and the wrong way round."""
    right = Contact(
        "nl-lisa",
        MONDAY,
        LISA,
        recordings=(Recording(str(SAMPLES / "nl-lisa.ogg")),),
        channel_roles=ROLES,
        language="nl",
    )
    wrong = replace(right, channel_roles={0: "customer", 1: "agent"})
    return [heard for _, heard in hear_all([right, wrong], fast, cache=cache)]


def test_roles_that_the_source_names_wrongly_are_swapped_with_a_mark(lisa):
    right, wrong = lisa
    assert "swapped_channels" not in kinds(right)
    (mark,) = [mark for mark in wrong.marks if mark.kind == "swapped_channels"]
    assert mark.end_s - mark.start_s > 60.0
    assert wrong.turns == right.turns
    assert "met lisa" in said_by(wrong, "customer")


def test_waiting_between_two_legs_is_music_or_ringing_and_no_talk(lisa):
    heard, _ = lisa
    assert not [turn for turn in heard.turns if turn.start_s > 69.5 and turn.end_s < 248.5]


def start_differences(heard, spoken):
    """Seconds between the starts of turns that were said and of those heard of the same words.

    A turn said counts when a heard one of its speaker begins with one of its first three words, near it.
    """
    differences = []
    for turn in spoken:
        first = plain(turn["text"]).split()[:3]
        near = [
            each
            for each in heard.turns
            if each.speaker == turn["speaker"]
            and abs(each.start_s - turn["t0"]) < 5.0
            and plain(each.text).split()[:1]
            and plain(each.text).split()[0] in first
        ]
        if near:
            differences.append(min(abs(each.start_s - turn["t0"]) for each in near))
    return differences


@pytest.fixture(scope="module")
def timed(fast, cache):
    """Calls heard as a whole, by id."""
    calls = [
        Contact(
            contact_id,
            MONDAY,
            legs,
            recordings=(Recording(str(SAMPLES / f"{contact_id}.ogg")),),
            channel_roles=ROLES,
        )
        for contact_id, legs in {
            "nl-good": (Leg(1, 0.0, 56.2),),
            "en-lisa": (Leg(1, 0.0, 63.5), Leg(2, 241.5, 313.4)),
        }.items()
    ]
    return {c.contact_id: heard for c, heard in hear_all(calls, fast, cache=cache)}


@pytest.mark.parametrize("contact_id", ["nl-good", "en-lisa"])
def test_turns_begin_within_half_a_second(timed, contact_id):
    spoken = reference_of(contact_id)
    differences = start_differences(timed[contact_id], spoken)
    assert len(differences) >= 0.6 * len(spoken)
    assert np.quantile(differences, 0.9) < 0.5
