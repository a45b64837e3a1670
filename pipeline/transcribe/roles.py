"""Who is the agent: told by what agents and customers say, never by the order alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Speaker
from pipeline.transcribe.phrases import found_in, load_phrases

VOICE_WEIGHT = 4.0  # how many phrases a perfect match of the customer's voice is worth
MAX_ENUMERATED_LEGS = 10


@dataclass(frozen=True, slots=True)
class Sounding:
    """How a voice sounds by its words: the phrases of agents and of customers found in them."""

    agent: tuple[str, ...]
    customer: tuple[str, ...]

    @property
    def lean(self) -> float:
        """Above 0: an agent; below: a customer. One phrase is one point."""
        return float(len(self.agent) - len(self.customer))


def sound_out(text: str, language: str) -> Sounding:
    """Find the phrases of both roles in what one voice says."""
    lists = load_phrases("roles", language)
    return Sounding(found_in(text, lists["agent"]), found_in(text, lists["customer"]))


def agent_of_two(first: str, second: str, language: str) -> int | None:
    """Which of two voices is the agent, 0 or 1; None when their words do not tell."""
    lead = sound_out(first, language).lean - sound_out(second, language).lean
    return None if lead == 0 else int(lead < 0)


def agents_of_legs(
    leads: Sequence[float], voices: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]
) -> tuple[int, ...]:
    """For each leg of a mixed call, which of its two voices is the agent (0 or 1).

    `leads` say by how many phrases voice 0 sounds more like an agent than voice 1; `voices` are
    their embeddings. The customer is one person, the agents differ: of all ways to name them, take
    the one in which the words fit best and the customers of all legs sound alike.
    """
    n_legs = len(leads)
    if n_legs > MAX_ENUMERATED_LEGS:
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
