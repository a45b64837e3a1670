"""What a detector saw, before and after the registry signs it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.evidence import Evidence, Quote


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a detector yields: the evidence here, the earlier or later evidence it relates to.

    `confidence` is the calibrated chance that a careful person agrees. `seconds_lost` is the
    customer's time. Raises ValueError without evidence, or with a confidence outside 0-1.
    """

    evidence: tuple[Evidence, ...]
    leg_no: int | None
    confidence: float
    related: tuple[Evidence, ...] = ()
    related_leg_no: int | None = None
    seconds_lost: float | None = None
    detail: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a sighting without evidence is not a sighting")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside 0-1")


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim about a place in a contact, with the evidence that proves it; signed by the registry."""

    finding_id: str
    kind: str
    contact_id: str
    leg_no: int | None
    turns: tuple[int, ...]
    related_contact_id: str | None
    related_leg_no: int | None
    related_turns: tuple[int, ...]
    confidence: float
    seconds_lost: float | None
    detail: Mapping[str, object]
    detector: str
    detector_version: int
    evidence: tuple[Evidence, ...]

    @classmethod
    def sign(cls, sighting: Sighting, *, detector: str, version: int) -> "Finding":
        """Turn what a detector saw into a finding; its id depends on neither version nor run."""
        anchor, related = sighting.evidence[0], sighting.related[0] if sighting.related else None
        place = (
            f"turn {anchor.turn_no}"
            if isinstance(anchor, Quote)
            else f"{anchor.event_kind} {anchor.at_s:.1f}"
        )
        identity = "\x1f".join((detector, anchor.contact_id, place))
        return cls(
            finding_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
            kind=detector,
            contact_id=anchor.contact_id,
            leg_no=sighting.leg_no,
            turns=_turns(sighting.evidence, anchor.contact_id),
            related_contact_id=related.contact_id if related else None,
            related_leg_no=sighting.related_leg_no,
            related_turns=_turns(sighting.related, related.contact_id) if related else (),
            confidence=sighting.confidence,
            seconds_lost=sighting.seconds_lost,
            detail=sighting.detail,
            detector=detector,
            detector_version=version,
            evidence=sighting.evidence + sighting.related,
        )


def _turns(evidence: tuple[Evidence, ...], contact_id: str) -> tuple[int, ...]:
    numbers = {
        item.turn_no
        for item in evidence
        if isinstance(item, Quote) and item.contact_id == contact_id
    }
    return tuple(sorted(numbers))
