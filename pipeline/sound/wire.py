"""How a decoder says what it found: messages of a letter, a length and that many bytes.

What is read here may come from a decoder that a recording has taken over, so it is checked.
"""

import json
import struct
from dataclasses import asdict

from pipeline.sound.errors import DecoderError
from pipeline.sound.header import MAX_CHANNELS, Channels, Header

HEAD = struct.Struct("<cI")
HEADER, NO_AUDIO, BLOCK, END, REFUSED, TOO_LARGE = b"H", b"N", b"B", b".", b"E", b"M"
LONGEST = {HEADER: 4_096, REFUSED: 100, BLOCK: 64 << 20}
GARBLED = DecoderError("the decoder said what makes no sense")


def written(part: Header | Channels | None) -> tuple[bytes, memoryview]:
    """A header or a block as a message, in two pieces so that sound is not copied."""
    if part is None:
        return HEAD.pack(NO_AUDIO, 0), memoryview(b"")
    if isinstance(part, Header):
        text = json.dumps(asdict(part)).encode()
        return HEAD.pack(HEADER, len(text)), memoryview(text)
    samples = part if part.flags.c_contiguous else part.copy()
    return HEAD.pack(BLOCK, samples.nbytes), samples.data.cast("B")


def refusal(error: Exception) -> bytes:
    """An error as a message: its name alone, for its text may quote the recording."""
    if isinstance(error, MemoryError):
        return HEAD.pack(TOO_LARGE, 0)
    name = type(error).__name__.encode()
    return HEAD.pack(REFUSED, len(name)) + name


def check(kind: bytes, n_bytes: int) -> None:
    """Whether there is such a message, and not too long. Raises DecoderError, as all that follows."""
    if kind not in (HEADER, NO_AUDIO, BLOCK, END, REFUSED, TOO_LARGE):
        raise GARBLED
    if n_bytes > LONGEST.get(kind, 0):
        raise GARBLED


def header_from(text: bytes) -> Header:
    """The header in a message."""
    try:
        header = Header(**json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise GARBLED from None
    numbers = header.promised_s, header.bytes_per_s
    if not (
        type(header.n_channels) is int
        and isinstance(header.container, str)
        and isinstance(header.codec, str)
        and all(each is None or isinstance(each, float) for each in numbers)
    ):
        raise GARBLED
    return header


def word_from(text: bytes) -> str:
    """The name of an error in a message."""
    word = text.decode("ascii", "replace")
    if not word.isidentifier():
        raise GARBLED
    return word


def n_samples_in(n_bytes: int, header: Header) -> int:
    """How long each channel of a block is."""
    frame = 4 * header.n_channels
    if not 1 <= header.n_channels <= MAX_CHANNELS or n_bytes == 0 or n_bytes % frame:
        raise GARBLED
    return n_bytes // frame
