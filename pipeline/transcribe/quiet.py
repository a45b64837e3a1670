"""Where a channel is so quiet that nobody can be speaking, so that no model need listen there."""

import numpy as np

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.speech import Span

HOP_S = 0.02
LEAST_S = 1.0  # a shorter pause tells the speech detector where sentences end
MARGIN_S = 0.3  # of a quiet stretch at either end: words begin and end softly
LOUD, FLOOR = 95, 20  # percentiles of the level: a channel of a call is silent a fifth of the time
ABOVE_FLOOR_DB = 6.0
FAR_BELOW_DB, BELOW_DB = 40.0, 20.0  # the loud parts: nothing to be understood, soft speech at best
INAUDIBLE_DB = -75.0  # of full scale


def quiet_spans(samples: Samples) -> tuple[Span, ...]:
    """Stretches of a second or more, in seconds, in which a channel holds nothing but its own noise.

    Quiet is what lies near the level that the channel has a fifth of the time, or 40 dB under its loud
    parts; what lies within 20 dB of those is never quiet, so a channel that is loud throughout has none.
    """
    hop = round(HOP_S * SAMPLE_RATE_HZ)
    n_hops = len(samples) // hop
    if n_hops == 0:
        return ()
    parts = samples[: n_hops * hop].reshape(n_hops, hop)
    level_db = 10 * np.log10(np.einsum("ij,ij->i", parts, parts) / hop + 1e-12)
    floor_db, loud_db = np.percentile(level_db, (FLOOR, LOUD))
    limit_db = min(max(floor_db + ABOVE_FLOOR_DB, loud_db - FAR_BELOW_DB), loud_db - BELOW_DB)
    is_quiet = np.concatenate([[False], level_db < max(limit_db, INAUDIBLE_DB), [False]])
    edges = np.flatnonzero(np.diff(is_quiet.astype(np.int8))).reshape(-1, 2)
    spans = (
        _inside(*(float(edge * hop) / SAMPLE_RATE_HZ for edge in (low, high, n_hops)))
        for low, high in edges
    )
    return tuple((low, high) for low, high in spans if high - low >= LEAST_S)


def _inside(low_s: float, high_s: float, end_s: float) -> Span:
    """A span without its margins, which the ends of the sound do not need."""
    return low_s + MARGIN_S * (low_s > 0), high_s - MARGIN_S * (high_s < end_s)
