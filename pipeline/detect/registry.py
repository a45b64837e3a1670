"""Which detectors there are, and the signing of what they see.

A detector is a module or a package of this folder with one function under `@detector(version=…)`:

    @detector(version=1)
    def detect(journey: Journey) -> Iterator[Sighting]:
        '''The claim that coaches read, in one sentence.'''

Its id is the module's name, its phrase lists lie beside it, its cases in `tests/cases/<id>/`. It is
pure: no clock, no randomness, no input or output, no other detector.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from pipeline.domain import Finding, Journey, Sighting
from pipeline.language.meaning import read_ahead

AT_ONCE = 16  # journeys whose turns are read together
See = Callable[[Journey], Iterator[Sighting]]


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of finding: its id, its version, the claim that it makes, and how it sees it."""

    name: str
    version: int
    claim: str
    see: See

    def findings(self, journey: Journey) -> list[Finding]:
        """What this detector finds in a journey, signed; of two with one id the surer one stays."""
        signed: dict[str, Finding] = {}
        for sighting in self.see(journey):
            finding = Finding.sign(sighting, detector=self.name, version=self.version)
            known = signed.get(finding.finding_id)
            if known is None or finding.confidence > known.confidence:
                signed[finding.finding_id] = finding
        return list(signed.values())


def detector(*, version: int) -> Callable[[See], Detector]:
    """Make a function a detector; the first line of its docstring is its claim.

    Raises ValueError when the docstring is missing: a claim that nobody can read is none.
    """

    def register(see: See) -> Detector:
        name = see.__module__.rpartition(".")[2]
        claim = (see.__doc__ or "").strip().partition("\n")[0]
        if not claim:
            raise ValueError(f"detector {name} needs a docstring: its first line is the claim")
        return Detector(name=name, version=version, claim=claim, see=see)

    return register


@lru_cache(maxsize=1)
def all_detectors() -> tuple[Detector, ...]:
    """All detectors of this folder, by name.

    Raises ValueError for a module that holds none or several.
    """
    package = importlib.import_module(__name__.rpartition(".")[0])
    detectors = []
    for module in pkgutil.iter_modules(package.__path__):
        if module.name == "registry":
            continue
        loaded = importlib.import_module(f"{package.__name__}.{module.name}")
        found = [value for value in vars(loaded).values() if isinstance(value, Detector)]
        if len(found) != 1:
            raise ValueError(f"detect/{module.name}.py holds {len(found)} detectors, expected one")
        detectors.extend(found)
    return tuple(sorted(detectors, key=lambda each: each.name))


def prepared(journeys: Sequence[Journey]) -> Iterator[Journey]:
    """The journeys, in order, each with its turns read before it is judged.

    Many turns at once are read much quicker than one by one; the next lot is read while the one
    before it is judged.
    """
    lots = [journeys[start : start + AT_ONCE] for start in range(0, len(journeys), AT_ONCE)]
    with ThreadPoolExecutor(max_workers=1) as reader:
        reading = reader.submit(_read, lots[0] if lots else ())
        for number, lot in enumerate(lots, start=1):
            reading.result()
            if number < len(lots):
                reading = reader.submit(_read, lots[number])
            yield from lot


def _read(journeys: Sequence[Journey]) -> None:
    read_ahead(
        turn.text for journey in journeys for contact in journey.contacts for turn in contact.turns
    )


def require_detectors(names: Iterable[str]) -> None:
    """Raises ValueError, naming the nearest, when there is no detector of one of these names."""
    known = [each.name for each in all_detectors()]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ValueError(f"detect.thresholds: there is no detector {name!r}.{hint}")


def find_all(
    journey: Journey, thresholds: Mapping[str, float] | None = None
) -> tuple[Finding, ...]:
    """All findings of all detectors in a journey, in the order of the conversation.

    `thresholds` are detectors' ids to the confidence under which their findings are left out.
    """
    order = {contact.contact_id: i for i, contact in enumerate(journey.contacts)}
    least = thresholds or {}
    findings = [
        finding
        for each in all_detectors()
        for finding in each.findings(journey)
        if finding.confidence >= least.get(each.name, 0.0)
    ]
    return tuple(
        sorted(findings, key=lambda f: (order[f.contact_id], f.turns or (0,), f.kind, f.finding_id))
    )
