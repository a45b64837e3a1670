"""A low point that was turned round."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Journey, Quote, Sighting
from pipeline.language.feelings import Point, points_of

CLAIM_FROM = 0.12  # chance from which a turn counts as low, and as high
CLEAR_FROM = 0.25  # both from here: clear
CLEAR, LIKELY = 0.75, 0.55


@detector(version=2)
def detect(journey: Journey) -> Iterator[Sighting]:
    """A low point that demonstrably turned: later in the same journey the customer says so in words.

    It points at the turn of the high point, and at the low point that it makes up for. At most one a
    journey: the pair in which both stand out most.
    """
    points = points_of(journey)
    lows = [i for i, point in enumerate(points) if point.low >= CLAIM_FROM]
    highs = [i for i, point in enumerate(points) if point.high >= CLAIM_FROM]
    pairs = [(points[i], points[j]) for i in lows for j in highs if i < j]
    if not pairs:
        return
    low, high = max(pairs, key=_how_clear)
    yield Sighting(
        evidence=(Quote.cite(high.contact.contact_id, high.turn, "high"),),
        related=(Quote.cite(low.contact.contact_id, low.turn, "low"),),
        leg_no=high.turn.leg_no,
        related_leg_no=low.turn.leg_no,
        confidence=CLEAR if _how_clear((low, high)) >= CLEAR_FROM else LIKELY,
        detail={"in_same_contact": low.contact is high.contact},
    )


def _how_clear(pair: tuple[Point, Point]) -> float:
    low, high = pair
    return min(low.low, high.high)
