"""A leg beside all that was told before it, sentence by sentence, by what the sentences mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.repeat_story.space import Space
from pipeline.detect.repeat_story.turns import (
    Candidate,
    Said,
    only_identifies,
    pieces_of,
    told_to_others,
)
from pipeline.language.meaning import Vectors

TELLS_WORDS = 2  # content words from which a sentence can be told again
MOST_WORDS = 12  # content words beyond which a sentence weighs no more in the gist
SENTENCE_WORDS = 4  # content words from which a customer's sentence counts in full
ASK_WORDS = 5  # words from which an agent's turn does
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Hearing:
    """A leg in which something may be told again, and what had been told.

    `meant` holds a unit vector for each of the `found`, `told` one for each sentence told before, with
    its content words in `told_words`. `sentences` are those of the `found`, one after the other.
    """

    found: Sequence[Candidate]
    totals: Numbers  # log odds of each of the found, told by itself
    meant: Vectors
    told: Vectors
    told_words: Numbers
    sentences: Vectors
    sentence_words: Numbers
    agent: Sequence["AgentTurn"]

    @property
    def gist(self) -> Vectors:
        """What was told before, as one unit vector: sentences by their length."""
        return middle(self.told, self.told_words)

    def comes_back(self) -> Numbers:
        """How close each of the customer's sentences (rows) comes to each that was told (columns)."""
        counts = np.minimum(1.0, self.sentence_words / SENTENCE_WORDS)
        close: Numbers = (self.sentences @ self.told.T).astype(float) * counts[:, None]
        return close


@dataclass(frozen=True, slots=True)
class AgentTurn:
    """A turn of the agent: how close it comes to something told before, and whether it asks.

    `before` is the place of the first of the candidates that come after it.
    """

    before: int
    closeness: float
    is_question: bool


def hear(
    found: Sequence[Candidate], said: Sequence[Said], totals: Sequence[float], space: Space
) -> Hearing:
    """Put a leg beside what was said before it; `found` are its candidates, of which there is one at least."""
    contact, leg = found[0].contact, found[0].leg
    telling = [
        each for each in told_to_others(said, contact, leg) if each.turn.speaker == "customer"
    ]
    contacts = {contact.contact_id: contact}
    contacts |= {each.contact.contact_id: each.contact for each in telling}
    close = {contact_id: space.of_turns(each) for contact_id, each in contacts.items()}
    meant = close[contact.contact_id]
    told, tells = [], []
    for each in telling:
        pieces = list(pieces_of(each.turn, close[each.contact.contact_id], space))
        told += pieces
        if not only_identifies(each.turn):
            tells += [piece for piece in pieces if piece[1] >= TELLS_WORDS]
    here = [piece for each in found for piece in pieces_of(each.turn, meant, space)]
    told_rows = np.stack([row for row, _ in tells or told])
    return Hearing(
        found=found,
        totals=np.array(totals, dtype=float),
        meant=np.stack([meant[each.turn.turn_no] for each in found]),
        told=told_rows,
        told_words=np.array([n for _, n in tells or told], dtype=float),
        sentences=np.stack([row for row, _ in here]),
        sentence_words=np.array([n for _, n in here], dtype=float),
        agent=list(_agent_turns(found, meant, told_rows)),
    )


def middle(rows: Vectors, words: Numbers) -> Vectors:
    """The middle of sentences by their content words, as a unit vector."""
    total = (rows * np.minimum(words, MOST_WORDS)[:, None]).sum(axis=0)
    unit: Vectors = total / max(float(np.linalg.norm(total)), 1e-6)
    return unit


def _agent_turns(
    found: Sequence[Candidate], meant: Mapping[int, Vectors], told: Vectors
) -> Iterator[AgentTurn]:
    contact, leg = found[0].contact, found[0].leg
    place_of = {each.turn.turn_no: place for place, each in enumerate(found)}
    place = 0
    for turn in contact.turns_of(leg.leg_no):
        if turn.speaker == "agent":
            counts = min(1.0, len(turn.text.split()) / ASK_WORDS)
            closest = float(np.max(told @ meant[turn.turn_no]))
            yield AgentTurn(place, closest * counts, "?" in turn.text)
        place = place_of.get(turn.turn_no, place - 1) + 1
