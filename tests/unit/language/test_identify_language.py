"""Which language is spoken, from little words."""

import pytest

from pipeline.language import identify_language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Goedemiddag, ik heb een vraag over mijn factuur van maart."], "nl"),
        (["hello i'd like to know when you're open on the bank holiday"], "en"),
        (["Awel, ge hebt gelijk, 't is om zeep en da's niet aan u."], "nl"),
        (["Ja.", "Ik heb de app niet.", "Die werkt niet meer."], "nl"),
        (["Right.", "It's the boiler, it won't start.", "Yes please."], "en"),
        (["Ja."], None),
        (["[name] [postcode]"], None),
        ([], None),
    ],
)
def test_identify_language(texts: list[str], language: str | None) -> None:
    assert identify_language(texts) == language


def test_borrowed_words_do_not_change_the_language() -> None:
    said = ["Ik wil mijn account updaten maar de website en de app zijn down."]
    assert identify_language(said) == "nl"
