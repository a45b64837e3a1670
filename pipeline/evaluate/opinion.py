"""What somebody says of a journey: the program, or a person with a form; any two can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TURN_KINDS = (
    "repeat_story",
    "repeat_identification",
    "failed_self_service",
    "wait_complaint",
    "promise",
    "contradiction",
    "customer_proposal",
    "threat",
    "misconduct",
    "valley",
    "peak",
)
JOURNEY_KINDS = ("ping_pong", "recovery")  # a journey has it or not, wherever it stands
KINDS = (*TURN_KINDS, *JOURNEY_KINDS)
DETAILS = {  # what of a claim is compared once both claim it
    "repeat_story": ("prompt", "scope"),
    "promise": ("status",),
    "threat": ("kind",),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """That something of a kind stands in some turns of a contact, and what it relates to.

    `cues` are what the evidence is named for; a person's claim has none and is sure.
    """

    kind: str
    contact_id: str
    turns: tuple[int, ...] = ()
    related_contact_id: str | None = None
    related_turns: tuple[int, ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)
    confidence: float = 1.0
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effort:
    """Effort of a contact, 1-7 with 7 = very easy, and the interval that it is said to lie in."""

    effort: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """One journey as somebody sees it; what is missing was not judged or cannot be told.

    `kinds` are those that were looked for: only there does the absence of a claim say anything.
    Transfers are by contact, leg before and leg after; empathy by contact and leg, 0-4.
    """

    kinds: frozenset[str] = frozenset(KINDS)
    claims: tuple[Claim, ...] = ()
    transfers: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    efforts: Mapping[str, Effort] = field(default_factory=dict)
    empathies: Mapping[tuple[str, int], float] = field(default_factory=dict)
    main_cause: str | None = None

    def of_kind(self, kind: str) -> list[Claim]:
        """The claims of one kind, in the order of the conversation."""
        return [claim for claim in self.claims if claim.kind == kind]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled journey, and what two say of it: `label` is what `said` is measured by."""

    journey_id: str
    language: str
    label: Opinion
    said: Opinion
