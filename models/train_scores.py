"""Learn the weights of outcome, effort, empathy and main cause from labelled journeys.

    python models/train_scores.py FOLDER...

Writes `models/outcome.toml`, `effort.toml`, `empathy.toml` and `cause.toml`, the lines of
`score_lines.py` and the cuts of `score_endings.py`, with the agreement measured on writers left out in
turn: what is learnt has not seen the words of the person it is measured on. Effort and empathy are
least squares within bounds, so that every weight keeps the direction that it must have; outcome and
cause are the choices of `score_choices.py`. Intervals are measured on the same left-out writers, as
written and with a fifth of the words misheard.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from intervals import learn_widths, shares_held
from labelled import LabelledJourney, read_labelled, read_misheard, writer_of
from rows import Row, arrays, write
from scipy.optimize import lsq_linear
from scipy.stats import spearmanr
from score_choices import CAUSE, CAUSE_START, OUTCOME, train_choice
from score_endings import learn_endings, unseen_endings
from score_lines import Lined, learn_lines, unseen
from sklearn.metrics import cohen_kappa_score, mean_absolute_error
from sklearn.model_selection import LeaveOneGroupOut

from pipeline.detect import find_all
from pipeline.domain import Contact, Finding
from pipeline.journey import join
from pipeline.score.cause import CAUSES, cause_evidence
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
OUTCOME_PULL, CAUSE_PULL = 2.0, 40.0  # see `expected_logistic`
ROUNDS = 8  # of predicting what a customer brings along
LEAST, MOST = 0.5, 3.0  # of the expected weight


@dataclass(frozen=True)
class Heard:
    """One hearing of the journeys: outcomes and efforts by contact, in one order, empathies by leg.

    The outcome that effort goes by is left open (`complete` puts it in), and so are rows by lines.
    """

    outcomes: list[Row] = field(default_factory=list)
    efforts: list[Row] = field(default_factory=list)
    empathies: list[Row] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    findings: list[list[Finding]] = field(default_factory=list)
    journeys: list[LabelledJourney] = field(default_factory=list)

    @classmethod
    def of(cls, gold: list[LabelledJourney]) -> "Heard":
        """What the program hears in labelled journeys."""
        heard = cls()
        for each in gold:
            for journey in join(each.contacts):
                findings = find_all(journey)
                first = len(heard.contacts)
                for position, contact in enumerate(journey.contacts):
                    heard.contacts.append(contact)
                    heard.findings.append(findings)
                    heard.journeys.append(each)
                    id_, writer, labels = contact.contact_id, writer_of(each), each.labels
                    features = outcome_features(contact, findings)
                    heard.outcomes.append(Row(id_, writer, features, labels["outcome"][id_]))
                    amounts = dict.fromkeys(EFFORT, 0.0)
                    for driver in drivers_of(journey, position, findings, None):
                        amounts[driver.reason] += driver.amount
                    before = tuple(range(first, len(heard.efforts)))
                    heard.efforts.append(Row(id_, writer, amounts, labels["effort"][id_], before))
                    for leg in contact.legs:
                        key = f"{id_}/{leg.leg_no}"
                        if key in labels["empathy"]:
                            seen = {b.reason: b.amount for b in behaviours_of(contact, leg)}
                            heard.empathies.append(Row(key, writer, seen, labels["empathy"][key]))
        return heard

    def causes(self, efforts: np.ndarray, empathies: np.ndarray) -> list[Row]:
        """A row a journey: what its hardest contact shows of the cause, by scores as predicted."""
        warmth: dict[str, list[float]] = {}
        for row, empathy in zip(self.empathies, empathies, strict=True):
            warmth.setdefault(row.key.rpartition("/")[0], []).append(float(empathy))
        hardest: dict[str, int] = {}
        for place, each in enumerate(self.journeys):
            other = hardest.setdefault(each.journey_id, place)
            if efforts[place] < efforts[other]:
                hardest[each.journey_id] = place
        rows = []
        for place in hardest.values():
            contact, each = self.contacts[place], self.journeys[place]
            evidence = cause_evidence(
                contact,
                float(efforts[place]),
                self.efforts[place].features,
                self.findings[place],
                warmth.get(contact.contact_id, []),
            )
            label = each.labels["main_cause"]
            rows.append(Row(each.journey_id, writer_of(each), evidence, label))
        return rows


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
) -> tuple[np.ndarray, np.ndarray]:
    """Fit, measure on writers left out and write a bounded sum; what is predicted, and misheard."""
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
    return predicted, poorly


def put_endings(rows: list[Row], chances: dict[str, dict[str, float]]) -> None:
    """Put into rows what cuts unseen by them say of how each contact ended."""
    for row in rows:
        row.features.update({f"meant_{name}": log for name, log in chances[row.key].items()})


def complete(heard: Heard, outcome: list[str], lined: Lined) -> None:
    """Put into rows what is learnt apart: how a contact ended, and what lines unseen by it say."""
    for ended, row in zip(outcome, heard.efforts, strict=True):
        if ended in ENDS:
            row.features[ENDS[ended]] = 1.0
        for name in ("customer_words", "agent_words"):
            row.features[name] = _within(lined[name].get(row.key, 0.0), MOST_BY_WORDS)
    for row in heard.empathies:
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
    clearly, poorly = Heard.of(gold), Heard.of(misheard)
    for heard, chances in zip((clearly, poorly), unseen_endings(gold, gold, misheard), strict=True):
        put_endings(heard.outcomes, chances)
    ended = train_choice(
        "outcome", clearly.outcomes, poorly.outcomes, OUTCOME, OUTCOMES, pull=OUTCOME_PULL
    )
    complete(clearly, ended[0], unseen(gold, gold))
    complete(poorly, ended[1], unseen(gold, misheard))
    efforts = train_sum("effort", clearly.efforts, poorly.efforts, EFFORT, (1, 7))
    empathies = train_sum("empathy", clearly.empathies, poorly.empathies, EMPATHY, (0, 4))
    causes = [
        heard.causes(effort, empathy)
        for heard, effort, empathy in zip((clearly, poorly), efforts, empathies, strict=True)
    ]
    train_choice("cause", *causes, CAUSE, CAUSES, pull=CAUSE_PULL, start=CAUSE_START)


if __name__ == "__main__":
    main()
