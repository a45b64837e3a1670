"""Where the instructions of a tile find what they multiply, and put what they find."""

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

INT, INDEX = ir.IntType(32), ir.IntType(64)
BYTES = ir.IntType(8).as_pointer()


@dataclass(frozen=True, slots=True)
class Place:
    """Values of LLVM: where the first row, the block of weights, what its sums begin with and its first
    sum lie; how many quads of inputs a row has, and how many sums.
    """

    rows: Any
    weights: Any
    begun: Any
    sums: Any
    n_quads: Any
    width: Any
