"""What can be wrong with decoding a recording."""


class SoundError(Exception):
    """A recording cannot be decoded; the text says why, without words of the recording."""


class DecoderError(SoundError):
    """A decoder hung or broke down over a recording, or wanted too much."""
