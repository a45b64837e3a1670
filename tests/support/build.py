"""Builders of domain objects, with sensible parts for all that a test does not care about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.domain import Contact, Journey, Leg, Speaker, Turn

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECONDS_A_WORD = 0.4
PAUSE_S = 0.5
TRANSFER_GAP_S = 60.0


def contact_of(
    legs: Sequence[Sequence[tuple[Speaker, str]]],
    *,
    contact_id: str = "c1",
    language: str = "nl",
    days_later: float = 0.0,
    customer_key: str | None = "k1",
    **changes: Any,
) -> Contact:
    """A contact from what was said in each leg; times follow from the number of words."""
    turns: list[Turn] = []
    built: list[Leg] = []
    now = 0.0
    for leg_no, said in enumerate(legs, start=1):
        start = now
        for speaker, text in said:
            end = now + max(1.0, SECONDS_A_WORD * len(text.split()))
            agent = f"A{leg_no}" if speaker == "agent" else None
            turns.append(
                Turn(len(turns) + 1, leg_no, speaker, round(now, 2), round(end, 2), text, agent)
            )
            now = end + PAUSE_S
        is_last = leg_no == len(legs)
        built.append(
            Leg(
                leg_no,
                round(start, 2),
                round(now, 2),
                agent_id=f"A{leg_no}",
                queue=f"queue {leg_no}",
                ended_by="normal" if is_last else "transfer",
            )
        )
        now += TRANSFER_GAP_S
    return Contact(
        contact_id=contact_id,
        started_at=MONDAY + timedelta(days=days_later),
        legs=tuple(built),
        customer_key=customer_key,
        language=language,
        turns=tuple(turns),
        content_hash=f"hash of {contact_id}",
        **changes,
    )


def journey_of(*contacts: Contact, **changes: Any) -> Journey:
    """A journey of contacts, with its transfers worked out."""
    from pipeline.journey import transfers_of

    return Journey(
        journey_id="j1",
        contacts=contacts,
        transfers=tuple(t for contact in contacts for t in transfers_of(contact)),
        **changes,
    )
