"""Search finds contacts by what was said in them, in any form of a word."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from pipeline.domain import Among
from pipeline.store import Reader, search
from tests.support.lakes import BOTH_KINDS


@pytest.fixture
def find(store):
    def look(wanted, n=20, **among):
        with Reader.open(store) as reader:
            return search(reader, wanted, Among(**among), n)

    return look


@pytest.fixture
def three(publish, lisa, later, judge):
    """Lisa's own; one about bills; one in English. Their stories are turn 2."""
    bills = replace(
        later(lisa, "bills", 1, customer_key="b"),
        turns=(
            *lisa.turns[:1],
            replace(lisa.turns[1], text="Twee facturen betaald, en ik werd nooit teruggebeld."),
            *lisa.turns[2:],
        ),
    )
    english = replace(
        later(lisa, "english", 2, customer_key="e", language="en"),
        turns=(
            *lisa.turns[:1],
            replace(lisa.turns[1], text="Nobody was calling me back about my [order_number]."),
            *lisa.turns[2:],
        ),
    )
    contacts = [lisa, bills, english]
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    return contacts


def test_a_word_is_found_in_any_form_and_shown_where_it_stands(three, find):
    (hit,) = find("factuur")
    assert (hit.contact_id, hit.turn_no, hit.speaker, hit.queue) == (
        "bills",
        2,
        "customer",
        "general",
    )
    assert [hit.text[start:end] for start, end in hit.matches] == ["facturen"]
    assert [one.contact_id for one in find("called")] == ["english"]
    assert {one.contact_id for one in find("FOHN")} == {"lisa-1", "bills", "english"}


def test_all_words_must_be_said_and_the_rarest_weigh_most(three, find):
    assert {one.contact_id for one in find("föhn kaartnummer")} == {"lisa-1", "bills", "english"}
    assert [one.contact_id for one in find("factuur kaartnummer")] == ["bills"]
    assert not find("factuur order")


def test_a_phrase_is_found_as_it_stands(three, find):
    assert [one.contact_id for one in find('"nooit teruggebeld"')] == ["bills"]
    assert [one.contact_id for one in find('"werd nooit teruggebeld" factuur')] == ["bills"]
    assert not find('"teruggebeld nooit"')


@pytest.mark.parametrize(
    ("among", "found"),
    [
        ({"agent": "harry"}, 3),
        ({"agent": "nobody"}, 0),
        ({"queue": "faults"}, 3),
        ({"contact_reason": "repair"}, 3),
        ({"contact_reason": "other"}, 0),
        ({"kind": "repeat_story"}, 3),
        ({"kind": "threat"}, 0),
        ({"since": date(2026, 3, 3)}, 2),
        ({"since": date(2026, 3, 3), "until": date(2026, 3, 3)}, 1),
    ],
)
def test_it_looks_among_those_that_one_asks_for(three, find, among, found):
    assert len(find("kaartnummer", **among)) == found


def test_masks_and_common_words_are_not_indexed(three, find):
    assert not find("number")
    with pytest.raises(ValueError, match="nothing to look for"):
        find("en de")


@BOTH_KINDS
def test_a_replaced_contact_is_found_by_its_new_words_alone(three, publish, find, judge):
    bills = three[1]
    changed = replace(
        bills,
        turns=(bills.turns[0], replace(bills.turns[1], text="Een abonnement."), *bills.turns[2:]),
        content_hash="h2",
    )
    publish("n2", [changed], [judge(changed, journey_id="bills")])
    assert not find("factuur")
    assert [one.contact_id for one in find("abonnementen")] == ["bills"]


def test_what_is_said_too_often_is_looked_for_in_the_newest_first(
    three, publish, find, later, judge, monkeypatch
):
    newer = later(three[0], "newer", 5, customer_key="n")
    publish("n2", [newer], [judge(newer, journey_id="newer")])  # indexed apart from the three
    everything = find("kaartnummer")
    assert (len(everything), everything.n_newest) == (4, None)
    monkeypatch.setattr(import_module("pipeline.store.search"), "_TURNS_AT_FIRST", 1)
    (hit,) = few = find("kaartnummer", n=1)
    assert (hit.contact_id, few.n_newest) == ("newer", 1)
    assert len(find("kaartnummer", n=4)) == 4  # too few there: older ones too
    assert [one.contact_id for one in find("factuur", n=1)] == ["bills"]


def test_no_more_than_asked_for(three, find):
    assert len(find("kaartnummer", n=2)) == 2


def test_the_terminal_shows_the_words_that_were_found(three, store):
    from typer.testing import CliRunner

    from pipeline.cli import app

    asked = [
        "search",
        "factuur",
        "--store",
        str(store),
        "--since",
        "2026-03-01",
        "--queue",
        "faults",
    ]
    outcome = CliRunner().invoke(app, asked)
    assert outcome.exit_code == 0, outcome.output
    assert "bills" in outcome.output and "Twee facturen betaald" in outcome.output
    nothing = CliRunner().invoke(app, [*asked, "--reason", "other"])
    assert (nothing.exit_code, nothing.output.strip()) == (0, "Niets gevonden.")
    checked = CliRunner().invoke(app, ["check", "--store", str(store)])
    assert checked.exit_code == 0
