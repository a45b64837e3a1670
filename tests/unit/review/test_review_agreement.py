"""Agreement worked out by hand, and what must always hold."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.agreement.measures import alpha_of, between_people, with_program
from pipeline.review.ledger import Verdict
from pipeline.share import wilson

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def said(subject, person, judgement, correction=None, detector="promise", *, score=None):
    machine = json.dumps({"score": score})
    return Verdict(subject, "c1", detector, person, judgement, correction, "", machine, NOW)


def test_the_program_is_right_in_two_of_three_and_unsure_counts_for_nothing():
    verdicts = [
        said("f1", "ans", "confirmed"),
        said("f2", "ans", "confirmed"),
        said("f3", "ans", "rejected"),
        said("f4", "ans", "unsure"),
    ]
    measured = with_program(verdicts)["promise"]
    assert (measured.n, measured.n_confirmed, measured.n_unsure) == (3, 2, 1)
    assert measured.share == pytest.approx(2 / 3)
    assert measured.error_mean is None


def test_corrections_of_scores_say_how_far_off_the_program_was():
    verdicts = [
        said("e1", "ans", "corrected", "4.5", "effort", score=2.5),
        said("e2", "ans", "confirmed", None, "effort", score=3.0),
        said("e3", "ans", "corrected", "2", "effort", score=None),  # the machine could not tell
    ]
    assert with_program(verdicts)["effort"].error_mean == pytest.approx(1.0)


def test_only_unsure_verdicts_give_no_share():
    measured = with_program([said("f1", "ans", "unsure")])["promise"]
    assert (measured.n, measured.share, measured.low, measured.high) == (0, 0.0, 0.0, 1.0)


def test_people_agree_on_one_of_two_that_both_judged():
    verdicts = [
        said("f1", "ans", "confirmed"),
        said("f1", "bob", "confirmed"),
        said("f2", "ans", "confirmed"),
        said("f2", "bob", "corrected", "peak"),
        said("f3", "ans", "rejected"),  # nobody else
        said("f4", "ans", "unsure"),
        said("f4", "bob", "confirmed"),
    ]
    measured = between_people(verdicts)["promise"]
    assert (measured.n, measured.n_people, measured.share) == (2, 2, 0.5)


def test_scores_of_people_are_compared_as_whole_numbers():
    verdicts = [
        said("e1", "ans", "confirmed", None, "effort", score=2.6),
        said("e1", "bob", "corrected", "3.2", "effort", score=2.6),
    ]
    assert between_people(verdicts)["effort"].share == 1.0


def test_nothing_is_said_of_what_one_person_judged():
    assert between_people([said("f1", "ans", "confirmed")]) == {}


def test_alpha_as_worked_out_by_hand():
    # Coincidences: yes-yes 2, no-no 2, yes-no 1 each way; n = 6, each answer 3 times.
    units = [["yes", "yes"], ["no", "no"], ["yes", "no"]]
    assert alpha_of(units) == pytest.approx(1 - 5 * 2 / 18)
    assert alpha_of([["yes", "yes"], ["no", "no"]]) == 1.0
    assert alpha_of([["yes", "yes"]]) is None
    assert alpha_of([["yes"], []]) is None


answers = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12)


@given(answers)
def test_alpha_is_at_most_one_and_does_not_depend_on_names_or_order(units):
    alpha = alpha_of(units)
    renamed = [[{"a": "b", "b": "c", "c": "a"}[each] for each in reversed(unit)] for unit in units]
    if alpha is None:
        assert alpha_of(renamed) is None
    else:
        assert alpha <= 1 + 1e-9
        assert alpha_of(renamed[::-1]) == pytest.approx(alpha)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(counts):
    n_yes, n = counts
    low, high = wilson(n_yes, n)
    assert 0 <= low <= n_yes / n <= high <= 1
