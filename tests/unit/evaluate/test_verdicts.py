"""Verdicts of people as agreement, and the thresholds that they propose."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate import verdicts_page, weigh_verdicts
from pipeline.evaluate.threshold import LEAST_JUDGED, LEAST_KEPT, propose
from pipeline.share import wilson


def said(subject, judgement, *, by="ans", confidence=0.5, version=1, **more):
    """A verdict on a threat, as the ledger has it."""
    return {
        "detector": "threat",
        "subject": f"finding/{subject}",
        "contact_id": f"c{subject}",
        "person": by,
        "judgement": judgement,
        "correction": None,
        "machine": json.dumps({"confidence": confidence, "detector_version": version}),
    } | more


def scored(judgement, correction=None, score=5.0, by="ans"):
    """A verdict on an effort."""
    machine = json.dumps({"score": score})
    told = {"detector": "effort", "correction": correction, "machine": machine}
    return said("effort", judgement, by=by) | told


def weigh(rows, thresholds=None, target=0.8):
    return weigh_verdicts(rows, {"threat": 1}, thresholds or {}, target)


def test_a_finding_counts_once_however_many_judged_it():
    rows = [
        said(1, "confirmed", by="ans"),
        said(1, "confirmed", by="bob"),
        said(1, "rejected", by="cor"),
        said(2, "confirmed", by="ans"),
        said(2, "rejected", by="bob"),
        said(3, "unsure"),
        said(4, "confirmed", version=7),
        said(5, "corrected", correction="valley"),
    ]
    (threat,) = weigh(rows).detectors
    assert (threat.n, threat.n_right) == (2, 1)  # 1 is right, 5 is another kind
    assert (threat.n_disputed, threat.n_unsure, threat.n_older) == (1, 1, 1)
    assert threat.n_people == 3


def test_under_ten_findings_there_is_no_share():
    nine = weigh([said(n, "confirmed") for n in range(9)]).detectors[0]
    ten = weigh([said(n, "confirmed") for n in range(10)]).detectors[0]
    assert (nine.share, nine.low) == (None, None)
    assert ten.share == 1.0
    assert ten.low == pytest.approx(0.722, abs=0.001)  # Wilson: ten of ten is not certain


def test_the_error_of_a_score_comes_from_what_people_put_in_its_place():
    rows = [scored("confirmed", by=f"p{n}") for n in range(8)]
    rows += [scored("corrected", "3", by="x"), scored("corrected", "6", by="y")]
    rows += [scored("rejected", by="z"), scored("unsure", by="u")]
    (effort,) = weigh(rows).scores
    assert (effort.n, effort.n_confirmed, effort.n_rejected, effort.n_unsure) == (10, 8, 1, 1)
    assert effort.error == pytest.approx(0.3)  # two and one point off in ten
    assert effort.bias == pytest.approx(-0.1)


def test_a_score_that_the_program_could_not_tell_has_no_error():
    (effort,) = weigh([scored("corrected", "3", score=None)] * 12).scores
    assert (effort.n, effort.error) == (0, None)


def from_half_right(n=60):
    """Below 0.6 every second finding is right, from 0.6 on all are."""
    low = [(f"a{i}", 0.4, i % 2 == 0) for i in range(n // 2)]
    return low + [(f"b{i}", 0.6, True) for i in range(n // 2)]


def test_a_threshold_is_proposed_where_precision_reaches_the_target():
    told = propose(from_half_right(), now=0.0, target=0.9)
    assert (told.why, told.threshold, told.n_kept) == ("proposed", 0.6, 30)
    assert told.precision == 1.0
    assert told.right_lost == pytest.approx(1 / 3)  # 15 of 45 right ones go
    assert (told.low, told.high) == (0.6, 0.6)
    assert told.share_of_draws == 1.0


def test_what_is_reached_already_is_left_as_it_is():
    assert propose(from_half_right(), now=0.0, target=0.7).why == "reached"
    set_already = propose(from_half_right(), now=0.55, target=0.9)
    assert (set_already.why, set_already.threshold) == ("reached", 0.55)


def test_without_enough_verdicts_or_precision_nothing_is_proposed():
    few = from_half_right()[: LEAST_JUDGED - 1]
    assert propose(few, 0.0, 0.5).why == "too_few"
    wrong = [(f"c{i}", i / 100, False) for i in range(50)]
    assert propose(wrong, 0.0, 0.8).why == "out_of_reach"


def test_a_lucky_spot_below_a_bad_stretch_is_not_taken():
    found = [(f"a{i}", 0.1, False) for i in range(100)]
    found += [(f"b{i}", 0.3, True) for i in range(200)]
    found += [(f"c{i}", 0.5, i % 2 == 0) for i in range(40)]
    assert propose(found, 0.0, 0.8).why == "out_of_reach"  # from 0.5 on only half are right


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdefgh"), st.integers(0, 10).map(lambda n: n / 10), st.booleans()
        ),
        min_size=LEAST_JUDGED,
        max_size=80,
    ),
    st.sampled_from([0.5, 0.7, 0.9]),
)
def test_a_proposal_keeps_its_promise(found, target):
    told = propose(found, 0.0, target)
    if told.threshold is not None:
        kept = [is_right for _, confidence, is_right in found if confidence >= told.threshold]
        assert len(kept) == told.n_kept >= LEAST_KEPT
        assert sum(kept) / len(kept) == pytest.approx(told.precision)
        assert told.precision >= target


@given(st.integers(1, 200), st.data())
def test_wilsons_interval_holds_the_share(n, data):
    n_yes = data.draw(st.integers(0, n))
    low, high = wilson(n_yes, n)
    assert 0 <= low <= n_yes / n + 1e-9
    assert n_yes / n - 1e-9 <= high <= 1


def test_the_page_says_what_to_set_and_that_nothing_was_changed():
    rows = [said(n, "confirmed", confidence=0.7) for n in range(20)]
    rows += [said(n, "rejected", confidence=0.4) for n in range(20, 40)]
    page = verdicts_page(weigh(rows))
    assert "[detect.thresholds]\nthreat = 0.7\n" in page
    assert "Nothing is changed" in page
    assert "c20" not in page


def test_no_verdicts_say_where_they_are_given():
    assert "retold serve" in verdicts_page(weigh([]))


@pytest.mark.parametrize("target", [0.0, 1.0, 80])
def test_a_target_that_is_no_share_is_refused(target):
    with pytest.raises(ValueError, match="between 0 and 1"):
        weigh([], target=target)
