"""Whisper's JSON in its dialects: what is read, and what each mistake is answered with."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import Utterance
from pipeline.intake.transcripts.transcript import TranscriptError
from pipeline.intake.transcripts.whisper import is_transcript, parse_whisper

WORDS = [
    {"word": " Mijn", "start": 4.0, "end": 4.3, "probability": 0.9},
    {"word": " föhn", "start": 4.4, "end": 4.9, "probability": 0.5},
    {"word": " blaast", "start": 6.0, "end": 6.4, "probability": 0.8},
    {"word": ".", "start": 6.4, "end": 6.5, "probability": 0.6},
]
SEGMENT = {"id": 0, "seek": 0, "start": 4.0, "end": 6.5, "text": " Mijn föhn blaast."}
LOGPROB = {"avg_logprob": -0.5, "no_speech_prob": 0.02, "compression_ratio": 1.1, "tokens": [1, 2]}
WHOLE = (4.0, 6.5, "Mijn föhn blaast.")
UNSURE = round(math.exp(-0.5), 3)


def _told(value):
    return [
        (one.start_s, one.end_s, one.text)
        + ((one.voice,) if one.voice else ())
        + (() if one.confidence is None else (round(one.confidence, 3),))
        for one in parse_whisper(json.dumps(value)).utterances
    ]


def _x(word, start=None, score=None, speaker=None):
    """A word of WhisperX; one that it could not align has no numbers."""
    given = {"start": start, "end": start and start + 0.2, "score": score, "speaker": speaker}
    return {"word": word} | {key: value for key, value in given.items() if value is not None}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"text": "…", "segments": [SEGMENT], "language": "nl"}, [WHOLE]),
        ({"segments": [{**SEGMENT, **LOGPROB}]}, [(*WHOLE, UNSURE)]),
        ([{**SEGMENT, **LOGPROB, "words": None}], [(*WHOLE, UNSURE)]),
        (
            {"segments": [{**SEGMENT, **LOGPROB, "words": WORDS}]},
            [(4.0, 4.9, "Mijn föhn", 0.7), (6.0, 6.5, "blaast.", 0.7)],
        ),
        ({"segments": [{**SEGMENT, "words": [5, {}, [1]]}]}, [WHOLE]),
        ({"segments": [{**SEGMENT, "words": WORDS[:2]}]}, [WHOLE]),  # not all words
        ({"segments": [SEGMENT, {**SEGMENT, "text": " "}]}, [WHOLE]),
        ({"segments": [{**SEGMENT, "speaker": "SPEAKER_01"}]}, [(*WHOLE, "SPEAKER_01")]),
        ({"segments": [{**SEGMENT, "channel": 1}]}, [(*WHOLE, "channel 1")]),
        ({"segments": [{**SEGMENT, "speaker": "agent", "channel": 1}]}, [(*WHOLE, "agent")]),
        (
            {"transcription": [{"offsets": {"from": 4000, "to": 6500}, "text": SEGMENT["text"]}]},
            [WHOLE],
        ),
        (
            {
                "transcription": [
                    {"offsets": {"from": 4000, "to": 6500}, "text": SEGMENT["text"], "speaker": "1"}
                    | {"tokens": [{"text": "[_BEG_]", "p": 0.1}, {"text": " Mijn", "p": 0.8}]}
                ]
            },
            [(*WHOLE, "speaker 1", 0.8)],
        ),
    ],
)
def test_dialects(value, told):
    assert _told(value) == told


def test_words_as_named_tuples():
    tuples = [[w["start"], w["end"], w["word"], w["probability"]] for w in WORDS]
    assert _told([{**SEGMENT, "words": tuples}]) == [
        (4.0, 4.9, "Mijn föhn", 0.7),
        (6.0, 6.5, "blaast.", 0.7),
    ]


def test_a_segment_of_whisperx_is_parted_where_its_words_change_speaker():
    words = [
        _x("Goedendag.", 1.0, 0.8, "SPEAKER_00"),
        _x("Pas", 1.3, 0.6, "SPEAKER_01"),
        _x("7"),
        _x("graag.", 1.7, float("nan"), "SPEAKER_01"),
    ]
    segment = {
        "start": 1.0,
        "end": 2.0,
        "text": " Goedendag. Pas 7 graag.",
        "speaker": "SPEAKER_00",
    }
    assert _told({"segments": [{**segment, "words": words}], "word_segments": words}) == [
        (1.0, 1.2, "Goedendag.", "SPEAKER_00", 0.8),
        (1.3, 1.9, "Pas 7 graag.", "SPEAKER_01", 0.6),
    ]


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ({"language": "nl"}, "nl"),
        ({"language": "Dutch"}, "nl"),
        ({"info": {"language": "en", "language_probability": 0.9}}, "en"),
        ({"result": {"language": "nl"}}, "nl"),
        ({"language": None}, None),
        ({"language": 3, "info": []}, None),
        ({}, None),
    ],
)
def test_the_language_is_the_files(value, language):
    assert parse_whisper(json.dumps({**value, "segments": [SEGMENT]})).language == language


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ({"segments": [], "text": "", "language": "nl"}, True),
        ({"transcription": []}, True),
        ([SEGMENT], True),
        ([{**SEGMENT, "channel": 0}], True),
        ({"segments": [SEGMENT], "contact_id": "c1"}, False),
        ([{"start": 0, "end": 1, "text": "", "contact_id": "c1"}], False),
        ({"segments": "many"}, False),
        ({"text": "Hallo"}, False),
        ([], False),
        (None, False),
    ],
)
def test_what_is_a_transcript(value, verdict):
    assert is_transcript(value) is verdict


TIMES = "seconds from the start of the recording"


@pytest.mark.parametrize(
    ("segments", "row", "key", "told"),
    [
        ([SEGMENT, {"start": 1, "text": "x"}], 10, "segments[1].end", f"missing; expected {TIMES}"),
        ([{**SEGMENT, "start": None}], 6, "segments[0].start", "found null; expected a number"),
        ([{**SEGMENT, "end": -1}], 7, "segments[0].end", "found -1; expected a number from 0 up"),
        ([{**SEGMENT, "text": 5}], 8, "segments[0].text", "found 5; expected a text"),
        (["x"], 3, "segments[0]", "found a text; expected an object"),
        (
            [{**SEGMENT, "end": 3}],
            3,
            "segments[0]",
            "the segment ends at 3 s but begins at 4 s; expected an end at or after the start",
        ),
    ],
)
def test_a_malformed_segment_is_named_by_line_and_key(segments, row, key, told):
    with pytest.raises(TranscriptError) as caught:
        parse_whisper(json.dumps({"segments": segments}, indent=1))
    error = caught.value
    assert (error.row, error.key, f"{error.problem}; expected {error.expected}") == (row, key, told)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"segments": [', "not JSON: Expecting value at column 15"),
        ("[" * 100_000, "not readable as JSON (RecursionError)"),
        ('{"text": "hallo"}', "no segments in it"),
    ],
)
def test_what_is_no_transcript_is_refused(text, problem):
    with pytest.raises(TranscriptError, match=problem.replace("(", r"\(").replace(")", r"\)")):
        parse_whisper(text)


_TEXT = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


@given(
    st.lists(
        st.tuples(st.integers(0, 9_999), st.integers(0, 999), _TEXT, st.sampled_from("ab")),
        max_size=6,
    )
)
def test_what_is_written_is_read_back(said):
    segments = [
        {"start": at / 100, "end": (at + length) / 100, "text": text, "speaker": voice}
        for at, length, text, voice in said
    ]
    assert parse_whisper(json.dumps({"segments": segments})).utterances == tuple(
        Utterance(one["start"], one["end"], one["text"], one["speaker"]) for one in segments
    )


_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from([1.0, 2.0, " x", "\ud800", 10**400, [1, 2, " x", 0.5]]),
)
_VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=2), max_leaves=3)
_KEYS = ["start", "end", "text", "speaker", "words", "word", "avg_logprob", "score", "offsets"]
_SEGMENTS = st.lists(
    st.dictionaries(
        st.sampled_from(_KEYS),
        st.one_of(_VALUES, st.lists(st.dictionaries(st.sampled_from(_KEYS), _VALUES), max_size=2)),
        max_size=5,
    ).map(lambda odd: {"start": 1.0, "end": 2.0, "text": " x"} | odd),
    max_size=3,
)


@given(_SEGMENTS, st.sampled_from(["segments", "transcription", None]))
@settings(max_examples=300)
def test_any_segments_are_read_or_refused(segments, key):
    text = json.dumps(segments if key is None else {key: segments})
    try:
        said = parse_whisper(text).utterances
    except TranscriptError as error:
        assert str(error)
    else:
        assert all(0 <= one.start_s <= one.end_s for one in said)
        assert all(one.confidence is None or 0 <= one.confidence <= 1 for one in said)
