"""Contacts for tests, written as lines "agent: …" and "customer: …"."""

from datetime import UTC, datetime

from pipeline.domain import Contact, Leg, Speaker, Turn

SPEAKERS: dict[str, Speaker] = {"a": "agent", "c": "customer", "i": "ivr"}


def contact_of(*lines: str, language: str | None = None) -> Contact:
    """A contact of one leg with a turn a line; `a:`, `c:` or `i:` says who speaks."""
    turns = tuple(
        Turn(number, 1, SPEAKERS[line[0]], float(number), number + 0.9, line[2:].strip())
        for number, line in enumerate(lines, start=1)
    )
    leg = Leg(1, 0.0, len(lines) + 1.0)
    return Contact("c1", datetime(2026, 3, 2, tzinfo=UTC), (leg,), language=language, turns=turns)


def texts(contact: Contact) -> str:
    """All that is said in a contact, a turn a line."""
    return "\n".join(turn.text for turn in contact.turns)
