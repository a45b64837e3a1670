"""Learn how far a statement goes against an earlier one, by what both mean.

Used by `train_contradiction.py`: it writes `models/contradiction_pairs.npz`, and says what weights that
have not seen a writer make of that writer's statements. All is learnt together, by descent on two
questions: whether a statement contradicts anything said before, from its pairs with all of that and
from how it sounds; and which of those pairs it is (a softmax over all of them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from descent import Batch, descend
from labelled import LabelledJourney, writer_of
from torch import Tensor
from torch.nn import functional

from pipeline.detect.contradiction.candidates import Told, statements
from pipeline.detect.contradiction.opposites import MODEL, SHARPLY, Opposites, statements_of
from pipeline.domain import Journey
from pipeline.language.meaning import N_DIMENSIONS
from pipeline.language.senses import N_SURROUNDING

EPOCHS, AT_ONCE = 6, 32  # statements
N_GROUPS = 5  # of writers, each left out once
SLOWLY = {"axes": 1e-3, "pair": 1e-3, "cut": 1e-3, "sum": 0.02}  # learning rates
HELD = {"axes": 3.0, "pair": 30.0, "cut": 10.0}  # how strongly to meanings as they are, to nothing
PAIR_SCALE = 20.0  # differences and products of unit vectors are small numbers
START = (4.0, -4.0)  # of the sum: closeness, what all have
NEAR = 2  # turns around a label that are left out of training
Place = tuple[str, int]


@dataclass(frozen=True)
class Lesson:
    """A statement: its sentences, those said before, its surroundings, and what the labels say.

    `is_one` is None where the label may as well have stood here.
    """

    place: Place
    writer: str
    now: Tensor
    before: Tensor
    around: Tensor
    is_one: bool | None
    contradicted: Tensor  # which of those before it goes against


def labelled_in(gold: LabelledJourney) -> dict[Place, set[Place]]:
    """The turns that are labelled as contradicting something, and what they contradict."""
    found: dict[Place, set[Place]] = {}
    for each in gold.labels["contradiction"]:
        for place in _places_of(each["b"]):
            found.setdefault(place, set()).update(_places_of(each["a"]))
    return found


def _places_of(label: list[object]) -> list[Place]:
    """The turns that a label names: a contact with a turn or several."""
    contact_id, turns = label
    return [(contact_id, turn) for turn in (turns if isinstance(turns, list) else [turns])]


def place_of(told: Told) -> Place:
    """The contact and turn of what was said."""
    return told.contact.contact_id, told.turn.turn_no


def beside(place: Place) -> list[Place]:
    """A turn and the turns near it."""
    return [(place[0], place[1] + step) for step in range(-NEAR, NEAR + 1)]


def lessons(journeys: Sequence[LabelledJourney]) -> list[Lesson]:
    """What there is to learn: every statement of every journey."""
    found = []
    for gold in journeys:
        labelled = labelled_in(gold)
        for each in statements(Journey(gold.journey_id, gold.contacts)):
            place = place_of(each.later)
            is_beside = any(other in labelled for other in beside(place))
            contradicted = labelled.get(place, set())
            found.append(
                Lesson(
                    place,
                    writer_of(gold),
                    _tensor(statements_of(each.later.turn.text)),
                    _tensor(each.before.rows),
                    _tensor(each.around),
                    True if place in labelled else None if is_beside else False,
                    torch.tensor(
                        [place_of(each.earlier[n]) in contradicted for n in each.before.text_of]
                    ),
                )
            )
    return found


def opposed_unseen(taught: Sequence[Lesson]) -> dict[Place, float]:
    """The log odds of each statement, by weights that have not seen its writer."""
    found: dict[Place, float] = {}
    writers = sorted({each.writer for each in taught})
    for number in range(N_GROUPS):
        held = set(writers[number::N_GROUPS])
        learnt = learn_opposites([each for each in taught if each.writer not in held])
        for each in taught:
            if each.writer in held:
                pairs = learnt.pairs(each.now.numpy(), each.before.numpy())
                found[each.place] = learnt.log_odds(pairs, each.around.numpy())
    return found


class _Sum(torch.nn.Module):
    """The sum that `Opposites` is, while it is learnt."""

    def __init__(self) -> None:
        super().__init__()
        self.axes = torch.nn.Parameter(torch.eye(N_DIMENSIONS))
        self.differences = torch.nn.Parameter(torch.zeros(N_DIMENSIONS))
        self.products = torch.nn.Parameter(torch.zeros(N_DIMENSIONS))
        self.cut = torch.nn.Parameter(torch.zeros(N_SURROUNDING * N_DIMENSIONS))
        self.sum = torch.nn.Parameter(torch.tensor(START))

    def parts(self) -> list[tuple[Sequence[Tensor], float, bool]]:
        """What is learnt, and how fast."""
        return [
            ([self.axes], SLOWLY["axes"], True),
            ([self.differences, self.products], SLOWLY["pair"], True),
            ([self.cut], SLOWLY["cut"], True),
            ([self.sum], SLOWLY["sum"], True),
        ]

    def held(self) -> Tensor:
        """How far all lies from where it began, as it counts."""
        return (
            HELD["axes"] * (self.axes - torch.eye(N_DIMENSIONS)).square().sum()
            + HELD["pair"] * (self.differences.square().sum() + self.products.square().sum())
            + HELD["cut"] * self.cut.square().sum()
        )

    def loss(self, lesson: Lesson) -> Tensor:
        """How wrong it is about a statement, and about which pair it is."""
        now, before = (functional.normalize(rows, dim=1) for rows in (lesson.now, lesson.before))
        close = functional.normalize(now @ self.axes, dim=1)
        close = close @ functional.normalize(before @ self.axes, dim=1).T
        apart = (now[:, None] - before[None]).abs() @ self.differences
        apart = apart + (now * self.products) @ before.T
        pairs = (close * self.sum[0] + PAIR_SCALE * apart) * SHARPLY
        together = torch.logsumexp(pairs.flatten(), 0)
        odds = together / SHARPLY + self.sum[1] + lesson.around @ self.cut
        label = torch.tensor(float(bool(lesson.is_one)))
        loss = functional.binary_cross_entropy_with_logits(odds, label)
        if lesson.contradicted.any():
            loss = loss + together - torch.logsumexp(pairs[:, lesson.contradicted].flatten(), 0)
        return loss

    def learnt(self) -> Opposites:
        """What was learnt."""
        closeness, intercept = self.sum.detach().tolist()
        return Opposites(
            self.axes.detach().numpy(),
            closeness,
            self.differences.detach().numpy() * np.float32(PAIR_SCALE),
            self.products.detach().numpy() * np.float32(PAIR_SCALE),
            self.cut.detach().numpy(),
            intercept,
        )


def learn_opposites(taught: Sequence[Lesson]) -> Opposites:
    """What tells statements that contradict from others; those beside a label are left out."""
    known = [each for each in taught if each.is_one is not None]
    model = _Sum()

    def loss_of(batch: Batch) -> Tensor:
        loss = model.held() * len(batch) / len(known)
        for number in batch:
            loss = loss + model.loss(known[number])
        return loss

    descend(model.parts(), loss_of, len(known), epochs=EPOCHS, at_once=AT_ONCE)
    return model.learnt()


def write_opposites(learnt: Opposites, folder: Path) -> None:
    """Write `contradiction_pairs.npz`, in half precision."""
    np.savez(
        folder / f"{MODEL}.npz",
        **{name: np.asarray(value, np.float16) for name, value in vars(learnt).items()},
    )


def _tensor(rows: object) -> Tensor:
    return torch.from_numpy(np.array(rows, np.float32))
