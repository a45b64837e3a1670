"""Kappa by the textbook, and scores of cards."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.calibration.kappa import cohen, fleiss, kappa_of, reading
from pipeline.review.ledger import Card, Question
from pipeline.review.scorecards.score import possible, score_of

WHEN = datetime(2026, 3, 5, tzinfo=UTC)


def test_cohen_by_hand():
    # Of 50 both say yes to 20, both no to 15; one says yes to 25, the other to 30: (0.7 - 0.5) / 0.5
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen(pairs) == pytest.approx(0.4)


def test_fleiss_by_hand():
    # Two calls of three people: yes yes no, and no no no: seen 2/3, by chance (2² + 4²) / 36
    assert fleiss(["yyn", "nnn"]) == pytest.approx((2 / 3 - 20 / 36) / (1 - 20 / 36))


def test_fleiss_on_the_example_of_the_textbooks():
    # Ten subjects, fourteen judges, five answers; 0.210
    table = [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
    units = [[str(a) for a, count in enumerate(row) for _ in range(count)] for row in table]
    assert fleiss(units) == pytest.approx(0.210, abs=0.0005)


def test_two_people_are_cohens_and_more_are_fleiss():
    two = [{"a": "y", "b": "y"}, {"a": "n", "b": "y"}]
    assert kappa_of(two) == cohen([("y", "y"), ("n", "y")])
    three = [{"a": "y", "b": "y", "c": "n"}, {"a": "n", "b": "n"}]
    assert kappa_of(three) == fleiss(["yyn", "nn"])


def test_where_nothing_varies_chance_says_nothing():
    assert cohen([("y", "y")] * 12) is None
    assert fleiss(["yyy"] * 12) is None
    assert (reading(None, 12), reading(None, 3)) == ("none", "few")


def test_the_plain_reading():
    told = [reading(kappa, 10) for kappa in (-0.3, 0.1, 0.3, 0.5, 0.7, 0.9)]
    assert told == ["poor", "poor", "weak", "fair", "good", "strong"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_is_one_exactly_when_all_agree_and_never_more(pairs):
    for kappa in (cohen(pairs), fleiss(pairs)):
        if kappa is not None:
            assert kappa <= 1 + 1e-9
            assert (kappa == pytest.approx(1)) == all(one == other for one, other in pairs)


def card_of(*questions):
    return Card("v", "c", 1, "Card", questions, "x", WHEN, None)


QUESTIONS = st.lists(
    st.builds(
        Question,
        text=st.text("abcdefgh", min_size=1, max_size=8),
        weight=st.floats(0.5, 10),
        steps=st.integers(1, 5),
        is_critical=st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda question: question.text,
)


@given(QUESTIONS, st.data())
def test_a_score_is_a_share_and_what_is_not_applicable_changes_nothing(questions, data):
    card = card_of(*questions)
    answers = {q.question_id: data.draw(st.sampled_from(possible(q))) for q in questions}
    score = score_of(card, answers)
    if score.total is None:
        assert set(answers.values()) == {"na"}
    else:
        assert 0 <= score.total <= 1 + 1e-9
    more = card_of(*questions, Question("another", weight=9, is_critical=True))
    same = score_of(more, answers | {more.questions[-1].question_id: "na"})
    assert same == score


def test_an_answer_gives_its_share_of_the_weight():
    tone, polite, truth = Question("tone", 3, steps=3), Question("polite"), Question("truth")
    card = card_of(tone, polite, truth)
    ids = [each.question_id for each in card.questions]
    assert score_of(card, dict(zip(ids, ("2", "1", "na"), strict=True))).total == 3 / 4
