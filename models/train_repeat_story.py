"""Learn the weights of `repeat_story` from labelled journeys and from the detector's cases.

    python models/train_repeat_story.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/retold_space.npz`, the space in which turns are held against what was told
(`retold_space.py`), and `models/repeat_story.toml`: three logistic regressions, of a turn, of a leg
and of the pieces that a retelling is made of. They read of every journey what a space says that has
not seen its writer; what the second and third read of the first comes from weights that had not seen
the journey (five folds). Each journey is learnt from as it was written and three times as Whisper
mishears it (a fifth of its words wrong). What was measured stands in the head of the file: ten-fold
cross-validation over writers.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from retellings import CASES_WRITER, SEEDS, Place, Retelling, Written, read_all  # noqa: E402
from retold_space import SEEDS as LEARNT_FROM  # noqa: E402
from retold_space import Lesson, learn_space, lessons, write_space  # noqa: E402

from pipeline.detect.repeat_story import CLAIM_FROM  # noqa: E402
from pipeline.detect.repeat_story.first import first_telling  # noqa: E402
from pipeline.detect.repeat_story.hearing import Hearing, hear  # noqa: E402
from pipeline.detect.repeat_story.legs import leg_features  # noqa: E402
from pipeline.detect.repeat_story.pieces import piece_features, retold_of  # noqa: E402
from pipeline.detect.repeat_story.space import Space, forget_space  # noqa: E402
from pipeline.detect.repeat_story.turns import Candidate, Said, candidates  # noqa: E402
from pipeline.domain import Contact  # noqa: E402
from pipeline.trained import Weights  # noqa: E402

FOLDER = Path(__file__).parent
REGULARISATION = {"turn": 0.5, "leg": 0.1, "piece": 0.1}
FOLDS, INNER_FOLDS = 10, 5  # of writers
BINS = (0.0, 0.1, 0.3, 0.45, 0.6, 0.8, 0.9, 1.0)
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Heard:
    """What was written, and the legs of it in which something may be told again.

    They lie in `space`, which was learnt without its writer.
    """

    written: Written
    legs: list["HeardLeg"]
    space: Space

    def is_retold(self, each: Candidate) -> bool:
        """Whether the labels say that this turn retells."""
        place = (each.contact.contact_id, each.turn.turn_no)
        return self.written.retelling_at(place) is not None


@dataclass(frozen=True)
class HeardLeg:
    """A leg beside what was told before it, and all that was said before it."""

    hearing: Hearing
    said: list[Said]

    @property
    def found(self) -> Sequence[Candidate]:
        """The customer's turns that may retell."""
        return self.hearing.found


Claim = tuple[float, list[Candidate]]  # the chance of a leg, and what of it retells


@dataclass(frozen=True)
class Learnt:
    """The weights of a turn, of a leg and of a piece."""

    turn: Weights
    leg: Weights
    piece: Weights

    def claim(self, leg: HeardLeg) -> Claim:
        """What these weights make of a leg; nothing retells where it is too unsure."""
        heard = with_totals(leg, self.turn)
        chance = self.leg.chance(leg_features(heard))
        if chance < CLAIM_FROM:
            return chance, []
        return chance, retold_of(
            leg.found, [self.piece.chance(each) for each in piece_features(heard)]
        )


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
        labels: Sequence[Retelling] = heard.written.labels
        waiting = list(labels)
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
        labelled = frozenset[Place]().union(*(label.again for label in labels))
        self.turns_right += len(labelled & claimed)
        self.turns_differing += len(labelled ^ claimed)
        self.journeys_right += bool(labels and claims)
        self.journeys_differing += bool(labels) != bool(claims)

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


def hear_all(written: Sequence[Written]) -> tuple[list[Heard], Space]:
    """All that was written, each journey in a space that has not seen its writer; and that of all."""
    tenth = tenths(one.writer for one in written)
    taught: dict[int, list[list[Lesson]]] = {number: [] for number in range(FOLDS)}
    for one in written:
        if one.seed in LEARNT_FROM:
            taught[tenth[one.writer]].append(lessons(one))
    heard = []
    for number in range(FOLDS):
        space = learn_space([one for other in taught if other != number for one in taught[other]])
        heard += [
            Heard(one, list(_legs(one.contacts, space)), space)
            for one in written
            if tenth[one.writer] == number
        ]
    return heard, learn_space([one for some in taught.values() for one in some])


def tenths(writers: Iterable[str]) -> dict[str, int]:
    """The tenth in which each writer is; the cases are one of them."""
    others = sorted(set(writers) - {CASES_WRITER})
    return {CASES_WRITER: 0} | {writer: place % FOLDS for place, writer in enumerate(others)}


def _legs(contacts: Sequence[Contact], space: Space) -> Iterator[HeardLeg]:
    said: list[Said] = []
    for contact in contacts:
        for leg in contact.legs:
            if found := candidates(contact, leg, said, space):
                yield HeardLeg(hear(found, said, [0.0] * len(found), space), list(said))
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))


def with_totals(leg: HeardLeg, turn: Weights) -> Hearing:
    """The leg with what weights of turns make of each."""
    return replace(leg.hearing, totals=np.array([turn.total(each.features) for each in leg.found]))


def learn(heard: Sequence[Heard]) -> Learnt:
    """The three regressions, from some journeys."""
    turns = [
        (each.features, one.is_retold(each))
        for one in heard
        for leg in one.legs
        for each in leg.found
    ]
    legs, pieces = [], []
    for some, others in _apart(heard, INNER_FOLDS, seed=7):
        of_others = fit(
            [
                (each.features, one.is_retold(each))
                for one in others
                for leg in one.legs
                for each in leg.found
            ],
            REGULARISATION["turn"],
        )
        for one in some:
            for leg in one.legs:
                hearing = with_totals(leg, of_others)
                retold = [one.is_retold(each) for each in leg.found]
                legs.append((leg_features(hearing), any(retold)))
                if any(retold):
                    pieces += zip(piece_features(hearing), retold, strict=True)
    return Learnt(
        fit(turns, REGULARISATION["turn"]),
        fit(legs, REGULARISATION["leg"]),
        fit(pieces, REGULARISATION["piece"]),
    )


def fit(rows: Sequence[tuple[Mapping[str, float], bool]], regularisation: float) -> Weights:
    """Intercept and weights on raw features (standardised inside, folded back).

    A journey and its misheard copies together weigh as one, so that chances stay honest.
    """
    names = list(rows[0][0])
    x = np.array([[features[name] for name in names] for features, _ in rows])
    y = np.array([is_so for _, is_so in rows])
    mean, spread = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    model = LogisticRegression(C=regularisation, max_iter=3000)
    model.fit((x - mean) / spread, y, np.full(len(y), 1 / (1 + len(SEEDS))))
    weights = model.coef_[0] / spread
    named = dict(zip(names, map(float, weights), strict=True))
    return Weights(float(model.intercept_[0] - weights @ mean), named)


def _apart(
    heard: Sequence[Heard], n_folds: int, *, seed: int
) -> Iterator[tuple[list[Heard], list[Heard]]]:
    """Each fold and all others; a journey and its copies are in one."""
    names = sorted({one.written.name for one in heard})
    fold = {
        name: number % n_folds
        for number, name in enumerate(np.random.default_rng(seed).permutation(names))
    }
    for held in range(n_folds):
        yield (
            [one for one in heard if fold[one.written.name] == held],
            [one for one in heard if fold[one.written.name] != held],
        )


def cross_validate(heard: Sequence[Heard]) -> dict[int, Claim]:
    """For each leg, by its id, what is made of it by weights that did not see the writer."""
    claims: dict[int, Claim] = {}
    tenth = tenths(one.written.writer for one in heard)
    for number in range(FOLDS):
        learnt = learn([one for one in heard if tenth[one.written.writer] != number])
        for one in heard:
            if tenth[one.written.writer] == number:
                claims |= {id(leg): learnt.claim(leg) for leg in one.legs}
    return claims


def report(heard: Sequence[Heard], claims: Mapping[int, Claim]) -> Iterator[str]:
    """Agreement and reliability in lines, journeys and cases apart."""
    for is_labelled, what in ((True, "labelled journeys"), (False, "cases")):
        for is_misheard in (False, True):
            agreement = Agreement()
            for one in heard:
                if (one.written.is_labelled, bool(one.written.seed)) == (is_labelled, is_misheard):
                    found = [(claims[id(leg)][1], leg.said) for leg in one.legs]
                    agreement.add(
                        one,
                        [
                            (retold, first_telling(retold, said, one.space))
                            for retold, said in found
                            if retold
                        ],
                    )
            yield f"{what}, {'a fifth misheard' if is_misheard else 'as written'}: {agreement}"
    judged = [
        (claims[id(leg)][0], any(one.is_retold(each) for each in leg.found))
        for one in heard
        for leg in one.legs
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
    written = list(read_all(parser.parse_args().gold))
    n_journeys = len({one.name for one in written if one.is_labelled})
    n_cases = len({one.name for one in written if not one.is_labelled})
    heard, space = hear_all(written)
    learnt = learn(heard)
    lines = [
        "# Trained weights of detect/repeat_story; made by models/train_repeat_story.py, card: models/README.md",
        f"# {n_journeys} labelled journeys and {n_cases} cases, each as written and {len(SEEDS)} times misheard; "
        f"{FOLDS}-fold over their writers, a leg claimed from {CLAIM_FROM}",
        *(f"# {line}" for line in report(heard, cross_validate(heard))),
    ]
    for option in ("turn", "leg", "piece"):
        weights: Weights = getattr(learnt, option)
        lines += [
            "",
            f"[option.{option}]",
            f"intercept = {weights.intercept:.3f}",
            f"[option.{option}.weights]",
            *(f"{name} = {weight:.3f}" for name, weight in weights.weights.items()),
        ]
    (FOLDER / "repeat_story.toml").write_text("\n".join(lines) + "\n")
    write_space(space, FOLDER)
    forget_space()
    print("\n".join(lines))


if __name__ == "__main__":
    main()
