"""Contacts into journeys, legs into handoffs."""

from pipeline.journey.handoff import transfers_of
from pipeline.journey.join import join
from pipeline.journey.reason import contact_reason

__all__ = ["contact_reason", "join", "transfers_of"]
