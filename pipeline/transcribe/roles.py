"""Who is the agent: told by what agents and customers say, never by the order alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Speaker
from pipeline.trained import load_weights
from pipeline.transcribe.phrases import found_in, load_phrases, plain

VOICE_WEIGHT = 40.0  # how many points a perfect match of the customer's voice is worth, a leg
SAME_VOICE = 0.9  # cosine of two voices' centres from which they are taken for one person
UNSURE = 0.5  # points
MAX_ENUMERATED_LEGS = 10


@dataclass(frozen=True, slots=True)
class Sounding:
    """How a voice sounds by its words: phrases of agents and of customers, and learned words.

    `learned` is in log chance, as `models/roles.LANGUAGE.toml` weighs each word and pair of words.
    """

    agent: tuple[str, ...]
    customer: tuple[str, ...]
    learned: float = 0.0

    @property
    def lean(self) -> float:
        """Above 0: an agent; below: a customer. One phrase is one point."""
        return self.phrases + self.learned

    @property
    def phrases(self) -> int:
        """The lean by whole phrases alone."""
        return len(self.agent) - len(self.customer)


def sound_out(text: str, language: str) -> Sounding:
    """Find what agents and customers say in what one voice says; each counts once."""
    lists = load_phrases("roles", language)
    weights = load_weights(f"roles.{language}").weights
    learned = sum(weights.get(term, 0.0) for term in terms_of(text))
    return Sounding(found_in(text, lists["agent"]), found_in(text, lists["customer"]), learned)


def terms_of(text: str) -> frozenset[str]:
    """The words of a text and its pairs of words, plain."""
    words = plain(text).split()
    return frozenset(words) | {f"{a} {b}" for a, b in pairwise(words)}


def agent_of_two(first: str, second: str, language: str) -> int | None:
    """Which of two voices is the agent, 0 or 1; None when their words do not tell."""
    lead = sound_out(first, language).lean - sound_out(second, language).lean
    return None if abs(lead) < UNSURE else int(lead < 0)


def roles_of(leans: Sequence[float]) -> list[Speaker]:
    """The roles of all voices in a leg, by how much each sounds like an agent.

    The most like an agent is one and the least like one is the customer; whoever is between them is
    what they sound like: a second agent (a consultation), or somebody with the customer. A single
    voice is what it sounds like.
    """
    roles: list[Speaker] = ["agent" if lean >= 0 else "customer" for lean in leans]
    if len(leans) > 1:
        order = sorted(range(len(leans)), key=lambda at: leans[at])
        roles[order[0]], roles[order[-1]] = "customer", "agent"
    return roles


def agents_of_legs(
    leads: Sequence[float], voices: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]
) -> tuple[int, ...]:
    """For each leg of a mixed call, which of its two voices is the agent (0 or 1).

    `leads` say by how many phrases voice 0 sounds more like an agent than voice 1; `voices` are
    their embeddings. The customer is one person, the agents differ: of all ways to name them, take
    the one in which the words fit best and the customers of all legs sound alike.
    """
    n_legs = len(leads)
    if not 0 < n_legs <= MAX_ENUMERATED_LEGS:
        return tuple(int(lead < 0) for lead in leads)

    def fit(agents: Sequence[int]) -> float:
        words = sum(
            lead if agent == 0 else -lead for lead, agent in zip(leads, agents, strict=True)
        )
        customers = np.stack([pair[1 - agent] for pair, agent in zip(voices, agents, strict=True)])
        alike = float(np.linalg.norm(customers.mean(axis=0)))
        return words + VOICE_WEIGHT * n_legs * alike

    return max(product((0, 1), repeat=n_legs), key=fit)


def other(role: Speaker) -> Speaker:
    """The party on the other end."""
    return "customer" if role == "agent" else "agent"
