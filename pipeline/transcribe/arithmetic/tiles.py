"""Products of whole numbers by the processor's own instruction for them, a tile at a time.

A tile is some rows by some outputs: their sums stay in registers while the inputs go by, four at a
time. Numba cannot write these instructions of itself.
"""

import platform
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import config
from numba.core import cgutils, types
from numba.extending import intrinsic

from pipeline.transcribe.arithmetic.kernels import Bytes, up_to

QUAD = 4  # inputs that one instruction adds up
ON_X86 = platform.machine() in ("x86_64", "AMD64") and not config.CPU_NAME
FEATURES = binding.get_host_cpu_features() if ON_X86 else {}
HAS_VNNI = bool(FEATURES.get("avx512vnni") and FEATURES.get("avx512bw"))
AVAILABLE = HAS_VNNI or bool(FEATURES.get("avx2"))
# Weights are -127 to 127, rows 0 to this: without VNNI the products of two neighbours, which are added,
# have to fit into 16 bits.
MOST = 255 if HAS_VNNI else 127
N_LANES = 16 if HAS_VNNI else 8  # sums in a register
N_ROWS = 6 if HAS_VNNI else 4  # of a tile: as many as there are registers for
N_VECTORS = 2
AHEAD = 128  # steps of the loop
N_OUTPUTS = N_VECTORS * N_LANES
ALIGNED = 64  # bytes of a line of the cache


def aligned(*shape: int) -> Bytes:
    """Zeros that begin with a line of the cache."""
    n = int(np.prod(shape))
    whole = np.zeros(n + ALIGNED, np.int8)
    first = -whole.ctypes.data % ALIGNED
    return whole[first : first + n].reshape(shape)


def packed(weights: Bytes) -> Bytes:
    """Weights, outputs x inputs, in the order in which tiles read them; a quad's inputs are together.

    There are zeros behind the last output, up to a whole tile, and behind the last input.
    """
    n_outputs, n_inputs = (
        up_to(n, step) for n, step in zip(weights.shape, (N_OUTPUTS, QUAD), strict=True)
    )
    whole = np.zeros((n_outputs, n_inputs), np.int8)
    whole[: len(weights), : weights.shape[1]] = weights
    blocks = whole.reshape(n_outputs // N_OUTPUTS, N_OUTPUTS, n_inputs // QUAD, QUAD)
    out = aligned(whole.size)
    out.reshape(len(blocks), n_inputs // QUAD, N_OUTPUTS, QUAD)[:] = blocks.swapaxes(1, 2)
    return out


@intrinsic  # type: ignore[untyped-decorator]
def tile(
    _context: Any, rows: Any, row: Any, weights: Any, block: Any, sums: Any, column: Any
) -> tuple[Any, Any]:
    """The products of `N_ROWS` rows from `row` on with a block of packed weights, written into `sums`
    from the same row and `column` on. `rows` are uint8, a multiple of four long, `sums` int32.
    """
    signature = types.void(rows, row, weights, block, sums, column)
    return signature, _tile


def _tile(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    rows, row, weights, block, sums, column = (
        context.make_array(kind)(context, builder, value)
        if isinstance(kind, types.Array)
        else context.cast(builder, value, kind, types.intp)
        for kind, value in zip(signature.args, arguments, strict=True)
    )
    n_quads = builder.udiv(cgutils.unpack_tuple(builder, rows.shape)[1], _INDEX(QUAD))
    quads = builder.bitcast(rows.data, _INT.as_pointer())
    starts = [
        builder.gep(quads, [builder.mul(builder.add(row, _INDEX(r)), n_quads)])
        for r in range(N_ROWS)
    ]
    vectors = builder.bitcast(weights.data, _VECTOR.as_pointer())
    first = builder.mul(block, builder.mul(n_quads, _INDEX(N_VECTORS)))
    vectors = builder.gep(vectors, [first])
    zero, nothing = ir.Constant(_VECTOR, [0] * N_LANES), ir.Constant(_VECTOR, ir.Undefined)

    before, each, after = (
        builder.block,
        builder.append_basic_block("quad"),
        builder.append_basic_block("sums"),
    )
    builder.branch(each)
    builder.position_at_end(each)
    quad = builder.phi(_INDEX)
    quad.add_incoming(_INDEX(0), before)
    old = [[builder.phi(_VECTOR) for _ in range(N_VECTORS)] for _ in range(N_ROWS)]
    place = builder.mul(quad, _INDEX(N_VECTORS))
    read = [
        builder.load(builder.gep(vectors, [builder.add(place, _INDEX(v))]), align=1)
        for v in range(N_VECTORS)
    ]
    ahead = builder.gep(vectors, [builder.add(place, _INDEX(AHEAD * N_VECTORS))])
    for v in range(N_VECTORS):
        _fetch(builder, builder.gep(ahead, [_INDEX(v)]))
    new = []
    for start, sums_of_row in zip(starts, old, strict=True):
        one = builder.load(builder.gep(start, [quad]), align=1)
        everywhere = builder.shuffle_vector(
            builder.insert_element(nothing, one, _INT(0)), nothing, zero
        )
        new.append(
            [
                _added(builder, total, everywhere, vector)
                for total, vector in zip(sums_of_row, read, strict=True)
            ]
        )
    for totals, news in zip(old, new, strict=True):
        for total, later in zip(totals, news, strict=True):
            total.add_incoming(zero, before)
            total.add_incoming(later, each)
    next_quad = builder.add(quad, _INDEX(1))
    quad.add_incoming(next_quad, each)
    builder.cbranch(builder.icmp_unsigned("<", next_quad, n_quads), each, after)

    builder.position_at_end(after)
    width = cgutils.unpack_tuple(builder, sums.shape)[1]
    out = builder.bitcast(sums.data, _INT.as_pointer())
    for r, news in enumerate(new):
        start = builder.add(builder.mul(builder.add(row, _INDEX(r)), width), column)
        for v, total in enumerate(news):
            where = builder.gep(out, [builder.add(start, _INDEX(v * N_LANES))])
            builder.store(total, builder.bitcast(where, _VECTOR.as_pointer()), align=1)
    return context.get_dummy_value()


def _fetch(builder: Any, address: Any) -> None:
    """Ask for what will be read: weights come from afar, and the processor looks ahead a page at most."""
    byte = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [byte, _INT, _INT, _INT])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(function, [builder.bitcast(address, byte), _INT(0), _INT(3), _INT(1)])


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


_INT, _INDEX = ir.IntType(32), ir.IntType(64)
_VECTOR = ir.VectorType(_INT, N_LANES)
