"""Which contacts are one journey."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact, Speaker
from pipeline.journey import join
from tests.support.build import MONDAY, contact_of
from tests.support.journeys import contacts_of_one_customer

LEAK = (
    "De wasmachine die jullie geplaatst hebben lekt onder de deur, het water staat in de bijkeuken "
    "en de plinten zijn opgezwollen."
)
LEAK_AGAIN = (
    "Het gaat over de lekkende wasmachine, er staat weer water in de bijkeuken en de plinten zijn "
    "nu helemaal opgezwollen."
)
OTHER = (
    "Mijn nieuwe televisie geeft geen geluid zodra ik de koptelefoon aansluit, en de "
    "afstandsbediening reageert traag."
)


def call(contact_id: str, text: str, days: float, customer: str | None = "k1") -> Contact:
    return contact_of(
        [[("agent", "Witgoedhuis, goedemorgen."), ("customer", text)]],
        contact_id=contact_id,
        days_later=days,
        customer_key=customer,
    )


def joined(*contacts: Contact, **windows: float) -> list[list[str]]:
    return [[c.contact_id for c in journey.contacts] for journey in join(contacts, **windows)]


def test_the_same_customer_within_the_window_is_one_journey() -> None:
    assert joined(call("c1", LEAK, 0), call("c2", LEAK_AGAIN, 6.9)) == [["c1", "c2"]]


def test_the_window_runs_from_the_last_contact() -> None:
    calls = [call(f"c{day}", LEAK, day) for day in (0, 6, 12)]
    assert joined(*calls) == [["c0", "c6", "c12"]]


def test_later_with_the_same_story_is_the_same_journey() -> None:
    assert joined(call("c1", LEAK, 0), call("c2", LEAK_AGAIN, 30)) == [["c1", "c2"]]


def test_later_with_another_story_is_another_journey() -> None:
    assert joined(call("c1", LEAK, 0), call("c2", OTHER, 30)) == [["c1"], ["c2"]]


def test_nothing_reaches_further_than_the_reach() -> None:
    calls = (call("c1", LEAK, 0), call("c2", LEAK_AGAIN, 61))
    assert joined(*calls) == [["c1"], ["c2"]]
    assert joined(*calls, reach_days=90) == [["c1", "c2"]]


def test_windows_are_settings() -> None:
    calls = (call("c1", LEAK, 0), call("c2", OTHER, 3))
    assert joined(*calls, window_days=2) == [["c1"], ["c2"]]
    assert joined(*calls, window_days=3) == [["c1", "c2"]]


def test_two_stories_side_by_side_stay_apart() -> None:
    calls = [call("leak", LEAK, 0), call("tv", OTHER, 20), call("again", LEAK_AGAIN, 40)]
    assert joined(*calls) == [["leak", "again"], ["tv"]]


def at(desk: str, contact: Contact, **changes: Any) -> Contact:
    """The contact at another queue, with what else differs."""
    legs = tuple(replace(leg, queue=desk) for leg in contact.legs)
    return replace(contact, legs=legs, **changes)


def test_another_issue_at_another_desk_is_another_journey() -> None:
    calls = (at("repairs", call("c1", LEAK, 0)), at("television", call("c2", OTHER, 2)))
    assert joined(*calls) == [["c1"], ["c2"]]


def test_the_same_story_at_another_desk_is_the_same_journey() -> None:
    calls = (at("repairs", call("c1", LEAK, 0)), at("claims", call("c2", LEAK_AGAIN, 20)))
    assert joined(*calls) == [["c1", "c2"]]


@pytest.mark.parametrize(
    "said",
    [
        "Ik heb vorige maand ook al gebeld.",
        "Ik bel nu voor de derde keer.",
        "Mijn man heeft jullie laatst aan de lijn gehad.",
        "Ik zou worden teruggebeld.",
        "Da's nog altijd niet in orde, er is niemand geweest, en het was nochtans beloofd.",
    ],
)
def test_whoever_refers_to_an_earlier_contact_goes_on_with_it(said: str) -> None:
    first, later = call("c1", LEAK, 0), call("c2", f"{said} {OTHER}", 30)
    assert joined(first, call("c2", OTHER, 30)) == [["c1"], ["c2"]]
    assert joined(at("repairs", first), at("other", later)) == [["c1", "c2"]]


@pytest.mark.parametrize(
    "said",
    [
        "I rang you about this last week.",
        "It's me again.",
        "My wife spoke to you the other day.",
        "Somebody was supposed to ring me.",
        "You promised me a visit.",
    ],
)
def test_the_same_in_english(said: str) -> None:
    first = at("repairs", call("c1", "The boiler leaks and the carpet under it is soaked.", 0))
    other = "My new telly has no sound through headphones and the remote is slow."
    later = at("shop", call("c2", f"{said} {other}", 30))
    pair = [replace(each, language="en") for each in (first, later)]
    assert joined(*pair) == [["c1", "c2"]]


def test_an_agent_who_has_it_on_file_goes_on_with_it() -> None:
    spoken: list[tuple[Speaker, str]] = [
        ("agent", "Ik zie dat u in maart gebeld had."),
        ("customer", OTHER),
    ]
    later = contact_of([spoken], contact_id="c2", days_later=30)
    assert joined(call("c1", LEAK, 0), at("other", later)) == [["c1", "c2"]]


def test_the_same_code_of_the_agents_ties_and_another_does_not() -> None:
    first = at("repairs", call("c1", LEAK, 0), disposition="D12")
    for code, journeys in (("D12", [["c1", "c2"]]), ("D40", [["c1"], ["c2"]])):
        later = at("other", call("c2", OTHER, 20), disposition=code)
        assert joined(first, later) == journeys


def test_two_halves_of_a_transferred_call_are_one_journey_whatever_is_said() -> None:
    first = at("repairs", call("c1", LEAK, 0))
    half = replace(first, legs=(replace(first.legs[0], ended_by="transfer"),))
    rest = at("television", call("c2", OTHER, 0.02))
    assert joined(first, rest) == [["c1"], ["c2"]]
    assert joined(half, rest) == [["c1", "c2"]]
    assert joined(half, replace(rest, customer_key=None)) == [["c1"], ["c2"]]


def test_of_two_journeys_the_one_with_the_same_story_goes_on() -> None:
    calls = [call("leak", LEAK, 0), at("tv", call("tv", OTHER, 2)), call("again", LEAK_AGAIN, 4)]
    assert joined(*calls) == [["leak", "again"], ["tv"]]


def test_unknown_customers_are_never_joined() -> None:
    calls = [call("c1", LEAK, 0, None), call("c2", LEAK_AGAIN, 1, None)]
    assert joined(*calls) == [["c1"], ["c2"]]


def test_different_customers_are_never_joined() -> None:
    calls = [call("c1", LEAK, 0, "k1"), call("c2", LEAK_AGAIN, 1, "k2")]
    assert joined(*calls) == [["c1"], ["c2"]]


def test_no_contacts_no_journeys() -> None:
    assert join([]) == []


@st.composite
def contacts_of_many(draw: st.DrawFn) -> list[Contact]:
    """Contacts over some months, of two customers and of nobody known, with and without codes."""
    return [
        replace(
            contact,
            customer_key=draw(st.sampled_from(["k1", "k2", None])),
            disposition=draw(st.sampled_from(["D1", "D2", None])),
            started_at=MONDAY + draw(st.integers(0, 40)) * (contact.started_at - MONDAY),
        )
        for contact in draw(contacts_of_one_customer())
    ]


@settings(deadline=None)
@given(contacts_of_many(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(contacts: list[Contact], random: Random) -> None:
    shuffled = list(contacts)
    random.shuffle(shuffled)
    assert join(shuffled) == join(contacts)


@settings(deadline=None)
@given(contacts_of_many())
def test_a_journey_is_of_one_known_customer_or_of_one_contact(contacts: list[Contact]) -> None:
    for journey in join(contacts):
        assert len({contact.customer_key for contact in journey.contacts}) == 1
        assert journey.customer_key is not None or len(journey.contacts) == 1


@settings(deadline=None)
@given(contacts_of_many())
def test_other_customers_change_nothing(contacts: list[Contact]) -> None:
    theirs = [contact for contact in contacts if contact.customer_key == "k1"]
    assert join(theirs) == [j for j in join(contacts) if j.customer_key == "k1"]


@settings(deadline=None)
@given(contacts_of_one_customer())
def test_every_contact_is_in_exactly_one_journey_oldest_first(theirs: list[Contact]) -> None:
    found = join(theirs)
    ids = [c.contact_id for journey in found for c in journey.contacts]
    assert sorted(ids) == sorted(c.contact_id for c in theirs)
    for journey in found:
        starts = [c.started_at for c in journey.contacts]
        assert starts == sorted(starts)
        assert len(journey.transfers) == sum(len(c.legs) - 1 for c in journey.contacts)


def test_the_journey_is_named_after_its_first_contact() -> None:
    alone, both = join([call("c1", LEAK, 0)]), join([call("c2", LEAK, 1), call("c1", LEAK, 0)])
    assert alone[0].journey_id == both[0].journey_id
