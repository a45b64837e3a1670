"""The views of the contract: their columns in that order, and what the columns that are worked out mean."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline.domain import Contribution
from tests.support.lakes import BOTH_KINDS, opened_by_others

VIEWS = {
    "contact": "contact_id journey_id customer_key channel direction language started_at duration_s wait_s"
    " hold_s talk_s n_legs contact_reason outcome resolved_first_contact effort effort_low effort_high"
    " main_cause survey_ces survey_csat survey_nps survey_goal_reached transcript_quality",
    "leg": "contact_id leg_no agent_id team queue partner start_s end_s wait_before_s hold_s talk_s ended_by"
    " empathy empathy_occasion process_effort is_inferred empathy_low empathy_high",
    "mark": "contact_id mark_no kind start_s end_s detail",
    "turn": "contact_id turn_no leg_no speaker agent_id start_s end_s text confidence",
    "transfer": "contact_id from_leg to_leg from_agent to_agent from_queue to_queue from_partner to_partner"
    " kind is_briefed is_announced is_reason_given gap_s",
    "finding": "finding_id kind contact_id leg_no turns related_contact_id related_leg_no related_turns"
    " confidence seconds_lost detail detector detector_version",
    "evidence": "finding_id item_no contact_id turn_no char_start char_end words cue event_kind at_s",
    "contribution": "subject score points reason finding_id owner",
    "journey": "journey_id customer_key contact_reason first_at last_at n_contacts n_legs n_transfers"
    " n_retellings effort has_ping_pong has_recovery is_open effort_last effort_spent",
    "handoff": "from_queue to_queue from_partner to_partner day n_transfers n_cold n_repeat_story"
    " n_repeat_identification n_unresolved customer_seconds_lost wait_seconds effort_mean",
    "agent_week": "agent_id team week n_contacts empathy_mean n_occasions effort_of_agent best_moments"
    " weakest_moments",
    "run": "run_id started_at ended_at n_contacts_in n_new n_changed n_unchanged n_transcribed"
    " n_journeys_judged n_findings n_set_aside audio_s sources versions n_forgotten n_too_old"
    " n_transcripts_erased n_contacts_erased",
    "recording": "contact_id item_no path leg_no channel role",
    "received": "contact_id origin disposition survey_asked_at transcript_erased_at extra",
    "set_aside": "run_id file row_no key contact_id customer_key problem expected",
}


@pytest.fixture
def view(store):
    """The rows of a view as somebody else reads them: their own connection, in their own time zone."""

    def read(name: str) -> list[dict[str, object]]:
        with opened_by_others(store) as connection:
            connection.execute("set timezone = 'Asia/Tokyo'")
            result = connection.table(name)
            return [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]

    return read


@pytest.mark.parametrize("name", VIEWS)
def test_columns_are_those_of_the_contract(empty, name):
    assert empty.table(name).columns == VIEWS[name].split()


@BOTH_KINDS
def test_lisas_call_as_others_read_it(publish, view, lisa, judge):
    publish("n1", [lisa], [judge(lisa)])
    (contact,) = view("contact")
    assert (contact["journey_id"], contact["duration_s"], contact["wait_s"]) == ("j1", 300.0, 180.5)
    assert (contact["hold_s"], contact["talk_s"], contact["n_legs"]) == (10.0, 110.0, 2)
    assert (contact["effort"], contact["outcome"], contact["main_cause"]) == (
        2.9,
        "unresolved",
        "process",
    )
    assert contact["started_at"] == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    first, second = view("leg")
    assert [one["wait_before_s"] for one in (first, second)] == [180.5, 180.0]
    assert [one["process_effort"] for one in (first, second)] == [-0.1, -3.1]
    assert [(one["empathy"], one["empathy_occasion"]) for one in (first, second)] == [
        (None, False),
        (1.5, True),
    ]
    (transfer,) = view("transfer")
    assert (transfer["from_queue"], transfer["to_queue"]) == ("general", "faults")
    assert (transfer["from_partner"], transfer["to_partner"]) == (None, "Fixit")
    retelling = next(one for one in view("finding") if one["kind"] == "repeat_story")
    assert (retelling["turns"], retelling["related_turns"]) == ([4], [2])
    assert json.loads(str(retelling["detail"])) == {"share": 0.8, "facts": ["föhn"]}
    proof = [one for one in view("evidence") if one["finding_id"] == retelling["finding_id"]]
    assert [(one["cue"], one["words"]) for one in proof] == [
        ("retold", lisa.turn(4).text),
        ("told", lisa.turn(2).text[3:]),
    ]
    assert {one["subject"] for one in view("contribution")} == {"contact/lisa-1", "leg/lisa-1/2"}
    points = [one["points"] for one in view("contribution") if one["score"] == "effort"]
    assert sum(points) == pytest.approx(2.9)


@pytest.mark.parametrize(
    ("outcome", "follow_up_after", "newest_after", "expected"),
    [
        ("resolved", None, 6.9, None),  # the window is still open
        ("resolved", None, 7.0, True),
        ("resolved", 2.0, 6.0, None),
        ("resolved", 2.0, 8.0, False),
        ("unresolved", None, 8.0, False),
        (None, None, 8.0, None),  # cannot tell
        (None, 2.0, 8.0, False),
    ],
)
def test_first_contact_resolution_waits_for_the_window(
    *, publish, view, lisa, later, judge, outcome, follow_up_after, newest_after, expected
):
    other = later(lisa, "other", newest_after, customer_key="k-other")
    contacts = [lisa]
    if follow_up_after is not None:
        contacts.append(later(lisa, "again", follow_up_after))
    judged = judge(*contacts)
    judged = replace(judged, efforts=tuple(replace(one, outcome=outcome) for one in judged.efforts))
    publish("n1", [*contacts, other], [judged, judge(other, journey_id="j2")])
    resolved = {one["contact_id"]: one["resolved_first_contact"] for one in view("contact")}
    assert resolved["lisa-1"] is expected
    assert resolved.get("again") is None
    is_open = {one["journey_id"]: one["is_open"] for one in view("journey")}
    assert is_open == {"j1": newest_after - (follow_up_after or 0) < 7, "j2": True}


def test_a_journey_is_as_hard_as_its_hardest_contact(publish, view, lisa, later, judge):
    again = later(lisa, "again", 4)
    judged = judge(lisa, again)
    easy, hard = judged.efforts
    easy = replace(easy, effort=6.0, effort_high=6.5,
                   contributions=(replace(easy.contributions[0], points=6.0),))  # fmt: skip
    publish("n1", [lisa, again], [replace(judged, efforts=(easy, hard))])
    (journey,) = view("journey")
    assert journey["effort"] == journey["effort_last"] == 2.9
    assert journey["effort_spent"] == pytest.approx((7 - 6.0) + (7 - 2.9))
    counts = ("n_contacts", "n_legs", "n_transfers", "n_retellings")
    assert [journey[one] for one in counts] == [2, 4, 2, 2]
    assert (journey["has_ping_pong"], journey["has_recovery"]) == (False, False)


def test_shares_of_owners_leave_out_signs_and_reliefs(publish, view, lisa, judge):
    judged = judge(lisa)
    (score,) = judged.efforts
    rows = (
        Contribution("baseline", 6.0),
        Contribution("wait", -1.5, owner="process"),
        Contribution("retelling", -0.75, owner="process"),
        Contribution("misconduct", -0.75, owner="agent"),
        Contribution("frustrated", -0.5),
        Contribution("takes_over", 0.4, owner="agent"),
    )
    publish("n1", [lisa], [replace(judged, efforts=(replace(score, contributions=rows),))])
    assert {one["owner"]: (one["points"], one["share"]) for one in view("effort_owner")} == {
        "process": (-2.25, 0.75),
        "agent": (-0.75, 0.25),
    }
    owners = {
        one["reason"]: one["owner"] for one in view("contribution") if one["score"] == "effort"
    }
    assert owners["wait"] == "process" and owners["frustrated"] is None


def test_handoffs_add_up_by_queue_and_day(publish, view, lisa, later, judge):
    same_day, next_day = (
        later(lisa, "b", 0.5, customer_key="b"),
        later(lisa, "c", 1, customer_key="c"),
    )
    contacts = [lisa, same_day, next_day]
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    by_day = {one["day"]: one for one in view("handoff")}
    assert {day: one["n_transfers"] for day, one in by_day.items()} == {
        date(2026, 3, 2): 2,
        date(2026, 3, 3): 1,
    }
    one = by_day[date(2026, 3, 2)]
    assert (one["from_queue"], one["to_queue"], one["to_partner"]) == ("general", "faults", "Fixit")
    assert (one["n_cold"], one["n_repeat_story"], one["n_repeat_identification"]) == (2, 2, 0)
    assert (one["n_unresolved"], one["customer_seconds_lost"], one["wait_seconds"]) == (
        2,
        36.0,
        360.0,
    )
    assert one["effort_mean"] == pytest.approx(2.9)


@pytest.mark.parametrize(("n_contacts", "n_rows"), [(4, 0), (5, 2)])
def test_agents_are_shown_from_five_contacts_a_week(
    *, publish, view, lisa, later, judge, n_contacts, n_rows
):
    contacts = [later(lisa, f"c{no}", no / 10, customer_key=f"k{no}") for no in range(n_contacts)]
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    weeks = {one["agent_id"]: one for one in view("agent_week")}
    assert len(weeks) == n_rows
    if n_rows:
        harry, miranda = weeks["harry"], weeks["miranda"]
        assert (harry["team"], harry["week"], harry["n_contacts"]) == ("tech", date(2026, 3, 2), 5)
        assert (harry["empathy_mean"], harry["n_occasions"]) == (1.5, 5)
        assert harry["effort_of_agent"] == pytest.approx(
            2.9 + 3.2
        )  # the process gives its points back
        assert [one["contact_id"] for one in harry["best_moments"]] == ["c0", "c1", "c2"]
        assert (miranda["empathy_mean"], miranda["n_occasions"]) == (None, 0)
        assert miranda["best_moments"] == miranda["weakest_moments"] == []
