"""Products of whole numbers by the processor's own instruction for them, a tile at a time.

A tile is some rows by some outputs: their sums stay in registers while the inputs go by. Numba cannot
write these instructions of itself: `by_amx` does for Intel's newest, `by_vectors` for the rest.
"""

from typing import Any

import numpy as np
from numba.core import cgutils, types
from numba.extending import intrinsic

from pipeline.transcribe.arithmetic import by_amx, by_vectors
from pipeline.transcribe.arithmetic.kernels import LINE, Bytes, up_to
from pipeline.transcribe.arithmetic.place import BYTES, INDEX, Place
from pipeline.transcribe.arithmetic.processor import HAS_AMX, HAS_AVX2, HAS_VNNI

QUAD = 4  # inputs whose weights lie together
AVAILABLE = HAS_VNNI or HAS_AVX2
# Weights are -127 to 127, rows 0 to this: without VNNI the products of two neighbours, which are added,
# have to fit into 16 bits.
MOST = 255 if HAS_VNNI else 127
_BY = by_amx if HAS_AMX else by_vectors
N_ROWS: int = _BY.N_ROWS
N_INPUTS: int = _BY.N_INPUTS  # rows are as long as some of these
N_OUTPUTS: int = _BY.N_OUTPUTS


def aligned(*shape: int) -> Bytes:
    """Zeros that begin with a line of the cache."""
    n = int(np.prod(shape))
    whole = np.zeros(n + LINE, np.int8)
    first = -whole.ctypes.data % LINE
    return whole[first : first + n].reshape(shape)


def packed(weights: Bytes) -> Bytes:
    """Weights, outputs x inputs, in the order in which tiles read them; a quad's inputs are together.

    There are zeros behind the last output, up to a whole tile, and behind the last input.
    """
    n_outputs, n_inputs = (
        up_to(n, step) for n, step in zip(weights.shape, (N_OUTPUTS, N_INPUTS), strict=True)
    )
    whole = np.zeros((n_outputs, n_inputs), np.int8)
    whole[: len(weights), : weights.shape[1]] = weights
    blocks = whole.reshape(n_outputs // N_OUTPUTS, N_OUTPUTS, n_inputs // QUAD, QUAD)
    out = aligned(whole.size)
    out.reshape(len(blocks), n_inputs // QUAD, N_OUTPUTS, QUAD)[:] = blocks.swapaxes(1, 2)
    return out


@intrinsic  # type: ignore[untyped-decorator]
def tile(
    _context: Any,
    rows: Any,
    row: Any,
    weights: Any,
    block: Any,
    begun: Any,
    sums: Any,
    column: Any,
) -> tuple[Any, Any]:
    """The products of `N_ROWS` rows from `row` on with a block of packed weights, added to what `begun`
    has from `column` on and written into `sums` from the same row and `column` on. `rows` are uint8, a
    multiple of `N_INPUTS` long, `begun` and `sums` int32.

    It stands between `begin_tiles` and `end_tiles`.
    """
    return types.void(rows, row, weights, block, begun, sums, column), _tile


@intrinsic  # type: ignore[untyped-decorator]
def begin_tiles(_context: Any) -> tuple[Any, Any]:
    """Tiles follow."""
    return types.void(), _begin


@intrinsic  # type: ignore[untyped-decorator]
def end_tiles(_context: Any) -> tuple[Any, Any]:
    """No tile follows for a while."""
    return types.void(), _end


def _tile(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    rows, row, weights, block, begun, sums, column = (
        context.make_array(kind)(context, builder, value)
        if isinstance(kind, types.Array)
        else context.cast(builder, value, kind, types.intp)
        for kind, value in zip(signature.args, arguments, strict=True)
    )
    n_inputs = cgutils.unpack_tuple(builder, rows.shape)[1]
    width = cgutils.unpack_tuple(builder, sums.shape)[1]
    first = builder.add(builder.mul(row, width), column)

    def at(array: Any, n_bytes: Any) -> Any:
        return builder.gep(builder.bitcast(array.data, BYTES), [n_bytes])

    place = Place(
        rows=at(rows, builder.mul(row, n_inputs)),
        weights=at(weights, builder.mul(block, builder.mul(n_inputs, INDEX(N_OUTPUTS)))),
        begun=at(begun, builder.mul(column, INDEX(4))),
        sums=at(sums, builder.mul(first, INDEX(4))),
        n_quads=builder.udiv(n_inputs, INDEX(QUAD)),
        width=width,
    )
    _BY.build(builder, place)
    return context.get_dummy_value()


def _begin(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
    if HAS_AMX:
        by_amx.begin(builder)
    return context.get_dummy_value()


def _end(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
    if HAS_AMX:
        by_amx.end(builder)
    return context.get_dummy_value()
