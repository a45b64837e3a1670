"""Which claim goes with which label."""

import pytest

from pipeline.evaluate.matching import is_same, match, right_ones
from pipeline.evaluate.opinion import Case, Claim, Opinion


def claims(kind, *places):
    return Opinion(claims=tuple(Claim(kind, contact_id, turns) for contact_id, turns in places))


@pytest.mark.parametrize(
    ("kind", "label", "claim", "is_one"),
    [
        ("promise", ("c1", (5,)), ("c1", (6,)), True),
        ("promise", ("c1", (5,)), ("c1", (7,)), False),
        ("promise", ("c1", (5,)), ("c1", (2, 4)), True),
        ("promise", ("c1", (5,)), ("c2", (5,)), False),
        ("promise", ("c1", (5,)), ("c1", ()), False),
        ("repeat_story", ("c1", (5, 7)), ("c1", (7, 9)), True),
        ("repeat_story", ("c1", (5, 7)), ("c1", (6, 8)), False),  # near is not enough
        ("recovery", ("", ()), ("c2", (9,)), True),
    ],
)
def test_what_is_the_same(kind, label, claim, is_one):
    assert is_same(Claim(kind, *label), Claim(kind, *claim)) is is_one


def test_a_label_takes_one_claim_and_the_next_one_is_false():
    label = claims("threat", ("c1", (5,)))
    said = claims("threat", ("c1", (4,)), ("c1", (5,)))
    matched = match(Case("j1", "nl", label, said), "threat")
    assert [claim.turns for _, claim in matched.both] == [(4,)]
    assert [claim.turns for claim in matched.false] == [(5,)]
    assert matched.missed == ()


def test_neighbouring_labels_each_find_their_own_claim():
    label = claims("threat", ("c1", (5,)), ("c1", (6,)))
    said = claims("threat", ("c1", (6,)), ("c1", (7,)))
    assert len(match(Case("j1", "nl", label, said), "threat").both) == 2


def test_every_finding_of_a_journey_that_has_it_is_right():
    label = Opinion(claims=(Claim("recovery", ""),))
    said = claims("recovery", ("c1", (5,)), ("c2", (8,)))
    assert [right for _, right in right_ones([Case("j1", "nl", label, said)], "recovery")] == [
        True,
        True,
    ]
