"""Contacts into journeys, legs into handoffs."""

from pipeline.journey.handoff import transfers_of
from pipeline.journey.join import join
from pipeline.journey.reason import contact_reason

VERSION = 1

__all__ = ["VERSION", "contact_reason", "join", "transfers_of"]
