"""What a turn does in a conversation (threatens, promises, complains of waiting …), from its meaning.

A sense is one straight cut through the space of `meaning.py`, over a turn and the turns around it,
learnt from labelled turns (`models/train_senses.py`). It hears what no list of phrases foresees;
what the lists hear is weighed together with it, by two numbers that each sense has in
`models/senses.toml`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Contact, Speaker, Turn
from pipeline.language.meaning import Vectors, meanings
from pipeline.language.sentences import sentences
from pipeline.trained import FOLDER, load_choice

AROUND = 0.5  # how much the turns before and after weigh beside the turn itself
MOST_SURE = 0.95  # of what was learnt from composed calls
MOST = 8.0  # beyond that a sense is as sure as can be


@dataclass(frozen=True)
class Senses:
    """The cuts: a row of `weights` for each of `names`, and who has to speak for it."""

    names: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    centre: NDArray[np.float32]
    spread: float

    def placed(self, vectors: Vectors) -> Vectors:
        """Meanings around the middle of all turns, in units of their spread."""
        return (vectors - self.centre) / self.spread


@dataclass(frozen=True, slots=True)
class Said:
    """What the phrases found in a turn: the characters `[start, end)` and how sure they are (0-1)."""

    start: int
    end: int
    sure: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A turn that has a sense: where it shows, how likely it is (0-1), and its position."""

    position: int
    turn: Turn
    start: int
    end: int
    chance: float


def claims(
    sense: str, contact: Contact, said: Mapping[int, Said], claim_from: float
) -> Iterator[Claim]:
    """The turns of a contact that have a sense, by phrases and meaning together, in order.

    `said` is what the phrases found, by position. Without any, the sentence that has the sense most
    is shown.
    """
    model = load_choice("senses").options[sense]
    for position, strength in strengths(sense, contact).items():
        found = said.get(position)
        chance = model.chance({"said": found.sure if found else 0.0, "sense": strength})
        if chance < claim_from:
            continue
        turn = contact.turns[position]
        place = (found.start, found.end) if found else strongest_sentence(sense, turn.text)
        yield Claim(position, turn, *place, round(min(MOST_SURE, chance), 2))


def strengths(sense: str, contact: Contact) -> dict[int, float]:
    """How strongly each turn has the sense (log odds, by position), from its meaning alone."""
    known = load_senses()
    column = known.names.index(sense)
    found = _strengths(tuple(turn.text for turn in contact.turns))[:, column]
    return {
        position: float(found[position]) if turn.text.strip() else -MOST
        for position, turn in enumerate(contact.turns)
        if turn.speaker == known.speakers[column]
    }


def closeness(contact: Contact) -> dict[int, Vectors]:
    """Each turn's meaning, of length 1 and seen from the middle of all turns, by turn number.

    The product of two of them is 1 for the same meaning and around 0 for two turns that have no more
    to do with each other than any two.
    """
    rows = placed_meanings([turn.text for turn in contact.turns])
    return {turn.turn_no: row for turn, row in zip(contact.turns, rows, strict=True)}


def placed_meanings(texts: Sequence[str]) -> Vectors:
    """The meanings of texts, a row each, of length 1 and seen from the middle of all turns."""
    rows = load_senses().placed(meanings(texts))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    placed: Vectors = rows / np.maximum(lengths, 1e-6)
    return placed


def strongest_sentence(sense: str, text: str) -> tuple[int, int]:
    """Where the sentence of a turn stands that has the sense most."""
    spans = sentences(text)
    if len(spans) < 2:
        return (0, len(text))
    known = load_senses()
    rows = known.placed(meanings([text[start:end] for start, end in spans]))
    weights = known.weights[known.names.index(sense), : rows.shape[1]]
    return spans[int(np.argmax(rows @ weights))]


def surroundings(vectors: Vectors) -> Vectors:
    """Each turn's numbers, then those of the turn before it and of the one after it, which weigh less."""
    none = np.zeros_like(vectors[:1])
    before = np.concatenate([none, vectors[:-1]]) * AROUND
    after = np.concatenate([vectors[1:], none]) * AROUND
    return np.concatenate([vectors, before, after], axis=1)


@lru_cache(maxsize=64)  # all detectors ask for the same contacts
def _strengths(texts: Sequence[str]) -> NDArray[np.float32]:
    known = load_senses()
    if not texts:
        return np.zeros((0, len(known.names)), np.float32)
    rows = surroundings(known.placed(meanings(texts)))
    found: NDArray[np.float32] = rows @ known.weights.T + known.intercepts
    return np.clip(found, -MOST, MOST)


@cache
def load_senses() -> Senses:
    """Read `models/senses.npz`. Raises FileNotFoundError naming the file and how to make it."""
    path = FOLDER / "senses.npz"
    if not path.exists():
        raise FileNotFoundError(f"{path.name} is missing in models/; `make train` makes it")
    with np.load(path, allow_pickle=False) as kept:
        return Senses(
            names=tuple(kept["names"].tolist()),
            speakers=tuple(kept["speakers"].tolist()),
            weights=kept["weights"],
            intercepts=kept["intercepts"],
            centre=kept["centre"],
            spread=float(kept["spread"]),
        )
