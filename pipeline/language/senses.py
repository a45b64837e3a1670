"""What a turn does in a conversation (threatens, promises, complains of waiting …), from its meaning.

A sense is one straight cut through the space of `meaning.py`, over a turn, the turns around it and
what the customer and the agent say in that leg as a whole (a remark is biting where all of the leg is),
learnt from labelled turns (`models/train_senses.py`). What is done in one sentence of many (a threat,
a promise) has a cut over sentences besides, of which the strongest speaks for the turn. It hears what no
list of phrases foresees; what the lists hear is weighed together with it, by two numbers that each
sense has in `models/senses.toml`.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Contact, Speaker, Turn
from pipeline.language.meaning import N_DIMENSIONS, Vectors, meanings
from pipeline.language.sentences import sentences
from pipeline.trained import load_arrays, load_choice

AROUND = 0.5  # how much the turns before and after weigh beside the turn itself
WHOLE = 0.4  # how much all that a party says in the leg does
PARTIES: tuple[Speaker, ...] = ("customer", "agent")
N_SURROUNDING = 3 + len(PARTIES)  # a turn, the turns before and after, and the parties in the leg
LEAST, MOST = -8.0, 8.0  # beyond these a sense is as sure as can be
SAID_FROM, LEAST_WHERE_SAID = 0.4, -3.0
MOST_SURE = 0.95  # of what was learnt from composed calls


@dataclass(frozen=True)
class Senses:
    """The cuts: a row of `weights` for each of `names`, and who has to speak for it.

    `of_sentences` has a row for each as well, all zeros where a turn counts as a whole.
    """

    names: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    weights: NDArray[np.float32]
    of_sentences: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    centre: NDArray[np.float32]
    centre_of_sentences: NDArray[np.float32]
    spread: float

    def placed(self, vectors: Vectors) -> Vectors:
        """Meanings around the middle of all turns, in units of their spread."""
        return (vectors - self.centre) / self.spread

    def sentences_placed(self, vectors: Vectors) -> Vectors:
        """The same for single sentences, which lie a little aside."""
        return (vectors - self.centre_of_sentences) / self.spread


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
    sense: str,
    contact: Contact,
    said: Mapping[int, Said],
    claim_from: float,
    *,
    said_from: float | None = None,
    ruled_out: Container[int] = (),
) -> Iterator[Claim]:
    """The turns of a contact that have a sense, by phrases and meaning together, in order.

    `said` is what the phrases found, by position. Without any, the sentence that has the sense most
    is shown. `said_from` is the chance from which a turn is claimed in which phrases found something,
    where that is another. Positions that are `ruled_out` are not claimed.
    """
    model = load_choice("senses").options[sense]
    for position, strength in strengths(sense, contact).items():
        found = said.get(position)
        heard = together(found.sure if found else 0.0, strength)
        chance = model.chance(heard)
        least = claim_from if found is None or said_from is None else said_from
        if chance < least or position in ruled_out:
            continue
        turn = contact.turns[position]
        place = (found.start, found.end) if found else strongest_sentence(sense, turn.text)
        yield Claim(position, turn, *place, round(min(MOST_SURE, chance), 2))


def together(said: float, strength: float) -> dict[str, float]:
    """What phrases and meaning say of a turn, to be weighed.

    Where the phrases are sure, the surroundings may take away some of that, not all.
    """
    if said >= SAID_FROM:
        strength = max(strength, LEAST_WHERE_SAID)
    return {"said": said, "sense": strength}


def strengths(sense: str, contact: Contact) -> dict[int, float]:
    """How strongly each turn has the sense (log odds, by position), from its meaning alone."""
    known = load_senses()
    column = known.names.index(sense)
    found = _strengths(tuple((turn.text, turn.leg_no, turn.speaker) for turn in contact.turns))
    found = found[:, column]
    return {
        position: float(found[position]) if turn.text.strip() else LEAST
        for position, turn in enumerate(contact.turns)
        if turn.speaker == known.speakers[column]
    }


def placed_meanings(texts: Sequence[str]) -> Vectors:
    """The meanings of texts around the middle of all turns, a row each, in units of their spread."""
    rows: Vectors = np.stack([each.whole for each in meanings(texts)])
    return load_senses().placed(rows)


def placed_sentences(text: str) -> Vectors:
    """The same for the sentences of a turn."""
    return load_senses().sentences_placed(meanings([text])[0].sentences)


def strongest_sentence(sense: str, text: str) -> tuple[int, int]:
    """Where the sentence of a turn stands that has the sense most."""
    spans = sentences(text)
    if len(spans) < 2:
        return (0, len(text))
    known = load_senses()
    column = known.names.index(sense)
    weights = known.weights[column, :N_DIMENSIONS] + known.of_sentences[column]
    return spans[int(np.argmax(placed_sentences(text) @ weights))]


def surroundings_of(contact: Contact) -> Vectors:
    """Each turn of a contact and what surrounds it, a row each."""
    if not contact.turns:
        return np.zeros((0, N_SURROUNDING * N_DIMENSIONS), np.float32)
    return surroundings(
        placed_meanings([turn.text for turn in contact.turns]),
        [turn.leg_no for turn in contact.turns],
        [turn.speaker for turn in contact.turns],
    )


def surroundings(vectors: Vectors, legs: Sequence[int], speakers: Sequence[Speaker]) -> Vectors:
    """Each turn's numbers, then those of what stands around it, which weigh less.

    The turn before, the turn after, and the means of the customer's and of the agent's turns in the leg.
    """
    none = np.zeros_like(vectors[:1])
    before = np.concatenate([none, vectors[:-1]]) * AROUND
    after = np.concatenate([vectors[1:], none]) * AROUND
    leg_nos, spoken_by = np.array(legs), np.array(speakers)
    wholes = [np.zeros_like(vectors) for _ in PARTIES]
    for leg_no in set(legs):
        for whole, party in zip(wholes, PARTIES, strict=True):
            in_leg = leg_nos == leg_no
            if (its := in_leg & (spoken_by == party)).any():
                whole[in_leg] = vectors[its].mean(axis=0) * WHOLE
    return np.concatenate([vectors, before, after, *wholes], axis=1)


@lru_cache(maxsize=64)  # all detectors ask for the same contacts
def _strengths(turns: Sequence[tuple[str, int, Speaker]]) -> NDArray[np.float32]:
    known = load_senses()
    if not turns:
        return np.zeros((0, len(known.names)), np.float32)
    texts, legs, speakers = zip(*turns, strict=True)
    rows = surroundings(placed_meanings(texts), legs, speakers)
    found: NDArray[np.float32] = rows @ known.weights.T + known.intercepts
    found += np.stack([strongest(placed_sentences(text) @ known.of_sentences.T) for text in texts])
    return np.clip(found, LEAST, MOST)


def strongest(strengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the sentences of a turn come to, sentences x senses: a mean in which the strongest weighs most.

    Each weighs as much as it is likelier; so cuts can be learnt by descent (attention, as in Ilse et al.
    2018, "Attention-based deep multiple instance learning").
    """
    if not len(strengths):
        return np.zeros(strengths.shape[1], np.float32)
    odds = np.exp(strengths - strengths.max(axis=0))
    mean: NDArray[np.float32] = (odds * strengths).sum(axis=0) / odds.sum(axis=0)
    return mean


def forget_senses() -> None:
    """What was learnt is read anew when it is next needed."""
    load_senses.cache_clear()
    _strengths.cache_clear()


@cache
def load_senses() -> Senses:
    """Read `models/senses.npz`. Raises FileNotFoundError naming the file and how to make it."""
    kept = load_arrays("senses")
    return Senses(
        names=tuple(kept["names"].tolist()),
        speakers=tuple(kept["speakers"].tolist()),
        weights=kept["weights"],
        of_sentences=kept["of_sentences"],
        intercepts=kept["intercepts"],
        centre=kept["centre"],
        centre_of_sentences=kept["centre_of_sentences"],
        spread=float(kept["spread"]),
    )
