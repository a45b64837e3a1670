"""Which hypotheses go on. Each offer is a token with its probability."""

from math import log

import numpy as np
import pytest

from pipeline.transcribe.decode import beams
from pipeline.transcribe.decode.beams import ALIKE, HOPELESS, Beam, Hypothesis, Rules

END, YES, NO, WELL = 0, 1, 2, 3
NOTHING_FORBIDDEN = np.zeros(4, np.float32)
RULES = Rules(
    (9,), NOTHING_FORBIDDEN, NOTHING_FORBIDDEN, END, 9, 8, (5, 6), beam_size=2, n_tokens=50
)


def begun() -> Beam:
    return Beam([Hypothesis((0,))])


def go_on(beam: Beam, *offers: dict[int, float]) -> list[tuple[int, ...]]:
    """One step, with what may come after each hypothesis; what is alive after it."""
    tokens = [list(offer) for offer in offers]
    logprobs = [[log(p) for p in offer.values()] for offer in offers]
    beam.go_on(tokens, logprobs, RULES)
    return [one.tokens for one in beam.alive]


def test_the_likeliest_go_on_best_first():
    assert go_on(begun(), {YES: 0.3, NO: 0.5, WELL: 0.2}) == [(NO,), (YES,)]


def test_what_is_far_behind_is_dropped():
    assert go_on(begun(), {YES: 0.9, NO: 0.1}) == [(YES,)]
    assert go_on(begun(), {YES: 0.85, NO: 0.15}) == [(YES,), (NO,)]


def test_an_end_is_kept_and_the_rest_goes_on():
    beam = begun()
    assert go_on(beam, {END: 0.4, YES: 0.6}) == [(YES,)]
    assert [one.tokens for one in beam.done] == [(END,)]


def test_as_many_ends_as_the_beam_is_wide_are_enough():
    beam = begun()
    go_on(beam, {YES: 0.5, END: 0.5})
    assert go_on(beam, {END: 0.6, YES: 0.4}) == []
    assert beam.best.tokens == (YES, END)  # the better mean, not the better total


def test_what_falls_behind_an_end_is_dropped():
    beam = begun()
    go_on(beam, {END: 0.5, YES: 0.5})
    assert go_on(beam, {YES: 0.2}) == [(YES, YES)]
    assert go_on(beam, {YES: 0.2}) == []


def test_the_mean_counts_the_end():
    beam = begun()
    go_on(beam, {YES: 0.5})
    go_on(beam, {END: 0.25})
    assert beam.best.mean == pytest.approx((log(0.5) + log(0.25)) / 2)


def test_one_that_says_the_same_last_words_later_and_less_likely_is_dropped():
    beam = begun()
    go_on(beam, {YES: 0.6, NO: 0.4})
    for _ in range(ALIKE):
        alive = go_on(beam, *({WELL: 1.0} for _ in beam.alive))
    assert alive == [(YES, *[WELL] * ALIKE)]


def test_the_same_words_a_token_later_are_dropped_too():
    lagging = (YES, NO)  # says one token more before the words that the other says
    beam = begun()
    go_on(beam, {WELL: 0.55, YES: 0.45})
    go_on(beam, {4: 1.0}, {NO: 1.0})
    said = (5, 6, 7, 8, 9, 10)
    for token in said:
        offers = [
            {
                said[len(one.tokens) - 3]
                if one.tokens[:2] == lagging and len(one.tokens) > 2
                else 4
                if one.tokens[:2] == lagging
                else token: 1.0
            }
            for one in beam.alive
        ]
        alive = go_on(beam, *offers)
    assert [one[0] for one in alive] == [WELL]


def test_somebody_who_says_the_same_again_and_again_goes_on():
    beam = begun()
    for n in range(1, 4 * ALIKE):
        assert go_on(beam, {YES: 0.9, NO: 0.01}) == [(YES,) * n]


def test_a_loop_after_a_likelier_end_is_dropped_however_sure_it_is_of_itself():
    once = tuple(range(10, 10 + ALIKE))
    beam = begun()
    for token in once:
        go_on(beam, {token: 1.0})
    go_on(beam, {END: 0.7, once[0]: 0.3})
    for token in once[1:-1]:
        assert go_on(beam, {token: 1.0})
    assert go_on(beam, {once[-1]: 1.0}) == []
    assert beam.best.tokens == (*once, END)


def test_the_same_again_goes_on_where_an_end_was_less_likely():
    once = tuple(range(10, 10 + ALIKE))
    beam = begun()
    for token in once:
        go_on(beam, {token: 1.0})
    go_on(beam, {END: 0.3, once[0]: 0.7})
    for token in once[1:]:
        alive = go_on(beam, {token: 1.0})
    assert alive == [(*once, *once)]


def test_one_that_was_ahead_and_is_gone_holds_nobody_back():
    beam = begun()
    go_on(beam, {YES: 0.6, NO: 0.4})
    for n in range(ALIKE - 1):
        go_on(beam, *({10 + n: 1.0} for _ in beam.alive))
    ahead, behind = beam.alive
    beam.alive = [ahead]
    go_on(beam, {20: 1.0})
    beam.alive = [behind]
    assert go_on(beam, {20: 1.0}) == [(NO, *range(10, 9 + ALIKE), 20)]


def test_whatever_is_offered_somebody_is_left(monkeypatch):
    monkeypatch.setattr(beams, "ALIKE", 1)  # so that many are late
    dice = np.random.default_rng(1)
    for _ in range(300):
        beam = begun()
        for _ in range(30):
            if not beam.alive:
                break
            shares = dice.dirichlet([0.2] * 3, len(beam.alive))
            go_on(beam, *({YES: y, NO: n, WELL: w} for y, n, w in np.maximum(shares, 1e-9)))
            assert beam.alive
            totals = [one.total for one in beam.alive]
            assert totals == sorted(totals, reverse=True)
            assert totals[0] - totals[-1] <= HOPELESS
