"""Learn the weights of `contradiction` from labelled journeys.

    python models/train_contradiction.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/contradiction_pairs.npz`, a straight cut through what two sentences mean, and
`models/contradiction.toml`: a logistic regression over the features of a statement, with the
agreement measured on writers left out in turn; how strongly a statement has the sense, and how far it
is the opposite of an earlier one, is told by cuts that have not seen its writer. An agent
who says no to a customer's quote of what the labelled turn contradicts counts as well; any other
turn beside a labelled one is left out, since the label may as well have stood there.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from labelled import LabelledJourney, read_labelled, writer_of
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut
from train_senses import strengths_of_writers_left_out

from pipeline.detect.contradiction import CLAIM_FROM
from pipeline.detect.contradiction.candidates import (
    MEANT,
    OPPOSED,
    SENSE,
    Candidate,
    Told,
    candidates,
    statements,
)
from pipeline.detect.contradiction.opposites import (
    MODEL,
    NOT_AT_ALL,
    Cut,
    closest_pairs,
    forget_pairs,
)
from pipeline.domain import Journey

FOLDER = Path(__file__).parent
REGULARISATION = 0.1
HELD = 0.003  # the inverse of how strongly the cut is held to nothing (logistic regression, C)
N_GROUPS = 8  # of writers, each left out once
NEAR = 2  # turns around a label that are left out of training
Place = tuple[str, int]


@dataclass(frozen=True)
class Pairs:
    """Pairs of sentences: features, 1 where one contradicts the other, the statement and its writer.

    A statement that is labelled, or stands beside one, tells nothing of its other pairs (-1).
    """

    x: np.ndarray
    y: np.ndarray
    places: list[Place]
    writers: np.ndarray


def labelled_in(gold: LabelledJourney) -> dict[Place, set[Place]]:
    """The turns that are labelled as contradicting something, and what they contradict."""
    found: dict[Place, set[Place]] = {}
    for each in gold.labels["contradiction"]:
        for place in places_of(each["b"]):
            found.setdefault(place, set()).update(places_of(each["a"]))
    return found


def places_of(label: list[Any]) -> list[Place]:
    """The turns that a label names: a contact with a turn or several."""
    contact_id, turns = label
    return [(contact_id, turn) for turn in (turns if isinstance(turns, list) else [turns])]


def pairs_of(journeys: Sequence[LabelledJourney]) -> Pairs:
    """The closest pairs of every statement."""
    x, y, places, writers = [], [], [], []
    for gold in journeys:
        labelled = labelled_in(gold)
        for each in statements(Journey(gold.journey_id, gold.contacts)):
            place = place_of(each.later)
            contradicted = labelled.get(place, set())
            is_beside = any(other in labelled for other in beside(place))
            for pair in closest_pairs(each.later.turn.text, each.before):
                is_one = place_of(each.earlier[pair.earlier]) in contradicted
                x.append(pair.features)
                y.append(1 if is_one else -1 if is_beside else 0)
                places.append(place)
                writers.append(writer_of(gold))
    return Pairs(np.array(x), np.array(y), places, np.array(writers))


def place_of(told: Told) -> Place:
    """The contact and turn of what was said."""
    return told.contact.contact_id, told.turn.turn_no


def beside(place: Place) -> list[Place]:
    """A turn and the turns near it."""
    return [(place[0], place[1] + step) for step in range(-NEAR, NEAR + 1)]


def learn_cut(x: np.ndarray, y: np.ndarray) -> Cut:
    """The cut that tells pairs that contradict each other from others; those of -1 are left out."""
    x, y = x[y >= 0], y[y >= 0]
    mean, spread = x.mean(axis=0), x.std(axis=0)
    model = LogisticRegression(C=HELD, max_iter=1000).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    return Cut(weights.astype(np.float32), float(model.intercept_[0] - weights @ mean))


def opposed_unseen(pairs: Pairs) -> dict[Place, float]:
    """How far each statement is opposed to an earlier one, by cuts that have not seen its writer."""
    found: dict[Place, float] = {}
    for train, test in GroupKFold(N_GROUPS).split(pairs.x, pairs.y, pairs.writers):
        log_odds = learn_cut(pairs.x[train], pairs.y[train]).log_odds(pairs.x[test])
        for number, value in zip(test, log_odds, strict=True):
            place = pairs.places[number]
            found[place] = max(found.get(place, NOT_AT_ALL), float(value))
    return found


def statements_of(gold: LabelledJourney) -> list[tuple[Candidate, int]]:
    """Every statement that could contradict; 1: labelled so, 0: not, -1: too near to a label."""
    labelled = labelled_in(gold)
    rows = []
    for each in candidates(Journey(gold.journey_id, gold.contacts)):
        place = place_of(each.later)
        is_refusal = (
            each.quoting is not None
            and each.features["quoted_differs"] > 0
            and each.quoting.turn_no < place[1]
        )
        answered = {place, (place[0], place[1] - NEAR)} if is_refusal else {place}
        is_beside = any(other in labelled for other in beside(place))
        rows.append((each, 1 if answered & labelled.keys() else -1 if is_beside else 0))
    return rows


def fit(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and weights on raw features (standardised inside, folded back).

    All features speak for a contradiction: one whose weight comes out below zero weighs nothing,
    since so few contradictions tell too little of it.
    """
    mean, spread = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    kept = np.ones(x.shape[1], dtype=bool)
    while True:
        model = LogisticRegression(C=REGULARISATION, max_iter=1000)
        weights = model.fit((x - mean) / spread * kept, y).coef_[0] / spread * kept
        if (weights >= 0).all():
            return float(model.intercept_[0] - weights @ mean), weights
        kept &= weights >= 0


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    folder = parser.parse_args().gold
    journeys = read_labelled(folder)
    pairs = pairs_of(journeys)
    cut = learn_cut(pairs.x, pairs.y)
    np.savez(FOLDER / f"{MODEL}.npz", weights=cut.weights, intercept=np.float32(cut.intercept))
    forget_pairs()
    meant = strengths_of_writers_left_out([folder], SENSE)
    opposite = opposed_unseen(pairs)
    rows = [(writer_of(g), each, y) for g in journeys for each, y in statements_of(g) if y >= 0]
    for _, each, _ in rows:
        place = place_of(each.later)
        each.features[MEANT] = meant[place]
        each.features[OPPOSED] = opposite.get(place, NOT_AT_ALL) - NOT_AT_ALL
    names = list(rows[0][1].features)
    x = np.array([[each.features[name] for name in names] for _, each, _ in rows])
    y = np.array([label for _, _, label in rows])
    writers = np.array([writer for writer, _, _ in rows])
    chance = np.zeros(len(y))
    for train, test in LeaveOneGroupOut().split(x, y, writers):
        intercept, weights = fit(x[train], y[train])
        chance[test] = 1 / (1 + np.exp(-(intercept + x[test] @ weights)))
    claimed = chance >= CLAIM_FROM
    hit, n_claimed = int((claimed & (y == 1)).sum()), int(claimed.sum())
    intercept, weights = fit(x, y)
    lines = [
        "# Trained weights of detect/contradiction; made by models/train_contradiction.py, "
        "card: models/README.md",
        f"# {len(journeys)} journeys, {len(y)} statements, {int(y.sum())} of them contradict; "
        "each writer left out in turn:",
        f"# of {n_claimed} claimed {hit} right, of {int(y.sum())} that contradict {hit} found "
        f"(F1 {2 * hit / (n_claimed + int(y.sum())):.3f})",
        f"intercept = {intercept:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(names, weights, strict=True)),
    ]
    (FOLDER / "contradiction.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
