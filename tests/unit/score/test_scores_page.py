"""The page on scores says what the artefacts say."""

import re
from pathlib import Path

import pytest

from pipeline.trained import load_weights

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `(\w+)` \| (-?[\d.]+) \|", re.MULTILINE)
TENTH = 0.1


def table(name: str) -> dict[str, float]:
    page = (ROOT / "docs" / "scores.md").read_text(encoding="utf-8")
    section = page.split(f"Points by `models/{name}.toml`")[1].split("\n## ")[0]
    return {reason: float(points) for reason, points in ROW.findall(section)}


@pytest.mark.parametrize("name", ["effort", "empathy"])
def test_the_tables_repeat_the_weights(name: str) -> None:
    said, meant = table(name), load_weights(name).weights
    assert set(said) == set(meant)
    stale = {
        reason: round(weight, 1)
        for reason, weight in meant.items()
        if abs(said[reason] - weight) > TENTH
    }
    assert not stale, f"docs/scores.md differs from models/{name}.toml; put {stale}"


def test_every_artefact_has_a_card() -> None:
    cards = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    artefacts = {path.stem.partition(".")[0] for path in (ROOT / "models").glob("*.toml")} - {
        "manifest"
    }
    assert artefacts <= set(re.findall(r"^## (\w+)$", cards, re.MULTILINE))
