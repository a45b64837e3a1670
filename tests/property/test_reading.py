"""Parsers of what comes in: whatever they are given, a contact or a reason comes out, and nothing else.

`RETOLD_EXAMPLES=3000` looks further than the suite does; what it finds becomes an `@example`.
"""

import json
import os
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact, SetAside
from pipeline.intake import read_sources
from pipeline.redact import redact
from pipeline.sound import DecoderError, wire
from pipeline.sound.header import Header
from pipeline.transcribe import agent_of_two, believed
from tests.support.build import contact_of

LOOKS = settings(
    max_examples=int(os.environ.get("RETOLD_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
FAR_TOO_LONG_S = 20.0  # of processor time, for what takes a second; it was minutes

ODD = st.sampled_from(
    [None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**400, "", "x", "\ud800", "\0", [], {}]
)
WORDS = st.text(max_size=12) | st.sampled_from(
    ["Agent:", "[Klant]", "<v Agent>", "SPEAKER_00:", "-->", "WEBVTT", "NOTE", "\u202e", "1", "\n"]
)
SECONDS = st.floats(-5, 1e5) | st.integers(-5, 100) | ODD
TIMES = st.builds(
    lambda h, m, s, ms, dot: f"{h:02}:{m:02}:{s:02}{dot}{ms:03}",
    *(st.integers(0, most) for most in (120, 70, 70, 1_200)),
    st.sampled_from([".", ",", ":", ""]),
)
CUES = st.builds(
    lambda number, begin, end, words, between: (
        f"{number}\n{begin} --> {end}\n{' '.join(words)}{between}"
    ),
    st.integers(-1, 9) | st.text(max_size=2),
    TIMES,
    TIMES,
    st.lists(WORDS, max_size=5),
    st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\r", ""]),
)
TIMED = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("word", "speaker", "text"), WORDS | ODD),
        **dict.fromkeys(("start", "end", "probability", "score", "avg_logprob"), SECONDS),
    },
)
SEGMENT = st.builds(
    lambda segment, words: segment if words is None else segment | {"words": words},
    TIMED,
    st.none() | st.lists(TIMED | ODD, max_size=3) | ODD,
)
SPAN = st.fixed_dictionaries({"from": SECONDS, "to": SECONDS})
LINE = st.fixed_dictionaries({"offsets": SPAN | ODD, "text": WORDS})
WHISPER = st.one_of(
    st.fixed_dictionaries(
        {"language": WORDS | ODD, "segments": st.lists(SEGMENT | ODD, max_size=4) | ODD}
    ),
    st.lists(SEGMENT, max_size=3),
    st.fixed_dictionaries({"transcription": st.lists(LINE, max_size=3)}),
)
PARTY = st.fixed_dictionaries({}, optional={"role": WORDS | ODD | st.just("agent"), "tel": ODD})
NUMBERS = st.integers(-2, 3) | ODD | st.lists(st.integers(-1, 2))
DIALOG = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "recording", "transfer"]) | ODD},
    optional={
        "start": st.just("2026-03-02T10:14:00Z") | ODD | WORDS,
        "duration": SECONDS,
        "parties": st.lists(NUMBERS, max_size=3) | ODD,
        "originator": SECONDS,
        "body": WORDS | ODD,
        "url": WORDS | ODD,
        "encoding": st.just("none") | ODD,
    },
)
VCON = st.fixed_dictionaries(
    {"vcon": st.just("0.3.0"), "uuid": WORDS | ODD},
    optional={
        "parties": st.lists(PARTY | ODD, max_size=3) | ODD,
        "dialog": st.lists(DIALOG | ODD, max_size=3) | ODD,
    },
)
COLUMNS = (
    "contact_id started_at leg_id start_s end_s holds recording wait_s channel_roles ces "
    "goal_reached customer_id custmer_id x"
).split()
CELLS = st.one_of(
    WORDS,
    st.sampled_from(["c1", "2026-03-02T10:14:00Z", "0", "9", "1,5", "1-2;3-4", "0=agent", '"']),
    st.floats().map(str),
)
TABLE = st.builds(
    lambda columns, rows, sign, end: end.join(sign.join(row) for row in [columns, *rows]),
    st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=8),
    st.lists(st.lists(CELLS, max_size=9), max_size=4),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


def answered(folder, name, content):
    """Reads a file; what comes of it goes on as far as a night would take it."""
    (folder / name).write_bytes(content)
    items = list(read_sources([str(folder)], pseudonym=str, tell_agent=agent_of_two))
    for item in items:
        assert isinstance(item, Contact | SetAside)
        assert str(item)
        if isinstance(item, Contact) and item.turns:
            redact(believed(item))
    return items


@LOOKS
@given(st.lists(CUES, max_size=5).map("".join), st.sampled_from(["a.srt", "a.vtt"]))
def test_subtitles(tmp_path_factory, text, name):
    answered(tmp_path_factory.mktemp("f"), name, text.encode("utf-8", "surrogatepass"))


@LOOKS
@given(WHISPER)
def test_transcripts_of_whisper(tmp_path_factory, document):
    answered(tmp_path_factory.mktemp("f"), "a.json", json.dumps(document).encode())


@LOOKS
@given(VCON)
def test_vcons(tmp_path_factory, document):
    answered(tmp_path_factory.mktemp("f"), "a.vcon", json.dumps(document).encode())


@LOOKS
@given(TABLE)
def test_manifests(tmp_path_factory, text):
    answered(tmp_path_factory.mktemp("f"), "a.csv", text.encode("utf-8", "surrogatepass"))


@LOOKS
@given(st.binary(min_size=5, max_size=5), st.binary(max_size=80), st.integers(0, 2**32))
@example(wire.HEAD.pack(wire.HEADER, 2), b"[]", 0)
@example(wire.HEAD.pack(wire.HEADER, 4), b"null", 0)
@example(wire.HEAD.pack(wire.BLOCK, 2**32 - 1), b"", 2**32 - 1)
def test_what_a_decoder_says_is_believed_or_refused(head, text, n_bytes):
    header = Header(2, "wav", "pcm", None, None)
    for look in (
        lambda: wire.check(*wire.HEAD.unpack(head)),
        lambda: wire.header_from(text),
        lambda: wire.word_from(text),
        lambda: wire.n_samples_in(n_bytes, header),
    ):
        with suppress(DecoderError):
            look()


@pytest.mark.parametrize("number", ["7" * 6_000, "0" * 6_000, "\u0663" * 5_000])
@pytest.mark.parametrize("form", ["{}", "{} februari", "om {} uur", "Kerkstraat {}", "{}e", "NL{}"])
def test_a_number_of_thousands_of_digits_stops_nothing(number, form):
    said = form.format(number)
    asked = "Wat is uw klantnummer, en hoe laat komt u?"
    redact(contact_of([[("agent", asked), ("customer", said), ("agent", f"Om {said}?")]]))


@pytest.mark.parametrize("piece", ["a@", "a-", "Van Der ", "1234 AB ", "12-03-1980 "])
def test_a_turn_that_repeats_itself_takes_no_night(piece):
    text = (piece * 8_000)[:8_000]
    contact = contact_of([[("agent", "Wat is uw naam en klantnummer?"), ("customer", text)]])
    began_s = time.process_time()
    redact(contact)
    assert time.process_time() - began_s < FAR_TOO_LONG_S


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps([{"contact_id": i} for i in range(5_000)], indent=1)),
        ("a.csv", "contact_id,started_at\n" + ('"a\n' + "b,c\n" * 50) * 2_000),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nAgent: ja\n\n" * 30_000),
    ],
)
def test_a_file_in_which_all_is_wrong_takes_no_night(tmp_path, name, content):
    began_s = time.process_time()
    assert answered(tmp_path, name, content.encode())
    assert time.process_time() - began_s < FAR_TOO_LONG_S


def test_a_turn_beyond_all_measure_is_set_aside(tmp_path):
    turn = {"turn": 1, "leg": 1, "speaker": "agent", "t0": 0, "t1": 3, "text": "a" * 50_001}
    legs = [{"leg_id": 1, "start_s": 0, "end_s": 9}]
    document = {"contact_id": "c", "started_at": "2026-03-02T10:14:00Z", "legs": legs}
    (item,) = answered(tmp_path, "a.json", json.dumps(document | {"turns": [turn]}).encode())
    assert item.problem == "a turn of more than 50000 characters"
