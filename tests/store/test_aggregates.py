"""Surges and dips: found when something is unusual, with what explains it, and not otherwise."""

import json
from dataclasses import replace
from datetime import date

import pytest

from pipeline.domain import Contribution

N_WEEKS = 8
LAST_MONDAY = date(2026, 4, 27)  # eight weeks after Lisa's


@pytest.fixture
def on_mondays(lisa, later):
    """So many contacts on each of nine Mondays, each of another customer."""

    def contacts(*counts: int):
        return [
            later(lisa, f"c{week}-{no}", 7 * week + no / 100, customer_key=f"k{week}-{no}")
            for week, n in enumerate(counts)
            for no in range(n)
        ]

    return contacts


def said(contact, words):
    turn = replace(contact.turns[1], text=f"{contact.turns[1].text} {words}")
    return replace(contact, turns=(contact.turns[0], turn, *contact.turns[2:]))


def scored(judged, effort, reason="repair"):
    efforts = tuple(
        replace(one, effort=effort, effort_low=effort, effort_high=effort,
                contributions=(Contribution("baseline", effort),))
        for one in judged.efforts
    )  # fmt: skip
    journey = replace(judged.journey, contact_reason=reason)
    return replace(judged, journey=journey, efforts=efforts)


def test_a_reason_that_rises_is_a_surge_with_its_new_words(publish, rows, on_mondays, judge):
    contacts = [
        said(one, "De app vraagt om een koppelcode") if one.contact_id.startswith("c8") else one
        for one in on_mondays(*[2] * N_WEEKS, 25)
    ]
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    (surge,) = rows("board_surges", since=None)
    assert (surge["contact_reason"], surge["first_day"], surge["last_day"]) == (
        "repair",
        LAST_MONDAY,
        LAST_MONDAY,
    )
    assert (surge["n_contacts"], surge["n_expected"]) == (25, 2)
    assert surge["deviation"] == pytest.approx((25 - 2) / 2**0.5)  # the spread of a count of 2
    assert {"koppelcode", "vraagt"} <= set(surge["new_words"])
    assert "föhn" not in surge["new_words"]
    assert (surge["resolved_share"], surge["resolved_share_before"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    "counts",
    [
        [2] * N_WEEKS + [19],  # too few to say
        [20] * N_WEEKS + [25],  # as usual
        [10, 40] * 4 + [41],  # every other week is like that
        [2] * 3 + [25],  # nobody knows yet what is usual
    ],
)
def test_what_is_usual_or_small_is_no_surge(publish, rows, on_mondays, judge, counts):
    contacts = on_mondays(*counts)
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    assert rows("board_surges", since=None) == []


def test_a_week_of_harder_contacts_is_a_dip_with_the_reason_for_it(
    publish, rows, on_mondays, judge
):
    contacts = on_mondays(*[30] * 6)
    is_new = {f"c5-{no}" for no in range(15)}
    judged = [
        scored(judge(one, journey_id=one.contact_id), 3.0, "app")
        if one.contact_id in is_new
        else scored(judge(one, journey_id=one.contact_id), 6.0)
        for one in contacts
    ]
    publish("n1", contacts, judged)
    dips = rows("board_dips", since=None)
    dip = next(
        one for one in dips if one["contact_reason"] == one["queue"] == one["partner"] is None
    )
    assert (dip["week"], dip["measure"], dip["n"]) == (date(2026, 4, 6), "effort", 30)
    assert (dip["mean"], dip["expected"]) == (4.5, 6.0)
    cause = next(one for one in dip["explained_by"] if one["part"] == "contact_reason")
    assert (cause["name"], cause["n"], cause["share"], cause["share_before"]) == (
        "app",
        15,
        0.5,
        0.0,
    )
    assert cause["points"] == pytest.approx(-1.5)  # all of it: half of the contacts, 3 points lower
    assert all(one["contact_reason"] != "repair" for one in dips)


def test_surges_are_findings_about_no_single_contact(publish, rows, store, on_mondays, judge):
    contacts = on_mondays(*[2] * N_WEEKS, 25)
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    import duckdb

    with duckdb.connect(str(store), read_only=True) as connection:
        found = connection.execute(
            "select contact_id, turns, confidence > 0.99, detail from finding where kind = 'surge'"
        ).fetchall()
    ((contact_id, turns, is_sure, detail),) = found
    assert (contact_id, turns, is_sure, json.loads(detail)["n"]) == (None, [], True, 25)
    assert "surge" not in {one["kind"] for one in rows("findings_by_kind")}


def test_a_later_night_finds_them_anew_from_the_first_day_it_touched(
    publish, rows, on_mondays, judge
):
    *before, last = on_mondays(*[2] * N_WEEKS, 21)
    publish("n1", before, [judge(one, journey_id=one.contact_id) for one in before])
    (once,) = rows("board_surges", since=None)
    publish("n2", [last], [judge(last, journey_id=last.contact_id)])
    (twice,) = rows("board_surges", since=None)
    assert (once["n_contacts"], twice["n_contacts"]) == (20, 21)
    assert once["finding_ids"] == twice["finding_ids"]
