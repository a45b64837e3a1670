"""Two statements held together by what they mean."""

import numpy as np
import pytest

from pipeline.detect.contradiction.opposites import (
    CLOSEST,
    NOT_AT_ALL,
    closest_pairs,
    featured,
    opposed,
    statements_in,
)

TOLD = (
    "Ik zet de aanvraag nu voor u in het systeem.",
    "De monteur komt kosteloos langs, daar betaalt u helemaal niets voor.",
    "We zijn op zaterdag open tot vijf uur.",
)


def test_the_opposite_of_what_was_told_is_found_with_what_it_goes_against():
    log_odds, which = opposed("De monteur kost 85 euro per bezoek.", statements_in(TOLD))
    unrelated, _ = opposed("Mag ik dan nog even uw postcode noteren.", statements_in(TOLD))
    assert which == 1
    assert log_odds > unrelated + 1


def test_where_nothing_was_stated_nothing_is_opposed():
    for before in ([], ["Ja."], ["Hebt u daar een nummer van?"]):
        assert opposed("Dat kost 85 euro per bezoek.", statements_in(before)) == (NOT_AT_ALL, None)
    assert opposed("Hoe was uw naam ook weer?", statements_in(TOLD)) == (NOT_AT_ALL, None)


def test_only_the_closest_pairs_are_looked_at_and_each_names_its_text():
    text = "De monteur komt morgen. Dat kost u 85 euro. U hoort van ons wanneer hij er is."
    pairs = closest_pairs(text, statements_in(TOLD))
    assert len(pairs) == CLOSEST
    assert {pair.earlier for pair in pairs} <= set(range(len(TOLD)))


def test_a_pair_is_told_alike_in_either_order():
    dice = np.random.default_rng(3)
    one, other = dice.normal(size=(2, 384)).astype(np.float32)
    assert featured(one, other) == pytest.approx(featured(other, one))
