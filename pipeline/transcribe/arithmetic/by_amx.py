"""A tile by AMX: a register holds sixteen lines of 64 bytes, and one instruction multiplies two.

Intel 64 and IA-32 architectures software developer's manual, volume 1, chapter 18.
"""

import struct
from typing import Any

from llvmlite import ir
from numba.core import cgutils

from pipeline.transcribe.arithmetic.place import BYTES, INDEX, Place

N_ROWS = 16
N_INPUTS = LINE = 64  # bytes
N_VECTORS = 2  # registers of weights, and of sums, side by side
N_OUTPUTS = N_VECTORS * LINE // 4
N_QUADS = N_INPUTS // 4
ROWS, WEIGHTS, SUMS = 0, (1, 2), (3, 4)  # registers' numbers
SHAPES = struct.pack("<BB14x16H16B", 1, 0, *5 * [LINE], *11 * [0], *5 * [N_ROWS], *11 * [0])


def build(builder: Any, place: Place) -> None:
    """Write the instructions."""
    before, each, after = (
        builder.block,
        builder.append_basic_block("inputs"),
        builder.append_basic_block("sums"),
    )
    row_bytes = builder.mul(place.n_quads, INDEX(4))
    for v, register in enumerate(SUMS):
        here = builder.gep(place.begun, [INDEX(v * LINE)])
        _call(builder, "tileloadd64", register, here, INDEX(0))  # the same in every row
    builder.branch(each)

    builder.position_at_end(each)
    quad = builder.phi(INDEX)
    quad.add_incoming(INDEX(0), before)
    row = builder.gep(place.rows, [builder.mul(quad, INDEX(4))])
    _call(builder, "tileloadd64", ROWS, row, row_bytes)
    weights = builder.gep(place.weights, [builder.mul(quad, INDEX(N_VECTORS * LINE))])
    for v, register in enumerate(WEIGHTS):
        here = builder.gep(weights, [INDEX(v * LINE)])
        _call(builder, "tileloadd64", register, here, INDEX(N_VECTORS * LINE))
    for register, sums in zip(WEIGHTS, SUMS, strict=True):
        _call(builder, "tdpbusd", sums, ROWS, register)
    next_quad = builder.add(quad, INDEX(N_QUADS))
    quad.add_incoming(next_quad, each)
    builder.cbranch(builder.icmp_unsigned("<", next_quad, place.n_quads), each, after)

    builder.position_at_end(after)
    for v, register in enumerate(SUMS):
        here = builder.gep(place.sums, [INDEX(v * LINE)])
        _call(builder, "tilestored64", register, here, builder.mul(place.width, INDEX(4)))


def begin(builder: Any) -> None:
    """Give the registers of this thread their shapes."""
    shapes = cgutils.global_constant(
        builder.module, "shapes_of_tiles", ir.Constant(_SHAPES, bytearray(SHAPES))
    )
    _call(builder, "ldtilecfg", builder.bitcast(shapes, BYTES))


def end(builder: Any) -> None:
    """Leave them empty, so that nothing of them is kept when the thread has to wait."""
    _call(builder, "tilerelease")


def _call(builder: Any, name: str, *arguments: Any) -> None:
    values = [_REGISTER(each) if isinstance(each, int) else each for each in arguments]
    kind = ir.FunctionType(ir.VoidType(), [each.type for each in values])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.{name}")
    builder.call(function, values)


_REGISTER = ir.IntType(8)
_SHAPES = ir.ArrayType(_REGISTER, len(SHAPES))
