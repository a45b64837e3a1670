"""Terms, prices, dates and days as people say them."""

import pytest

from pipeline.language.amounts import amounts, differing


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("Dat duurt vijf werkdagen.", "hours", {120}),
        ("within twenty-four hours or 2 weeks", "hours", {4, 336}),
        ("Binnen 24 uur.", "hours", {24}),
        ("een half uur of 30 minuten", "hours", {0.5}),
        ("Het kost 1.234,50 euro", "money", {1234.5}),
        ("that's £65.20, or 30 pounds", "money", {65.2, 30}),
        ("€ 3.840", "money", {3840}),
        ("tot 1 maart, niet 15 februari", "date", {301, 215}),
        ("by March 26", "date", {326}),
        ("woensdag of Thursday", "day", {3, 4}),
        ("tien procent, or 5%", "share", {10, 5}),
    ],
)
def test_amounts_are_read_in_both_languages(text: str, kind: str, values: set[float]) -> None:
    assert amounts(text)[kind] == values


def test_a_text_without_amounts_has_none() -> None:
    assert amounts("Ik kijk het even na.") == {}


def test_amounts_differ_where_nothing_of_one_kind_is_the_same() -> None:
    assert differing(amounts("binnen 24 uur"), amounts("drie werkdagen")) == "hours"
    assert differing(amounts("veertien dagen"), amounts("twee weken")) is None
    assert differing(amounts("45 euro"), amounts("drie dagen")) is None
