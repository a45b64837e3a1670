"""Learn the weights of `repeat_story` from labelled journeys.

    python models/train_repeat_story.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/repeat_story.toml`: a logistic regression over the detector's features, with the
agreement measured by cross-validation over journeys (a journey is never in both halves).
"""

import argparse
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.detect.repeat_story import CLAIM_FROM, Candidate, Said, candidates

REGULARISATION = 0.5
FOLDS = 10


def turns_of(gold: LabelledJourney) -> list[tuple[Candidate, bool]]:
    """Every customer turn that could retell, and whether the label says that it does."""
    again = {
        (label["again"][0], turn)
        for label in gold.labels["repeat_story"]
        for turn in label["again"][1]
    }
    said: list[Said] = []
    rows = []
    for contact in gold.contacts:
        for leg in contact.legs:
            for each in candidates(contact, leg, said):
                rows.append((each, (contact.contact_id, each.turn.turn_no) in again))
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))
    return rows


def fit(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and weights on raw features (standardised inside, folded back)."""
    mean, spread = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    model = LogisticRegression(C=REGULARISATION, max_iter=1000).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    journeys = read_labelled(parser.parse_args().gold)
    rows = [(gold.journey_id, *row) for gold in journeys for row in turns_of(gold)]
    names = list(rows[0][1].features)
    x = np.array([[each.features[name] for name in names] for _, each, _ in rows])
    y = np.array([label for _, _, label in rows])
    groups = np.array([journey_id for journey_id, _, _ in rows])
    chance = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        intercept, weights = fit(x[train], y[train])
        chance[test] = 1 / (1 + np.exp(-(intercept + x[test] @ weights)))
    legs: dict[tuple[str, int], list[tuple[bool, bool]]] = {}
    for (_, each, label), p in zip(rows, chance, strict=True):
        key = (each.contact.contact_id, each.leg.leg_no)
        legs.setdefault(key, []).append((bool(label), bool(p >= CLAIM_FROM)))
    hit = sum(any(label and claim for label, claim in leg) for leg in legs.values())
    claimed = sum(any(claim for _, claim in leg) for leg in legs.values())
    labelled = sum(any(label for label, _ in leg) for leg in legs.values())
    intercept, weights = fit(x, y)
    lines = [
        "# Trained weights of detect/repeat_story.py; made by models/train_repeat_story.py, card: models/README.md",
        f"# {len(journeys)} journeys, {len(y)} turns, {int(y.sum())} of them retell; {FOLDS}-fold over journeys:",
        f"# of {claimed} legs claimed {hit} right, of {labelled} labelled {hit} found "
        f"(F1 {2 * hit / (claimed + labelled):.3f})",
        f"intercept = {intercept:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(names, weights, strict=True)),
    ]
    (Path(__file__).parent / "repeat_story.toml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
