"""Whether confidence means what it says, and which rules of a detector earn their keep."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate.matching import right_ones
from pipeline.evaluate.opinion import KINDS, Case, Claim

BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)  # each up to the next, the last up to 1
MOST_VALUES = 12  # of a detail; one with more, or with spaces in it, is no rule but a quotation


@dataclass(frozen=True, slots=True)
class Band:
    """Findings of one kind whose confidence lies in `[low, high)`, how sure and how often right."""

    kind: str
    low: float
    high: float
    n: int
    n_right: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A cue or a detail that findings of a kind carry: how often it fired, and how often rightly."""

    kind: str
    rule: str
    n: int
    n_right: int


def reliability(cases: Sequence[Case]) -> list[Band]:
    """The findings of each kind in bands of their confidence; empty bands are left out."""
    bands = []
    for kind in KINDS:
        judged = right_ones(cases, kind)
        for low, high in zip(BANDS, (*BANDS[1:], 1.0), strict=True):
            inside = [
                (claim.confidence, is_right)
                for claim, is_right in judged
                if low <= claim.confidence < high or claim.confidence == high == 1.0
            ]
            if inside:
                mean = sum(confidence for confidence, _ in inside) / len(inside)
                n_right = sum(is_right for _, is_right in inside)
                bands.append(Band(kind, low, high, len(inside), n_right, round(mean, 3)))
    return bands


def coverage(cases: Sequence[Case]) -> list[Rule]:
    """How often each cue and each value of a detail fired, and how often the label agreed."""
    rules = []
    for kind in KINDS:
        judged = right_ones(cases, kind)
        shown = _shown([claim for claim, _ in judged])
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for claim, is_right in judged:
            for rule in set(_rules(claim, shown)):
                counts[rule][0] += 1
                counts[rule][1] += is_right
        rules += [Rule(kind, rule, *counts[rule]) for rule in sorted(counts)]
    return rules


def _shown(claims: Iterable[Claim]) -> Mapping[str, bool]:
    """Of each detail, whether its values are names of rules, to be shown, or words of a call, never."""
    values: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for key, value in claim.detail.items():
            values[key] |= {each for each in _listed(value) if isinstance(each, str)}
    return {
        key: len(found) <= MOST_VALUES and all(each.isidentifier() for each in found)
        for key, found in values.items()
    }


def _rules(claim: Claim, shown: Mapping[str, bool]) -> Iterator[str]:
    for cue in claim.cues:
        yield f"cue {cue}"
    for key, value in claim.detail.items():
        for each in _listed(value):
            if each is None or isinstance(each, bool):
                yield f"{key}: {'yes' if each else 'no'}"
            elif isinstance(each, str):
                yield f"{key}: {each if shown[key] else 'yes'}"


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
