"""Learn the weights of `contradiction` from labelled journeys.

    python models/train_contradiction.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/contradiction_pairs.npz`, how far a statement goes against an earlier one by what both
mean (`opposed_pairs.py`), and `models/contradiction.toml`: a logistic regression over the features of a
statement, with the agreement measured on writers left out in turn; how strongly a statement has the
sense, and how far it goes against an earlier one, is told by weights that have not seen its writer. An
agent who says no to a customer's quote of what the labelled turn contradicts counts as well; any
other turn beside a labelled one is left out, since the label may as well have stood there.
"""

import argparse
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled, writer_of
from opposed_pairs import (
    NEAR,
    beside,
    labelled_in,
    learn_opposites,
    lessons,
    opposed_unseen,
    place_of,
    write_opposites,
)
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut
from train_senses import strengths_of_writers_left_out

from pipeline.detect.contradiction import CLAIM_FROM
from pipeline.detect.contradiction.candidates import MEANT, OPPOSED, SENSE, Candidate, candidates
from pipeline.detect.contradiction.opposites import NOT_AT_ALL, forget_pairs
from pipeline.domain import Journey

FOLDER = Path(__file__).parent
REGULARISATION = 0.1


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
    taught = lessons(journeys)
    write_opposites(learn_opposites(taught), FOLDER)
    forget_pairs()
    meant = strengths_of_writers_left_out([folder], SENSE)
    opposite = opposed_unseen(taught)
    rows = [(writer_of(g), each, y) for g in journeys for each, y in statements_of(g) if y >= 0]
    for _, each, _ in rows:
        place = place_of(each.later)
        each.features[MEANT] = meant[place]
        each.features[OPPOSED] = max(NOT_AT_ALL, opposite[place]) - NOT_AT_ALL
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
