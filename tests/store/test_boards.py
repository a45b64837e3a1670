"""Boards on a few contacts whose answers one can count by hand."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.domain import Leg, Survey

ALWAYS = {"since": None, "until": None}
EVERYTHING = {"teams": None, "partners": None, "agent": None}
NOTHING_KEPT = {"kept": "[]", **EVERYTHING}
NOTHING_MARKED = {"marks": "[]", **EVERYTHING}


@pytest.fixture
def centre(publish, lisa, later, judge):
    """Publishes contacts made like Lisa's, each of another customer and in a journey of its own.

    Each has a cold transfer from general to faults of Fixit: 18 s of retelling and 180 s of waiting.
    """

    def night(*days: float, **changes):
        contacts = [
            later(lisa, f"c{number}", day, customer_key=f"k{number}", **changes)
            for number, day in enumerate(days)
        ]
        publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
        return contacts

    return night


def in_house(contact):
    """The same contact with the second leg among our own people."""
    first, second = contact.legs
    return replace(contact, legs=(first, replace(second, partner=None)))


def test_a_way_costs_the_time_of_its_retellings_and_waits(centre, rows):
    centre(0, 1, 8)
    (way,) = rows("board_handoffs", rate_an_hour=30.0, **ALWAYS)
    assert (way["from_queue"], way["to_queue"], way["to_partner"]) == ("general", "faults", "Fixit")
    assert (way["n_transfers"], way["cold_share"], way["n_retellings"]) == (3, 1.0, 3)
    assert way["customer_min"] == pytest.approx(3 * (18 + 180) / 60)
    assert way["money"] == pytest.approx(3 * (18 + 180) / 3600 * 30)
    until = {"since": date(2026, 3, 3), "until": date(2026, 3, 9)}
    (way,) = rows("board_handoffs", rate_an_hour=30.0, **until)
    assert way["n_transfers"] == 1


def test_the_trend_has_a_row_a_week(centre, rows):
    centre(0, 1, 8)
    weeks = rows("board_handoff_weeks", rate_an_hour=30.0)
    assert [(one["week"], one["n_transfers"]) for one in weeks] == [
        (date(2026, 3, 2), 2),
        (date(2026, 3, 9), 1),
    ]


def test_before_and_after_a_date_are_equally_long(centre, rows):
    centre(*[0.0] * 6, 10.0, 12.0, 13.0)
    (way,) = rows("board_handoffs_before_after", at=date(2026, 3, 12), days=28, **EVERYTHING)
    assert way["n_days"] == 4  # the newest contact is on the fourth day from that date on
    assert (way["n_before"], way["n_after"]) == (0, 3)
    (way,) = rows("board_handoffs_before_after", at=date(2026, 3, 9), days=28, **EVERYTHING)
    assert (way["n_days"], way["n_before"], way["n_after"]) == (7, 6, 3)
    assert way["partners_before"] == way["partners_after"] == ["Fixit"]
    assert (way["cold_share_before"], way["cold_share_after"]) == (1.0, None)  # three are too few
    assert way["customer_min_a_transfer_before"] == pytest.approx(198 / 60)


def test_partners_stand_beside_our_own_people(publish, rows, lisa, later, judge):
    theirs, ours = lisa, in_house(later(lisa, "ours", 1, customer_key="k2"))
    publish("n1", [theirs, ours], [judge(one, journey_id=one.contact_id) for one in (theirs, ours)])
    own, fixit = rows("board_partners", **ALWAYS, **EVERYTHING)
    assert (own["partner"], fixit["partner"]) == (None, "Fixit")
    assert (own["n_contacts"], own["n_transfers"]) == (fixit["n_contacts"], fixit["n_transfers"])
    assert (fixit["n_contacts"], fixit["n_promises"], fixit["n_kept"]) == (1, 1, 0)
    assert (fixit["cold_share"], fixit["gap_s_mean"], fixit["effort_mean"]) == (1.0, 180.0, 2.9)


def test_reasons_by_the_queue_that_they_come_in_at(centre, rows):
    centre(0, 1)
    (one,) = rows("board_reasons", **ALWAYS)
    assert (one["contact_reason"], one["queue"], one["n_contacts"]) == ("repair", "general", 2)
    assert one["effort_mean"] == pytest.approx(2.9)
    assert (one["transfers_mean"], one["retold_share"], one["resolved_share"]) == (1.0, 1.0, 0.0)
    assert one["customer_min_lost"] == pytest.approx(2 * 198 / 60)


def test_repeats_wait_for_the_window(publish, rows, lisa, later, judge):
    again = later(lisa, "again", 2)
    alone, fresh = later(lisa, "b", 1, customer_key="b"), later(lisa, "c", 9.5, customer_key="c")
    solved = judge(alone, journey_id="j2")
    solved = replace(solved, efforts=(replace(solved.efforts[0], outcome="resolved"),))
    publish(
        "n1", [lisa, again, alone, fresh],
        [judge(lisa, again, journey_id="j1"), solved, judge(fresh, journey_id="j3")],
    )  # fmt: skip
    (one,) = rows("board_repeats", **ALWAYS)
    assert (one["n_journeys"], one["n_open"], one["n_closed"]) == (3, 1, 2)
    assert (one["n_repeated"], one["n_resolved_first"], one["n_further_contacts"]) == (1, 1, 1)
    assert (one["repeated_share"], one["resolved_first_share"]) == (0.5, 0.5)


def test_promises_due_are_those_not_known_to_be_kept(publish, rows, lisa, later, judge):
    again = later(lisa, "again", 3)
    judged = judge(lisa, again)
    retelling, promise, *others = judged.findings
    broken = replace(promise, detail={"due": "vrijdag", "status": "broken"})
    publish("n1", [lisa, again], [replace(judged, findings=(retelling, broken, *others))])
    first, second = rows("board_promises", days=30, n=10)
    assert (first["contact_id"], first["status"], first["due"]) == ("lisa-1", "broken", "vrijdag")
    assert (first["age_days"], second["age_days"], second["status"]) == (3, 0, "unknown")
    assert [one["contact_id"] for one in rows("board_promises", days=2, n=10)] == ["again"]
    (keeping,) = rows("board_promise_keeping", **ALWAYS)
    assert (keeping["n_promises"], keeping["n_kept"], keeping["n_broken"]) == (2, 0, 1)
    assert (keeping["n_unknown"], keeping["kept_share"]) == (1, 0.0)


def test_surveys_beside_estimates(centre, rows):
    centre(0, 1, survey=Survey(ces=2.0))
    *_, total = rows("board_surveys", **ALWAYS)
    assert (total["is_all_queues"], total["is_all_weeks"], total["n_answers"]) == (True, True, 2)
    assert total["estimate_above"] == pytest.approx(0.9)
    assert total["correlation"] is None  # two pairs say nothing


def test_who_is_asked_twice_in_one_journey_is_seen(publish, rows, lisa, later, judge):
    again = later(lisa, "again", 2, survey=Survey())  # asked, not answered
    other = later(lisa, "other", 2, customer_key="k2")
    publish("n1", [lisa, again, other], [judge(lisa, again), judge(other, journey_id="j2")])
    (one,) = rows("board_asked_often", since=None, n=10)
    assert (one["journey_id"], one["n_asked"], one["n_answered"]) == ("j1", 2, 1)
    assert one["contact_ids"] == ["lisa-1", "again"]


def test_whom_to_call_back_and_why(publish, rows, lisa, later, judge):
    calm = later(lisa, "calm", 1, customer_key="k2")
    judged = judge(lisa)
    retelling, promise = judged.findings
    broken = replace(promise, detail={"due": None, "status": "broken"})
    publish(
        "n1", [lisa, calm],
        [replace(judged, findings=(retelling, broken)), judge(calm, journey_id="j2")],
    )  # fmt: skip
    (one,) = rows("worklist_call_back", days=30, n=10, **NOTHING_KEPT)
    assert (one["journey_id"], one["why"], one["outcome"]) == (
        "j1",
        ["broken_promise"],
        "unresolved",
    )
    assert [proof["contact_id"] for proof in one["evidence"]] == ["lisa-1"]


@pytest.mark.parametrize(
    ("outcome", "with_recovery", "is_listed"),
    [("unresolved", False, True), ("resolved", False, False), ("unresolved", True, False)],
)
def test_a_low_point_is_called_back_unless_it_ended_well(
    *, publish, rows, lisa, judge, outcome, with_recovery, is_listed
):
    judged = judge(lisa)
    retelling, promise = judged.findings
    low = replace(retelling, finding_id="low", kind="valley")
    found = [retelling, promise, low]
    if with_recovery:
        found.append(replace(promise, finding_id="up", kind="recovery"))
    efforts = tuple(replace(one, outcome=outcome) for one in judged.efforts)
    publish("n1", [lisa], [replace(judged, findings=tuple(found), efforts=efforts)])
    assert bool(rows("worklist_call_back", days=30, n=10, **NOTHING_KEPT)) is is_listed


def test_an_agents_mirror_holds_that_agents_moments_alone(centre, rows):
    centre(0, 1)
    items = rows("worklist_mirror", agent_id="harry", days=30, n=10, teams=None, partners=None)
    assert [(one["kind"], one["contact_id"]) for one in items] == [
        ("promise", "c1"),
        ("promise", "c0"),
    ]
    assert (
        rows("worklist_mirror", agent_id="miranda", days=30, n=10, teams=None, partners=None) == []
    )


def test_faults_of_the_process_by_what_they_cost(centre, rows):
    centre(0, 1)
    (fault,) = rows("worklist_process_faults", days=30, n_least=1, n=10, **NOTHING_MARKED)
    assert (fault["fault"], fault["queue"], fault["to_queue"]) == (
        "cold_handoff",
        "general",
        "faults",
    )
    assert (fault["n_contacts"], fault["customer_min"]) == (2, pytest.approx(2 * 198 / 60))
    assert rows("worklist_process_faults", days=30, n_least=3, n=10, **NOTHING_MARKED) == []


def test_a_second_night_changes_the_counts_of_what_it_touched_alone(
    publish, rows, lisa, later, judge
):
    contacts = [later(lisa, f"c{no}", no, customer_key=f"k{no}") for no in range(8)]
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    before = rows("board_handoffs", rate_an_hour=30.0, **ALWAYS)
    moved = replace(
        contacts[0],
        legs=(contacts[0].legs[0], Leg(2, 240.0, 300.0, "harry", "tech", "repairs")),
        content_hash="h2",
    )
    publish("n2", [moved], [judge(moved, journey_id="c0")])
    after = rows("board_handoffs", rate_an_hour=30.0, **ALWAYS)
    assert [one["n_transfers"] for one in before] == [8]
    assert [(one["to_queue"], one["n_transfers"]) for one in after] == [
        ("faults", 7),
        ("repairs", 1),
    ]


@pytest.mark.parametrize(
    ("rights", "is_seen"),
    [
        ({"teams": '["tech"]'}, True),
        ({"teams": '["care"]', "partners": '["Fixit"]'}, False),  # no leg is both
        ({"teams": '["tech"]', "partners": '["Fixit"]'}, True),
        ({"partners": '["Monteo"]'}, False),
        ({"agent": "harry"}, True),
        ({"agent": "harry", "teams": '["care"]'}, False),
    ],
)
def test_boards_hold_what_somebody_may_see(centre, rows, rights, is_seen):
    centre(*range(6))
    held_to = EVERYTHING | rights
    n = 6 if is_seen else 0
    assert sum(one["n_contacts"] for one in rows("board_partners", **ALWAYS, **held_to)) == n
    ways = rows("board_handoffs_before_after", at=date(2026, 3, 5), days=9, **held_to)
    assert sum(one["n_before"] + one["n_after"] for one in ways) == n
    faults = rows("worklist_process_faults", days=9, n_least=1, n=10, marks="[]", **held_to)
    assert sum(one["n_contacts"] for one in faults) == n
