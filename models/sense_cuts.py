"""Cuts through the space of meaning, learnt from labelled turns; used by `train_senses.py`.

A cut over turns and what surrounds them is a regularised logistic regression. Where sentences have a say,
one over sentences is learnt with it, by L-BFGS on the same loss: a turn's sentences count as
`pipeline.language.senses.strongest` has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from pipeline.language.senses import LEAST, MOST, strongest

STRENGTH = 0.02  # how freely a cut may fit, per unit of spread squared (the C of scikit-learn)
STRENGTH_OF_SENTENCES = 0.01
N_STEPS = 60
N_GROUPS = 10  # of writers, each left out once


@dataclass(frozen=True)
class Turns:
    """Some turns: each with what surrounds it as a row, its sentences, whether it has the sense, its writer."""

    rows: np.ndarray
    sentences: Sequence[np.ndarray]
    y: np.ndarray
    writers: np.ndarray

    def where(self, mask: np.ndarray) -> "Turns":
        """The turns that a mask lets through."""
        kept = [self.sentences[at] for at in np.flatnonzero(mask)]
        return Turns(self.rows[mask], kept, self.y[mask], self.writers[mask])


@dataclass(frozen=True)
class Cut:
    """Weights of turns and what surrounds them, and of sentences."""

    weights: np.ndarray
    of_sentences: np.ndarray
    intercept: float

    def strengths(self, turns: Turns) -> np.ndarray:
        """How strongly each turn has the sense."""
        said = np.array(
            [strongest(each @ self.of_sentences[:, None])[0] for each in turns.sentences]
        )
        return np.clip(turns.rows @ self.weights + said + self.intercept, LEAST, MOST)


def learn_cut(turns: Turns, *, by_sentence: bool) -> Cut:
    """The cut that tells best which of some turns have a sense."""
    n = turns.sentences[0].shape[1]
    if not by_sentence:
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(turns.rows, turns.y)
        return Cut(model.coef_[0], np.zeros(n), float(model.intercept_[0]))
    usual = torch.get_num_threads()
    torch.set_num_threads(1)  # the same journeys give the same numbers on any number of processors
    rows = torch.from_numpy(turns.rows.astype(np.float32))
    sentences = torch.from_numpy(np.concatenate(turns.sentences).astype(np.float32))
    lengths = [len(each) for each in turns.sentences]
    turn_of = torch.from_numpy(np.repeat(np.arange(len(lengths)), lengths))
    y = torch.from_numpy(turns.y.astype(np.float32))
    weights, of_sentences, intercept = (
        torch.zeros(size, requires_grad=True) for size in (rows.shape[1], n, 1)
    )
    search = torch.optim.LBFGS(
        [weights, of_sentences, intercept],
        max_iter=N_STEPS,
        history_size=10,
        line_search_fn="strong_wolfe",
    )

    def loss() -> Tensor:
        search.zero_grad()
        said = _strongest(sentences @ of_sentences, turn_of, len(y))
        found = rows @ weights + said + intercept
        total = binary_cross_entropy_with_logits(found, y, reduction="sum")
        total = total + (weights**2).sum() / (2 * STRENGTH)
        total = total + (of_sentences**2).sum() / (2 * STRENGTH_OF_SENTENCES)
        total.backward()
        return total

    search.step(loss)
    torch.set_num_threads(usual)
    return Cut(weights.detach().numpy(), of_sentences.detach().numpy(), float(intercept.detach()))


def _strongest(strengths: Tensor, turn_of: Tensor, n_turns: int) -> Tensor:
    """What the sentences of each turn come to."""
    odds = torch.exp(strengths.clamp(max=30.0))
    total = torch.zeros(n_turns).index_add(0, turn_of, odds)
    return torch.zeros(n_turns).index_add(0, turn_of, odds * strengths) / total.clamp(min=1e-9)


def strengths_unseen(turns: Turns, *, by_sentence: bool) -> np.ndarray:
    """How strongly each turn has the sense, by a cut that has not seen its writer."""
    found = np.zeros(len(turns.y))
    names = sorted(set(turns.writers))
    for number in range(N_GROUPS):
        mine = np.isin(turns.writers, names[number::N_GROUPS])
        if mine.any():
            cut = learn_cut(turns.where(~mine), by_sentence=by_sentence)
            found[mine] = cut.strengths(turns.where(mine))
    return found
