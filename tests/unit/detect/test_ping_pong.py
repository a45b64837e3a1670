"""Sent back, as the switch has it: queues and companies that return within one contact."""

from dataclasses import replace

import pytest

from pipeline.detect.ping_pong import detect
from pipeline.domain import Contact, Moment
from tests.support.build import contact_of, journey_of

Desk = tuple[str | None, str | None]  # partner, queue


def contact_through(*desks: Desk) -> Contact:
    """A contact with a leg at each desk, in which nothing telling is said."""
    contact = contact_of([[("agent", "Goedemiddag."), ("customer", "Dag.")] for _ in desks])
    legs = tuple(
        replace(leg, partner=partner, queue=queue)
        for leg, (partner, queue) in zip(contact.legs, desks, strict=True)
    )
    return replace(contact, legs=legs)


@pytest.mark.parametrize(
    ("desks", "seen_as"),
    [
        ([(None, "balie"), (None, "planning"), (None, "balie")], ["loop"]),
        ([(None, "balie"), ("Lak BV", "storing"), (None, "balie")], ["loop"]),
        (
            [("Lak BV", "a"), (None, "balie"), ("Lak BV", "a"), (None, "nazorg")],
            ["loop", "other_desk"],
        ),
        ([(None, "balie"), ("Lak BV", "storing"), (None, "klachten")], ["other_desk"]),
        ([(None, "a"), (None, "b"), (None, "c"), (None, "d")], ["hops"]),
    ],
)
def test_sent_back_or_ever_further(desks: list[Desk], seen_as: list[str]) -> None:
    contact = contact_through(*desks)
    (finding,) = detect.findings(journey_of(contact))
    assert finding.detail["seen_as"] == seen_as
    moments = [item for item in finding.evidence if isinstance(item, Moment)]
    assert len(moments) == len(finding.evidence)
    assert {moment.at_s for moment in moments} <= {leg.end_s for leg in contact.legs}


@pytest.mark.parametrize(
    "desks",
    [
        [(None, "balie")],
        [(None, "balie"), (None, "balie")],
        [(None, "balie"), (None, "balie"), (None, "balie")],
        [(None, "balie"), (None, "planning"), (None, "planning")],
        [(None, "balie"), (None, "planning"), (None, "techniek")],
        [(None, "balie"), ("Lak BV", "storing"), ("Lak BV", "planning")],
    ],
)
def test_never_back(desks: list[Desk]) -> None:
    assert detect.findings(journey_of(contact_through(*desks))) == []


def test_a_return_to_the_switch_is_surer_than_hops() -> None:
    loop, hops = (
        detect.findings(journey_of(contact_through(*desks)))[0].confidence
        for desks in (
            [(None, "a"), (None, "b"), (None, "a")],
            [(None, "a"), (None, "b"), (None, "c"), (None, "d")],
        )
    )
    assert loop > hops


def test_queues_that_are_not_known_are_told_apart_by_their_agents() -> None:
    contact = contact_through((None, None), (None, None), (None, None))
    assert detect.findings(journey_of(contact)) == []
    legs = [replace(leg, agent_id=agent) for leg, agent in zip(contact.legs, "aba", strict=True)]
    (finding,) = detect.findings(journey_of(replace(contact, legs=tuple(legs))))
    assert finding.detail["seen_as"] == ["loop"]


def test_another_company_sends_back_in_a_later_contact() -> None:
    first = contact_of(
        [
            [
                ("customer", "Mijn bril zit scheef."),
                ("agent", "Voor de garantie moet u bij de opticien zijn."),
            ]
        ]
    )
    second = contact_of(
        [[("customer", "De opticien zegt dat ik bij jullie moet zijn."), ("agent", "Ik kijk.")]],
        contact_id="c2",
        days_later=1,
    )
    (finding,) = detect.findings(journey_of(first, second))
    assert (finding.contact_id, finding.turns) == ("c2", (1,))
    assert detect.findings(journey_of(second)) == []
