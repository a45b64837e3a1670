"""Two statements held together by what they mean."""

import numpy as np
import pytest

from pipeline.detect.contradiction.opposites import (
    NOT_AT_ALL,
    Opposites,
    opposed,
    read_opposites,
    statements_in,
    statements_of,
)
from pipeline.language.meaning import N_DIMENSIONS
from pipeline.language.senses import N_SURROUNDING

TOLD = (
    "Ik zet de aanvraag nu voor u in het systeem.",
    "De monteur komt kosteloos langs, daar betaalt u helemaal niets voor.",
    "We zijn op zaterdag open tot vijf uur.",
)
NOTHING = np.zeros(N_DIMENSIONS, np.float32)
NOWHERE = np.zeros(N_SURROUNDING * N_DIMENSIONS, np.float32)


def test_the_opposite_of_what_was_told_is_found_with_what_it_goes_against():
    before = statements_in(TOLD)
    log_odds, which = opposed("De monteur kost 85 euro per bezoek.", NOWHERE, before)
    unrelated, _ = opposed("Mag ik dan nog even uw postcode noteren.", NOWHERE, before)
    assert which == 1
    assert log_odds > unrelated + 1


def test_where_nothing_was_stated_nothing_is_opposed():
    for before in ([], ["Ja."], ["Hebt u daar een nummer van?"]):
        said = opposed("Dat kost 85 euro per bezoek.", NOWHERE, statements_in(before))
        assert said == (NOT_AT_ALL, None)
    assert opposed("Hoe was uw naam ook weer?", NOWHERE, statements_in(TOLD)) == (NOT_AT_ALL, None)


def test_each_statement_knows_its_text_and_questions_are_none():
    before = statements_in(
        ["Klopt dat wel? U hebt nog tien dagen. Dat staat in de brief.", TOLD[0]]
    )
    assert before.text_of == (0, 0, 1)
    assert before.rows.shape == (3, N_DIMENSIONS)


def test_a_pair_goes_apart_alike_in_either_order():
    learnt = read_opposites()
    one, other = statements_of(TOLD[0]), statements_of(TOLD[1])
    assert learnt.pairs(one, other) == pytest.approx(learnt.pairs(other, one).T, abs=1e-5)


def test_what_each_part_adds_is_seen_where_the_others_are_silent():
    dice = np.random.default_rng(3)
    now, before = dice.normal(size=(2, 1, N_DIMENSIONS)).astype(np.float32)
    unit_now, unit_before = now / np.linalg.norm(now), before / np.linalg.norm(before)
    axes = np.eye(N_DIMENSIONS, dtype=np.float32)
    ones = np.ones(N_DIMENSIONS, np.float32)
    close = float(unit_now[0] @ unit_before[0])
    far = float(np.abs(unit_now - unit_before).sum())
    for learnt, expected in (
        (Opposites(axes, 2.0, NOTHING, NOTHING, NOWHERE, 0.0), 2.0 * close),
        (Opposites(axes, 0.0, ones, NOTHING, NOWHERE, 0.0), far),
        (Opposites(axes, 0.0, NOTHING, ones, NOWHERE, 0.0), close),
    ):
        assert learnt.pairs(now, before)[0, 0] == pytest.approx(expected, rel=1e-4, abs=1e-5)
    around = np.full(len(NOWHERE), 0.5, np.float32)
    cut = Opposites(axes, 0.0, NOTHING, NOTHING, np.ones_like(NOWHERE), -1.0)
    assert cut.log_odds(np.zeros((1, 1), np.float32), around) == pytest.approx(
        0.5 * len(NOWHERE) - 1.0
    )


def test_the_pair_that_goes_apart_most_stands_out():
    learnt = Opposites(np.eye(N_DIMENSIONS), 1.0, NOTHING, NOTHING, NOWHERE, 0.0)
    calm, apart = np.full((2, 3), -2.0, np.float32), np.full((2, 3), -2.0, np.float32)
    apart[1, 2] = 4.0
    assert learnt.log_odds(apart, NOWHERE) == pytest.approx(4.0, abs=0.01)
    assert learnt.log_odds(calm, NOWHERE) < 0.0
