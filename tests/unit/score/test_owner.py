"""Whose the effort was: nobody is charged for what others could have spared the customer."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pipeline.detect import find_all
from pipeline.domain import Contact, Contribution, Journey
from pipeline.score import judge
from pipeline.score.drivers import BY_FINDING, CUES, DRIVER_OF_CUE, OUTCOMES
from pipeline.score.owner import owner_of, share_of_agent
from tests.support.build import contact_of, journey_of
from tests.support.journeys import journeys

OURS = contact_of([[("agent", "Ja?")], [("agent", "Ja?")]])
THEIRS = replace(OURS, legs=tuple(replace(leg, partner="Snelpost") for leg in OURS.legs))


@pytest.mark.parametrize(
    ("reason", "cause", "contact", "owner"),
    [
        ("wait", "agent", OURS, "process"),
        ("wait", "agent", THEIRS, "partner"),
        ("hold", "none", THEIRS, "partner"),
        ("cold_transfer", "agent", OURS, "process"),
        ("retelling", "agent", THEIRS, "process"),
        ("failed_self_service", "process", OURS, "system"),
        ("misconduct", "process", OURS, "agent"),
        ("brushed_off", "process", THEIRS, "agent"),
        ("unresolved", "process", OURS, "process"),
        ("unresolved", "process", THEIRS, "partner"),
        ("unresolved", "agent", THEIRS, "agent"),
        ("unresolved", "product", OURS, "system"),
        ("customer_must_act", "customer", OURS, "customer"),
        ("customer_must_act", "none", OURS, "process"),
        ("frustrated", "agent", OURS, None),
        ("customer_words", "agent", OURS, None),
    ],
)
def test_every_driver_has_its_owner(
    reason: str, cause: str, contact: Contact, owner: str | None
) -> None:
    assert owner_of(reason, 2, contact, cause) == owner  # type: ignore[arg-type]


def test_no_driver_is_the_agents_but_what_an_agent_did() -> None:
    cues = {DRIVER_OF_CUE.get(cue, cue) for spoken in CUES.values() for cue in spoken}
    reasons = {*BY_FINDING.values(), *OUTCOMES.values(), *cues, "wait", "hold", "repeat_contact"}
    assert {r for r in reasons if owner_of(r, 1, OURS, "process") == "agent"} == {
        "misconduct",
        "brushed_off",
        "takes_over",
    }


def test_the_agents_share_is_of_what_somebody_owns() -> None:
    rows = [
        Contribution("baseline", 6.0),
        Contribution("wait", -1.0, owner="process"),
        Contribution("misconduct", -0.5, owner="agent"),
        Contribution("takes_over", 0.2, owner="agent"),
        Contribution("frustrated", -3.0),
    ]
    assert share_of_agent(rows) == pytest.approx(1 / 3)
    assert share_of_agent(rows[:1]) == 0.0


def test_who_puts_a_customer_through_is_not_charged_for_the_queue_behind() -> None:
    contact = contact_of(
        [
            [("customer", "De föhn blaast koud."), ("agent", "Ik verbind u door.")],
            [("customer", "De föhn blaast koud, ik heb het al verteld."), ("agent", "Tja.")],
        ],
    )
    ((score,), _) = judge(journey_of(contact), find_all(journey_of(contact)))
    rows = {row.reason: row for row in score.contributions}
    assert rows["cold_transfer"].owner == rows["wait"].owner == "process"
    assert score.process_effort[2] <= rows["cold_transfer"].points + rows["wait"].points


@settings(deadline=None)
@given(journeys())
def test_what_others_caused_is_never_more_than_the_burden(journey: Journey) -> None:
    efforts, _ = judge(journey, find_all(journey))
    for score in efforts:
        burden = sum(row.points for row in score.contributions if row.points < 0)
        assert sum(score.process_effort.values()) >= burden - 0.01
