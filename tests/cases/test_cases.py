"""Every detector on the cases that people wrote for it: hits and misses, in each language."""

from pathlib import Path

import pytest

from pipeline.detect import all_detectors
from pipeline.domain import Quote
from pipeline.language.phrases import LANGUAGES
from tests.support.cases import read_case

FOLDER = Path(__file__).parent
DETECTORS = {each.name: each for each in all_detectors()}
CASES = sorted(FOLDER.glob("*/*.case"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_detector_quotes_what_is_marked_and_nothing_else(path: Path) -> None:
    case = read_case(path)
    quoted = {
        (item.contact_id, item.turn_no, item.cue)
        for finding in DETECTORS[path.parent.name].findings(case.journey)
        for item in finding.evidence
        if isinstance(item, Quote)
    }
    assert quoted == case.expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(DETECTORS))
def test_every_detector_has_a_hit_and_a_miss_in_every_language(name: str, language: str) -> None:
    cases = [read_case(path) for path in sorted((FOLDER / name).glob(f"*.{language}.case"))]
    assert any(case.expected for case in cases), f"no hit in tests/cases/{name}/*.{language}.case"
    assert any(not case.expected for case in cases), (
        f"no miss in tests/cases/{name}/*.{language}.case"
    )


def test_every_folder_of_cases_belongs_to_a_detector() -> None:
    folders = {
        path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders == set(DETECTORS)


def test_every_detector_has_a_page() -> None:
    pages = {path.stem for path in (FOLDER.parents[1] / "docs" / "detectors").glob("*.md")}
    assert set(DETECTORS) <= pages
