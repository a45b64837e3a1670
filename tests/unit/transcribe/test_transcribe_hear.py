import stat
import weakref
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.domain import Contact, Leg, Recording, Turn
from pipeline.transcribe import Options, Unhearable, hear, hear_all, lockstep
from pipeline.transcribe.audio import decode
from pipeline.transcribe.recogniser import Segment, Word
from tests.support.build import MONDAY

hearing = import_module("pipeline.transcribe.hear")  # its name is also that of its function
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
    owners = cache / "contacts"
    assert not [file for file in kept if file.suffix != ".json" and file.parent != owners]


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


@pytest.mark.whisper
def test_without_legs_one_is_made(tmp_path):
    heard = hear(call(language="nl", legs=()), Parrot("ja"), cache=tmp_path)
    assert [leg.leg_no for leg in heard.legs] == [1]
    assert heard.legs[0].end_s > 45.0


class Told:
    """A recogniser that says what `says(window, language, round)` gives, and keeps what it was asked.

    `asked` has a list of languages for each time that windows were handed over together.
    """

    name = "told"
    model = "bird"

    def __init__(self, says, *, sounds_like=None, on_the_way=None, window_s=24.0):
        self.says = says
        self.sounds_like = sounds_like or {"nl": 0.9, "en": 0.1}
        self.on_the_way = on_the_way
        self.options = Options(window_s=window_s)
        self.asked = []
        self.lengths_s = []
        self.n_languages = 0

    def transcribe(self, windows, languages):
        if not windows:
            return []
        self.asked.append(list(languages))
        self.lengths_s.append(sum(len(window) for window in windows) / 16000)
        return [
            replace(
                said(self.says(at, language, len(self.asked)), window), languages=self.on_the_way
            )
            for at, (window, language) in enumerate(zip(windows, languages, strict=True))
        ]

    def languages(self, windows):
        self.n_languages += len(windows)
        return [self.sounds_like for _ in windows]


def said(told, window):
    """A segment of (text, log probability): a word every half second, as far as the window goes."""
    text, logprob = told
    words = [Word(f" {w}", i * 0.5, i * 0.5 + 0.4, 0.8) for i, w in enumerate(text.split())]
    length_s = len(window) / 16000
    return Segment(tuple(word for word in words if word.end_s <= length_s), 0.0, logprob, 1.0)


NAMES = ("ochtend middag avond nacht maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
         "januari februari maart april mei juni juli augustus september oktober november")  # fmt: skip


@pytest.fixture(scope="module")
def talk():
    """The first 20 seconds of a good call, a row a channel."""
    return np.concatenate(list(decode(CALL)), axis=1)[:, : 20 * 16000]


@pytest.fixture
def recorded(tmp_path, talk):
    """Makes a contact of 20 s; another gain is another sound."""

    def make(contact_id, gain=1.0, sound=talk, **more):
        file = tmp_path / f"{contact_id}.wav"
        soundfile.write(file, gain * sound.T, 16000)
        legs = (Leg(1, 0.0, sound.shape[1] / 16000),)
        usual = {"legs": legs, "recordings": (Recording(str(file)),), "language": "nl"}
        return Contact(contact_id, MONDAY, **(usual | more))

    return make


def text_of(contact):
    return " ".join(turn.text for turn in contact.turns).lower()


def broken(contact):
    Path(contact.recordings[0].path).write_text("This is no sound.")
    return contact


def test_contacts_come_out_in_order_and_a_bad_one_costs_only_itself(recorded, tmp_path):
    def says(at, language, round_no):
        if language == "en":
            raise RuntimeError("cannot go on")
        return NAMES, -0.2

    contacts = [
        recorded("first"),
        broken(recorded("broken")),
        recorded("cursed", 0.9, language="en"),
        recorded("last", 0.8),
    ]
    outcomes = list(hear_all(contacts, Told(says), cache=tmp_path / "cache"))
    assert [contact.contact_id for contact, _ in outcomes] == ["first", "broken", "cursed", "last"]
    became = {contact.contact_id: outcome for contact, outcome in outcomes}
    assert isinstance(became["broken"], Unhearable)
    assert became["broken"].set_aside.contact_id == "broken"
    assert isinstance(became["cursed"], RuntimeError)
    for contact_id in ("first", "last"):
        assert "woensdag" in text_of(became[contact_id])


def test_a_single_contact_that_fails_raises_what_went_wrong(recorded, tmp_path):
    with pytest.raises(Unhearable, match="cannot be decoded"):
        hear(broken(recorded("broken")), Parrot("ja"), cache=tmp_path)


def test_the_speech_of_several_calls_is_handed_over_together(recorded, tmp_path):
    told = Told(lambda at, language, round_no: (NAMES, -0.2))
    contacts = [recorded("a"), recorded("b", 0.9, language="en"), recorded("c", 0.8)]
    heard = [outcome for _, outcome in hear_all(contacts, told, cache=tmp_path / "cache")]
    assert [contact.language for contact in heard] == ["nl", "en", "nl"]
    assert set(told.asked[0]) == {"nl", "en"}
    assert told.asked[0].count("nl") == 2 * told.asked[0].count("en")


def test_contacts_are_read_one_after_the_other_and_no_further_ahead_than_needed(
    recorded, tmp_path, monkeypatch
):
    monkeypatch.setattr(hearing, "SPEECH_AT_ONCE_S", 1.0)  # a batch for each call
    taken = []

    def source():
        for at in range(6):
            taken.append(at)
            yield recorded(f"c{at}", 1.0 - at / 10)

    outcomes = hear_all(source(), Parrot("ja"), cache=tmp_path / "cache")
    assert not taken
    next(outcomes)
    assert len(taken) <= 4  # the one that came out, the batch that is ready, the one being made
    assert [contact.contact_id for contact, _ in outcomes] == ["c1", "c2", "c3", "c4", "c5"]


def test_hearing_begins_with_little_and_then_takes_more_at_once(recorded, tmp_path, monkeypatch):
    monkeypatch.setattr(hearing, "SPEECH_AT_FIRST_S", 15.0)
    monkeypatch.setattr(hearing, "SPEECH_AT_ONCE_S", 70.0)
    told = Told(lambda at, language, round_no: (NAMES, -0.2))
    contacts = [recorded(f"c{at}", 1.0 - at / 50) for at in range(14)]  # twenty seconds each
    list(hear_all(contacts, told, cache=tmp_path / "cache"))
    assert [round(length_s / told.lengths_s[0]) for length_s in told.lengths_s] == [1, 2, 3, 4, 4]


@pytest.mark.parametrize(
    ("logprob_in_english", "dutch", "english", "is_rewritten"),
    [
        (-0.2, 0.05, 0.95, True),
        (-1.5, 0.05, 0.95, False),
        (-0.2, 0.4, 0.6, False),
        (-0.2, 0.0, 0.3, False),  # most of all like a third language
    ],
)
def test_a_window_that_sounds_like_the_other_language_is_written_in_it(
    recorded, tmp_path, logprob_in_english, dutch, english, is_rewritten
):
    def says(at, language, round_no):
        if language == "en":
            return "please " * 3 + "hold the line while my colleague looks that up for you", (
                logprob_in_english
            )
        return NAMES, -1.0 if at == 1 else -0.2

    told = Told(says, sounds_like={"nl": dutch, "en": english}, window_s=8.0)
    heard = hear(recorded("c1"), told, cache=tmp_path / "cache")
    assert heard.language == "nl"
    assert "woensdag" in text_of(heard)
    assert ("colleague" in text_of(heard)) is is_rewritten
    assert told.n_languages >= 1


def test_a_language_that_was_found_on_the_way_is_not_asked_for(recorded, tmp_path):
    def says(at, language, round_no):
        return ("please hold the line", -0.3) if language == "en" else (NAMES, -1.0)

    told = Told(says, sounds_like={"nl": 0.9, "en": 0.1}, on_the_way={"nl": 0.1, "en": 0.9})
    for _ in range(2):  # heard, and as it was kept
        heard = hear(recorded("c1"), told, cache=tmp_path / "cache")
        assert "hold the line" in text_of(heard)
    assert told.n_languages == 0
    assert [language for asked in told.asked for language in asked].count("en") > 0


def test_speech_that_got_no_words_is_listened_to_again(recorded, tmp_path):
    def says(at, language, round_no):
        return ("ochtend middag" if round_no == 1 else "colbert handschoen paraplu"), -0.2

    told = Told(says)
    heard = hear(recorded("c1"), told, cache=tmp_path / "cache")
    assert len(told.asked) == 2
    assert 0 < told.lengths_s[1] < told.lengths_s[0]
    assert "ochtend" in text_of(heard)
    assert "paraplu" in text_of(heard)
    starts_s = [turn.start_s for turn in heard.turns]
    assert starts_s == sorted(starts_s)


def test_each_piece_that_was_passed_over_is_listened_to_by_itself(recorded, tmp_path):
    told = Told(lambda at, language, round_no: ("ochtend middag" if round_no == 1 else NAMES, -0.2))
    hear(recorded("c1"), told, cache=tmp_path / "cache")
    first, again = told.asked
    assert len(again) > len(first)  # what comes after two words is many turns in few windows


def test_speech_that_got_its_words_is_not_listened_to_again(recorded, tmp_path):
    told = Told(lambda at, language, round_no: (" ".join([NAMES] * 3), -0.2))
    hear(recorded("c1"), told, cache=tmp_path / "cache")
    assert len(told.asked) == 1


class OneVoice:
    """A voice encoder to whom everybody sounds the same."""

    def __init__(self, weights):
        pass

    def embed(self, samples, starts_s):
        return np.tile(np.eye(1, 256, dtype=np.float32), (len(starts_s), 1))


@pytest.fixture
def one_voice(monkeypatch):
    monkeypatch.setattr(hearing, "VoiceEncoder", OneVoice)
    monkeypatch.setattr(hearing, "whole", lambda *which: Path("weights"))


def test_a_call_without_legs_gets_them_after_the_ringing(recorded, one_voice, talk, tmp_path):
    at_s = np.arange(15 * 16000) / 16000
    tone = 0.1 * np.sin(2 * np.pi * 425 * at_s) * (at_s % 5 < 1)
    sound = np.concatenate([np.stack([tone, tone]), talk], axis=1)
    told = Told(lambda at, language, round_no: (f"Goedemiddag met Harry {NAMES}", -0.2))
    heard = hear(recorded("c1", sound=sound, legs=()), told, cache=tmp_path / "cache")
    assert [leg.is_inferred for leg in heard.legs] == [True]
    assert heard.wait_s == heard.legs[0].start_s == pytest.approx(15.4, abs=0.7)
    assert heard.legs[0].end_s == pytest.approx(35.0, abs=0.1)
    (ringing,) = [mark for mark in heard.marks if mark.kind == "ringing"]
    assert (ringing.start_s, ringing.end_s) == pytest.approx((0.0, 11.0), abs=0.3)
    starts_s = [mark.start_s for mark in heard.marks]
    assert starts_s == sorted(starts_s)
    assert all(turn.start_s >= 14.9 for turn in heard.turns)


def test_what_the_source_says_of_the_wait_stands(recorded, one_voice, tmp_path):
    heard = hear(recorded("c1", legs=(), wait_s=90.0), Parrot(NAMES), cache=tmp_path / "cache")
    assert heard.wait_s == 90.0


def test_silence_has_no_turns_no_words_and_no_quality(recorded, tmp_path):
    told = Told(lambda at, language, round_no: (NAMES, -0.2))
    silence = np.zeros((2, 20 * 16000), np.float32)
    heard = hear(recorded("c1", sound=silence, language=None), told, cache=tmp_path / "cache")
    assert (heard.turns, heard.transcript_quality, told.asked) == ((), 0.0, [])
    assert [mark.kind for mark in heard.marks if mark.kind == "silence"] == ["silence"]


def test_what_was_made_up_is_left_out_with_a_mark(recorded, tmp_path):
    told = Told(lambda at, language, round_no: ("ja " * 30, -0.2))
    heard = hear(recorded("c1"), told, cache=tmp_path / "cache")
    loops = [mark for mark in heard.marks if mark.kind == "loop"]
    assert loops
    assert all("words left out" in mark.detail for mark in loops)
    assert text_of(heard).count("ja") < 30
    sure = hear(recorded("c2", 0.9), Told(lambda *asked: (NAMES, -0.2)), cache=tmp_path / "cache")
    assert heard.transcript_quality < sure.transcript_quality


def test_the_sound_of_a_long_call_is_let_go_while_it_is_heard(recorded, tmp_path, monkeypatch):
    monkeypatch.setattr(lockstep, "STRETCH_S", 5.0)
    monkeypatch.setattr(lockstep, "SEARCH_S", 2.0)
    monkeypatch.setattr(hearing, "SPEECH_AT_ONCE_S", 1.0)  # a batch for each stretch
    told = Told(lambda at, language, round_no: (" ".join([NAMES] * 3), -0.2))
    handed_over, alive = [], []
    transcribe = told.transcribe

    def watched(windows, languages):
        if windows:
            alive.append(sum(window() is not None for window in handed_over))
            handed_over.extend(weakref.ref(window) for window in windows)
        return transcribe(windows, languages)

    told.transcribe = watched
    hear(recorded("c1"), told, cache=tmp_path / "cache")
    assert len(alive) >= 4
    assert alive[-1] < len(handed_over) / 2
