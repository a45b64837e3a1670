"""What is put into the store comes out of it again, character by character."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact, Leg, Mark, Quote, Recording, Survey, Turn
from pipeline.domain.contact import MarkKind
from pipeline.store import Night, StoreError
from tests.support.lakes import BOTH_KINDS

seconds = st.floats(0, 1e6, allow_nan=False)
share = st.none() | st.floats(0, 1)
# The whole of Unicode except lone surrogates, which are no text; combining accents and emoji often.
words = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("e\u0301😀👩\u200d🔧ï\x00'\"\\")
)
name = st.none() | words
survey = st.builds(
    Survey, ces=share, csat=share, nps=share, goal_reached=st.none() | st.booleans(),
    asked_at=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)  # fmt: skip
leg = st.builds(
    Leg, st.just(0), seconds, seconds, name, name, name, name, seconds,
    st.lists(st.tuples(seconds, seconds), max_size=3).map(tuple),
    st.sampled_from([None, "transfer", "normal", "customer_hangup", "agent_hangup"]),
    st.booleans(),
)  # fmt: skip
turn = st.builds(
    Turn, st.just(0), st.integers(1, 3), st.sampled_from(["agent", "customer", "ivr"]),
    seconds, seconds, words, name, share,
)  # fmt: skip
mark = st.builds(Mark, st.sampled_from(get_args(MarkKind)), seconds, seconds, words)
contact = st.builds(
    Contact,
    contact_id=st.just("c"),
    started_at=st.datetimes(
        datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone(timedelta(hours=2)))
    ),
    legs=st.lists(leg, max_size=3).map(
        lambda legs: tuple(dataclasses.replace(one, leg_no=no) for no, one in enumerate(legs, 1))
    ),
    turns=st.lists(turn, max_size=4).map(
        lambda turns: tuple(dataclasses.replace(one, turn_no=no) for no, one in enumerate(turns))
    ),
    recordings=st.lists(
        st.builds(Recording, words, st.none() | st.integers(1, 3), st.none() | st.integers(0, 1),
                  st.sampled_from([None, "agent", "customer"])), max_size=2).map(tuple),
    marks=st.lists(mark, max_size=3).map(tuple),
    channel_roles=st.dictionaries(st.integers(0, 3), st.sampled_from(["agent", "customer"])),
    customer_key=name, channel=words, direction=st.sampled_from(["inbound", "outbound"]),
    language=name, wait_s=seconds, survey=st.none() | survey, disposition=name,
    transcript_quality=share, content_hash=words, origin=words,
    extra=st.dictionaries(words, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words),
)  # fmt: skip


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    with Night.begin(tmp_path_factory.mktemp("round") / "s.duckdb", "n1") as tonight:
        yield tonight


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(contact)
def test_a_contact_comes_back_as_it_was(night, put):
    night.put_contacts([put])
    (got,) = night.contacts(["c"])
    assert got == put
    assert got.started_at.utcoffset() == timedelta(0)


@given(words.filter(bool), st.data())
@settings(max_examples=200, deadline=None)
def test_offsets_count_the_same_characters_in_python_and_duckdb(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote.cite("c", Turn(1, 1, "customer", 0.0, 1.0, text), "told", start, end)
    found = CONNECTION.execute(
        "select substring($text, $start + 1, $end - $start), length($text)",
        {"text": text, "start": start, "end": end},
    ).fetchone()
    assert found == (quote.words, len(text))


CONNECTION = duckdb.connect(":memory:")


def test_customers_come_whole_and_oldest_first(store, lisa, later):
    second = later(lisa, "lisa-0", 4)
    other = later(lisa, "b", 1, customer_key="k-b")
    unknown = later(lisa, "u", 1, customer_key=None)
    with Night.begin(store, "n1") as night:
        night.put_contacts([second, unknown, other, lisa])
        assert list(night.contacts_of(["k-lisa", "nobody"])) == [lisa, second]
        assert [c.contact_id for c in night.contacts_of(["k-lisa", "k-b"])] == [
            "b",
            "lisa-1",
            "lisa-0",
        ]
        assert [c.contact_id for c in night.contacts(["u", "nobody", "b"])] == ["u", "b"]
        assert night.known() == dict.fromkeys(["lisa-1", "lisa-0", "b", "u"], "h1")


def test_contacts_can_be_taken_while_others_are_put(store, lisa, later):
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa])
        for taken in night.contacts(["lisa-1"]):
            night.put_contacts([later(taken, "copy", 1)])
        assert set(night.known()) == {"lisa-1", "copy"}


@BOTH_KINDS
def test_a_replaced_contact_keeps_nothing_of_the_old_one(store, lisa):
    shorter = dataclasses.replace(
        lisa,
        legs=lisa.legs[:1],
        turns=lisa.turns[:1],
        recordings=(),
        marks=(),
        survey=None,
        content_hash="h2",
    )
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa])
        night.put_contacts([lisa, shorter])
        assert list(night.contacts(["lisa-1"])) == [shorter]
        assert night.known() == {"lisa-1": "h2"}


@pytest.mark.parametrize(
    "change", [{"text": "geheim \ud800"}, {"end_s": float("nan")}, {"confidence": "geheim"}]
)
def test_what_cannot_be_stored_is_said_without_quoting_it(store, lisa, change):
    bad = dataclasses.replace(lisa, turns=(dataclasses.replace(lisa.turns[0], **change),))
    with Night.begin(store, "n1") as night:
        with pytest.raises(StoreError, match="1 rows of turns cannot be stored") as caught:
            night.put_contacts([bad])
        assert "geheim" not in str(caught.value)
        assert night.known() == {}
        night.put_contacts([lisa])
        assert night.known() == {"lisa-1": "h1"}
