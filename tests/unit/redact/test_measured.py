"""The agreement that docs/redaction.md states, held on labelled journeys where they are at hand."""

import os
from pathlib import Path

import pytest

from tests.unit.redact.measure import (
    Rewrite,
    as_written,
    in_small_letters,
    measure,
    with_spoken_digits,
)

SAID = Path(__file__).parent / "said"
SHARED = Path(os.environ.get("RETOLD_SHARED", Path(__file__).resolve().parents[4] / "shared"))


@pytest.mark.skipif(not (SHARED / "devset").is_dir(), reason="no labelled journeys here")
@pytest.mark.parametrize(
    ("rewrite", "recall"),
    [(as_written, 0.99), (with_spoken_digits, 0.99), (in_small_letters, 0.98)],
)
def test_labelled_personal_data_is_gone_and_the_rest_stays(rewrite: Rewrite, recall: float) -> None:
    measured = measure(SHARED / "devset", rewrite)

    assert measured.recall >= recall, measured.missed
    assert measured.words_kept >= 0.995


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("dialogues", "words_kept"), [("seen", 0.98), ("later", 0.97)])
def test_the_marked_dialogues_lose_what_is_marked_and_keep_the_rest(
    dialogues: str, words_kept: float, language: str
) -> None:
    measured = measure(SAID / f"{dialogues}.{language}.txt")

    assert measured.recall >= 0.97, measured.missed
    assert measured.words_kept >= words_kept
