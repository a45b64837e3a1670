"""CTranslate2's file of a Whisper's weights.

`model.bin` (version 6, little endian): u32 version, specification name, u32 revision, u32 number of
variables; each variable: name, u8 rank, u32 sizes, u8 type, u32 bytes, data; then u32 number of
aliases, each two names. A name is a u16 length that counts a closing zero byte, then the bytes.
"""

import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.manifest import WeightsError

Arrays = dict[str, NDArray[Any]]

VERSION, SPECIFICATION, REVISION = 6, "WhisperSpec", 3
TYPES = tuple(np.dtype(t) for t in ("<f4", "i1", "<i2", "<i4", "<f2"))
ALIASES = (("decoder/projection/weight", "decoder/embeddings/weight"),)


def read_model_bin(file: Path) -> Arrays:
    """All variables of a `model.bin`, as views of the mapped file."""
    with file.open("rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    at = 0

    def number(code: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from("<" + code, data, at)
        at += struct.calcsize("<" + code)
        return int(value)

    def name() -> str:
        nonlocal at
        length = number("H")
        at += length
        return data[at - length : at - 1].decode()

    head = (number("I"), name(), number("I"))
    if head != (VERSION, SPECIFICATION, REVISION):
        raise WeightsError(
            f"{file}: {head[1]} version {head[0]}.{head[2]}, expected "
            f"{SPECIFICATION} version {VERSION}.{REVISION}"
        )
    arrays: Arrays = {}
    for _ in range(number("I")):
        key = name()
        shape = [number("I") for _ in range(number("B"))]
        dtype = TYPES[number("B")]
        n_bytes = number("I")
        values = np.frombuffer(data, dtype, n_bytes // dtype.itemsize, at)
        arrays[key] = values.reshape(shape)
        at += n_bytes
    return arrays


def write_model_bin(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write variables as a `model.bin`, sorted by name as CTranslate2's own converter does."""
    with file.open("wb") as out:
        out.write(struct.pack("<I", VERSION))
        _write_name(out, SPECIFICATION)
        out.write(struct.pack("<II", REVISION, len(arrays)))
        for key in sorted(arrays):
            values = arrays[key]
            _write_name(out, key)
            out.write(struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape))
            out.write(struct.pack("<BI", TYPES.index(values.dtype), values.nbytes))
            out.write(values.tobytes())
        out.write(struct.pack("<I", len(ALIASES)))
        for alias in ALIASES:
            for key in alias:
                _write_name(out, key)


def _write_name(out: IO[bytes], name: str) -> None:
    encoded = name.encode() + b"\0"
    out.write(struct.pack("<H", len(encoded)) + encoded)
