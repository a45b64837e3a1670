"""Learn which of several things it was: how a contact ended, what drove its effort.

Used by `train_scores.py`: multinomial logistic regressions whose weights are pulled towards what a
person would expect, because some options are rare in the labels.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from rows import Row, arrays, write
from scipy.optimize import minimize
from sklearn.model_selection import LeaveOneGroupOut

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
# What each kind of evidence speaks for: process, agent, product, customer, none; and what each has
# before anything was heard: where there is little to go by, it was the process or nothing at all.
CAUSE_START = (0.5, -0.3, -0.2, -1.0, 0.9)
CAUSE = {
    "product_fails": (0.0, 0.0, 2.0, 0.0, -1.0),
    "process_fails": (1.0, 0.0, 0.0, -0.6, -1.0),
    "person_fails": (0.0, 2.0, -0.6, 0.0, -1.0),
    "own_fault": (-0.6, 0.0, -0.6, 3.0, -0.6),
    "wish": (0.0, 0.0, 0.0, 0.6, 1.0),
    "happened": (-0.6, 0.0, -0.6, 0.0, 1.4),
    "our_error": (1.0, 0.0, 0.0, -0.6, -1.0),
    "rules": (0.6, 0.4, -0.6, 0.6, -1.0),
    "cold": (-0.6, 1.6, -0.6, 0.0, -1.0),
    "coldest": (0.0, 1.4, -0.6, 0.0, -1.0),
    "misconduct": (-1.0, 4.0, -1.0, 0.0, -1.0),
    "cold_transfer": (1.4, 0.0, 0.0, 0.0, -1.4),
    "told_again": (1.4, 0.0, -0.6, 0.0, -1.4),
    "repeat_contact": (0.2, 0.2, 0.0, 0.0, 0.0),
    "broken_promise": (1.0, 0.6, -0.6, 0.0, -1.0),
    "wait": (0.6, 0.0, 0.0, 0.0, -0.6),
    "failed_self_service": (0.4, 0.0, 1.0, 0.0, -0.6),
    "unresolved": (0.8, 0.7, -1.0, -0.4, -1.0),
    "customer_must_act": (1.0, -0.4, -0.4, 1.0, -0.8),
    "relieved": (0.0, -0.6, 0.6, 0.0, 0.6),
    "easy": (-0.5, -0.5, 0.5, 0.0, 1.0),
}

ALL_BUT_FREE = 0.1  # how strongly an intercept is held to nothing


def train_choice(
    name: str,
    rows: list[Row],
    misheard: list[Row],
    expected: Mapping[str, Sequence[float]],
    options: Sequence[str],
    *,
    pull: float,
    start: Sequence[float] | None = None,
) -> tuple[list[str], list[str]]:
    """Fit, measure and write a choice; what is predicted for each row, as written and misheard.

    Predicted by weights that have not seen the row's writer: what is learnt with these later has to
    live with predictions at night as well.
    """
    names = list(expected)
    expected_of = np.array([expected[name] for name in names])
    x, labels, writers = arrays(rows, names)
    y = np.array([options.index(label) for label in labels])
    heard = arrays(misheard, names)[0]
    predicted, poorly = np.zeros(len(y), dtype=int), np.zeros(len(y), dtype=int)
    for train, test in LeaveOneGroupOut().split(x, y, writers):
        weights, intercepts = expected_logistic(x[train], y[train], expected_of, pull, start)
        predicted[test] = (x[test] @ weights + intercepts).argmax(axis=1)
        poorly[test] = (heard[test] @ weights + intercepts).argmax(axis=1)
    weights, intercepts = expected_logistic(x, y, expected_of, pull, start)
    untrained = (x @ expected_of + (0.0 if start is None else np.array(start))).argmax(axis=1)
    head = [
        f"{len(y)} labels, each writer left out in turn: accuracy {np.mean(predicted == y):.2f}; "
        f"the expected weights alone {np.mean(untrained == y):.2f}, "
        f"always the commonest {np.bincount(y).max() / len(y):.2f}; "
        f"with a fifth of the words misheard {np.mean(poorly == y):.2f}"
    ]
    body = []
    for column, option in enumerate(options):
        body += [
            "",
            f"[option.{option}]",
            f"intercept = {intercepts[column]:.3f}",
            f"[option.{option}.weights]",
            *(f"{n} = {w:.3f}" for n, w in zip(names, weights[:, column], strict=True)),
        ]
    write(name, head, body)
    return [options[i] for i in predicted], [options[i] for i in poorly]


def expected_logistic(
    x: np.ndarray,
    y: np.ndarray,
    expected: np.ndarray,
    pull: float,
    start: Sequence[float] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features x options) and intercepts: likely, and not far from what is expected.

    `y` holds positions of options. Multinomial logistic regression with a normal prior around
    `expected` instead of around nothing. `pull` is the inverse of how far, squared, a weight is
    expected to lie from there. Intercepts are pulled to `start` alike; without it they are all but free.
    """
    n_features, n_options = expected.shape
    hot = np.eye(n_options)[y]
    first = np.zeros(n_options) if start is None else np.array(start)
    pull_of_first = ALL_BUT_FREE if start is None else pull

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercepts = flat[:-n_options].reshape(expected.shape), flat[-n_options:]
        totals = x @ weights + intercepts
        log_chances = totals - np.logaddexp.reduce(totals, axis=1, keepdims=True)
        apart, error = weights - expected, np.exp(log_chances) - hot
        value = -(log_chances * hot).sum() + (pull * (apart**2).sum()) / 2
        slope = np.r_[(x.T @ error + pull * apart).ravel(), error.sum(axis=0)]
        slope[-n_options:] += pull_of_first * (intercepts - first)
        return value + pull_of_first * ((intercepts - first) ** 2).sum() / 2, slope

    flat = minimize(loss, np.r_[expected.ravel(), first], jac=True, method="L-BFGS-B").x
    return flat[:-n_options].reshape(n_features, n_options), flat[-n_options:]
