"""SRT and WebVTT: what is read, and what each mistake is answered with."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import Utterance
from pipeline.intake.transcripts.cues import parse_cues
from pipeline.intake.transcripts.transcript import TranscriptError

SRT = """1
00:00:01,000 --> 00:00:03,500
Agent: Goedemorgen, waarmee kan ik u helpen?

2
00:00:04,000 --> 00:00:06,250
Klant: Mijn föhn blaast koud.
"""
BOTH = [
    (1.0, 3.5, "Goedemorgen, waarmee kan ik u helpen?", "Agent"),
    (4.0, 6.25, "Mijn föhn blaast koud.", "Klant"),
]


def _told(text):
    return [(one.start_s, one.end_s, one.text, one.voice) for one in parse_cues(text)]


def _vtt(body):
    return f"WEBVTT\n\n{body}"


@pytest.mark.parametrize(
    "text",
    [
        SRT,
        SRT.replace("\n", "\r\n"),
        SRT.replace("\n", "\r"),
        SRT.replace(",000", ".000").replace(",250", ".25"),
        SRT.replace("00:00:", "00:"),
        SRT.replace("\n\n2", "\n2"),  # no blank line between cues
        SRT.replace("1\n00", "00").replace("2\n00", "00"),  # no numbers
        SRT.replace("Agent: ", "[Agent] ").replace("Klant: ", "[Klant]: "),
        SRT.replace("Agent: ", "- Agent: ").replace("Klant: ", ">> Klant: "),
        SRT.replace("Agent: ", "Agent:\n"),
        SRT.replace("kan ik", "<i>kan</i>\nik").replace("Klant", "{\\an8}Klant"),
        SRT + "\n3\n00:00:07,000 --> 00:00:08,000\n\n",  # an empty cue
        _vtt(SRT),
        _vtt(SRT.replace("03,500", "03.500 align:start position:0%")),
        _vtt("NOTE made by\nhand\n\nSTYLE\n::cue { }\n\nfirst cue\n" + SRT[2:]),
        _vtt(SRT.replace("Agent: ", "<v Agent>").replace("Klant: ", "<v.loud Klant>")),
        _vtt(SRT.replace("Agent: ", "<v Agent><00:00:01.200><c>").replace("help", "</c>help")),
        "WEBVTT Kind: captions\nX-TIMESTAMP-MAP=LOCAL:00:00.000\n\n" + SRT,
    ],
)
def test_cues_as_they_are_written(text):
    assert _told(text) == BOTH


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Let op: het is 10:30.", [("Let op: het is 10:30.", None)]),
        ("[muziek] Hallo.", [("[muziek] Hallo.", None)]),
        ("SPEAKER_01: hallo", [("hallo", "SPEAKER_01")]),
        ("[Speaker 2]: hallo", [("hallo", "Speaker 2")]),
        ("Hallo < en > dag", [("Hallo < en > dag", None)]),
        ("Jansen &amp; Zn", [("Jansen &amp; Zn", None)]),
    ],
)
def test_only_what_must_be_a_label_is_taken_for_one(body, said):
    text = f"00:01.000 --> 00:02.000\n{body}\n\n00:03.000 --> 00:04.000\nZonder.\n"
    assert [(one.text, one.voice) for one in parse_cues(text)][:-1] == said


def test_names_are_labels_when_every_cue_begins_with_one():
    text = SRT.replace("Agent", "Miranda de Wit").replace("Klant", "Lisa")
    assert [voice for *_, voice in _told(text)] == ["Miranda de Wit", "Lisa"]


def test_html_in_vtt_is_undone():
    assert _told(_vtt("00:01.000 --> 00:02.000\n<v Jansen &amp; Zn>A &lt; B"))[0][2:] == (
        "A < B",
        "Jansen & Zn",
    )


def test_what_is_repeated_to_highlight_a_word_was_said_once():
    text = "\n".join(
        f"00:0{at}.000 --> 00:0{at + 1}.000\n[SPEAKER_00]: {words}\n"
        for at, words in enumerate(["Nee, nee.", "<u>Nee,</u> nee.", "Nee, <u>nee.</u>", "Ja."])
    )
    assert _told(text) == [(0, 3, "Nee, nee.", "SPEAKER_00"), (3, 4, "Ja.", "SPEAKER_00")]
    assert len(parse_cues(text.replace("<u>", "").replace("</u>", ""))) == 4


@pytest.mark.parametrize(
    "lines",
    [
        "Agent: Dag!\nKlant: Dag.",
        "- Agent: Dag!\n- Klant: Dag.",
        "<v Agent>Dag!</v> <v Klant>Dag.</v>",
    ],
)
def test_two_who_speak_in_one_cue_share_its_time(lines):
    said = _told(_vtt(f"00:10.000 --> 00:18.000\n{lines}"))
    assert said == [(10.0, 14.0, "Dag!", "Agent"), (14.0, 18.0, "Dag.", "Klant")]


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("1\n00:00:01,000 -> 00:00:02,000\nHallo\n", 1, "a line that belongs to no cue"),
        ("1\n00:00:0x,000 --> 00:00:02,000\nHallo\n", 2, "not a span of time"),
        ("1\n00:00:05,000 --> 00:00:02,000\nHallo\n", 2, "the cue ends at 2 s but begins at 5 s"),
        ("1\n00:00:05,000 -->\nHallo\n", 2, "not a span of time"),
        ("00:01.000 --> 00:02.000\nHallo\n\nverloren", 4, "a line that belongs to no cue"),
        (SRT + "\n3\n", 9, "a line that belongs to no cue"),  # cut off
        ("00:01.000 --> 9999:00:00.000\nHallo\n", 1, "a cue at 35996400 s"),
        ("geen ondertitels", 1, "a line that belongs to no cue"),
    ],
)
def test_a_malformed_cue_is_named_by_its_line(text, row, problem):
    with pytest.raises(TranscriptError) as caught:
        parse_cues(text)
    assert (caught.value.row, caught.value.problem) == (row, problem)
    assert caught.value.expected


_WORDS = st.lists(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=6
).map(" ".join)
_SAID = st.lists(
    st.tuples(st.sampled_from(["Agent", "Klant", "SPEAKER_03"]), _WORDS, st.integers(0, 9_999)),
    min_size=1,
    max_size=8,
)


def _stamp(ms, mark, has_hours):
    whole = f"{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"
    return f"{ms // 3_600_000:02}:{whole}" if has_hours else whole


@given(_SAID, st.sampled_from(["srt", "vtt", "vtt voices"]), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read_back(said, kind, line_end):
    at_ms, blocks, expected = 3_590_000 if kind == "srt" else 0, [], []
    for number, (voice, text, length_ms) in enumerate(said, start=1):
        mark, has_hours = ("," if kind == "srt" else "."), kind == "srt"
        span = " --> ".join(_stamp(each, mark, has_hours) for each in (at_ms, at_ms + length_ms))
        if kind == "vtt voices":
            blocks.append(f"{span}\n<v {voice}>{html.escape(text)}</v>\n")
        else:
            blocks.append(f"{number}\n{span}\n{voice}: {text}\n")
        expected.append((at_ms / 1000, (at_ms + length_ms) / 1000, text, voice))
        at_ms += length_ms
    text = ("" if kind == "srt" else "WEBVTT\n\n") + "\n".join(blocks)
    assert _told(text.replace("\n", line_end)) == expected


_PIECES = st.sampled_from(
    "1|\n|\r|00:00:01,000| --> |00:02.5|99:99:99|\u0661|x y|é|-|{\\an8}|WEBVTT|NOTE|<v A>|</v>|<c>|"
    "Agent:|[|]|:|&amp;|&#xD800;".split("|")
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=25).map("".join))
@settings(max_examples=300)
def test_any_text_is_read_or_refused(text):
    try:
        said = parse_cues(text)
    except TranscriptError as error:
        assert error.row is None or error.row >= 1
    else:
        assert all(isinstance(one, Utterance) and one.start_s <= one.end_s for one in said)
        assert all(one.text == one.text.strip() != "" for one in said)
