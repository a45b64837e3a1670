"""Learn the weights of outcome, effort and empathy from labelled journeys.

    python models/train_scores.py FOLDER...

Writes `models/outcome.toml`, `models/effort.toml`, `models/manner.npz`, `models/empathy.toml`, with the agreement
measured by cross-validation over journeys. Effort and empathy are least squares within bounds, so
that every weight keeps the direction that it must have; outcome is a multinomial logistic whose
weights are pulled towards what a person would expect.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from labelled import LabelledJourney, read_labelled
from scipy.optimize import lsq_linear, minimize
from sklearn.linear_model import Ridge
from sklearn.metrics import cohen_kappa_score, mean_absolute_error
from sklearn.model_selection import GroupKFold

from pipeline.detect import find_all
from pipeline.journey import join
from pipeline.language.senses import placed_meanings
from pipeline.score.effort import drivers_of
from pipeline.score.empathy import behaviours_of
from pipeline.score.manner import agent_turns
from pipeline.score.outcome import OUTCOMES, outcome_features

FOLDS = 10
MANNER_HELD = 32.0  # how strongly the line of manner is held to nothing (ridge)
PULL = 6.0  # how many labels the expectation of one weight counts for, as a square root
# What the literature on customer effort leads one to expect, in points of a seven-point scale; the fit
# starts from here and stays within half and three times of it, so that every driver that a person
# would name keeps its say where a hundred labels cannot tell drivers that come together apart.
EFFORT = {
    "wait": -0.5,
    "hold": -0.2,
    "cold_transfer": -0.4,
    "warm_transfer": -0.1,
    "retelling": -0.7,
    "repeat_identification": -0.3,
    "failed_self_service": -0.4,
    "repeat_contact": -0.6,
    "broken_promise": -0.7,
    "contradiction": -0.4,
    "ping_pong": -0.4,
    "misconduct": -0.5,
    "threat": -0.4,
    "thought_along": -0.3,
    "wait_complaint": -0.2,
    "low_point": -0.15,
    "unresolved": -1.5,
    "customer_must_act": -1.0,
    "follow_up": -0.4,
    "frustrated": -0.2,
    "brushed_off": -0.3,
    "relieved": 0.6,
    "takes_over": 0.1,
}
EMPATHY = {
    "takes_up": 0.3,
    "names_it": 0.4,
    "tells_back": 0.3,
    "reassures": 0.3,
    "owns_it": 0.4,
    "has_done": 0.3,
    "says_what_next": 0.2,
    "asks_on": 0.5,
    "wishes": 0.3,
    "explains": 0.4,
    "manner": 0.8,
    "formula": 0.05,
    "script": -0.3,
    "sends_away": -0.3,
    "brushes_off": -0.8,
    "answers_short": -0.2,
    "bare_ask": -0.3,
}
# What the end of a contact speaks for: resolved, unresolved, customer_must_act, follow_up_promised.
OUTCOME = {
    "done": (1.5, -0.5, -0.5, 0.0),
    "works": (1.5, -0.8, -0.8, 0.0),
    "paper": (0.8, -0.5, 0.0, -0.5),
    "nothing_to_do": (0.3, -0.5, -0.8, 0.3),
    "refused": (-0.8, 0.8, 0.5, 0.0),
    "you_do": (-0.5, -0.5, 1.5, -0.5),
    "i_do": (-0.5, 0.0, 1.2, -0.5),
    "to_come": (-0.5, -0.8, -0.8, 1.5),
    "promised": (-0.5, -1.0, -0.5, 1.5),
    "until": (-0.5, 0.0, -0.5, 1.0),
    "pleased": (1.0, -1.0, -0.5, 0.5),
    "sour": (-0.8, 1.0, 0.5, 0.0),
    "parting_shot": (-0.8, 1.8, 0.0, -0.5),
    "hung_up": (-1.0, 2.2, -0.5, -0.5),
}
OUTCOME_PULL = 2.0  # the inverse of how far, squared, a weight is expected to lie from it
LEAST, MOST = 0.5, 3.0  # of the expected weight
FOLDER = Path(__file__).parent
Row = tuple[str, dict[str, float], Any]


def rows_of(gold: list[LabelledJourney]) -> tuple[list[Row], list[Row], list[Row]]:
    """Features and labels of outcome and effort by contact, of empathy by leg."""
    outcome, effort, empathy = [], [], []
    meant: list[np.ndarray | None] = []  # of each leg in `empathy`
    for each in gold:
        for journey in join(each.contacts):
            findings = find_all(journey)
            for position, contact in enumerate(journey.contacts):
                ended = each.labels["outcome"][contact.contact_id]
                outcome.append((each.journey_id, outcome_features(contact, findings), ended))
                amounts = dict.fromkeys(EFFORT, 0.0)
                for driver in drivers_of(journey, position, findings, ended):
                    amounts[driver.reason] += driver.amount
                effort.append((each.journey_id, amounts, each.labels["effort"][contact.contact_id]))
                for leg in contact.legs:
                    key = f"{contact.contact_id}/{leg.leg_no}"
                    if key in each.labels["empathy"]:
                        seen = {b.reason: b.amount for b in behaviours_of(contact, leg)}
                        empathy.append((each.journey_id, seen, each.labels["empathy"][key]))
                        said = [turn.text for turn in agent_turns(contact, leg)]
                        meant.append(placed_meanings(said).mean(axis=0) if said else None)
    learn_manner(empathy, meant)
    return outcome, effort, empathy


def learn_manner(rows: list[Row], meant: list[np.ndarray | None]) -> None:
    """Learn the line of `score/manner.py`, and put into each row what a line unseen by it says.

    Unseen: learnt without the writer of the row's journey (the middle of its name).
    """
    known = [place for place, each in enumerate(meant) if each is not None]
    x = np.array([meant[place] for place in known])
    y = np.array([rows[place][2] for place in known], float)
    writers = np.array([rows[place][0].split("-")[1] for place in known])
    for row in rows:
        row[1]["manner"] = 0.0
    for writer in sorted(set(writers)):
        mine = writers == writer
        line = Ridge(alpha=MANNER_HELD).fit(x[~mine], y[~mine])
        for place, points in zip(np.flatnonzero(mine), line.predict(x[mine]), strict=True):
            rows[known[place]][1]["manner"] = float(points - y[~mine].mean())
    line = Ridge(alpha=MANNER_HELD).fit(x, y)
    np.savez(
        FOLDER / "manner.npz",
        weights=line.coef_.astype(np.float32),
        middle=np.float32(y.mean() - line.intercept_),
    )


def arrays(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and groups of rows."""
    x = np.array([[features[name] for name in names] for _, features, _ in rows])
    return x, np.array([label for _, _, label in rows]), np.array([group for group, _, _ in rows])


Fit = Callable[[np.ndarray, np.ndarray], np.ndarray]


def bounded(expected: np.ndarray, pull: float) -> Fit:
    """Least squares around expected weights, within bounds; the last weight is the intercept."""
    lower, upper = (
        np.minimum(expected * LEAST, expected * MOST),
        np.maximum(expected * LEAST, expected * MOST),
    )

    def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        columns = x.shape[1]
        a = np.vstack([np.c_[x, np.ones(len(x))], np.c_[np.eye(columns) * pull, np.zeros(columns)]])
        b = np.r_[y, expected * pull]
        return lsq_linear(a, b, bounds=([*lower, -np.inf], [*upper, np.inf])).x

    return fit


def out_of_fold(
    fit: Callable[[np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray,
) -> np.ndarray:
    """What is predicted for each row by a fit that has not seen its journey."""
    predicted = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        weights = fit(x[train], y[train])
        predicted[test] = np.c_[x[test], np.ones(len(test))] @ weights
    return predicted


def write(name: str, head: list[str], body: list[str]) -> None:
    """Write one artefact, comments first."""
    comments = [
        f"# Trained weights of score/{name}.py; made by models/train_scores.py, card: models/README.md"
    ]
    text = "\n".join([*comments, *(f"# {line}" for line in head), *body]) + "\n"
    (FOLDER / f"{name}.toml").write_text(text)
    print(text)


def train_sum(
    name: str, rows: list[Row], expected: dict[str, float], scale: tuple[int, int]
) -> None:
    """Fit, cross-validate and write a bounded sum."""
    names, (low, high) = list(expected), scale
    x, y, groups = arrays(rows, names)
    fit = bounded(np.array([expected[name] for name in names]), PULL)
    predicted = np.clip(out_of_fold(fit, x, y, groups), low, high)
    half_width = float(np.quantile(np.abs(predicted - y), 0.8))
    weights = fit(x, y)
    kappa = cohen_kappa_score(
        y, np.clip(np.round(predicted), low, high).astype(int), weights="quadratic"
    )
    rank = np.corrcoef(np.argsort(np.argsort(predicted)), np.argsort(np.argsort(y)))[0, 1]
    head = [
        f"{len(y)} labels, {FOLDS}-fold over journeys: mean absolute error "
        f"{mean_absolute_error(y, predicted):.2f}, quadratic weighted kappa {kappa:.2f}, "
        f"rank correlation {rank:.2f}",
        "half_width: four in five labels lie within it (out of fold)",
    ]
    body = [f"intercept = {weights[-1]:.3f}", f"half_width = {half_width:.2f}", "", "[weights]"]
    body += [f"{n} = {w:.3f}" for n, w in zip(names, weights, strict=False) if abs(w) >= 0.0005]
    write(name, head, body)


def expected_logistic(
    x: np.ndarray, y: np.ndarray, expected: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features x options) and intercepts: likely, and not far from what is expected.

    `y` holds positions of options. Multinomial logistic regression with a normal prior around
    `expected` instead of around nothing; intercepts are all but free.
    """
    n_features, n_options = expected.shape
    hot = np.eye(n_options)[y]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercepts = flat[:-n_options].reshape(expected.shape), flat[-n_options:]
        totals = x @ weights + intercepts
        log_chances = totals - np.logaddexp.reduce(totals, axis=1, keepdims=True)
        apart, error = weights - expected, np.exp(log_chances) - hot
        value = -(log_chances * hot).sum() + (OUTCOME_PULL * (apart**2).sum()) / 2
        slope = np.r_[(x.T @ error + OUTCOME_PULL * apart).ravel(), error.sum(axis=0)]
        slope[-n_options:] += 0.1 * intercepts
        return value + 0.05 * (intercepts**2).sum(), slope

    start = np.r_[expected.ravel(), np.zeros(n_options)]
    flat = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return flat[:-n_options].reshape(n_features, n_options), flat[-n_options:]


def train_outcome(rows: list[Row]) -> None:
    """Fit, cross-validate and write the outcome."""
    names = list(OUTCOME)
    expected = np.array([OUTCOME[name] for name in names])
    x, labels, groups = arrays(rows, names)
    y = np.array([OUTCOMES.index(label) for label in labels])
    predicted = np.zeros(len(y), dtype=int)
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        weights, intercepts = expected_logistic(x[train], y[train], expected)
        predicted[test] = (x[test] @ weights + intercepts).argmax(axis=1)
    weights, intercepts = expected_logistic(x, y, expected)
    untrained = (x @ expected).argmax(axis=1)
    head = [
        f"{len(y)} labels, {FOLDS}-fold over journeys: accuracy {np.mean(predicted == y):.2f}; "
        f"the expected weights alone {np.mean(untrained == y):.2f}, "
        f"always the commonest {np.bincount(y).max() / len(y):.2f}"
    ]
    body = []
    for column, option in enumerate(OUTCOMES):
        body += [
            "",
            f"[option.{option}]",
            f"intercept = {intercepts[column]:.3f}",
            f"[option.{option}.weights]",
            *(f"{n} = {w:.3f}" for n, w in zip(names, weights[:, column], strict=True)),
        ]
    write("outcome", head, body)


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="+", help="folders of labelled journeys")
    gold = [each for folder in parser.parse_args().gold for each in read_labelled(folder)]
    outcome, effort, empathy = rows_of(gold)
    train_outcome(outcome)
    train_sum("effort", effort, EFFORT, (1, 7))
    train_sum("empathy", empathy, EMPATHY, (0, 4))


if __name__ == "__main__":
    main()
