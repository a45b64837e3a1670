"""The fact sheet says what is really measured, as it is really set."""

from pathlib import Path

from pipeline.detect import all_detectors
from pipeline.facts import ABOUT_AGENTS, fact_sheet
from pipeline.settings import Scores, Settings
from pipeline.trained import load_weights

ROOT = Path(__file__).resolve().parents[2]


def test_every_detector_is_on_it_with_its_claim() -> None:
    sheet = fact_sheet()
    for each in all_detectors():
        assert f"[`{each.name}`](detectors/{each.name}.md) | {each.claim} |" in sheet
    assert {each.name for each in all_detectors()} >= ABOUT_AGENTS


def test_it_says_what_is_set_and_how_far_scores_err() -> None:
    sheet = fact_sheet(Settings(score=Scores(enough_quality=0.71)))
    assert "quality is under 0.71" in sheet
    for score in ("effort", "empathy"):
        assert f"within {load_weights(score).half_width:.1f} points at the ends" in sheet


def test_what_it_claims_of_the_house_is_held() -> None:
    """Sound cannot reach the scores: the contract that the sheet speaks of is there."""
    walls = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wall = walls[walls.index("Empathy is read from words") :]
    assert 'source_modules = ["pipeline.score"]' in wall
    assert '"pipeline.transcribe", "av", "soundfile"' in wall


def test_the_command_writes_it_as_it_is_set(retold, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("RETOLD_SCORE__ENOUGH_QUALITY", "0.66")
    file = tmp_path / "sheet.md"
    assert retold("facts", "--out", file).code == 0
    assert "quality is under 0.66" in file.read_text(encoding="utf-8")
    assert "quality is under 0.66" in retold("facts").out
