"""Keys and values of attention in whole numbers, packed for `tile`.

Of each head the keys, whose outputs are frames, and the values, whose inputs are frames.
"""

import numpy as np

from pipeline.transcribe.arithmetic.kernels import Bytes, Floats, Ints, up_to, within
from pipeline.transcribe.arithmetic.tiles import N_INPUTS, N_OUTPUTS, QUAD

HEAD = 64  # numbers a head, the same in every Whisper
SCALE = np.float32(1.0 / np.sqrt(HEAD))
LARGEST = np.float32(127.0)


@within
def n_numbers(n_frames: int) -> int:
    """How much room the keys of one head take, or its values."""
    room: int = up_to(n_frames, max(N_INPUTS, N_OUTPUTS)) * HEAD
    return room


@within
def keep_heard(product: Floats, low: int, heard: Bytes, sums: Ints, sizes: Floats) -> None:
    """Keys and values of a window as whole numbers: each number has its own size.

    They are what `product`, frames x numbers, has from the number `low` on.

    `heard` is room for each head's keys, then each head's values; `sums` has one for each head and
    frame, of the keys, `sizes` one for each number.
    """
    n_frames = len(product)
    n = (product.shape[1] - low) // 2
    n_heads = n // HEAD
    largest = np.zeros(2 * n, np.float32)
    for t in range(n_frames):
        numbers = product[t, low:]
        for at in range(2 * n):
            largest[at] = max(largest[at], abs(numbers[at]))
    for at in range(2 * n):
        sizes[at] = max(largest[at], np.float32(1e-20)) / LARGEST
        largest[at] = np.float32(1.0) / sizes[at]
    room = n_numbers(n_frames)
    n_quads = room // HEAD // QUAD  # of frames
    whole = np.empty(HEAD, np.int8)
    for head in range(2 * n_heads):  # of keys, then of values
        here = heard[head * room : (head + 1) * room]
        factors = largest[head * HEAD : (head + 1) * HEAD]
        for t in range(n_frames):
            exact = product[t, low + head * HEAD : low + (head + 1) * HEAD]
            for d in range(HEAD):
                whole[d] = np.int8(np.int32(np.rint(exact[d] * factors[d])))
            if head < n_heads:
                total = np.int32(0)
                first = t // N_OUTPUTS * N_OUTPUTS * HEAD + t % N_OUTPUTS * QUAD
                keys = here[first:]
                for d in range(HEAD):
                    total += np.int32(whole[d])
                    keys[d // QUAD * N_OUTPUTS * QUAD + d % QUAD] = whole[d]
                sums[head, t] = total
            else:
                values = here[t // QUAD * N_OUTPUTS * QUAD + t % QUAD :]
                for d in range(HEAD):
                    block = d // N_OUTPUTS * n_quads * N_OUTPUTS * QUAD
                    values[block + d % N_OUTPUTS * QUAD] = whole[d]
