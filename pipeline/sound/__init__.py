"""Recordings opened and decoded, by processes that may hang or crash without harm to others."""

from pipeline.sound.bounded import LIMITS, Limits, Sound, header_of, open_sound
from pipeline.sound.errors import DecoderError, SoundError
from pipeline.sound.header import MAX_CHANNELS, SAMPLE_RATE_HZ, Channels, Header

__all__ = [
    "LIMITS",
    "MAX_CHANNELS",
    "SAMPLE_RATE_HZ",
    "Channels",
    "DecoderError",
    "Header",
    "Limits",
    "Sound",
    "SoundError",
    "header_of",
    "open_sound",
]
