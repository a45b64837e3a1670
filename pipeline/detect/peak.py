"""The high point of a journey for the customer."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Journey, Quote, Sighting
from pipeline.language.feelings import points_of

CLAIM_FROM = 0.25  # chance from which a turn is claimed …
CLEAR_FROM = 0.4  # … and from which it stands out
CLEAR, LIKELY = 0.65, 0.5


@detector(version=2)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer's highest point in the journey: relief, delight or more than was hoped for, in words.

    At most one a journey, the highest; none where thanks are only manners.
    """
    highest = max(points_of(journey), key=lambda point: point.high, default=None)
    if highest is not None and highest.high >= CLAIM_FROM:
        yield Sighting(
            evidence=(Quote.cite(highest.contact.contact_id, highest.turn, "high"),),
            leg_no=highest.turn.leg_no,
            confidence=CLEAR if highest.high >= CLEAR_FROM else LIKELY,
        )
