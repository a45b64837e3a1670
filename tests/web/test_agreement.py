"""The agreement page: by month, by team, by question of a card; of nobody alone."""

import re

import pytest

from pipeline.review.ledger import Answered, Question, Verdict, answer_card, give_verdict, keep_card
from pipeline.review.ledger.calibration import open_calibration

TIED = Question("Story known?", tie="finding/repeat_story", is_good=False)


def judge(ledger, at, n, *, contact="leak", judgement="confirmed"):
    """So many verdicts of as many people on the effort of a call."""
    for number in range(n):
        told = (judgement, None, "", '{"score": 4.0}', at)
        give_verdict(
            ledger, Verdict(f"effort/{contact}", contact, "effort", f"p{number} {at}", *told)
        )


def rows_of(page, anchor):
    """The rows of the table under a heading, tags taken away."""
    table = page.split(f'id="{anchor}"')[1].split("</section>")[0].split("<tbody>")[1]
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in table.split("<tr>")[1:]]


@pytest.fixture
def card(ledger, clock):
    return keep_card(ledger, "Quality", [TIED], person="x", now=clock())


def answer(ledger, card, at, n, *, program="0", said="0"):
    """So many people answer about the second leg."""
    for number in range(n):
        told = {"answers": {TIED.question_id: said}, "machine": {TIED.question_id: program}}
        about = {"version_id": card.version_id, "contact_id": "leak", "leg_no": 2}
        answer_card(ledger, Answered(**about, **told, person=f"p{number}", reason="", at=at))


def test_months_are_told_apart_and_need_enough(as_, ledger, clock):
    judge(ledger, clock(), 3)
    clock.advance(days=31)
    judge(ledger, clock(), 12, judgement="rejected")
    newest, older = rows_of(as_("process_owner").get("/agreement").text, "time")
    assert newest == "Apr 2026 12 0% (between 0% and 24%)"
    assert older == "Mar 2026 3 too few: 3 of 10"


def test_it_can_be_narrowed_to_a_team_in_sight(as_, ledger, clock):
    judge(ledger, clock(), 11)
    judge(ledger, clock(), 12, contact="a/b c?")
    owner = as_("process_owner")
    assert ">23<" in owner.get("/agreement").text
    assert ">11<" in owner.get("/agreement?team=north").text
    assert ">12<" in owner.get("/agreement?team=south").text
    assert "There are no verdicts" in as_("coach").get("/agreement?team=south").text
    assert 'value="south"' not in as_("coach").get("/agreement").text


def test_questions_show_agreement_with_the_program_and_among_people(as_, ledger, clock, card):
    answer(ledger, card, clock(), 12)
    page = as_("process_owner").get("/agreement").text
    (row,) = rows_of(page, "questions")
    assert row.startswith("Story known? Quality 100% (between 76% and 100%)")
    assert "too few: 1 of 10" in row  # twelve people, but one call
    over_time = as_("process_owner").get(f"/agreement?what=question/{TIED.question_id}").text
    assert "100%" in rows_of(over_time, "time")[0]


def test_what_the_program_could_not_tell_is_left_out(as_, ledger, clock, card):
    answer(ledger, card, clock(), 12, program=None)
    (row,) = rows_of(as_("process_owner").get("/agreement").text, "questions")
    assert "%" not in row


def test_an_open_calibration_does_not_show_through(as_, ledger, clock, card):
    told = {"name": "March", "card": card, "legs": [("leak", 2)], "people": ["a", "b"]}
    open_calibration(ledger, **told, person="a", now=clock())
    answer(ledger, card, clock(), 12)
    assert "Story known?" not in as_("process_owner").get("/agreement").text


def test_one_thing_over_time(as_, ledger, clock):
    judge(ledger, clock(), 12)
    assert rows_of(as_("coach").get("/agreement?what=effort").text, "time")
    assert 'id="time"' not in as_("coach").get("/agreement?what=threat").text
