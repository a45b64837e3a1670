"""Learn the weights of `repeat_story` from labelled journeys and from the detector's cases.

    python models/train_repeat_story.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/repeat_story.toml`: a logistic regression over the detector's features. Each journey is
learnt from as it was written and three times as Whisper mishears it (a fifth of its words wrong). What
was measured stands in the head of the file: ten-fold cross-validation, where a journey and its misheard
copies are never on both sides.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled, read_misheard
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from pipeline.detect.repeat_story import (  # noqa: E402
    CLAIM_FROM,
    Candidate,
    Said,
    candidates,
    first_telling,
    retold_of,
)
from pipeline.domain import Contact  # noqa: E402
from tests.support.cases import Case, read_case  # noqa: E402
from tests.support.mishear import mishear_contact  # noqa: E402

CASES = ROOT / "tests" / "cases" / "repeat_story"
SEEDS = (1, 2, 3)  # of the misheard copies
REGULARISATION = 0.5
FOLDS = 10
BINS = (0.0, 0.1, 0.3, 0.45, 0.6, 0.8, 0.9, 1.0)
Numbers = NDArray[np.float64]
Place = tuple[str, int]  # contact, turn


@dataclass(frozen=True)
class Retelling:
    """A labelled retelling: its turns, and those of the first telling."""

    again: frozenset[Place]
    first: frozenset[Place]


@dataclass(frozen=True)
class Heard:
    """A journey as it was written (seed 0) or misheard, leg by leg: candidates, and what came before."""

    name: str
    is_labelled: bool  # else it is a case of the detector
    seed: int
    legs: list[tuple[list[Candidate], list[Said]]]
    labels: list[Retelling]

    def is_retold(self, each: Candidate) -> bool:
        """Whether the labels say that this turn retells."""
        place = (each.contact.contact_id, each.turn.turn_no)
        return any(place in label.again for label in self.labels)


@dataclass
class Agreement:
    """Claims held against labels: retellings, turns, journeys, and first tellings."""

    right: int = 0
    false: int = 0
    missed: int = 0
    turns_right: int = 0
    turns_differing: int = 0
    journeys_right: int = 0
    journeys_differing: int = 0
    first_right: int = 0

    def add(self, heard: Heard, claims: list[tuple[list[Candidate], list[Said]]]) -> None:
        """Count one journey; a claim is right when it shares a turn with a retelling not yet claimed."""
        waiting = list(heard.labels)
        claimed: set[Place] = set()
        for retold, first in claims:
            turns = {(each.contact.contact_id, each.turn.turn_no) for each in retold}
            claimed |= turns
            label = next((one for one in waiting if one.again & turns), None)
            if label is None:
                self.false += 1
                continue
            waiting.remove(label)
            self.right += 1
            told = {(each.contact.contact_id, each.turn.turn_no) for each in first}
            self.first_right += bool(told & label.first)
        self.missed += len(waiting)
        labelled = frozenset[Place]().union(*(label.again for label in heard.labels))
        self.turns_right += len(labelled & claimed)
        self.turns_differing += len(labelled ^ claimed)
        self.journeys_right += bool(heard.labels and claims)
        self.journeys_differing += bool(heard.labels) != bool(claims)

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.false)
        recall = self.right / max(1, self.right + self.missed)
        return (
            f"precision {precision:.3f}, recall {recall:.3f}, "
            f"F1 {_f1(self.right, self.false + self.missed):.3f}; "
            f"first telling right {self.first_right}/{self.right}; "
            f"turns F1 {_f1(self.turns_right, self.turns_differing):.3f}; "
            f"journeys F1 {_f1(self.journeys_right, self.journeys_differing):.3f}"
        )


def _f1(right: int, differing: int) -> float:
    return 2 * right / max(1, 2 * right + differing)


def read_all(gold: Path) -> Iterator[Heard]:
    """The labelled journeys and the cases, each as written and misheard."""
    for seed in (0, *SEEDS):
        for journey in read_misheard(gold, seed) if seed else read_labelled(gold):
            yield _of_labelled(journey, seed)
        for path in sorted(CASES.glob("*.case")):
            yield _of_case(read_case(path), seed)


def _of_labelled(gold: LabelledJourney, seed: int) -> Heard:
    labels = [
        Retelling(*(frozenset((label[key][0], turn) for turn in label[key][1]) for key in keys))
        for label in gold.labels["repeat_story"]
        if (keys := ("again", "first"))
    ]
    return Heard(gold.journey_id, True, seed, list(_legs(gold.contacts)), labels)


def _of_case(case: Case, seed: int) -> Heard:
    contacts = case.journey.contacts
    if seed:
        contacts = tuple(mishear_contact(contact, seed) for contact in contacts)
    first = frozenset((contact, turn) for contact, turn, cue in case.expected if cue == "told")
    legs = [(contact, leg) for contact in contacts for leg in contact.legs]
    labels = [
        Retelling(frozenset(again), first)
        for contact, leg in legs
        if (
            again := [
                (contact.contact_id, turn.turn_no)
                for turn in contact.turns_of(leg.leg_no)
                if (contact.contact_id, turn.turn_no, "retold") in case.expected
            ]
        )
    ]
    return Heard(f"{case.name} (case)", False, seed, list(_legs(contacts)), labels)


def _legs(contacts: Sequence[Contact]) -> Iterator[tuple[list[Candidate], list[Said]]]:
    said: list[Said] = []
    for contact in contacts:
        for leg in contact.legs:
            yield candidates(contact, leg, said), list(said)
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))


def fit(heard: Sequence[Heard], names: Sequence[str]) -> tuple[float, Numbers]:
    """Intercept and weights on raw features (standardised inside, folded back).

    A journey and its misheard copies together weigh as one, so that chances stay honest.
    """
    found = [(each, one) for one in heard for leg, _ in one.legs for each in leg]
    x = np.array([[each.features[name] for name in names] for each, _ in found])
    y = np.array([one.is_retold(each) for each, one in found])
    mean, spread = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    model.fit((x - mean) / spread, y, np.full(len(y), 1 / (1 + len(SEEDS))))
    weights = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def cross_validate(heard: Sequence[Heard], names: Sequence[str]) -> dict[int, list[list[float]]]:
    """For each journey (by its place), leg by leg, the chances that weights without it give."""
    order = sorted({one.name for one in heard})
    shuffled = np.random.default_rng(1).permutation(order)
    fold = {name: number % FOLDS for number, name in enumerate(shuffled)}
    chances: dict[int, list[list[float]]] = {}
    for held in range(FOLDS):
        intercept, weights = fit([one for one in heard if fold[one.name] != held], names)
        for place, one in enumerate(heard):
            if fold[one.name] == held:
                chances[place] = [
                    [
                        float(1 / (1 + np.exp(-intercept - weights @ _row(each, names))))
                        for each in leg
                    ]
                    for leg, _ in one.legs
                ]
    return chances


def _row(each: Candidate, names: Sequence[str]) -> Numbers:
    return np.array([each.features[name] for name in names])


def report(heard: Sequence[Heard], chances: dict[int, list[list[float]]]) -> Iterator[str]:
    """Agreement and reliability in lines, journeys and cases apart."""
    for is_labelled, what in ((True, "labelled journeys"), (False, "cases")):
        for is_misheard in (False, True):
            agreement = Agreement()
            for place, one in enumerate(heard):
                if (one.is_labelled, bool(one.seed)) == (is_labelled, is_misheard):
                    legs = zip(one.legs, chances[place], strict=True)
                    claims = [(retold_of(leg, each), said) for (leg, said), each in legs]
                    agreement.add(
                        one,
                        [
                            (retold, first_telling(retold, said))
                            for retold, said in claims
                            if retold
                        ],
                    )
            yield f"{what}, {'a fifth misheard' if is_misheard else 'as written'}: {agreement}"
    judged = [
        (max(each), any(one.is_retold(candidate) for candidate in leg))
        for place, one in enumerate(heard)
        for (leg, _), each in zip(one.legs, chances[place], strict=True)
        if each
    ]
    yield "chance of a leg, legs, share of them that hold a retelling:"
    for low, high in pairwise(BINS):
        inside = [(p, right) for p, right in judged if low <= p < high or p == high == 1.0]
        if inside:
            mean, share = np.mean(np.array(inside, dtype=float), axis=0)
            yield f"  {low:.2f}-{high:.2f} (mean {mean:.2f}): {len(inside)}, {share:.2f}"


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    heard = list(read_all(parser.parse_args().gold))
    names = list(next(each for one in heard for leg, _ in one.legs for each in leg).features)
    n_journeys = len({one.name for one in heard if one.is_labelled})
    n_cases = len({one.name for one in heard if not one.is_labelled})
    intercept, weights = fit(heard, names)
    lines = [
        "# Trained weights of detect/repeat_story.py; made by models/train_repeat_story.py, card: models/README.md",
        f"# {n_journeys} labelled journeys and {n_cases} cases, each as written and {len(SEEDS)} times misheard; "
        f"{FOLDS}-fold over those, a leg claimed from {CLAIM_FROM}",
        *(f"# {line}" for line in report(heard, cross_validate(heard, names))),
        f"intercept = {intercept:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(names, weights, strict=True)),
    ]
    (Path(__file__).parent / "repeat_story.toml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
