"""What a wav file's header promises, in bytes, against what the file holds."""

import struct
from dataclasses import dataclass
from pathlib import Path

UNKNOWN_SIZES = (0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF)  # what a writer to a pipe leaves


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes of sound: `promised` by the header, `there` in the file."""

    promised: int
    there: int


def bytes_missing(file: Path) -> Bytes | None:
    """What a RIFF file holds when that is less than it promises; None when it is whole, or when it
    makes no promise (its writer could not know the end).
    """
    n_bytes = file.stat().st_size
    with file.open("rb") as stream:
        if stream.read(4) != b"RIFF":
            return None
        stream.seek(12)
        while len(head := stream.read(8)) == 8:
            size: int = struct.unpack("<I", head[4:])[0]
            if head[:4] == b"data":
                there = n_bytes - stream.tell()
                return Bytes(size, there) if there < size and size not in UNKNOWN_SIZES else None
            stream.seek(size + (size & 1), 1)
    return None
