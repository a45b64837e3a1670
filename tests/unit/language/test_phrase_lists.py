"""Phrase lists: what their syntax finds, what it leaves alone, and what a malformed list is told."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import Phrases
from pipeline.language.phrases import PhraseList, phrase_pattern

Write = Callable[..., Phrases]
PIPELINE = Path(__file__).parents[3] / "pipeline"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_lists(**lists: str) -> Phrases:
        for language, text in lists.items():
            (tmp_path / f"said.{language}.toml").write_text(text, encoding="utf-8")
        return Phrases.beside(str(tmp_path / "said.py"))

    return write_lists


def one_phrase(phrase: str) -> str:
    return f'[[cue]]\nid = "said"\nphrases = ["{phrase}"]\n'


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        # words, whatever their case, accents and commas
        ("zoals gezegd", "Zoals gezegd, hij doet het niet.", "Zoals gezegd"),
        ("cafe dicht", "Het CAFÉ dicht?", "CAFÉ dicht"),
        ("ja hoor", "Ja, hoor!", "Ja, hoor"),
        ("i've said", "I’ve said so", "I’ve said"),
        ("zeg", "Ik zeggen?", None),
        ("zeg", "opzeg", None),
        ("said so", "said. So what", None),
        # the beginning of a word
        ("verbind*", "Ik verbindt u door", "verbindt"),
        ("verbind*", "Ik verbind", "verbind"),
        ("verbind*", "doorverbind", None),
        # one of several, with a space inside where there is an underscore
        ("(u|je) belt", "Je belt laat", "Je belt"),
        ("(u|je) belt", "Hij belt laat", None),
        ("op (de_site|internet)", "Ik keek op de site", "op de site"),
        ("op (de_site|internet)", "Ik keek op de", None),
        # optional
        ("dat (nog)? klopt", "dat klopt", "dat klopt"),
        ("dat (nog)? klopt", "dat nog klopt", "dat nog klopt"),
        ("dat nog? klopt", "dat klopt", "dat klopt"),
        ("dat (nog)? klopt", "dat wel klopt", None),
        # up to four words between
        ("heb ... verteld", "heb verteld", "heb verteld"),
        ("heb ... verteld", "heb ik het net al verteld", "heb ik het net al verteld"),
        ("heb ... verteld", "heb ik het zonet toch al verteld", None),
        ("heb ... verteld", "Heb ik. Verteld", None),
        ("heb ... verteld", "heb ik [name] verteld", None),
    ],
)
def test_what_a_phrase_finds(write: Write, phrase: str, text: str, found: str | None) -> None:
    matches = write(nl=one_phrase(phrase)).find("nl", text)
    assert [text[match.start : match.end] for match in matches] == ([found] if found else [])


def test_matches_come_in_the_order_of_the_text_with_their_cue(write: Write) -> None:
    phrases = write(
        nl='[[cue]]\nid = "late"\nphrases = ["straks"]\n[[cue]]\nid = "soon"\nphrases = ["nu"]\n'
    )
    assert [match.cue for match in phrases.find("nl", "nu of straks")] == ["soon", "late"]
    assert [match.cue for match in phrases.find("nl", "nu of straks", "late")] == ["late"]
    assert not phrases.has("nl", "straks", "soon")


def test_a_language_without_a_list_means_all_lists(write: Write) -> None:
    phrases = write(nl=one_phrase("straks"), en=one_phrase("later"))
    assert phrases.languages == {"nl", "en"}
    assert phrases.has("nl", "straks") and not phrases.has("nl", "later")
    assert phrases.has(None, "straks") and phrases.has("fr", "later")


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("", "must begin with a word"),
        ("(nog)? klopt", "must begin with a word"),
        ("... klopt", "must begin with a word"),
        ("dat (nog klopt", "'(nog' is neither a word nor a closed group"),
        ("dat nog) klopt", "'nog)' is neither a word nor a closed group"),
        ("dat no?g", "'no?g' is neither a word nor a closed group"),
        ("dat nog|wel", "'nog|wel' is neither a word nor a closed group"),
    ],
)
def test_a_malformed_phrase_says_what_is_wrong(phrase: str, problem: str) -> None:
    with pytest.raises(ValueError, match="phrase") as error:
        phrase_pattern(phrase)
    assert repr(phrase) in str(error.value)
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[cue]]\nphrases = ["nu"]', "every [[cue]] needs an id and phrases"),
        ('[[cue]]\nid = "now"\nphrases = []', "every [[cue]] needs an id and phrases"),
        (one_phrase("nu") + one_phrase("straks"), "cue said stands there twice"),
        (one_phrase("(nu"), "cue said: phrase '(nu'"),
    ],
)
def test_a_malformed_list_names_its_file(write: Write, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r"said\.nl\.toml") as error:
        write(nl=text)
    assert problem in str(error.value)


def test_long_words_are_found_as_a_recogniser_misspells_them(write: Write) -> None:
    phrases = write(nl=one_phrase("klantenkaart"))
    for text in ("mijn klantenkart ligt thuis", "mijn klanten kaart", "de klantenkaard"):
        assert phrases.has("nl", text), text
    assert not write(nl=one_phrase("gezocht")).has("nl", "Ik heb hem gekocht")


SHIPPED = Phrases.beside(str(PIPELINE / "detect" / "repeat_story.py"))


@given(st.text(max_size=120))
def test_matches_lie_within_the_text(text: str) -> None:
    for match in SHIPPED.find(None, text + " zoals ik al zei " + text):
        assert 0 <= match.start < match.end <= 2 * len(text) + 17


LISTS = sorted(
    path
    for room in ("detect", "journey", "language", "score")
    for path in (PIPELINE / room).glob("*.nl.toml")
    if "[[cue]]" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name.split(".")[0])
def test_both_languages_know_the_same_cues(path: Path) -> None:
    other = path.with_name(path.name.replace(".nl.", ".en."))
    assert other.exists(), f"{other.name} is missing beside {path.name}"
    assert cues_of(path) == cues_of(other)


def cues_of(path: Path) -> set[str]:
    return {cue["id"] for cue in tomllib.loads(path.read_text(encoding="utf-8"))["cue"]}


@given(
    st.lists(
        st.sampled_from(
            "i'm im' not nothing's happy 'n [name] name's verbonden verbind e-mail a".split()
        ),
        max_size=10,
    ).map(" ".join)
)
def test_looking_by_first_word_finds_what_looking_everywhere_does(text: str) -> None:
    phrases = ["(i'm|name) not", "nothing", "verbind*", "not (happy|a)? name", "[name] a", "'n a"]
    everywhere = re.compile("|".join(phrase_pattern(phrase) for phrase in phrases))
    masked = [match.span() for match in re.finditer(r"\[name\]", text)]
    expected = [
        match.span()
        for match in everywhere.finditer(text)
        if not any(start < match.start() < end for start, end in masked)
    ]
    found = PhraseList({"one": phrases, "two": ["happy"]}).find(text)
    assert [(start, end) for cue, start, end in found if cue == "one"] == expected
