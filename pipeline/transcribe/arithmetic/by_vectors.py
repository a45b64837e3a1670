"""A tile by vectors, with VNNI or AVX2: four inputs of a row in every lane, beside their weights."""

from typing import Any

from llvmlite import ir
from numba.core import cgutils

from pipeline.transcribe.arithmetic.place import BYTES, INDEX, INT, Place
from pipeline.transcribe.arithmetic.processor import HAS_VNNI

N_LANES = 16 if HAS_VNNI else 8  # sums in a register
N_ROWS = 6 if HAS_VNNI else 4  # as many as there are registers for
N_VECTORS = 2
N_INPUTS = 4  # that one instruction adds up
N_OUTPUTS = N_VECTORS * N_LANES
AHEAD = 128  # steps of the loop


def build(builder: Any, place: Place) -> None:
    """Write the instructions."""
    quads = builder.bitcast(place.rows, INT.as_pointer())
    starts = [builder.gep(quads, [builder.mul(INDEX(r), place.n_quads)]) for r in range(N_ROWS)]
    vectors = builder.bitcast(place.weights, _VECTOR.as_pointer())
    zero, nothing = ir.Constant(_VECTOR, [0] * N_LANES), ir.Constant(_VECTOR, ir.Undefined)
    starting = builder.bitcast(place.begun, _VECTOR.as_pointer())
    begun = [builder.load(builder.gep(starting, [INDEX(v)]), align=1) for v in range(N_VECTORS)]

    before, each, after = (
        builder.block,
        builder.append_basic_block("quad"),
        builder.append_basic_block("sums"),
    )
    builder.branch(each)
    builder.position_at_end(each)
    quad = builder.phi(INDEX)
    quad.add_incoming(INDEX(0), before)
    old = [[builder.phi(_VECTOR) for _ in range(N_VECTORS)] for _ in range(N_ROWS)]
    at = builder.mul(quad, INDEX(N_VECTORS))
    read = [
        builder.load(builder.gep(vectors, [builder.add(at, INDEX(v))]), align=1)
        for v in range(N_VECTORS)
    ]
    ahead = builder.gep(vectors, [builder.add(at, INDEX(AHEAD * N_VECTORS))])
    for v in range(N_VECTORS):
        _fetch(builder, builder.gep(ahead, [INDEX(v)]))
    new = []
    for start, sums_of_row in zip(starts, old, strict=True):
        one = builder.load(builder.gep(start, [quad]), align=1)
        everywhere = builder.shuffle_vector(
            builder.insert_element(nothing, one, INT(0)), nothing, zero
        )
        new.append(
            [
                _added(builder, total, everywhere, vector)
                for total, vector in zip(sums_of_row, read, strict=True)
            ]
        )
    for totals, news in zip(old, new, strict=True):
        for total, first, later in zip(totals, begun, news, strict=True):
            total.add_incoming(first, before)
            total.add_incoming(later, each)
    next_quad = builder.add(quad, INDEX(1))
    quad.add_incoming(next_quad, each)
    builder.cbranch(builder.icmp_unsigned("<", next_quad, place.n_quads), each, after)

    builder.position_at_end(after)
    out = builder.bitcast(place.sums, INT.as_pointer())
    for r, news in enumerate(new):
        start = builder.mul(INDEX(r), place.width)
        for v, total in enumerate(news):
            where = builder.gep(out, [builder.add(start, INDEX(v * N_LANES))])
            builder.store(total, builder.bitcast(where, _VECTOR.as_pointer()), align=1)


def _fetch(builder: Any, address: Any) -> None:
    """Ask for what will be read: weights come from afar, and the processor looks ahead a page at most."""
    kind = ir.FunctionType(ir.VoidType(), [BYTES, INT, INT, INT])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(function, [builder.bitcast(address, BYTES), INT(0), INT(3), INT(1)])


def _added(builder: Any, total: Any, row: Any, weights: Any) -> Any:
    """The total, and in each lane the sum of the products of four inputs with their weights."""

    def called(name: str, result: Any, *arguments: Any) -> Any:
        kind = ir.FunctionType(result, [each.type for each in arguments])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)

    if HAS_VNNI:
        return called("llvm.x86.avx512.vpdpbusd.512", _VECTOR, total, row, weights)
    quarters, halves = ir.VectorType(ir.IntType(8), 32), ir.VectorType(ir.IntType(16), 16)
    pairs = called(
        "llvm.x86.avx2.pmadd.ub.sw",
        halves,
        builder.bitcast(row, quarters),
        builder.bitcast(weights, quarters),
    )
    ones = ir.Constant(halves, [1] * 16)
    return builder.add(total, called("llvm.x86.avx2.pmadd.wd", _VECTOR, pairs, ones))


_VECTOR = ir.VectorType(INT, N_LANES)
