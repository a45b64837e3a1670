"""Learn the space in which what is told lies near the same told again.

Used by `train_repeat_story.py`: it writes `models/retold_space.npz`, and learns spaces that have not
seen some writers. Axes and cut are learnt together, by descent on two things: whether each turn
retells, from the nearest piece of what was told and from how it sounds; and which of those pieces is
its first telling (a softmax over all of them, as in contrastive learning).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from descent import Batch, descend
from retellings import Written
from torch import Tensor
from torch.nn import functional

from pipeline.detect.repeat_story.space import PLAIN, Space
from pipeline.detect.repeat_story.turns import (
    ENOUGH_TOLD,
    Said,
    candidates,
    told_pieces,
    told_to_others,
)
from pipeline.language import content_words
from pipeline.language.senses import surroundings_of

SEEDS = (0, 1)  # copies to learn from: more of them are not worth their time
EPOCHS, AT_ONCE = 2, 8  # journeys
SLOWLY = {"axes": 1e-3, "cut": 1e-3, "sum": 0.05}  # learning rates
HELD = {"axes": 3.0, "cut": 25.0}  # how strongly to meanings as they are, and to nothing
NEAREST, FIRST = 20.0, 12.0  # how sharply the nearest piece, and the first telling, stand out
START = (8.0, -4.0, 1.0)  # of the sum: nearness, what all have, substance


@dataclass(frozen=True)
class Lesson:
    """A leg in which something may be told again, n turns, after m pieces that were told."""

    turns: Tensor  # n x 384
    surroundings: Tensor  # n x 1920
    substance: Tensor  # n
    told: Tensor  # m x 384
    counts: Tensor  # m
    is_retold: Tensor  # n
    is_first: Tensor  # n x m: pieces of the first telling


def lessons(written: Written) -> list[Lesson]:
    """What there is to learn from a journey, a leg each."""
    return list(_lessons(written))


def _lessons(written: Written) -> Iterator[Lesson]:
    said: list[Said] = []
    for contact in written.contacts:
        meant, around = PLAIN.of_turns(contact), surroundings_of(contact)
        place_of = {turn.turn_no: place for place, turn in enumerate(contact.turns)}
        for leg in contact.legs:
            if found := candidates(contact, leg, said, PLAIN):
                turns = [each.turn for each in found]
                telling = [
                    each
                    for each in told_to_others(said, contact, leg)
                    if each.turn.speaker == "customer"
                ]
                whose, told, counts = zip(*told_pieces(telling, PLAIN), strict=True)
                pieces = [(each.contact.contact_id, each.turn.turn_no) for each in whose]
                labels = [
                    written.retelling_at((contact.contact_id, turn.turn_no)) for turn in turns
                ]
                words = [len(set(content_words(turn.text))) for turn in turns]
                yield Lesson(
                    _tensor([meant[turn.turn_no] for turn in turns]),
                    _tensor([around[place_of[turn.turn_no]] for turn in turns]),
                    _tensor([min(1.0, n / ENOUGH_TOLD) for n in words]),
                    _tensor(told),
                    _tensor(counts),
                    _tensor([label is not None for label in labels]),
                    _tensor(
                        [
                            [label is not None and piece in label.first for piece in pieces]
                            for label in labels
                        ]
                    ),
                )
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))


def learn_space(journeys: Sequence[Sequence[Lesson]]) -> Space:
    """The space in which retellings among these lessons lie near what they tell again."""
    axes = torch.from_numpy(PLAIN.axes.copy()).requires_grad_()
    cut = torch.from_numpy(PLAIN.cut.copy()).requires_grad_()
    total = torch.tensor(START, requires_grad=True)

    def loss_of(batch: Batch) -> Tensor:
        apart = HELD["axes"] * (axes - torch.eye(len(axes))).square().sum()
        loss = (apart + HELD["cut"] * cut.square().sum()) * len(batch) / len(journeys)
        for number in batch:
            for lesson in journeys[number]:
                loss = loss + _loss(lesson, axes, cut, total)
        return loss

    parts = [
        ([axes], SLOWLY["axes"], True),
        ([cut], SLOWLY["cut"], False),
        ([total], SLOWLY["sum"], False),
    ]
    descend(parts, loss_of, len(journeys), epochs=EPOCHS, at_once=AT_ONCE)
    return Space(axes.detach().numpy(), cut.detach().numpy())


def write_space(space: Space, folder: Path) -> None:
    """Write `retold_space.npz`, in half precision: finer than what is learnt is sure of."""
    np.savez(
        folder / "retold_space.npz",
        axes=space.axes.astype(np.float16),
        cut=space.cut.astype(np.float16),
    )


def _loss(lesson: Lesson, axes: Tensor, cut: Tensor, total: Tensor) -> Tensor:
    turns, told = (functional.normalize(rows @ axes, dim=1) for rows in (lesson.turns, lesson.told))
    near = turns @ told.T * lesson.counts
    nearest = torch.logsumexp(near * NEAREST, 1) / NEAREST
    odds = nearest * total[0] + total[1] + lesson.substance * total[2]
    odds = odds + lesson.surroundings @ cut
    loss = functional.binary_cross_entropy_with_logits(odds, lesson.is_retold, reduction="sum")
    known = lesson.is_first.any(dim=1)
    if known.any():
        near = near[known] * FIRST
        of_first = near.masked_fill(lesson.is_first[known] == 0, -torch.inf)
        loss = loss + (torch.logsumexp(near, 1) - torch.logsumexp(of_first, 1)).sum()
    return loss


def _tensor(rows: Sequence[object]) -> Tensor:
    return torch.from_numpy(np.array(rows, np.float32))
