"""Learn the weights of `promise` from labelled journeys.

    python models/train_promise.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/promise.toml`: a logistic regression over the features of a sentence, with the
agreement measured by cross-validation over journeys (a journey is never in both halves). Labels
name turns, not sentences: of a turn that promises, the sentence that looks most like it counts, as
the weights of the round before see it.
"""

import argparse
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.detect.promise import CLAIM_FROM
from pipeline.detect.promise.candidates import AGAINST, Candidate, candidates

REGULARISATION = 0.3
FOLDS = 10
ROUNDS = 6


def turns_of(gold: LabelledJourney) -> list[tuple[list[Candidate], bool]]:
    """Every agent turn with a sentence that may promise, and whether the label says that it does."""
    promised = {(each["contact"], each["turn"]) for each in gold.labels["promises"]}
    return [
        (found, (contact.contact_id, turn.turn_no) in promised)
        for contact in gold.contacts
        for turn in contact.turns
        if (found := candidates(contact, turn))
    ]


def fit(turns: list[np.ndarray], y: np.ndarray, sign: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and weights on raw features, from turns (a row a sentence) and their labels.

    A feature whose weight goes against its sign (1: for a promise, -1: against one) weighs nothing:
    so few promises tell too little of it.
    """
    kept = np.ones(len(sign), dtype=bool)
    chosen = np.array([each[(each @ sign).argmax()] for each in turns])
    for _ in range(ROUNDS):
        mean, spread = chosen.mean(axis=0), np.where(chosen.std(axis=0) > 0, chosen.std(axis=0), 1)
        model = LogisticRegression(C=REGULARISATION, max_iter=1000)
        model.fit((chosen - mean) / spread * kept, y)
        weights = model.coef_[0] / spread * kept
        chosen = np.array([each[(each @ weights).argmax()] for each in turns])
        kept &= weights * sign >= 0
    return float(model.intercept_[0] - weights @ mean), weights * kept


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    journeys = read_labelled(parser.parse_args().gold)
    rows = [(gold.journey_id, *row) for gold in journeys for row in turns_of(gold)]
    n_labelled = sum(len(gold.labels["promises"]) for gold in journeys)
    names = list(rows[0][1][0].features)
    sign = np.array([-1 if name in {*AGAINST, "asks"} else 1 for name in names])
    turns = [
        np.array([[each.features[n] for n in names] for each in found]) for _, found, _ in rows
    ]
    y = np.array([label for _, _, label in rows])
    groups = np.array([journey_id for journey_id, _, _ in rows])
    chance = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(y, y, groups):
        intercept, weights = fit([turns[i] for i in train], y[train], sign)
        for i in test:
            chance[i] = 1 / (1 + np.exp(-(intercept + (turns[i] @ weights).max())))
    claimed = chance >= CLAIM_FROM
    hit = int((claimed & y).sum())
    intercept, weights = fit(turns, y, sign)
    lines = [
        "# Trained weights of detect/promise; made by models/train_promise.py, card: models/README.md",
        f"# {len(journeys)} journeys, {len(y)} turns, {int(y.sum())} of them promise; {FOLDS}-fold over journeys:",
        f"# of {int(claimed.sum())} turns claimed {hit} right, of {n_labelled} labelled {hit} found "
        f"(F1 {2 * hit / (int(claimed.sum()) + n_labelled):.3f})",
        f"intercept = {intercept:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(names, weights, strict=True)),
    ]
    (Path(__file__).parent / "promise.toml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    for low in (0.0, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9):
        group = (chance >= low) & (chance < low + 0.1)
        if group.any():
            print(f"chance {low:.2f}-{low + 0.1:.2f}: {int(y[group].sum())} of {int(group.sum())}")


if __name__ == "__main__":
    main()
