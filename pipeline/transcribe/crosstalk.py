"""One party's voice leaking into the other's channel: told by the sound being a copy."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.signal import correlate

from pipeline.transcribe.audio import SAMPLE_RATE_HZ, Samples
from pipeline.transcribe.speech import Span

MAX_DELAY_S = 0.15
COPY_CORRELATION = 0.5
STEP = 2  # every second sample: 8 kHz holds all that a telephone passes


def without_crosstalk(spans: Sequence[Span], own: Samples, other: Samples) -> tuple[Span, ...]:
    """The spans of a channel that are not a quieter, delayed copy of the other channel.

    A span is a copy when the two sounds correlate by 0.5 or more at some delay up to 150 ms and the
    other channel is the louder one. Two people who talk at once do not correlate.
    """
    return tuple(span for span in spans if not _is_copy(span, own, other))


def _is_copy(span: Span, own: Samples, other: Samples) -> bool:
    low, high = (round(second * SAMPLE_RATE_HZ) for second in span)
    here, there = own[low:high:STEP], other[low:high:STEP]
    length = min(len(here), len(there))
    here, there = here[:length], there[:length]
    energy_here, energy_there = float(here @ here), float(there @ there)
    if not 0.0 < energy_here < energy_there:
        return False
    products = correlate(here, there, mode="full", method="fft")
    reach = round(MAX_DELAY_S * SAMPLE_RATE_HZ / STEP)
    near = products[max(0, length - 1 - reach) : length + reach]
    likeness = float(np.abs(near).max()) / math.sqrt(energy_here * energy_there)
    return likeness >= COPY_CORRELATION
