"""The registry: what makes a function a detector, and how it signs what was seen."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.detect import Detector, all_detectors, detector, find_all, prepared, require_detectors
from pipeline.detect import registry as registry_module
from pipeline.detect.registry import AT_ONCE
from pipeline.domain import Journey, Moment, Quote, Sighting
from tests.support.build import contact_of, journey_of

JOURNEY = journey_of(contact_of([[("agent", "Hallo."), ("customer", "De sleutel past niet.")]]))


def see_twice(journey: Journey) -> Iterator[Sighting]:
    """The same place, twice, the second time surer."""
    turn = journey.contacts[0].turns[1]
    for confidence in (0.4, 0.9, 0.6):
        yield Sighting((Quote.cite("c1", turn, "seen"),), 1, confidence)


def test_the_id_is_the_module_and_the_claim_is_the_first_line() -> None:
    made = detector(version=3)(see_twice)
    assert made == Detector(
        "test_registry", 3, "The same place, twice, the second time surer.", see_twice
    )


def test_a_function_without_a_docstring_is_no_detector() -> None:
    def see(journey: Journey) -> Iterator[Sighting]:
        yield from ()

    with pytest.raises(ValueError, match="detector test_registry needs a docstring"):
        detector(version=1)(see)


def test_of_two_findings_with_one_id_the_surer_one_stays() -> None:
    (finding,) = detector(version=1)(see_twice).findings(JOURNEY)
    assert finding.confidence == 0.9
    assert (finding.kind, finding.detector) == ("test_registry", "test_registry")


def test_the_id_of_a_finding_depends_on_neither_version_nor_confidence() -> None:
    made = detector(version=1)(see_twice)
    ids = {
        finding.finding_id
        for each in (made, replace(made, version=2))
        for finding in each.findings(JOURNEY)
    }
    assert len(ids) == 1


def test_a_sighting_without_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        Sighting((), 1, 0.5)


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_a_confidence_is_a_chance(confidence: float) -> None:
    with pytest.raises(ValueError, match="outside 0-1"):
        Sighting((Moment("c1", "transfer", 1.0, "transfer"),), 1, confidence)


def test_all_detectors_have_a_claim_and_come_by_name() -> None:
    names = [each.name for each in all_detectors()]
    assert names == sorted(names) and len(names) == len(set(names))
    folder = Path(registry_module.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "registry"}
    assert set(names) == modules | {path.parent.name for path in folder.glob("*/__init__.py")}
    for each in all_detectors():
        assert each.claim.endswith("."), f"the claim of {each.name} is no sentence: {each.claim!r}"
        assert each.version >= 1


@pytest.mark.parametrize("number", [0, 2])
def test_a_module_holds_exactly_one_detector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    package = tmp_path / "fake_detect"
    package.mkdir()
    (package / "__init__.py").write_text("")
    body = "from pipeline.detect.registry import Detector\n" + "".join(
        f"d{i} = Detector('x', 1, 'A claim.', iter)\n" for i in range(number)
    )
    (package / "wrong.py").write_text(body)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(registry_module, "__name__", "fake_detect.registry")
    all_detectors.cache_clear()
    try:
        with pytest.raises(ValueError, match=f"wrong.py holds {number} detectors, expected one"):
            all_detectors()
    finally:
        all_detectors.cache_clear()
        for name in [name for name in sys.modules if name.startswith("fake_detect")]:
            del sys.modules[name]


def test_findings_come_in_the_order_of_the_conversation() -> None:
    journey = journey_of(
        contact_of(
            [
                [
                    ("agent", "Goedemiddag, waarmee kan ik u helpen?"),
                    ("customer", "Mijn ketel lekt."),
                    ("agent", "Ik bel u morgen terug."),
                    ("customer", "Ik heb op de website gezocht maar niks gevonden."),
                    ("agent", "En ik mail het u vandaag nog."),
                ]
            ],
            contact_id="c1",
        ),
        contact_of(
            [[("agent", "De monteur komt morgen om 10 uur.")]], contact_id="c2", days_later=1
        ),
    )
    places = [(f.contact_id, f.turns) for f in find_all(journey)]
    assert places == sorted(places) and len(places) == 4


def test_journeys_come_prepared_in_their_order() -> None:
    journeys = [
        journey_of(contact_of([[("customer", f"Verhaal nummer {number}.")]]))
        for number in range(AT_ONCE * 2 + 3)
    ]
    assert list(prepared(journeys)) == journeys
    assert list(prepared([])) == []


def test_findings_under_the_threshold_of_their_detector_are_left_out() -> None:
    journey = journey_of(
        contact_of([[("customer", "Als dit zo doorgaat ga ik alles opzeggen bij jullie.")]])
    )
    threats = [each for each in find_all(journey) if each.kind == "threat"]
    assert threats
    at = threats[0].confidence
    kept = {each.kind for each in find_all(journey, {"threat": at})}
    gone = {each.kind for each in find_all(journey, {"threat": at + 0.001})}
    assert kept - gone == {"threat"}


def test_a_threshold_for_no_detector_is_told_with_the_nearest() -> None:
    require_detectors(["threat"])
    with pytest.raises(ValueError, match=r"detect\.thresholds: .*'treat'. Did you mean threat"):
        require_detectors(["treat"])
