"""Descent as the trainers do it that learn many numbers together: small batches, ever slower.

One thread, so that the same journeys give the same numbers on any number of processors.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

Batch = Sequence[int]


def descend(
    parts: Sequence[tuple[Sequence[Tensor], float, bool]],
    loss_of: Callable[[Batch], Tensor],
    n: int,
    *,
    epochs: int,
    at_once: int,
) -> None:
    """Bring `loss_of` a batch of `n` lessons down, each lesson seen once in an epoch, by changing `parts`.

    A part is tensors, how fast they learn, and whether they do so ever more slowly, down to nothing.
    """
    usual = torch.get_num_threads()
    torch.set_num_threads(1)
    descent = torch.optim.Adam([{"params": list(some), "lr": rate} for some, rate, _ in parts])
    batches = _batches(n, epochs, at_once)
    for done, batch in enumerate(batches):
        for group, (_, rate, slows) in zip(descent.param_groups, parts, strict=True):
            group["lr"] = rate * (1 - done / len(batches)) if slows else rate
        loss = loss_of(batch)
        descent.zero_grad()
        loss.backward()
        descent.step()
    torch.set_num_threads(usual)


def _batches(n: int, epochs: int, at_once: int) -> list[Batch]:
    drawn = np.random.default_rng(0)
    return [
        batch.tolist()
        for _ in range(epochs)
        for order in [drawn.permutation(n)]
        for batch in np.array_split(order, max(1, n // at_once))
    ]
