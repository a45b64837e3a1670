"""Each check finds what it is for, and anything found stops publication."""

from dataclasses import replace

import pytest

from pipeline.domain import Contribution, Finding, Leg, Moment, Quote, Sighting
from pipeline.store import ChecksFailedError, Night


def with_finding(judged, **changes):
    first, *others = judged.findings
    return replace(judged, findings=(replace(first, **changes), *others))


def with_effort(judged, **changes):
    return replace(judged, efforts=tuple(replace(one, **changes) for one in judged.efforts))


def with_transfer(judged, **changes):
    transfers = tuple(replace(one, **changes) for one in judged.journey.transfers)
    return replace(judged, journey=replace(judged.journey, transfers=transfers))


NOTHING_TO_BASE_ON = Finding.sign(
    Sighting((Moment("stranger", "hold", 1.0, "x"),), None, 0.5), detector="promise", version=1
)
# What is spoiled: the check that finds it, and how to spoil a journey for it.
SPOILED = {
    "quote with other words": (
        "quotes_match",
        lambda j: with_finding(j, evidence=(Quote("lisa-1", 4, 0, 4, "Anna", "retold"),)),
    ),
    "quote past the end": (
        "quotes_match",
        lambda j: with_finding(j, evidence=(Quote("lisa-1", 1, 30, 400, "nummer?", "retold"),)),
    ),
    "quote of no turn": (
        "quotes_match",
        lambda j: with_finding(j, evidence=(Quote("lisa-1", 99, 0, 1, "a", "retold"),)),
    ),
    "transfer with a wrong quote": (
        "quotes_match",
        lambda j: with_transfer(j, evidence=(Quote("lisa-1", 3, 0, 3, "Xet", "asked"),)),
    ),
    "score beside its sum": ("scores_add_up", lambda j: with_effort(j, effort=2.8)),
    "score without contributions": ("scores_add_up", lambda j: with_effort(j, contributions=())),
    "no score but contributions": (
        "scores_add_up",
        lambda j: with_effort(j, effort=None, effort_low=None, effort_high=None),
    ),
    "empathy beside its sum": (
        "scores_add_up",
        lambda j: replace(j, empathies=(replace(j.empathies[1], empathy=1.0),)),
    ),
    "effort off the scale": (
        "scores_in_range",
        lambda j: with_effort(j, effort=0.5, contributions=(Contribution("baseline", 0.5),)),
    ),
    "effort outside its ends": ("scores_in_range", lambda j: with_effort(j, effort_low=3.0)),
    "process effort that helps": (
        "scores_in_range",
        lambda j: with_effort(j, process_effort={1: 0.5}),
    ),
    "confidence over one": ("scores_in_range", lambda j: with_finding(j, confidence=1.2)),
    "finding without evidence": ("findings_have_evidence", lambda j: with_finding(j, evidence=())),
    "finding about a stranger": (
        "findings_of_known_places",
        lambda j: replace(j, findings=(*j.findings, NOTHING_TO_BASE_ON)),
    ),
    "finding in no leg": ("findings_of_known_places", lambda j: with_finding(j, leg_no=9)),
    "finding related to nobody": (
        "findings_of_known_places",
        lambda j: with_finding(j, related_contact_id="nobody", related_leg_no=None),
    ),
    "finding twice": (
        "rows_are_unique",
        lambda j: replace(j, findings=j.findings + j.findings[:1]),
    ),
    "transfer to nowhere": ("transfers_join_legs", lambda j: with_transfer(j, to_leg=9)),
    "transfer backwards": ("transfers_join_legs", lambda j: with_transfer(j, from_leg=2, to_leg=1)),
    "contribution of no finding": (
        "contributions_refer_to_findings",
        lambda j: replace(j, findings=j.findings[1:]),
    ),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_check_finds_what_it_is_for(store, lisa, judge, what):
    check, spoil = SPOILED[what]
    with Night.begin(store, "n1") as night:
        night.put_contacts([lisa])
        night.put_judged([judge(lisa)])
        assert night.failing_checks() == []
        night.put_judged([spoil(judge(lisa))])
        assert check in {failing.name for failing in night.failing_checks()}


def test_a_turn_outside_all_legs_is_found(store, lisa):
    with Night.begin(store, "n1") as night:
        night.put_contacts([replace(lisa, legs=(Leg(1, 0.0, 60.0),))])
        (failing,) = night.failing_checks()
    assert (failing.name, failing.n_rows) == ("turns_in_legs", 2)
    assert (
        failing.says
        == "Every turn lies in a leg of its contact, every leg and every mark in a contact."
    )
    assert failing.rows[0] == {"contact_id": "lisa-1", "leg_no": 2, "turn_no": 3}


@pytest.mark.parametrize(
    ("first", "second"), [("k-lisa", "k-other"), ("k-lisa", None), (None, None)]
)
def test_a_journey_of_two_customers_is_found(*, store, lisa, later, judge, first, second):
    one, other = replace(lisa, customer_key=first), later(lisa, "b", 1, customer_key=second)
    with Night.begin(store, "n1") as night:
        night.put_contacts([one, other])
        night.put_judged([judge(one, other)])
        assert [failing.name for failing in night.failing_checks()] == ["journeys_of_one_customer"]


def test_a_failing_check_stops_publication_and_keeps_the_file(store, lisa, judge, publish, rows):
    publish("n1", [lisa], [judge(lisa)])
    before = store.readlink()
    with pytest.raises(ChecksFailedError, match="scores_add_up") as caught:
        publish("n2", [lisa], [with_effort(judge(lisa), effort=2.8)])
    assert store.readlink() == before
    assert [row["effort"] for row in rows("export_contact", contact_ids=None)] == [2.9]
    assert caught.value.kept.name == "n2.failed.duckdb"
    assert caught.value.kept.is_file()
    assert lisa.turn(2).text not in str(caught.value)
    publish("n3", [lisa], [judge(lisa)])
    assert store.readlink().name == "n3.duckdb"
