"""Effort: always the sum of its rows, harder with every burden, null where it cannot be told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect import find_all
from pipeline.domain import Contact, EffortScore, Finding, Journey, Quote, Sighting
from pipeline.score import judge
from pipeline.score.drivers import drivers_of
from pipeline.score.effort import MODEL, efforts_of
from pipeline.trained import Weights, load_weights
from tests.support.build import contact_of, journey_of
from tests.support.journeys import journeys

EASIER = {"relieved", "takes_over"}
EITHER = {"customer_words", "agent_words"}  # lines that count up as well as down
WEIGHTS = load_weights(MODEL).weights


def effort_of(journey: Journey, findings: tuple[Finding, ...] = ()) -> EffortScore:
    return judge(journey, findings)[0][0]


def retelling(contact: Contact, turn_no: int, confidence: float) -> Finding:
    quote = Quote("c1", turn_no, 0, 1, "x", "retold")
    return Finding.sign(
        Sighting((replace(quote, contact_id=contact.contact_id),), 1, confidence),
        detector="repeat_story",
        version=1,
    )


@settings(deadline=None)
@given(journeys())
def test_a_score_is_the_sum_of_its_rows(journey: Journey) -> None:
    efforts, _ = judge(journey, find_all(journey))
    assert [each.contact_id for each in efforts] == [c.contact_id for c in journey.contacts]
    for score in efforts:
        if score.effort is None:
            assert score.null_reason and not score.contributions
            continue
        assert score.effort == pytest.approx(sum(row.points for row in score.contributions))
        assert score.contributions[0].reason == "baseline"
        assert 1.0 <= score.effort_low <= score.effort <= score.effort_high <= 7.0
        assert all(points <= 0 for points in score.process_effort.values())


@settings(deadline=None)
@given(journeys(), st.floats(0, 7200), st.data())
def test_more_waiting_is_never_easier(journey: Journey, more_s: float, data: st.DataObject) -> None:
    findings = find_all(journey)
    position = data.draw(st.integers(0, len(journey.contacts) - 1))
    contacts = list(journey.contacts)
    longer = replace(contacts[position], wait_s=contacts[position].wait_s + more_s)
    contacts[position] = longer
    assert_not_easier(journey, replace(journey, contacts=tuple(contacts)), findings, findings)


@settings(deadline=None)
@given(journeys(), st.floats(0, 3600))
def test_more_hold_is_never_easier(journey: Journey, more_s: float) -> None:
    findings = find_all(journey)
    contacts = [
        replace(c, legs=tuple(replace(leg, hold_s=leg.hold_s + more_s) for leg in c.legs))
        for c in journey.contacts
    ]
    assert_not_easier(journey, replace(journey, contacts=tuple(contacts)), findings, findings)


@settings(deadline=None)
@given(journeys(), st.floats(0, 1), st.integers(1, 3))
def test_more_retellings_are_never_easier(
    journey: Journey, confidence: float, how_many: int
) -> None:
    findings = find_all(journey)
    more = tuple(
        retelling(contact, 900 + number, confidence)
        for contact in journey.contacts
        for number in range(how_many)
    )
    assert_not_easier(journey, journey, findings, findings + more)


def assert_not_easier(
    before: Journey,
    after: Journey,
    findings_before: tuple[Finding, ...],
    findings_after: tuple[Finding, ...],
) -> None:
    easier, _ = judge(before, findings_before)
    harder, _ = judge(after, findings_after)
    for one, other in zip(easier, harder, strict=True):
        assert (one.effort is None) == (other.effort is None)
        if one.effort is not None:
            assert other.effort <= one.effort + 1e-9


@pytest.mark.parametrize("reason", sorted(WEIGHTS))
def test_every_weight_has_the_direction_that_its_name_says(reason: str) -> None:
    assert WEIGHTS[reason] > 0 if reason in EASIER | EITHER else WEIGHTS[reason] < 0


def test_the_rows_name_their_findings() -> None:
    contact = contact_of([[("customer", "De trommel draait niet.")]])
    finding = retelling(contact, 1, 0.8)
    score = effort_of(journey_of(contact), (finding,))
    (row,) = [row for row in score.contributions if row.reason == "retelling"]
    assert row.finding_id == finding.finding_id
    assert row.points == pytest.approx(0.8 * WEIGHTS["retelling"], abs=0.001)


def test_a_broken_promise_counts_where_it_shows() -> None:
    first = contact_of([[("agent", "We bellen u morgen.")]], contact_id="c1")
    then = contact_of([[("customer", "Ik zou gebeld worden.")]], contact_id="c2", days_later=2)
    promise = Finding.sign(
        Sighting(
            (Quote.cite("c1", first.turns[0], "promised"),),
            1,
            0.8,
            related=(Quote.cite("c2", then.turns[0], "broken"),),
            detail={"status": "broken"},
        ),
        detector="promise",
        version=1,
    )
    journey = journey_of(first, then)
    assert "broken_promise" not in {d.reason for d in drivers_of(journey, 0, [promise], None)}
    drivers = {d.reason: d for d in drivers_of(journey, 1, [promise], None)}
    assert drivers["broken_promise"].finding_id == promise.finding_id
    assert drivers["repeat_contact"].amount == 1.0


@pytest.mark.parametrize(
    ("language", "speaker", "text", "reason"),
    [
        ("nl", "customer", "Ik heb jullie vorige week al gemaild.", "channel_switch"),
        ("nl", "customer", "Via de chat kwam ik er ook niet uit.", "channel_switch"),
        ("en", "customer", "I've emailed you about this on Monday.", "channel_switch"),
        ("nl", "customer", "Ik krijg steeds een standaard antwoord.", "generic_service"),
        ("nl", "agent", "Volgens de voorwaarden is dat niet gedekt.", "generic_service"),
        ("en", "customer", "You're just reading from a script.", "generic_service"),
        ("en", "agent", "The system won't let me do that.", "generic_service"),
    ],
)
def test_what_people_say_of_channels_and_of_being_a_number_counts(
    language: str, speaker: str, text: str, reason: str
) -> None:
    contact = contact_of([[("agent", "Hm."), (speaker, text)]], language=language)
    (driver,) = [d for d in drivers_of(journey_of(contact), 0, [], None) if d.reason == reason]
    assert driver.turns == (2,)


@pytest.mark.parametrize(
    ("language", "speaker", "text"),
    [
        ("nl", "customer", "Ik stuur u straks een mail met de foto."),
        ("nl", "agent", "Ik heb u net een mail gestuurd met de link."),
        ("en", "customer", "Could you send it to me in an email?"),
        ("en", "customer", "My number is nine."),
    ],
)
def test_a_channel_that_was_not_tried_is_no_switch(language: str, speaker: str, text: str) -> None:
    contact = contact_of([[("agent", "Hm."), (speaker, text)]], language=language)
    reasons = {d.reason for d in drivers_of(journey_of(contact), 0, [], None)}
    assert not reasons & {"channel_switch", "generic_service"}


def test_coming_again_over_another_channel_is_a_switch() -> None:
    said = [[("customer", "Het pakje is er niet.")]]
    mailed = replace(contact_of(said, contact_id="c1"), channel="email")
    called = contact_of(said, contact_id="c2", days_later=1)
    again = contact_of(said, contact_id="c3", days_later=2)
    journey = journey_of(mailed, called, again)
    switched = [
        "channel_switch" in {d.reason for d in drivers_of(journey, n, [], None)} for n in range(3)
    ]
    assert switched == [False, True, False]


def test_only_cold_and_warm_transfers_of_this_contact_count() -> None:
    one = contact_of([[("agent", "Ik zet u door.")], [("agent", "Hallo.")]], contact_id="c1")
    two = contact_of([[("agent", "Hallo.")]], contact_id="c2", days_later=1)
    journey = journey_of(one, two)
    assert "cold_transfer" in {d.reason for d in drivers_of(journey, 0, [], None)}
    assert "cold_transfer" not in {d.reason for d in drivers_of(journey, 1, [], None)}


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (contact_of([[("agent", "Hallo? Is daar iemand?")]]), "no_words"),
        (contact_of([[("ivr", "Kies 1.")]]), "no_words"),
        (contact_of([[]]), "no_words"),
        (
            contact_of([[("customer", "De lift hangt.")]], transcript_quality=0.2),
            "poor_transcript",
        ),
    ],
)
def test_what_cannot_be_told_is_null_with_the_reason(contact: Contact, reason: str) -> None:
    score = effort_of(journey_of(contact))
    assert score.effort is None and score.effort_low is None and score.outcome is None
    assert score.null_reason == reason
    assert score.contributions == () and score.main_cause == "none"


def test_the_quality_that_is_enough_is_a_setting() -> None:
    contact = contact_of([[("customer", "De lift hangt.")]], transcript_quality=0.2)
    (score,) = efforts_of(journey_of(contact), (), (), 0.1, load_weights(MODEL))
    assert score.effort is not None


def test_the_scale_ends_and_the_cut_is_a_row() -> None:
    contact = contact_of([[("customer", "De lift hangt.")]], wait_s=10_000_000)
    findings = tuple(retelling(contact, number, 1.0) for number in range(1, 40))
    score = effort_of(journey_of(contact), findings)
    assert score.effort == 1.0
    assert score.contributions[-1].reason == "limit"
    assert score.contributions[-1].points > 0


def hard(contact: Contact, *retold: int) -> tuple[Finding, ...]:
    return tuple(retelling(contact, turn, 1.0) for turn in retold)


def test_what_earlier_contacts_took_is_brought_along_and_no_agents_doing() -> None:
    told = [[("customer", "De trommel draait niet.")] * 4]
    first, then = contact_of(told, contact_id="c1"), contact_of(told, contact_id="c2", days_later=1)
    weights = Weights(6.0, {"retelling": -1.0, "hard_before": -0.5})
    journey = journey_of(first, then)

    easy = list(efforts_of(journey, (), (), 0.1, weights))
    assert "hard_before" not in {row.reason for score in easy for row in score.contributions}

    before, after = efforts_of(journey, hard(first, 1, 2, 3), (), 0.1, weights)
    assert before.effort == pytest.approx(3.0)
    (row,) = [row for row in after.contributions if row.reason == "hard_before"]
    assert (row.points, row.owner) == (-1.5, None)
    assert after.process_effort == {1: -1.5}
