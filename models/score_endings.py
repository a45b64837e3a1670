"""Cuts through the meaning of what was said at the end, learnt from how people say that contacts ended.

Used by `train_scores.py`: it writes `models/endings.npz`, and says what cuts that have not seen a writer
make of that writer's contacts.
"""

import numpy as np
from labelled import LabelledJourney, writer_of
from sklearn.linear_model import LogisticRegression

from pipeline import trained
from pipeline.score.endings import Endings, forget_endings, meant_at_the_end
from pipeline.score.outcome import OUTCOMES

HELD = 0.04  # the inverse of how strongly the cuts are held to nothing (logistic regression, C)


def learn_endings(gold: list[LabelledJourney]) -> None:
    """Learn and write the cuts."""
    _, _, meant, ended = _arrays(gold)
    learnt = _learn(meant, ended)
    np.savez(
        trained.FOLDER / "endings.npz",
        outcomes=np.array(learnt.outcomes),
        weights=learnt.weights.astype(np.float32),
        intercepts=learnt.intercepts.astype(np.float32),
    )
    forget_endings()


def unseen_endings(
    gold: list[LabelledJourney], *hearings: list[LabelledJourney]
) -> list[dict[str, dict[str, float]]]:
    """Log chances for each contact of each hearing, by cuts learnt from `gold` without its writer."""
    _, writers, meant, ended = _arrays(gold)
    heard = [_arrays(hearing) for hearing in hearings]
    chances: list[dict[str, dict[str, float]]] = [{} for _ in hearings]
    for writer in sorted(set(writers)):
        others = writers != writer
        learnt = _learn(meant[others], ended[others])
        for its_chances, (keys, of, its, _) in zip(chances, heard, strict=True):
            for place in np.flatnonzero(of == writer):
                its_chances[keys[place]] = learnt.log_chances(its[place])
    return chances


def _learn(meant: np.ndarray, ended: np.ndarray) -> Endings:
    model = LogisticRegression(C=HELD, max_iter=5000).fit(meant, ended)
    order = [model.classes_.tolist().index(outcome) for outcome in OUTCOMES]
    return Endings(OUTCOMES, model.coef_[order], model.intercept_[order])


def _arrays(
    gold: list[LabelledJourney],
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Contact ids, writers, what was meant, how it ended."""
    contacts = [(each, contact) for each in gold for contact in each.contacts]
    return (
        [contact.contact_id for _, contact in contacts],
        np.array([writer_of(each) for each, _ in contacts]),
        np.array([meant_at_the_end(contact) for _, contact in contacts]),
        np.array([each.labels["outcome"][contact.contact_id] for each, contact in contacts]),
    )
