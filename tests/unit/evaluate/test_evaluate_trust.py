"""Confidence in bands, and how often each cue and detail was right."""

from pipeline.evaluate.opinion import Case, Claim, Opinion
from pipeline.evaluate.trust import Rule, coverage, reliability


def case(*found):
    """A journey with promises labelled in turns 10 and 20; `found` are claims of it."""
    label = Opinion(claims=(Claim("promise", "c1", (10,)), Claim("promise", "c1", (20,))))
    return Case("j1", "nl", label, Opinion(claims=found))


def promise(turn, confidence=0.8, cues=("promised",), **detail):
    return Claim("promise", "c1", (turn,), detail=detail, confidence=confidence, cues=cues)


def test_bands_hold_their_lower_end_and_the_last_one_holds_1():
    found = [promise(10, 0.8), promise(20, 1.0), promise(30, 0.89), promise(40, 0.2)]
    bands = {band.low: band for band in reliability([case(*found)])}
    assert set(bands) == {0.0, 0.8, 0.9}
    assert (bands[0.8].n, bands[0.8].n_right, bands[0.8].confidence) == (2, 1, 0.845)
    assert (bands[0.9].n, bands[0.9].n_right) == (1, 1)
    assert (bands[0.0].n, bands[0.0].n_right) == (1, 0)


def test_each_cue_and_detail_counts_once_a_finding():
    rules = coverage(
        [
            case(
                promise(10, cues=("promised", "kept"), what="call", is_firm=True),
                promise(30, what="call", is_firm=False),
                promise(40, what=["money", "money"]),
            )
        ]
    )
    assert set(rules) == {
        Rule("promise", "cue kept", 1, 1),
        Rule("promise", "cue promised", 3, 1),
        Rule("promise", "what: call", 2, 1),
        Rule("promise", "what: money", 1, 0),
        Rule("promise", "is_firm: yes", 1, 1),
        Rule("promise", "is_firm: no", 1, 0),
    }


def test_details_that_quote_are_never_shown():
    rules = coverage([case(promise(10, due="voor vrijdag 12 uur"), promise(20, due=None))])
    assert {rule.rule for rule in rules} == {"cue promised", "due: yes", "due: no"}


def test_numbers_are_no_rules():
    assert {rule.rule for rule in coverage([case(promise(10, share_new=0.4))])} == {"cue promised"}
