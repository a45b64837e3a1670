"""No value anywhere in the input stops a run: what comes out is a contact or a note, never nothing."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact, SetAside
from pipeline.intake import read_sources

PARTIES = [{"tel": "+31", "role": "customer"}, {"uuid": "A", "role": "agent", "dept": "blue"}]
AT = "2026-03-02T10:14:00Z"
SOUND = {"type": "recording", "start": AT, "duration": 5, "parties": [[0], [1]], "url": "a.wav"}
LATER = {**SOUND, "start": "2026-03-02T10:15:00Z", "parties": [0, 1], "originator": 0, "skill": "q"}
TEXT = {"type": "text", "start": AT, "duration": 1, "parties": [0], "body": "x", "encoding": "none"}
VCON = {"vcon": "0.3.0", "uuid": "u", "parties": PARTIES}
SPOKEN = {**VCON, "dialog": [SOUND, {"type": "transfer", "original": [0]}, LATER]}
WRITTEN = {**VCON, "dialog": [TEXT, {**TEXT, "parties": 1}]}

ODD = [
    *(None, True, -1, 1, 1e308, float("nan"), float("inf"), 10**400),
    *("", " ", "x", "\x00", "\ud800", "0001-01-01T00:00:00+05:00", "a" * 5_000),
    *("://", "s3://x", "file:///", "../..", "a.wav"),
    *([], [[]], [[1, 2]], [None], [{}], {}, {"path": "a.wav", "leg": 1}, [0, [1, None]]),
]


def _paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places in a JSON value, the whole of it left out."""
    if not isinstance(value, dict | list):
        return
    for step, member in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, step)
        yield from _paths(member, (*path, step))


def _with(content: object, path: tuple[str | int, ...], value: object) -> object:
    changed = place = deepcopy(content)
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def _outcomes(path) -> list[Contact | SetAside]:
    outcomes = list(read_sources([str(path)], pseudonym=lambda customer_id: "key"))
    assert all(str(outcome) for outcome in outcomes)
    return outcomes


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
@pytest.mark.parametrize("base", ["document", "transcribed", "spoken", "written"])
def test_an_odd_value_in_any_place_is_answered(inbox, document, base, odd):
    inbox.record("a.wav")
    inbox.write("t.srt", "00:01.000 --> 00:02.000\nHallo.\n")
    pieces = [{"path": "t.srt", "leg": 1, "channel": 0, "role": "agent"}]
    bases = {
        "document": {**document, "recording": ["a.wav"]},
        "transcribed": {**document, "turns": None, "transcript": pieces},
        "spoken": SPOKEN,
        "written": WRITTEN,
    }
    for path in _paths(bases[base]):
        inbox.dump("x.json", _with(bases[base], path, odd))
        assert len(_outcomes(inbox.folder / "x.json")) == 1, path


MANIFEST = (
    b"contact_id,started_at,leg_id,start_s,end_s,holds,recording\n"
    b'c1,2026-03-02T10:14:00Z,1,0,9,"1-2;3-4",a.wav\n'
    b"c1,2026-03-02T10:14:00Z,2,9,18,,a.wav\n"
)
_EDITS = st.lists(
    st.tuples(st.integers(0, len(MANIFEST) - 1), st.binary(max_size=4)), min_size=1, max_size=6
)


@given(_EDITS)
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_manifest_damaged_anywhere_is_answered(inbox, edits):
    inbox.record("a.wav")
    damaged = bytearray(MANIFEST)
    for at, piece in edits:
        damaged[at : at + 1] = piece
    assert _outcomes(inbox.write("m.csv", bytes(damaged))) != []


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.json", "x.jsonl", "x.vcon"]))
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_bytes_are_answered(inbox, data, name):
    assert all(isinstance(note, SetAside) for note in _outcomes(inbox.write(name, data)))
