"""Learn how low and how high a customer's turn is, from labelled journeys.

    python models/train_feelings.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/valley.toml` and `models/peak.toml`: a logistic regression each over what a turn says,
with the agreement measured by cross-validation over journeys (a journey is never in both halves).
"""

import argparse
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.detect import peak, recovery, valley
from pipeline.language.feelings import HIGH, LOW, feelings

REGULARISATION = 1.0
FOLDS = 10
SIGNS = {
    "valley": (*LOW, "asks_back", "calls_out", "length"),
    "peak": (*HIGH, "asks_back", "calls_out", "place"),
}
CLAIMED_FROM = {"valley": valley.CLAIM_FROM, "peak": peak.CLAIM_FROM}
Place = tuple[str, int]  # contact and turn


def turns_of(gold: LabelledJourney) -> list[tuple[Place, dict[str, float]]]:
    """Every turn of the customer in a journey, and what it says."""
    theirs = [(c, t) for c in gold.contacts for t in c.turns if t.speaker == "customer"]
    return [
        ((c.contact_id, t.turn_no), dict(feelings(c.language, t.text, i / len(theirs))))
        for i, (c, t) in enumerate(theirs, start=1)
    ]


def learn(
    kind: str, rows: list[tuple[str, Place, dict[str, float]]], labels: dict[str, Place | None]
) -> tuple[np.ndarray, LogisticRegression]:
    """The chance of each turn, from journeys other than its own, and the model of all together."""
    x = np.array([[signs[name] for name in SIGNS[kind]] for _, _, signs in rows])
    y = np.array([labels[journey_id] == place for journey_id, place, _ in rows])
    groups = [journey_id for journey_id, _, _ in rows]
    chance = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        model = LogisticRegression(C=REGULARISATION, max_iter=2000).fit(x[train], y[train])
        chance[test] = model.predict_proba(x[test])[:, 1]
    return chance, LogisticRegression(C=REGULARISATION, max_iter=2000).fit(x, y)


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    journeys = read_labelled(parser.parse_args().gold)
    rows = [(gold.journey_id, *row) for gold in journeys for row in turns_of(gold)]
    chances: dict[str, np.ndarray] = {}
    for kind, names in SIGNS.items():
        labels = {
            gold.journey_id: tuple(gold.labels[kind]) if gold.labels[kind] else None
            for gold in journeys
        }
        chances[kind], model = learn(kind, rows, labels)
        best: dict[str, tuple[float, Place]] = {}
        for (journey_id, place, _), chance in zip(rows, chances[kind], strict=True):
            best[journey_id] = max(best.get(journey_id, (0.0, ("", 0))), (float(chance), place))
        claimed = {j: place for j, (chance, place) in best.items() if chance >= CLAIMED_FROM[kind]}
        hit = sum(labels[journey_id] == place for journey_id, place in claimed.items())
        n_labelled = sum(label is not None for label in labels.values())
        has_one = sum(labels[journey_id] is not None for journey_id in claimed)
        lines = [
            f"# Trained weights of detect/{kind}.py; made by models/train_feelings.py, card: models/README.md",
            f"# {len(journeys)} journeys, {len(rows)} turns; {FOLDS}-fold over journeys: of {len(claimed)} turns",
            f"# claimed {hit} are the one labelled, {has_one} lie in a journey that has one, of {n_labelled}",
            f"intercept = {model.intercept_[0]:.3f}",
            "",
            "[weights]",
            *(f"{n} = {w:.3f}" for n, w in zip(names, model.coef_[0], strict=True)),
        ]
        (Path(__file__).parent / f"{kind}.toml").write_text("\n".join(lines) + "\n")
    turned: dict[str, float] = {}
    lows: dict[str, float] = {}
    for (journey_id, _, _), low, high in zip(rows, chances["valley"], chances["peak"], strict=True):
        pair = min(lows.get(journey_id, 0.0), float(high))
        turned[journey_id] = max(turned.get(journey_id, 0.0), pair)
        lows[journey_id] = max(lows.get(journey_id, 0.0), float(low))
    labelled = {gold.journey_id for gold in journeys if gold.labels["recovery"]}
    for least in (recovery.CLAIM_FROM, recovery.CLEAR_FROM):
        found = {journey_id for journey_id, chance in turned.items() if chance >= least}
        print(
            f"recovery from {least}: {len(found & labelled)} right of {len(found)} claimed, {len(labelled)} labelled"
        )


if __name__ == "__main__":
    main()
