"""Both engines on the same real weights and the same real sound."""

import filecmp
import json
from dataclasses import replace
from pathlib import Path

import jiwer
import numpy as np
import pytest

from pipeline.domain import Contact, Leg, Recording
from pipeline.transcribe import (
    Options,
    hear,
    load_recogniser,
    path,
)
from pipeline.transcribe.audio import decode
from pipeline.transcribe.convert import to_ctranslate2
from pipeline.transcribe.manifest import find_model
from pipeline.transcribe.phrases import LANGUAGES, plain
from pipeline.transcribe.recognise import SURE_LANGUAGE
from pipeline.transcribe.speech import find_speech, pack
from pipeline.transcribe.vocabulary import write_companions
from tests.support.build import MONDAY

pytestmark = pytest.mark.whisper

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
ENGINES = ("faster-whisper", "openai-whisper")


@pytest.fixture(scope="module")
def opening():
    """The first half minute of a call's two channels: windows of speech."""
    blocks = np.concatenate(list(decode(str(SAMPLES / "nl-good.ogg"))), axis=1)
    channels = blocks[:, : 30 * 16000]
    return [w.samples for c in channels for w in pack(c, find_speech(c), 20.0)]


@pytest.mark.thorough
@pytest.mark.parametrize("beam_size", [1, 5])
def test_both_engines_write_the_same(base, opening, beam_size):
    options = Options(beam_size=beam_size, compute_type="float32")
    heard, is_dutch = {}, []
    for engine in ENGINES:
        recogniser = load_recogniser(engine, "base", cache=base, options=options)
        assert recogniser.name == engine
        heard[engine] = recogniser.transcribe(opening, ["nl"] * len(opening))
        is_dutch += [guess["nl"] for guess in recogniser.languages(opening)]
    n_windows = len(opening)
    assert is_dutch[:n_windows] == pytest.approx(
        is_dutch[n_windows:], abs=0.15
    )  # it fills up to 30 s
    for fast, reference in zip(*heard.values(), strict=True):
        assert [w.text for w in fast.words] == [w.text for w in reference.words]
        assert fast.words
        for ours, theirs in zip(fast.words, reference.words, strict=True):
            assert ours.start_s == pytest.approx(theirs.start_s, abs=0.1)
            assert ours.probability == pytest.approx(theirs.probability, abs=0.05)
        assert fast.mean_logprob == pytest.approx(reference.mean_logprob, abs=0.01)
        assert fast.no_speech == pytest.approx(reference.no_speech, abs=0.01)


def test_our_search_writes_what_ctranslate2_writes(base, opening):
    """In whole numbers and with fewer hypotheses: a word here and there differs, times hardly."""
    heard = [
        load_recogniser(
            "faster-whisper", "base", cache=base, options=Options(compute_type=compute_type)
        ).transcribe(opening, ["nl"] * len(opening))
        for compute_type in ("int8", "int8_float32")
    ]
    ours, theirs = ([word for segment in each for word in segment.words] for each in heard)
    said = [plain(" ".join(word.text for word in words)) for words in (theirs, ours)]
    assert jiwer.wer(*said) < 0.3  # a computer's voice: each is wrong in a word of five
    starts = {plain(word.text): word.start_s for word in theirs}
    apart = [
        abs(word.start_s - starts[plain(word.text)]) for word in ours if plain(word.text) in starts
    ]
    assert np.median(apart) < 0.1
    for fast, reference in zip(*heard, strict=True):
        assert fast.mean_logprob == pytest.approx(reference.mean_logprob, abs=0.1)
        assert fast.no_speech == pytest.approx(reference.no_speech, abs=0.1)


def test_the_search_finds_languages_on_its_way(base, fast, opening):
    english = np.concatenate(list(decode(str(SAMPLES / "en-lisa.ogg"))), axis=1)[1, : 12 * 16000]
    windows = [*opening, english]
    asked = fast.languages(windows)
    on_the_way = [segment.languages for segment in fast.transcribe(windows, ["nl"] * len(windows))]
    for found, told in zip(on_the_way, asked, strict=True):
        assert found == pytest.approx({code: told[code] for code in LANGUAGES}, abs=0.1)
    for code, heard in (("nl", on_the_way[0]), ("en", on_the_way[-1])):
        assert heard[code] > SURE_LANGUAGE * sum(heard.values())
    assert on_the_way[1]["nl"] > 0.5 < on_the_way[-1]["en"]
    with_names = load_recogniser("auto", "base", cache=base, options=Options(names=("Miranda",)))
    assert with_names.transcribe([english], ["en"])[0].languages is None


def test_a_window_is_heard_the_same_alone_and_in_company(fast, opening):
    together = fast.transcribe(opening, ["nl"] * len(opening))
    for window, heard in zip(opening, together, strict=True):
        assert fast.transcribe([window], ["nl"]) == [heard]


def test_base_goes_to_a_checkpoint_and_back_byte_by_byte(base, tmp_path):
    dims = to_ctranslate2(path("base", base, "checkpoint"), tmp_path / "model.bin")
    original = path("base", base, "ctranslate2")
    assert filecmp.cmp(original / "model.bin", tmp_path / "model.bin", shallow=False)
    write_companions(tmp_path, find_model("base"), n_vocab=dims["n_vocab"], n_mels=dims["n_mels"])
    for name in ("config.json", "vocabulary.json"):
        derived, theirs = (json.loads((f / name).read_text()) for f in (tmp_path, original))
        assert derived == theirs
    derived, theirs = (json.loads((f / "tokenizer.json").read_text()) for f in (tmp_path, original))
    assert derived["added_tokens"] == theirs["added_tokens"]
    for part in ("vocab", "merges"):
        assert derived["model"][part] == theirs["model"][part]


@pytest.fixture(scope="module")
def fast(base):
    return load_recogniser("faster-whisper", "base", cache=base)


@pytest.fixture(scope="module")
def call(fast, tmp_path_factory):
    """A good Dutch call, heard without being told who is who or which language it is."""
    contact = Contact(
        "nl-good",
        MONDAY,
        (Leg(1, 0.0, 45.0, agent_id="E131"),),
        recordings=(Recording(str(SAMPLES / "nl-good.ogg")),),
    )
    return contact, hear(contact, fast, cache=tmp_path_factory.mktemp("transcripts"))


def test_language_roles_and_words_of_a_call(call):
    _, heard = call
    assert heard.language == "nl"
    assert heard.turns[0].speaker == "agent"
    said = plain(" ".join(turn.text for turn in heard.turns_of(1, "customer")))
    assert "pas" in said
    assert 0.6 < heard.transcript_quality < 1.0


def test_mixed_to_mono_the_same_people_say_the_same(call, fast, tmp_path):
    import soundfile

    contact, apart = call
    channels = np.concatenate(list(decode(contact.recordings[0].path)), axis=1)
    soundfile.write(tmp_path / "mono.wav", np.mean(channels, axis=0), 16000)
    mono = replace(contact, recordings=(Recording(str(tmp_path / "mono.wav")),))
    mixed = hear(mono, fast, cache=tmp_path)
    for speaker in ("agent", "customer"):
        texts = [
            plain(" ".join(turn.text for turn in heard.turns if turn.speaker == speaker))
            for heard in (apart, mixed)
        ]
        assert jiwer.wer(*texts) < 0.4
