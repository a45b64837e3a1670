"""Recorded menus and announcements, and the people who sound a little like them."""

import pytest

from pipeline.transcribe.ivr import tell_ivr
from pipeline.transcribe.recogniser import Word


def spoken_of(said):
    """Words from lines such as `+3 a Dag.`: seconds of pause, speaker, text; and each word's line."""
    spoken, lines, now = [], [], 0.0
    for number, line in enumerate(said):
        pause, speaker, text = line.split(maxsplit=2)
        now += float(pause)
        for word in text.split():
            spoken.append(
                ({"a": "agent", "c": "customer"}[speaker], Word(f" {word}", now, now + 0.3, 0.9))
            )
            lines.append(number)
            now += 0.35
    return spoken, lines


def recorded(said, language):
    """Which lines are told to be a recording's, each wholly or not at all."""
    spoken, lines = spoken_of(said)
    told, marks = tell_ivr(spoken, language)
    its = {line for (speaker, _), line in zip(told, lines, strict=True) if speaker == "ivr"}
    assert [word for _, word in told] == [word for _, word in spoken]
    assert bool(its) == bool(marks)
    return sorted(its)


CASES = {
    "a menu and then Lisa": (
        "nl",
        [
            "+0 a Welkom bij Zilverbank.",
            "+0.8 a Voor betalen, toets 1. Voor sparen, toets 2.",
            "+3 a Goedemorgen, u spreekt met Lisa.",
            "+1 c Dag.",
        ],
        [0, 1],
    ),
    "Lisa says that it is recorded": (
        "nl",
        [
            "+0 a U spreekt met Lisa van Zilverbank, dit gesprek wordt opgenomen voor trainingsdoeleinden.",
            "+1 c Oké.",
        ],
        [],
    ),
    "Lisa says so after a breath": (
        "nl",
        ["+0 a U spreekt met Lisa.", "+0.6 a Dit gesprek wordt opgenomen.", "+1 c Oké."],
        [],
    ),
    "in the queue": (
        "nl",
        [
            "+0 a Al onze medewerkers zijn in gesprek. U wordt zo spoedig mogelijk geholpen.",
            "+20 a Er is nog 1 wachtende voor u.",
            "+6 a Met Piet.",
            "+1 c Hoi.",
        ],
        [0, 1],
    ),
    "in the queue after a transfer": (
        "nl",
        [
            "+0 a Met Piet, ik verbind u door.",
            "+1 c Dank u.",
            "+20 a Er zijn nog drie wachtenden voor u.",
            "+30 a Techniek, met Noor.",
        ],
        [2],
    ),
    "a person speaks about a menu": (
        "nl",
        [
            "+0 a Goedemiddag met Jan.",
            "+1 c Ik krijg steeds dat bandje.",
            "+1 a Dan toetst u 2 en blijft u aan de lijn.",
        ],
        [],
    ),
    "Flemish": (
        "nl",
        [
            "+0 a Vlotnet, goeiedag. Voor technische problemen, druk 2.",
            "+1 a Vlotnet, met Gunther.",
            "+1 c Ja, dag.",
        ],
        [0],
    ),
    "English": (
        "en",
        [
            "+0 a Thank you for calling Acorn Bank. Your call may be recorded for training purposes.",
            "+1 a For cards, press 1. For loans, press 2.",
            "+9 a Hello, this is Tom, how can I help?",
            "+1 c Hi.",
        ],
        [0, 1],
    ),
    "Tom thanks for calling": (
        "en",
        ["+0 a Thank you for calling Acorn Bank, this is Tom, how can I help?", "+1 c Hi."],
        [],
    ),
    "a welcome alone is a person's": (
        "nl",
        ["+0 a Welkom bij Zilverbank.", "+1 c Ja, goedemiddag."],
        [],
    ),
    "language not known": (None, ["+0 a For cards, press 1.", "+5 a Voor sparen, kies 2."], [0, 1]),
    "nothing": ("nl", [], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_recordings_are_told_from_people(case):
    language, said, expected = CASES[case]
    assert recorded(said, language) == expected


def test_one_announcement_is_one_mark():
    spoken, _ = spoken_of(
        [
            "+2 a Welkom bij Zilverbank.",
            "+1 a Voor betalen, toets 1.",
            "+1 a Voor sparen, toets 2.",
            "+60 a Er zijn nog drie wachtenden voor u.",
        ]
    )
    _, marks = tell_ivr(spoken, "nl")
    assert [(mark.kind, mark.start_s) for mark in marks] == [("ivr", 2.0), ("ivr", 67.85)]
    assert all(mark.detail == "" for mark in marks)
