"""The low point of a journey for the customer."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Journey, Quote, Sighting
from pipeline.language.feelings import points_of

CLAIM_FROM = 0.25  # chance from which a turn is claimed …
CLEAR_FROM = 0.4  # … and from which it stands out
CLEAR, LIKELY = 0.65, 0.5


@detector(version=2)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer's lowest point in the journey: disbelief, anger, despair or reproach, in words.

    At most one a journey, the lowest; none where nobody says so.
    """
    lowest = max(points_of(journey), key=lambda point: point.low, default=None)
    if lowest is not None and lowest.low >= CLAIM_FROM:
        yield Sighting(
            evidence=(Quote.cite(lowest.contact.contact_id, lowest.turn, "low"),),
            leg_no=lowest.turn.leg_no,
            confidence=CLEAR if lowest.low >= CLEAR_FROM else LIKELY,
        )
