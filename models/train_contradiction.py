"""Learn the weights of `contradiction` from labelled journeys.

    python models/train_contradiction.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/contradiction.toml`: a logistic regression over the features of a statement, with the
agreement measured on writers left out in turn; how strongly a statement has the sense is told by cuts
that have not seen its writer (`train_senses.py`). An agent
who says no to a customer's quote of what the labelled turn contradicts counts as well; any other
turn beside a labelled one is left out, since the label may as well have stood there.
"""

import argparse
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled, writer_of
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut
from train_senses import strengths_of_writers_left_out

from pipeline.detect.contradiction import CLAIM_FROM, MEANT, SENSE, Candidate, candidates
from pipeline.domain import Journey

REGULARISATION = 0.1
NEAR = 2  # turns around a label that are left out of training


def statements_of(gold: LabelledJourney) -> list[tuple[Candidate, int]]:
    """Every statement that could contradict; 1: labelled so, 0: not, -1: too near to a label."""
    labelled = {
        (each["b"][0], turn)
        for each in gold.labels["contradiction"]
        for turn in (each["b"][1] if isinstance(each["b"][1], list) else [each["b"][1]])
    }
    rows = []
    for each in candidates(Journey(gold.journey_id, gold.contacts)):
        place = (each.later.contact.contact_id, each.later.turn.turn_no)
        beside = {(place[0], place[1] + step) for step in range(-NEAR, NEAR + 1)}
        is_refusal = (
            each.quoting is not None
            and each.features["quoted_differs"] > 0
            and each.quoting.turn_no < place[1]
        )
        answered = {place, (place[0], place[1] - NEAR)} if is_refusal else {place}
        rows.append((each, 1 if answered & labelled else -1 if beside & labelled else 0))
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
    meant = strengths_of_writers_left_out([folder], SENSE)
    rows = [(writer_of(g), each, y) for g in journeys for each, y in statements_of(g) if y >= 0]
    for _, each, _ in rows:
        each.features[MEANT] = meant[each.later.contact.contact_id, each.later.turn.turn_no]
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
        "# Trained weights of detect/contradiction.py; made by models/train_contradiction.py, "
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
    (Path(__file__).parent / "contradiction.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
