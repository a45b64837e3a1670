"""Agents tell a customer different things.

Which statements may contradict an earlier one stands in `candidates`, how far two sentences do so by
what they mean in `opposites`.
"""

from collections.abc import Iterator
from operator import itemgetter

from pipeline.detect.contradiction.candidates import Candidate, Told, candidates, clash
from pipeline.detect.registry import detector
from pipeline.domain import Journey, Quote, Sighting
from pipeline.trained import Weights, load_weights

CLAIM_FROM = 0.35  # chance from which a statement is claimed
HELD_TO_FROM = 0.15  # chance from which a statement beside it is quoted as well
NEAR = 2  # turns between two statements that are about the same contradiction
LIKELY_FROM = 0.7  # chance from which most were right on journeys not learnt from
LIKELY, PERHAPS = 0.6, 0.4  # confidence; a little less than measured, for words never seen


@detector(version=5)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer is told something else than before about the same point.

    Another price, date or term, whether it can be done, who is to do it: by another agent, or by
    the same one at another time. The later statement counts, not which of the two is right.
    """
    weights = load_weights("contradiction")
    weighed = ((_chance(weights, each), each) for each in candidates(journey))
    heard = [(chance, each) for chance, each in weighed if chance >= HELD_TO_FROM]
    for exchange in _exchanges(heard):
        chance, surest = max(exchange, key=itemgetter(0))
        if chance < CLAIM_FROM:
            continue
        contact_id, earlier = surest.later.contact.contact_id, surest.earlier
        asked = {each.quoting.turn_no: each.quoting for _, each in exchange if each.quoting}
        quoting = [Quote.cite(contact_id, turn, "customer_quotes") for turn in asked.values()]
        yield Sighting(
            evidence=tuple(
                Quote.cite(contact_id, each.later.turn, "told_otherwise") for _, each in exchange
            ),
            related=(
                Quote.cite(earlier.contact.contact_id, earlier.turn, "told"),
                *quoting,
            ),
            leg_no=surest.later.turn.leg_no,
            related_leg_no=earlier.turn.leg_no,
            confidence=LIKELY if chance >= LIKELY_FROM else PERHAPS,
            detail={"about": _about(surest), "is_quoted": bool(quoting)},
        )


def _chance(weights: Weights, each: Candidate) -> float:
    """By the weights; but who is quoted, says no to it and says something else, does contradict."""
    is_plain = each.features["quoted_denied"] > 0 and each.features["quoted_differs"] > 0
    return max(weights.chance(each.features), CLAIM_FROM if is_plain else 0.0)


def _exchanges(heard: list[tuple[float, Candidate]]) -> Iterator[list[tuple[float, Candidate]]]:
    """Statements that go together: said, protested against, and held to."""
    exchange: list[tuple[float, Candidate]] = []
    for chance, each in heard:
        if exchange and not _is_same_place(exchange[-1][1], each):
            yield exchange
            exchange = []
        exchange.append((chance, each))
    if exchange:
        yield exchange


def _is_same_place(one: Candidate, other: Candidate) -> bool:
    """Whether two statements are of one leg, and two turns apart or about one quote."""
    if _leg_of(one.later) != _leg_of(other.later):
        return False
    is_near = other.later.turn.turn_no - one.later.turn.turn_no <= NEAR
    return is_near or (one.quoting is not None and one.quoting == other.quoting)


def _leg_of(told: Told) -> tuple[str, int]:
    return told.contact.contact_id, told.turn.leg_no


def _about(candidate: Candidate) -> str:
    """What the two go apart about (`hours`, `money`, `date`, `needed`, …), `other` where it is neither."""
    return clash(candidate.later, candidate.earlier) or "other"
