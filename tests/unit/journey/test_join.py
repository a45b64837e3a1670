"""Which contacts are one journey."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import Contact
from pipeline.journey import contact_reason, join
from tests.support.build import contact_of
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


def test_unknown_customers_are_never_joined() -> None:
    calls = [call("c1", LEAK, 0, None), call("c2", LEAK_AGAIN, 1, None)]
    assert joined(*calls) == [["c1"], ["c2"]]


def test_different_customers_are_never_joined() -> None:
    calls = [call("c1", LEAK, 0, "k1"), call("c2", LEAK_AGAIN, 1, "k2")]
    assert joined(*calls) == [["c1"], ["c2"]]


def test_no_contacts_no_journeys() -> None:
    assert join([]) == []


@settings(deadline=None)
@given(contacts_of_one_customer(), st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_input_does_not_matter(theirs, random, data) -> None:  # type: ignore[no-untyped-def]
    keys = [data.draw(st.sampled_from(["k1", "k2", None])) for _ in theirs]
    contacts = [replace(c, customer_key=key) for c, key in zip(theirs, keys, strict=True)]
    shuffled = list(contacts)
    random.shuffle(shuffled)
    assert join(shuffled) == join(contacts)


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


@pytest.mark.parametrize(
    ("disposition", "said", "reason"),
    [
        ("LEKKAGE", "anders", "LEKKAGE"),
        (None, "De droger piept.", "droger piept"),
        (None, "", None),
    ],
)
def test_the_reason_is_the_code_or_what_both_come_back_to(
    disposition: str | None, said: str, reason: str | None
) -> None:
    turns = [("customer", said), ("agent", f"Oké, {said}")] if said else []
    assert contact_reason(contact_of([turns], disposition=disposition)) == reason
