"""Scorecards: made, versioned, answered on the call beside the program's answer, blind until one's own."""

import html

import pytest

from pipeline.review.ledger import (
    Question,
    current_answers,
    current_cards,
    keep_card,
    versions_of_card,
)
from tests.web.conftest import post

ASKS = Question(
    "Did the agent know the story already?", 2, tie="finding/repeat_story", is_good=False
)
GREETS = Question("Greets?", 1)
TONE = Question("Tone", 1, steps=4)
CRITICAL = Question("Tells the truth?", 1, is_critical=True)


@pytest.fixture
def card(ledger, clock):
    return keep_card(ledger, "Quality", [ASKS, GREETS, TONE, CRITICAL], person="x", now=clock())


def fields(card, leg_no=2, **answers):
    """All questions answered with the best, unless told otherwise by text."""
    given = {q.question_id: answers.get(q.text, str(q.steps)) for q in card.questions}
    return {
        "contact_id": "leak",
        "version_id": card.version_id,
        "leg_no": str(leg_no),
        "reason": "",
    } | given


def in_form(**changes):
    """A card of two questions as its form sends it."""
    return {
        "name": "Quality",
        "text_0": "Greets?",
        "weight_0": "1",
        "text_1": "Story known?",
        "weight_1": "2,5",
        "tie_1": "finding/repeat_story",
        "good_1": "no",
        "critical_1": "on",
    } | changes


def test_a_card_is_made_and_changed_into_a_new_version(as_, ledger):
    client = as_("coach")
    assert post(client, "/scorecards", **in_form()).status_code == 303
    (card,) = current_cards(ledger)
    assert card.questions == (
        Question("Greets?"),
        Question("Story known?", 2.5, is_critical=True, tie="finding/repeat_story", is_good=False),
    )
    page = client.get(f"/scorecards/{card.card_id}").text
    assert 'value="Story known?"' in page
    changed = in_form(version_id=card.version_id, weight_0="3")
    post(client, "/scorecards", **changed)
    newest, older = versions_of_card(ledger, card.card_id)
    assert (newest.version_no, newest.questions[0].weight) == (2, 3.0)
    assert newest.questions[0].question_id == older.questions[0].question_id
    late = post(client, "/scorecards", **in_form(version_id=card.version_id, weight_0="4"))
    assert late.status_code == 400
    assert "in the meantime" in late.text
    assert 'value="4"' in late.text  # what was written is not lost
    assert len(versions_of_card(ledger, card.card_id)) == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text_0": "", "text_1": ""}, "at least one question"),
        ({"text_1": "greets?"}, "twice"),
        ({"name": " "}, "needs a name"),
        ({"weight_1": "much"}, "Question 2: the weight"),
        ({"weight_1": "nan"}, "Question 2: the weight"),
        ({"weight_0": "-1"}, "Question 1: the weight"),
        ({"steps_0": "9"}, "Question 1: choose"),
        ({"steps_1": "3"}, "Question 2: what the program"),
        ({"tie_1": "finding/nonsense"}, "Question 2: what the program"),
    ],
)
def test_half_a_card_is_refused_with_what_to_do(as_, ledger, changes, told):
    answer = post(as_("coach"), "/scorecards", **in_form(**changes))
    assert answer.status_code == 400
    assert told in html.unescape(answer.text)
    assert current_cards(ledger) == []


def test_the_programs_answer_stands_beside_with_its_quote(as_, card):
    page = html.unescape(as_("coach").get("/call/leak").text)
    second = page.split(f'id="card-{card.version_id}-2"')[1]
    assert "<strong>no</strong>" in second  # the story was told again in the second leg
    assert "found: Repeat story" in second
    assert "hele keukenvloer onder water" in second
    first = page.split(f'id="card-{card.version_id}-1"')[1].split("</article>")[0]
    assert "not found: Repeat story" in first


def test_answers_are_kept_with_the_programs_and_scored(as_, ledger, card):
    client = as_("coach")
    answer = post(client, "/scorecards/answer", **fields(card, **{"Greets?": "0", "Tone": "na"}))
    assert answer.headers["location"] == f"/call/leak#card-{card.version_id}-2"
    (kept,) = current_answers(ledger)
    assert (kept.person, kept.leg_no) == ("carla", 2)
    assert kept.machine == {ASKS.question_id: "0"}
    assert "<strong>75%</strong>" in client.get("/call/leak").text  # 2 + 1 of 4, tone left out


def test_a_critical_no_makes_it_zero_and_says_why(as_, card):
    client = as_("coach")
    post(client, "/scorecards/answer", **fields(card, **{"Tells the truth?": "0"}))
    page = client.get("/call/leak").text
    assert "<strong>0%</strong>" in page
    assert "Critical: Tells the truth?" in page
    assert "without that 80%" in page


@pytest.mark.parametrize("wrong", ["", "2", "yes", "-1"])
def test_every_question_needs_a_possible_answer(as_, ledger, card, wrong):
    answer = post(as_("coach"), "/scorecards/answer", **fields(card, **{"Greets?": wrong}))
    assert answer.status_code == 400
    assert "Not every question" in answer.text
    assert current_answers(ledger) == []


@pytest.mark.parametrize("changes", [{"leg_no": "9"}, {"leg_no": "x"}, {"version_id": "none"}])
def test_what_is_not_there_cannot_be_answered(as_, card, changes):
    assert post(as_("coach"), "/scorecards/answer", **(fields(card) | changes)).status_code == 404


def test_others_answers_show_after_ones_own(as_, card):
    first, second = as_("coach"), as_("second_coach")
    post(first, "/scorecards/answer", **(fields(card) | {"reason": "carla's reason"}))
    page = html.unescape(second.get("/call/leak").text)
    assert "carla's reason" not in page
    assert "1 colleague has filled it in already" in page
    post(second, "/scorecards/answer", **fields(card))
    assert "carla's reason" in html.unescape(second.get("/call/leak").text)
    assert "carla's reason" in html.unescape(as_("agent").get("/call/leak").text)


def test_old_answers_stay_with_their_version(as_, ledger, clock, card):
    client = as_("coach")
    post(client, "/scorecards/answer", **fields(card))
    newer = keep_card(ledger, "Quality", [GREETS], person="x", now=clock(), replaces=card)
    page = client.get("/call/leak").text
    assert f'id="card-{card.version_id}-2"' in page
    assert "version 1 (older)" in page
    assert f'id="card-{newer.version_id}-2"' in page
    assert f'id="card-{card.version_id}-1"' not in page  # nothing was answered there
    assert post(client, "/scorecards/answer", **fields(card)).status_code == 400


def test_a_card_out_of_use_is_asked_no_more(as_, ledger, card):
    client = as_("coach")
    post(client, "/scorecards/retire", card_id=card.card_id)
    assert current_cards(ledger) == []
    assert "Fill in" not in client.get("/call/leak").text
    assert "not in use any more" in client.get(f"/scorecards/{card.card_id}").text


def test_no_word_of_an_answer_is_in_the_audit(as_, card):
    post(as_("coach"), "/scorecards/answer", **(fields(card) | {"reason": "secret"}))
    page = as_("admin").get("/audit").text
    assert "scorecard filled in" in page
    assert "secret" not in page


def test_a_card_is_read_as_it_was_written(ledger, card):
    assert current_cards(ledger) == [card]
