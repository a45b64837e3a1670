"""Figures that can be worked out by hand, on journeys of one contact."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from pipeline.evaluate import estimate as figure
from pipeline.evaluate.estimate import estimate, estimate_pairs
from pipeline.evaluate.figures import choices, detections, scales
from pipeline.evaluate.opinion import Case, Claim, Effort, Opinion


def case(label, said, number=1, language="nl"):
    return Case(f"j{number}", language, label, said)


def told(*turns, kind="promise", contact_id="c1", **more):
    return Claim(kind, contact_id, turns, **more)


def named(figures, name):
    (found,) = [each for each in figures if each.name == name]
    return found


def test_promises_of_two_journeys_are_counted_by_event():
    cases = [
        case(Opinion(claims=(told(4), told(9))), Opinion(claims=(told(5), told(20)))),
        case(Opinion(claims=(told(2),)), Opinion(), 2),
    ]
    found = named(detections(cases), "promise")
    assert (found.n_right, found.n_false, found.n_missed) == (1, 1, 2)
    assert (found.precision.value, found.recall.value, found.f1.value) == (0.5, 0.333, 0.4)
    assert (found.precision.n, found.recall.n) == (2, 3)


def test_retellings_are_counted_by_event_by_turn_and_by_journey():
    def retold(*turns):
        return told(*turns, kind="repeat_story", related_contact_id="c1", related_turns=(2,))

    cases = [
        case(Opinion(claims=(retold(10, 12),)), Opinion(claims=(retold(12, 14, 16),))),
        case(Opinion(), Opinion(claims=(retold(8),)), 2),
    ]
    found = detections(cases)
    by_name = {each.name: (each.n_right, each.n_false, each.n_missed) for each in found}
    assert by_name["repeat_story"] == (1, 1, 0)
    assert by_name["repeat_story, turns"] == (1, 3, 1)
    assert by_name["repeat_story, journeys"] == (1, 1, 0)


def test_the_first_telling_is_right_when_a_turn_of_it_is_named():
    def retold(*first, contact_id="c1"):
        return told(10, kind="repeat_story", related_contact_id=contact_id, related_turns=first)

    label = Opinion(claims=(retold(2, 4),))
    cases = [
        case(label, Opinion(claims=(retold(4, 6),)), 1),
        case(label, Opinion(claims=(retold(6),)), 2),
        case(label, Opinion(claims=(retold(2, contact_id="c0"),)), 3),
        case(label, Opinion(claims=(retold(),)), 4),  # no turns: the contact alone is claimed
    ]
    first = named(choices(cases), "repeat_story: first telling")
    assert (first.accuracy.value, first.accuracy.n) == (0.5, 4)


def test_a_kind_that_was_not_looked_for_counts_nowhere():
    unseen = Opinion(kinds=frozenset({"threat"}))
    said = Opinion(claims=(told(4), told(7, kind="threat")))
    found = {each.name: each for each in detections([case(unseen, said)])}
    assert set(found) == {"threat"}
    assert found["threat"].n_false == 1


def test_several_findings_of_ping_pong_are_one_journey_that_has_it():
    label = Opinion(claims=(Claim("ping_pong", ""),))
    said = Opinion(claims=(told(3, kind="ping_pong"), told(9, kind="ping_pong")))
    cases = [case(label, said), case(Opinion(), said, 2), case(label, Opinion(), 3)]
    found = named(detections(cases), "ping_pong")
    assert (found.n_right, found.n_false, found.n_missed) == (1, 1, 1)


def test_transfers_that_nobody_saw_are_wrong_and_no_warm_ones():
    at = [("c1", 1, 2), ("c1", 2, 3), ("c1", 3, 4)]
    label = Opinion(transfers=dict(zip(at, ["warm", "warm", "cold"], strict=True)))
    said = Opinion(transfers={at[0]: "warm", at[2]: "warm"})
    found = named(choices([case(label, said)]), "transfer")
    assert found.accuracy.value == 0.333
    assert found.options == ("cold", "warm", "(none)")
    assert found.table == ((0, 1, 0), (0, 1, 1), (0, 0, 0))
    warm = named(detections([case(label, said)]), "warm transfer")
    assert (warm.n_right, warm.n_false, warm.n_missed) == (1, 1, 1)


def test_what_became_of_a_promise_is_compared_where_both_see_the_promise():
    def promised(turn, status):
        return told(turn, detail={"status": status})

    label = Opinion(claims=(promised(2, "broken"), promised(6, "unknown"), promised(30, "kept")))
    said = Opinion(claims=(promised(2, "broken"), promised(6, "kept")))
    found = choices([case(label, said)])
    assert named(found, "promise: status").accuracy.value == 0.5
    known = named(found, "promise: kept or broken, of all labelled so")
    assert (known.accuracy.value, known.accuracy.n) == (0.5, 2)  # the one that was missed is wrong


def test_outcomes_and_causes_make_a_table_of_label_by_answer():
    label = Opinion(outcomes={"c1": "resolved", "c2": "unresolved"}, main_cause="agent")
    said = Opinion(outcomes={"c1": "resolved", "c2": "resolved"}, main_cause="process")
    found = choices([case(label, said)])
    outcome = named(found, "outcome")
    assert outcome.accuracy.value == 0.5
    assert (
        outcome.table[outcome.options.index("unresolved")][outcome.options.index("resolved")] == 1
    )
    cause = named(found, "main_cause")
    assert cause.accuracy.value == 0.0
    assert cause.table[cause.options.index("agent")][cause.options.index("process")] == 1


def test_effort_is_compared_where_it_was_told_and_its_interval_too():
    label = Opinion(efforts={"c1": Effort(2), "c2": Effort(6), "c3": Effort(4)})
    said = Opinion(efforts={"c1": Effort(3.5, 2.0, 5.0), "c2": Effort(5.5, 5.0, 5.9)})
    effort = named(scales([case(label, said)]), "effort")
    assert (effort.n, effort.n_told) == (3, 2)
    assert effort.mean_error.value == 1.0
    assert effort.within is not None
    assert (effort.within.value, effort.within.n) == (0.5, 2)


def test_empathy_that_cannot_be_told_is_no_zero():
    label = Opinion(empathies={("c1", 1): 0.0, ("c1", 2): 4.0, ("c1", 3): 2.0})
    said = Opinion(empathies={("c1", 1): 0.2, ("c1", 2): 3.8})
    empathy = named(scales([case(label, said)]), "empathy")
    assert (empathy.n, empathy.n_told, empathy.kappa.value) == (3, 2, 1.0)
    assert empathy.within is None


def test_kappas_and_rank_correlation_agree_with_those_of_others():
    dice = np.random.default_rng(3)
    pairs = np.stack([dice.integers(0, 5, 60), dice.integers(0, 5, 60)], axis=1).astype(float)
    pairs[::2, 1] = pairs[::2, 0]
    table = np.zeros((5, 5))
    for label, answer in pairs.astype(int):
        table[label, answer] += 1
    assert figure.kappa(table) == pytest.approx(cohen_kappa_score(*pairs.T))
    assert figure.quadratic_kappa(table) == pytest.approx(
        cohen_kappa_score(*pairs.T, weights="quadratic")
    )
    assert figure.rank_correlation(pairs) == pytest.approx(spearmanr(*pairs.T).statistic)


def test_an_interval_is_of_journeys_not_of_turns():
    """One journey with all the turns: drawing turns would make it narrow, drawing journeys cannot."""
    spread = [np.array([1.0, 1.0, 0.0])] * 20
    lumped = [np.array([20.0, 0.0, 0.0]), np.array([0.0, 20.0, 0.0])]
    narrow = estimate(spread, figure.precision, 40)
    wide = estimate(lumped, figure.precision, 40)
    assert narrow.value == wide.value == 0.5
    assert (narrow.low, narrow.high) == (0.5, 0.5)
    assert (wide.low, wide.high) == (0.0, 1.0)


def test_an_interval_holds_the_figure_and_is_the_same_each_time():
    dice = np.random.default_rng(1)
    counts = [dice.integers(0, 4, 3).astype(float) for _ in range(30)]
    once, again = (estimate(counts, figure.f1, 1) for _ in range(2))
    assert once == again
    assert once.low < once.value < once.high


def test_a_draw_of_pairs_is_a_draw_of_their_journeys():
    """Two journeys that each are all wrong by as much as they say, so every draw can be listed."""
    pairs = [np.array([[1.0, 1.0]] * 3), np.array([[1.0, 5.0]])]
    error = estimate_pairs(pairs, figure.mean_error)
    assert (error.value, error.n) == (1.0, 4)
    assert (error.low, error.high) == (0.0, 4.0)  # twice the one journey, twice the other


@pytest.mark.parametrize("by_journey", [[], [np.zeros(3)]])
def test_nothing_to_count_cannot_be_told(by_journey):
    assert estimate(by_journey, figure.precision, 0).value is None


def test_a_correlation_of_equal_numbers_cannot_be_told():
    assert estimate_pairs([np.ones((5, 2))], figure.rank_correlation).value is None
    assert estimate_pairs([np.empty((0, 2))], figure.mean_error).value is None
