"""How contacts sound to have ended, learnt from how people say that they did.

Used by `train_scores.py`: it writes `models/endings.npz`, and says what weights that have not seen a
writer make of that writer's contacts. All of `Endings` is learnt together, by descent on how likely
the outcomes were, and held to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from descent import Batch, descend
from labelled import LabelledJourney, writer_of
from torch import Tensor
from torch.nn import functional

from pipeline import trained
from pipeline.language.meaning import N_DIMENSIONS
from pipeline.language.senses import PARTIES
from pipeline.score.endings import (
    Endings,
    Said,
    forget_endings,
    meant_at_the_end,
    said_in,
)
from pipeline.score.outcome import OUTCOMES

EPOCHS, AT_ONCE = 8, 16  # contacts
SLOWLY = {"meant": 2e-3, "placed": 0.02}  # learning rates: of weights of meanings, of places
HELD = 30.0  # how strongly weights of meanings are held to nothing
N_GROUPS = 10  # of writers, each left out once
MEANT = ("weights", "heeds", "tells")


@dataclass(frozen=True)
class Lesson:
    """A contact: who wrote it, what is meant in it on average and turn by turn, how it ended."""

    contact_id: str
    writer: str
    meant: np.ndarray
    said: Sequence[Said]
    ended: int


def learn_endings(gold: list[LabelledJourney]) -> None:
    """Learn and write them."""
    learnt = vars(_learn(_lessons(gold)))
    outcomes = np.array(learnt.pop("outcomes"))
    np.savez(
        trained.FOLDER / "endings.npz",
        outcomes=outcomes,
        **{name: values.astype(np.float32) for name, values in learnt.items()},
    )
    forget_endings()


def unseen_endings(
    gold: list[LabelledJourney], *hearings: list[LabelledJourney]
) -> list[dict[str, dict[str, float]]]:
    """Log chances for each contact of each hearing, by weights learnt from `gold` without its writer."""
    lessons = _lessons(gold)
    heard = [_lessons(hearing) for hearing in hearings]
    chances: list[dict[str, dict[str, float]]] = [{} for _ in hearings]
    writers = sorted({each.writer for each in lessons})
    for number in range(N_GROUPS):
        held = set(writers[number::N_GROUPS])
        learnt = _learn([each for each in lessons if each.writer not in held])
        for its_chances, hearing in zip(chances, heard, strict=True):
            for each in hearing:
                if each.writer in held:
                    its_chances[each.contact_id] = learnt.log_chances(each.meant, each.said)
    return chances


def _lessons(gold: list[LabelledJourney]) -> list[Lesson]:
    return [
        Lesson(
            contact.contact_id,
            writer_of(each),
            meant_at_the_end(contact),
            said_in(contact),
            OUTCOMES.index(each.labels["outcome"][contact.contact_id]),
        )
        for each in gold
        for contact in each.contacts
    ]


def _learn(lessons: Sequence[Lesson]) -> Endings:
    n, parties = len(OUTCOMES), len(PARTIES)
    shapes = {
        "weights": (n, 2 * parties * N_DIMENSIONS),
        "intercepts": (n,),
        "heeds": (parties, n, N_DIMENSIONS),
        "late": (parties, n),
        "last": (parties, n),
        "tells": (parties, n, N_DIMENSIONS),
    }
    learnt = {name: torch.zeros(shape, requires_grad=True) for name, shape in shapes.items()}
    taught = [(_tensors(each), torch.tensor(each.ended)) for each in lessons]

    def loss_of(batch: Batch) -> Tensor:
        held = sum((learnt[name].square().sum() for name in MEANT), torch.tensor(0.0))
        loss = HELD * held * len(batch) / len(taught)
        for number in batch:
            parts, ended = taught[number]
            loss = loss + functional.cross_entropy(_totals(learnt, parts), ended)
        return loss

    rated = [
        ([part], SLOWLY["meant" if name in MEANT else "placed"], True)
        for name, part in learnt.items()
    ]
    descend(rated, loss_of, len(taught), epochs=EPOCHS, at_once=AT_ONCE)
    return Endings(OUTCOMES, **{name: part.detach().numpy() for name, part in learnt.items()})


def _totals(learnt: dict[str, Tensor], parts: tuple[Tensor, list[tuple[Tensor, ...]]]) -> Tensor:
    """What `Endings` adds up for each outcome."""
    meant, said = parts
    totals = learnt["weights"] @ meant + learnt["intercepts"]
    for party, (rows, place, is_last) in enumerate(said):
        if len(rows):
            heed = rows @ learnt["heeds"][party].T
            heed = heed + torch.outer(place, learnt["late"][party])
            heed = heed + torch.outer(is_last, learnt["last"][party])
            told = rows @ learnt["tells"][party].T
            totals = totals + (torch.softmax(heed, 0) * told).sum(0)
    return totals


def _tensors(lesson: Lesson) -> tuple[Tensor, list[tuple[Tensor, ...]]]:
    def tensor(values: np.ndarray) -> Tensor:
        return torch.from_numpy(np.array(values, np.float32))

    said = [tuple(tensor(part) for part in vars(each).values()) for each in lesson.said]
    return tensor(lesson.meant), said
