"""A contact, its legs, and what was said in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Speaker = Literal["agent", "customer", "ivr"]
Channel = str  # "phone", "chat", "email", …
Direction = Literal["inbound", "outbound"]
EndedBy = Literal["transfer", "normal", "customer_hangup", "agent_hangup"]
MarkKind = Literal[
    "ringing",
    "music",
    "ivr",
    "silence",  # nobody speaks for long, on any channel
    "loop",  # words left out: the recogniser's own repetition
    "invention",  # words left out: made up on silence, music or hum
    "clipped",
    "dead_channel",
    "swapped_channels",  # what is said contradicts what the source says about the channels
]


@dataclass(frozen=True, slots=True)
class Recording:
    """Where one piece of audio lies, and which part of the contact it holds.

    `leg_no`, `channel` and `role` are None when the file holds all legs, all channels, both parties.
    A file for one leg starts at that leg's `start_s`.
    """

    path: str
    leg_no: int | None = None
    channel: int | None = None
    role: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a contact with one agent in one queue; seconds from the start of the contact."""

    leg_no: int
    start_s: float
    end_s: float
    agent_id: str | None = None
    team: str | None = None
    queue: str | None = None
    partner: str | None = None
    hold_s: float = 0.0
    holds: tuple[tuple[float, float], ...] = ()
    ended_by: EndedBy | None = None
    is_inferred: bool = False  # from what was heard, not from the switch


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted speech; what evidence points into."""

    turn_no: int
    leg_no: int
    speaker: Speaker
    start_s: float
    end_s: float
    text: str
    agent_id: str | None = None
    confidence: float | None = None  # 0-1; None where the turn came without


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a recording that is not talk, or that limits how far its transcript can be trusted.

    Seconds of the contact; `detail` is for people and never quotes what was said.
    """

    kind: MarkKind
    start_s: float
    end_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the customer answered afterwards; `ces` on the scale of CES 2.0, 7 = very easy."""

    ces: float | None = None
    csat: float | None = None
    nps: float | None = None
    goal_reached: bool | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The customer reaching us once, whatever the channel.

    `customer_key` is a keyed pseudonym (None: unknown, never joined to others). `started_at` is in
    UTC. `turns` are empty until the recordings are transcribed, unless they came in. `content_hash`
    stands for all that came in, so that a changed contact is noticed and an unchanged one is left
    alone.
    """

    contact_id: str
    started_at: datetime
    legs: tuple[Leg, ...]
    customer_key: str | None = None
    channel: Channel = "phone"
    direction: Direction = "inbound"
    language: str | None = None
    wait_s: float = 0.0
    recordings: tuple[Recording, ...] = ()
    channel_roles: Mapping[int, Speaker] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    survey: Survey | None = None
    disposition: str | None = None
    transcript_quality: float | None = None  # 0-1; None where the turns came without confidence
    marks: tuple[Mark, ...] = ()  # from listening, in order of time
    content_hash: str = ""
    origin: str = ""  # file and row, for messages to people
    extra: Mapping[str, object] = field(default_factory=dict)

    def leg(self, leg_no: int) -> Leg:
        """The leg with that number; KeyError when there is none."""
        for leg in self.legs:
            if leg.leg_no == leg_no:
                return leg
        raise KeyError(f"contact {self.contact_id} has no leg {leg_no}")

    def turn(self, turn_no: int) -> Turn:
        """The turn with that number; KeyError when there is none."""
        for turn in self.turns:
            if turn.turn_no == turn_no:
                return turn
        raise KeyError(f"contact {self.contact_id} has no turn {turn_no}")

    def turns_of(self, leg_no: int, speaker: Speaker | None = None) -> tuple[Turn, ...]:
        """The turns of one leg in order, of one speaker if asked."""
        return tuple(
            turn
            for turn in self.turns
            if turn.leg_no == leg_no and (speaker is None or turn.speaker == speaker)
        )

    def wait_before_s(self, leg_no: int) -> float:
        """Seconds that the customer waited before this leg: the queue, or the gap after a transfer."""
        position = next(i for i, leg in enumerate(self.legs) if leg.leg_no == leg_no)
        if position == 0:
            return self.wait_s
        return max(0.0, self.legs[position].start_s - self.legs[position - 1].end_s)

    @property
    def duration_s(self) -> float:
        """Seconds from the first agent's greeting to the end."""
        ends = [leg.end_s for leg in self.legs] + [turn.end_s for turn in self.turns]
        return max(ends, default=0.0)
