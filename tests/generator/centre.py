"""The centre: who works where, what people call about, on which days and at which hours."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

WEEKS = 26
END = date(2026, 10, 4)  # a Sunday: the last day on which anybody calls
LAUNCH = date(2026, 9, 15)  # a Tuesday: the new app is out, and nobody told the agents
LAUNCH_DAYS = 4
CHANGE = date(2026, 7, 6)  # repairs go from one partner to another
BEFORE, AFTER = "Fixit", "Monteo"
COURIER = "Snelpost"
COMPANY = "Noorderlicht"
DUTCH = 0.85  # share of the contacts
WEEKDAYS = (1.35, 1.15, 1.05, 1.0, 0.95, 0.4, 0.1)  # Monday first
HOURS = MappingProxyType(
    {8: 4, 9: 9, 10: 11, 11: 9, 12: 6, 13: 8, 14: 8, 15: 7, 16: 6, 17: 4, 18: 2, 19: 2, 20: 1}
)
PLACES = "Breda Groningen Zwolle Maastricht Gent Antwerpen Almere Deventer Leiden Emmen".split()
MODELS = "Vela Nova Brio Zeno Luna Kyra Orla Tivo Muna Rigo".split()  # four letters, then a number
AGENTS_A_TEAM = 8
T = TypeVar("T")


@dataclass(frozen=True)
class Queue:
    """A queue: what it is called, who works there, and how it takes over."""

    name: Mapping[str, str]
    cold: float  # share of the transfers into it that are cold
    empathy: float  # mean of its agents
    team: str


@dataclass(frozen=True)
class Reason:
    """Why people call: how often, where they come in, where they are sent, how it ends."""

    weight: float
    queue: str
    onward: Mapping[str, float] = field(default_factory=dict)  # queue to chance of being sent there
    resolved: float = 0.7


QUEUES = {
    "service": Queue({"nl": "klantenservice", "en": "customer service"}, 0.4, 2.2, "care"),
    "billing": Queue({"nl": "facturen", "en": "billing"}, 0.55, 1.8, "money"),
    "delivery": Queue({"nl": "bezorging", "en": "delivery"}, 0.7, 1.6, "logistics"),
    "faults": Queue({"nl": "storingen", "en": "faults"}, 0.8, 1.7, "technical"),
    "claims": Queue({"nl": "schade", "en": "claims"}, 0.35, 2.4, "claims"),
    "retention": Queue({"nl": "behoud", "en": "retention"}, 0.3, 2.1, "sales"),
}
REASONS = {
    "bill_too_high": Reason(14, "billing", {"service": 0.08, "retention": 0.06}, 0.72),
    "charged_twice": Reason(6, "billing", {"service": 0.05}, 0.8),
    "parcel_missing": Reason(13, "service", {"delivery": 0.55}, 0.55),
    "broken": Reason(15, "service", {"faults": 0.6}, 0.5),
    "engineer": Reason(8, "faults", {"service": 0.2}, 0.5),
    "refund": Reason(8, "service", {"billing": 0.45}, 0.6),
    "cancel": Reason(7, "service", {"retention": 0.7}, 0.75),
    "damage": Reason(5, "claims", {"service": 0.05}, 0.7),
    "move": Reason(6, "service", {"billing": 0.05}, 0.92),
    "login": Reason(7, "service", {"faults": 0.15}, 0.8),
    "launch": Reason(0.6, "service", {"faults": 0.5}, 0.6),
    "question": Reason(10, "service", {}, 0.95),
}


def partner_of(queue: str, day: date) -> str | None:
    """The outside company that works a queue on a day; None: our own people."""
    if queue == "faults":
        return BEFORE if day < CHANGE else AFTER
    return COURIER if queue == "delivery" else None


def cold_share(queue: str, day: date) -> float:
    """Chance that a transfer into a queue is cold: the new partner is told what it is about."""
    return 0.3 if partner_of(queue, day) == AFTER else QUEUES[queue].cold


def is_launch(day: date) -> bool:
    """Whether phones ring because of the new app."""
    return LAUNCH <= day < LAUNCH + timedelta(days=LAUNCH_DAYS)


def some_day(dice: random.Random, first: date, last: date) -> date:
    """A day of the span, by how busy weekdays are."""
    while True:
        day = first + timedelta(days=dice.randrange((last - first).days + 1))
        busy = WEEKDAYS[day.weekday()] * (1.4 if is_launch(day) else 1)
        if dice.random() * max(WEEKDAYS) * 1.4 < busy:
            return day


def some_time(dice: random.Random, day: date) -> datetime:
    """A moment of a day (UTC), by how busy hours are."""
    hour = dice.choices(tuple(HOURS), tuple(HOURS.values()))[0]
    seconds = hour * 3600 + dice.randrange(3600)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)


def some_reason(dice: random.Random, day: date) -> str:
    """What somebody calls about on a day."""
    weights = [
        reason.weight * (60 if key == "launch" and is_launch(day) else 1)
        for key, reason in REASONS.items()
    ]
    return dice.choices(tuple(REASONS), weights)[0]


def some_agent(dice: random.Random, queue: str, partner: str | None) -> str:
    """An agent of a queue, or of the partner that works it."""
    return f"{(partner or QUEUES[queue].team)[:4].upper()}-{dice.randrange(AGENTS_A_TEAM):02}"


def one_of(dice: random.Random, items: Sequence[T]) -> T:
    """One of them."""
    return items[int(dice.random() * len(items))]
