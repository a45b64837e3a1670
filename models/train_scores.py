"""Learn the weights of outcome, effort and empathy from labelled journeys.

    python models/train_scores.py FOLDER...

Writes `models/outcome.toml`, `models/effort.toml`, `models/empathy.toml` the lines of `score_lines.py` and the cuts of `score_endings.py`,
with the agreement measured on writers left out in turn: what is learnt has not seen the words of the
person it is measured on. Effort and empathy are least squares within bounds, so that every weight
keeps the direction that it must have; outcome is a multinomial logistic whose weights are pulled
towards what a person would expect. Intervals are measured on the same left-out writers, as written and
with a fifth of the words misheard.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from intervals import learn_widths, shares_held
from labelled import LabelledJourney, read_labelled, read_misheard, writer_of
from scipy.optimize import lsq_linear, minimize
from scipy.stats import spearmanr
from score_endings import learn_endings, unseen_endings
from score_lines import Lined, learn_lines, unseen
from sklearn.metrics import cohen_kappa_score, mean_absolute_error
from sklearn.model_selection import LeaveOneGroupOut

from pipeline.detect import find_all
from pipeline.journey import join
from pipeline.score.drivers import HARD_BEFORE, MOST_BY_WORDS, drivers_of
from pipeline.score.drivers import OUTCOMES as ENDS
from pipeline.score.empathy import MOST_BY_MANNER, behaviours_of
from pipeline.score.outcome import OUTCOMES, outcome_features

SEED = 7  # of the mishearing
MISHEARD = 0.2  # share of the words
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
    "hard_before": -0.4,
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
    "channel_switch": -0.3,
    "generic_service": -0.2,
    "customer_words": 0.8,
    "agent_words": 0.5,
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
    "meant_resolved": (0.7, 0.0, 0.0, 0.0),
    "meant_unresolved": (0.0, 0.7, 0.0, 0.0),
    "meant_customer_must_act": (0.0, 0.0, 0.7, 0.0),
    "meant_follow_up_promised": (0.0, 0.0, 0.0, 0.7),
}
OUTCOME_PULL = 2.0  # the inverse of how far, squared, a weight is expected to lie from it
ROUNDS = 8  # of predicting what a customer brings along
LEAST, MOST = 0.5, 3.0  # of the expected weight
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """What is known of a contact or a leg, and what a person says of it."""

    key: str
    writer: str
    features: dict[str, float]
    label: Any
    before: tuple[int, ...] = ()  # places of the earlier contacts of its journey among the rows


def rows_of(gold: list[LabelledJourney]) -> tuple[list[Row], list[Row], list[Row]]:
    """Features and labels of outcome and effort by contact, of empathy by leg.

    The outcome that effort goes by is left open (`ended` puts it in), and so are rows by lines.
    """
    outcome, effort, empathy = [], [], []
    for each in gold:
        writer = writer_of(each)
        for journey in join(each.contacts):
            findings = find_all(journey)
            first = len(effort)
            for position, contact in enumerate(journey.contacts):
                id_ = contact.contact_id
                features = outcome_features(contact, findings)
                outcome.append(Row(id_, writer, features, each.labels["outcome"][id_]))
                amounts = dict.fromkeys(EFFORT, 0.0)
                for driver in drivers_of(journey, position, findings, None):
                    amounts[driver.reason] += driver.amount
                before = tuple(range(first, len(effort)))
                effort.append(Row(id_, writer, amounts, each.labels["effort"][id_], before))
                for leg in contact.legs:
                    key = f"{id_}/{leg.leg_no}"
                    if key in each.labels["empathy"]:
                        seen = {b.reason: b.amount for b in behaviours_of(contact, leg)}
                        empathy.append(Row(key, writer, seen, each.labels["empathy"][key]))
    return outcome, effort, empathy


def arrays(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and writers of rows."""
    x = np.array([[row.features[name] for name in names] for row in rows])
    return x, np.array([row.label for row in rows]), np.array([row.writer for row in rows])


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


def by_others(
    fit: Fit, x: np.ndarray, y: np.ndarray, writers: np.ndarray, heard: np.ndarray
) -> np.ndarray:
    """What is predicted for each row as `heard` by a fit to `x` that has not seen its writer."""
    predicted = np.zeros(len(y))
    for train, test in LeaveOneGroupOut().split(x, y, writers):
        weights = fit(x[train], y[train])
        predicted[test] = np.c_[heard[test], np.ones(len(test))] @ weights
    return predicted


def write(name: str, head: list[str], body: list[str]) -> None:
    """Write one artefact, comments first."""
    comments = [
        f"# Trained weights of score/{name}.py; made by models/train_scores.py, card: models/README.md"
    ]
    text = "\n".join([*comments, *(f"# {line}" for line in head), *body]) + "\n"
    (FOLDER / f"{name}.toml").write_text(text)
    print(text)


def bring_along(rows: list[Row], predicted: np.ndarray, baseline: float) -> None:
    """Put into rows how far the hardest earlier contact, as predicted, lies under the baseline."""
    for row in rows:
        hardest = min((predicted[place] for place in row.before), default=baseline)
        row.features[HARD_BEFORE] = max(0.0, baseline - hardest)


def train_sum(
    name: str,
    rows: list[Row],
    misheard: list[Row],
    expected: dict[str, float],
    scale: tuple[int, int],
) -> None:
    """Fit, measure on writers left out and write a bounded sum."""
    names, (low, high) = list(expected), scale
    fit = bounded(np.array([expected[name] for name in names]), PULL)
    # What a customer brings along is itself predicted: again and again, until it no longer changes.
    for _ in range(ROUNDS if HARD_BEFORE in expected else 1):
        x, y, writers = arrays(rows, names)
        heard = arrays(misheard, names)[0]
        predicted = np.clip(by_others(fit, x, y, writers, x), low, high)
        poorly = np.clip(by_others(fit, x, y, writers, heard), low, high)
        if HARD_BEFORE in expected:
            baseline = fit(x, y)[-1]
            bring_along(rows, predicted, baseline)
            bring_along(misheard, poorly, baseline)
    widths = learn_widths(predicted, poorly, y, scale=scale, share_misheard=MISHEARD)
    held, held_poorly = shares_held(
        predicted, poorly, y, writers, scale=scale, share_misheard=MISHEARD
    )
    weights = fit(x, y)
    kappa = cohen_kappa_score(
        y, np.clip(np.round(predicted), low, high).astype(int), weights="quadratic"
    )
    head = [
        f"{len(y)} labels, each writer left out in turn: mean absolute error "
        f"{mean_absolute_error(y, predicted):.2f}, quadratic weighted kappa {kappa:.2f}, "
        f"rank correlation {spearmanr(predicted, y)[0]:.2f}; "
        f"with a fifth of the words misheard {mean_absolute_error(y, poorly):.2f}",
        f"the interval held {held:.0%} of the labels of writers left out, {held_poorly:.0%} misheard",
    ]
    body = [f"intercept = {weights[-1]:.3f}", *(f"{n} = {w:.2f}" for n, w in widths.items())]
    body += ["", "[weights]"]
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


def train_outcome(rows: list[Row], misheard: list[Row]) -> tuple[list[str], list[str]]:
    """Fit, measure and write the outcome; what is predicted for each contact, as written and misheard.

    Predicted by weights that have not seen the contact's writer: effort is learnt with these, since
    at night it has to live with predictions as well.
    """
    names = list(OUTCOME)
    expected = np.array([OUTCOME[name] for name in names])
    x, labels, writers = arrays(rows, names)
    y = np.array([OUTCOMES.index(label) for label in labels])
    heard = arrays(misheard, names)[0]
    predicted, poorly = np.zeros(len(y), dtype=int), np.zeros(len(y), dtype=int)
    for train, test in LeaveOneGroupOut().split(x, y, writers):
        weights, intercepts = expected_logistic(x[train], y[train], expected)
        predicted[test] = (x[test] @ weights + intercepts).argmax(axis=1)
        poorly[test] = (heard[test] @ weights + intercepts).argmax(axis=1)
    weights, intercepts = expected_logistic(x, y, expected)
    untrained = (x @ expected).argmax(axis=1)
    head = [
        f"{len(y)} labels, each writer left out in turn: accuracy {np.mean(predicted == y):.2f}; "
        f"the expected weights alone {np.mean(untrained == y):.2f}, "
        f"always the commonest {np.bincount(y).max() / len(y):.2f}; "
        f"with a fifth of the words misheard {np.mean(poorly == y):.2f}"
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
    return [OUTCOMES[i] for i in predicted], [OUTCOMES[i] for i in poorly]


def put_endings(rows: list[Row], chances: dict[str, dict[str, float]]) -> None:
    """Put into rows what cuts unseen by them say of how each contact ended."""
    for row in rows:
        row.features.update({f"meant_{name}": log for name, log in chances[row.key].items()})


def complete(outcome: list[str], effort: list[Row], empathy: list[Row], lined: Lined) -> None:
    """Put into rows what is learnt apart: how a contact ended, and what lines unseen by it say."""
    for ended, row in zip(outcome, effort, strict=True):
        if ended in ENDS:
            row.features[ENDS[ended]] = 1.0
        for name in ("customer_words", "agent_words"):
            row.features[name] = _within(lined[name].get(row.key, 0.0), MOST_BY_WORDS)
    for row in empathy:
        row.features["manner"] = _within(lined["manner"].get(row.key, 0.0), MOST_BY_MANNER)


def _within(points: float, most: float) -> float:
    return max(-most, min(most, points))


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="+", help="folders of labelled journeys")
    folders = parser.parse_args().gold
    gold = [each for folder in folders for each in read_labelled(folder)]
    misheard = [each for folder in folders for each in read_misheard(folder, SEED)]
    learn_lines(gold)
    learn_endings(gold)
    outcome, effort, empathy = rows_of(gold)
    outcome_misheard, effort_misheard, empathy_misheard = rows_of(misheard)
    put_endings(outcome, unseen_endings(gold, gold))
    put_endings(outcome_misheard, unseen_endings(gold, misheard))
    ended, ended_misheard = train_outcome(outcome, outcome_misheard)
    complete(ended, effort, empathy, unseen(gold, gold))
    complete(ended_misheard, effort_misheard, empathy_misheard, unseen(gold, misheard))
    train_sum("effort", effort, effort_misheard, EFFORT, (1, 7))
    train_sum("empathy", empathy, empathy_misheard, EMPATHY, (0, 4))


if __name__ == "__main__":
    main()
