"""What a recording says of itself, and in which form its sound is handed on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000
MAX_CHANNELS = 6  # PyAV 18 reads beyond the planes of a frame that has 8

Channels = NDArray[np.float32]
"""Shape (channels, samples), -1…1 at 16 kHz."""


@dataclass(frozen=True, slots=True)
class Header:
    """Channels, container and codec as FFmpeg names them; `promised_s` and `bytes_per_s` are None
    where the file makes no promise that can be trusted.
    """

    n_channels: int
    container: str
    codec: str
    promised_s: float | None
    bytes_per_s: float | None
