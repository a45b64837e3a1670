import stat
from pathlib import Path

import pytest

from pipeline.domain import Contact, Leg, Recording, Turn
from pipeline.transcribe import Options, hear
from pipeline.transcribe.recogniser import Segment, Word
from tests.support.build import MONDAY

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
CALL = str(SAMPLES / "nl-good.ogg")


class Parrot:
    """A recogniser that writes its lines, a word every half second, and counts what it is asked."""

    name = "parrot"
    model = "bird"

    def __init__(self, *lines):
        self.lines = lines
        self.options = Options()
        self.n_windows = self.n_languages = 0

    def transcribe(self, windows, languages):
        segments = []
        for at, window in enumerate(windows):
            line = self.lines[at % len(self.lines)].split()
            length_s = len(window) / 16000
            words = [Word(f" {w}", i * 0.5, i * 0.5 + 0.4, 0.8) for i, w in enumerate(line)]
            words = tuple(word for word in words if word.end_s <= length_s)
            segments.append(Segment(words, 0.0, -0.2, 1.0))
        self.n_windows += len(windows)
        return segments

    def languages(self, windows):
        self.n_languages += len(windows)
        return [{"nl": 0.3, "en": 0.6, "de": 0.1} for _ in windows]


def call(**more):
    usual = {"legs": (Leg(1, 0.0, 50.0, agent_id="E131"),), "recordings": (Recording(CALL),)}
    return Contact("c1", MONDAY, **(usual | more))


ROLES = {0: "agent", 1: "customer"}


def test_a_contact_that_came_with_turns_stays_as_it_is(tmp_path):
    came = call(turns=(Turn(1, 1, "agent", 0.0, 1.0, "Goedemiddag"),))
    assert hear(came, Parrot("nee"), cache=tmp_path) is came


def test_the_second_time_nothing_is_transcribed(tmp_path):
    parrot = Parrot("goedemiddag waarmee kan ik u helpen")
    first = hear(call(channel_roles=ROLES), parrot, cache=tmp_path)
    asked = (parrot.n_windows, parrot.n_languages)
    assert min(asked) > 0
    assert hear(call(channel_roles=ROLES), parrot, cache=tmp_path) == first
    assert (parrot.n_windows, parrot.n_languages) == asked
    assert first.turns
    assert first.language == "en"
    assert 0.5 < (first.transcript_quality or 0.0) < 0.9
    assert {turn.agent_id for turn in first.turns_of(1, "agent")} == {"E131"}


def test_raw_words_are_for_their_owner_only(tmp_path):
    cache = tmp_path / "transcripts"
    hear(call(language="nl"), Parrot("ja"), cache=cache)
    kept = [file for file in cache.rglob("*") if file.is_file()]
    assert kept
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
    folders = [cache, *(folder for folder in cache.rglob("*") if folder.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert not [file for file in kept if file.suffix != ".json"]


@pytest.mark.parametrize("damage", ["", "{", '{"nl": "x"}', '[{"words": 3}]', "[null]", "7"])
def test_a_damaged_transcript_is_made_again(tmp_path, damage):
    parrot = Parrot("goedemiddag")
    first = hear(call(), parrot, cache=tmp_path)
    for file in tmp_path.rglob("*.json"):
        file.write_text(damage)
    asked = parrot.n_windows
    assert hear(call(), parrot, cache=tmp_path) == first
    assert parrot.n_windows > asked


def test_other_options_are_another_transcript(tmp_path):
    parrot = Parrot("goedemiddag")
    hear(call(language="nl"), parrot, cache=tmp_path)
    asked = parrot.n_windows
    parrot.options = Options(beam_size=1)
    hear(call(language="nl"), parrot, cache=tmp_path)
    assert parrot.n_windows == 2 * asked


def test_hold_is_not_transcribed(tmp_path):
    legs = (Leg(1, 0.0, 50.0, holds=((10.0, 40.0),)),)
    heard = hear(call(language="nl", legs=legs), Parrot("ja " * 4), cache=tmp_path)
    assert heard.turns
    assert not [turn for turn in heard.turns if turn.end_s > 10.01 and turn.start_s < 39.99]


def test_without_legs_one_is_made(tmp_path):
    heard = hear(call(language="nl", legs=()), Parrot("ja"), cache=tmp_path)
    assert [leg.leg_no for leg in heard.legs] == [1]
    assert heard.legs[0].end_s > 45.0
