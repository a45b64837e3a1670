import pytest

from pipeline.transcribe.guards import believe, cut_loops, drop_inventions
from pipeline.transcribe.recogniser import Segment, Word


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


def test_a_window_without_speech_says_nothing_and_all_is_counted():
    empty = Segment(
        words("wat een mooie dag"), no_speech=0.9, mean_logprob=-1.4, compression_ratio=1
    )
    assert believe(empty) == ((), {"no_speech": 4})
    loop = Segment(words("ja " * 20), no_speech=0.1, mean_logprob=-0.3, compression_ratio=9)
    kept, dropped = believe(loop)
    assert text(kept) == "ja"
    assert dropped == {"loop": 19}
