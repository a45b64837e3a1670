import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Turn
from pipeline.transcribe.guards import (
    believe,
    believe_turn,
    cut_loops,
    drop_impossible,
    drop_inventions,
    drop_signs,
)
from pipeline.transcribe.recogniser import Segment, Word

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


def words(text, probability=0.9, start_s=0.0, pauses=None):
    said = []
    for at, word in enumerate(text.split()):
        start_s += (pauses or {}).get(at, 0.0)
        said.append(Word(f" {word}", start_s, start_s + 0.3, probability))
        start_s += 0.4
    return tuple(said)


def text(kept):
    return "".join(word.text for word in kept).strip()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("nee " * 40, "nee"),
        ("en dan " * 30, "en dan"),
        ("dat is ons beleid " * 12 + "dag", "dat is ons beleid dag"),
        ("ik bel over " + "de föhn. De föhn, " * 9, "ik bel over de föhn."),
        ("dat weet ik niet. " * 4 + "Goed.", "dat weet ik niet. Goed."),
        ("ja 0 0 0 0 0 0 0 0 0 0 0 0 0", "ja 0"),
        ("hahahahahahahaha nou zeg", "nou zeg"),
        ("jajajajajajajajajaja", ""),
        ("in dit gesprek bespreken wij i" + "j" * 200, "in dit gesprek bespreken wij"),
    ],
)
def test_loops_are_cut_to_one_round(said, kept):
    assert text(cut_loops(words(said))) == kept


@pytest.mark.parametrize(
    "said",
    [
        "nee nee nee nee",
        "ja ja ja hoor ja",
        "heel heel heel erg vervelend",
        "vier zeven twee vier zeven twee",
        "dat kan niet dat kan niet dat kan echt niet",
        "ja ja ja ja ja ja",
        "NL20 INGB 000 000 0 0 0 0 0 0 0 5",
        "nul nul nul nul nul nul nul acht",
        "haha hihi hmm 0000000000000",
    ],
)
def test_people_repeat_themselves(said):
    assert text(cut_loops(words(said))) == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Ondertitels ingediend door de Amara.org gemeenschap", ""),
        ("Fijne dag nog. Ondertiteld door de Amara.org gemeenschap", "Fijne dag nog."),
        ("Bedankt voor het kijken!", ""),
        ("Thanks for watching!", ""),
        ("ik heb het nagekeken", "ik heb het nagekeken"),
    ],
)
def test_phrases_from_subtitles_are_dropped(said, kept):
    assert text(drop_inventions(words(said))) == kept


def test_what_a_person_can_say_stays_when_it_stands_in_talk_and_was_heard_well():
    said = "nou bedankt voor het kijken mevrouw dat helpt"
    assert text(drop_inventions(words(said))) == said
    assert text(drop_inventions(words(said, probability=0.2))) == "nou mevrouw dat helpt"


def test_a_round_that_was_heard_badly_is_not_kept_either():
    loop = words("dat is goed " * 9, probability=0.2) + words("dag", start_s=20.0)
    assert text(cut_loops(loop)) == "dag"


def test_a_loop_that_changes_a_little_each_round_is_dropped_whole():
    endings = "een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()
    rounds = "".join(f"en dan gaan we naar de volgende klant van {each} " for each in endings)
    assert cut_loops(words(rounds)) == ()


def test_a_long_turn_compresses_well_without_being_a_loop():
    rows = (SAMPLES / "reference.jsonl").read_text(encoding="utf-8").splitlines()
    said = " ".join(json.loads(row)["text"] for row in rows if '"nl-' in row)
    assert len(said) > 2.4 * len(zlib.compress(said.encode()))
    assert text(cut_loops(words(said))) == said


@pytest.mark.parametrize("sign", ["***", "...", "♪", "- -", "♪♪♪"])
def test_signs_are_no_words(sign):
    assert text(drop_signs(words(f"ja {sign} hoor € 20 & zo"))) == "ja hoor € 20 & zo"


def test_a_caption_that_repeats_itself_keeps_no_company():
    assert drop_inventions(words("BEEP BEEP BEEP Music")) == ()
    assert text(drop_inventions(words("er klinkt muziek en applaus"))) == (
        "er klinkt muziek en applaus"
    )


def test_words_faster_than_speech_are_dropped():
    crammed = tuple(Word(f" {at}e", 4.0 + 0.02 * at, 4.02 + 0.02 * at, 0.9) for at in range(20))
    said = words("goedemorgen met Lisa")
    assert drop_impossible(said + crammed) == said


@pytest.mark.parametrize(
    ("word", "length_s", "probability", "is_kept"),
    [
        ("ja", 6.0, 0.2, False),
        ("ja", 6.0, 0.9, True),  # heard well, only its end was lost in a pause
        ("ja", 1.0, 0.2, True),
        ("arbeidsongeschiktheidsverzekering", 6.0, 0.2, True),
    ],
)
def test_words_slower_than_speech_are_dropped(word, length_s, probability, is_kept):
    assert bool(drop_impossible((Word(word, 0.0, length_s, probability),))) is is_kept


@pytest.mark.parametrize(
    ("said", "probability", "doubts", "dropped"),
    [
        ("you", 0.14, (0.73, -0.76, 0.3), {"no_speech": 1}),  # on silence
        ("MUZIEK.", 0.75, (0.71, -0.52, 0.5), {"invention": 1}),  # on silence, in Dutch
        ("En dan is het een gevoel.", 0.15, (0.61, -2.14, 0.8), {"no_speech": 6}),  # a busy tone
        ("I don't know what to do", 0.28, (0.57, -1.56, 0.8), {"no_speech": 6}),  # music
        ("Beep. " * 38, 0.17, (0.59, -0.11, 13.4), {"loop": 38}),  # ringing
        ("Goh wat fijn en moet ik dan nog iets", 0.67, (0.66, -0.47, 1.5), {}),  # clipped speech
        ("Welk bestand moet ik nu aanpassen", 0.7, (0.63, -0.45, 0.9), {}),  # after ringing
        ("Ja klopt", 0.5, (0.28, -0.68, 0.7), {}),
        ("Ja hallo mijn haardroger is kapot", 0.35, (0.35, -1.1, 1.2), {}),  # in loud noise
    ],
)
def test_the_less_speech_is_heard_the_surer_the_words_have_to_be(
    said, probability, doubts, dropped
):
    heard = words(said, probability)
    kept, why = believe(Segment(heard, *doubts))
    assert why == dropped
    assert len(kept) == len(heard) - sum(dropped.values())


def test_a_window_without_speech_says_nothing_and_all_is_counted():
    empty = Segment(
        words("wat een mooie dag"), no_speech=0.9, mean_logprob=-1.4, compression_ratio=1
    )
    assert believe(empty) == ((), {"no_speech": 4})
    loop = Segment(words("ja " * 20), no_speech=0.1, mean_logprob=-0.3, compression_ratio=9)
    kept, dropped = believe(loop)
    assert text(kept) == "ja"
    assert dropped == {"loop": 19}


PHRASE = st.lists(st.sampled_from("ja nee dat is goed 0 een *** muziek".split()), max_size=40)


@given(PHRASE, st.floats(0, 1), st.floats(0, 1), st.floats(-3, 0), st.floats(0, 20))
def test_guards_only_leave_out_and_count_what_they_leave_out(
    said, probability, no_speech, mean_logprob, ratio
):
    heard = words(" ".join(said), probability)
    kept, dropped = believe(Segment(heard, no_speech, mean_logprob, ratio))
    assert len(kept) + dropped.total() == len(heard)
    following = iter(heard)
    assert all(word in following for word in kept)


@pytest.mark.parametrize(
    ("said", "confidence", "kept"),
    [
        ("Ik bel over de föhn.", None, "Ik bel over de föhn."),
        ("Ja,  ja, ja.", 0.1, "Ja,  ja, ja."),  # spaces too stay as they came
        ("Ondertitels ingediend door de Amara.org gemeenschap", None, None),
        ("Bedankt voor het kijken!", 0.9, None),
        ("Fijne dag. Ondertiteld door de Amara.org gemeenschap", None, "Fijne dag."),
        ("Dat is zo. " * 20, 0.9, "Dat is zo."),
        ("Dat is zo. " * 20, 0.2, None),
        (
            "Ik heet *** - ja, *** - en betaalde € 20",
            None,
            "Ik heet *** - ja, *** - en betaalde € 20",
        ),
        ("*** ***", None, None),
        ("", None, None),
    ],
)
def test_turns_transcribed_elsewhere_are_guarded_too(said, confidence, kept):
    turn = Turn(3, 1, "customer", 10.0, 14.0, said, confidence=confidence)
    believed = believe_turn(turn)
    assert (believed and believed.text) == kept
    if kept is not None:
        assert believed == replace(turn, text=kept)
