"""One party's voice leaking into the other's channel: found by predicting the one from the other.

The path from the other channel into this one (delay, loudness, colour) is the same all the time, so
it is estimated once, by deconvolution over the places where the other one is louder; what it then
predicts of the sound is leak, what is left is this party's own. Two people who talk at once do not
predict each other.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.signal import oaconvolve

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.speech import Span
from pipeline.transcribe.tracks import Track

STEP = 2  # every second sample: 8 kHz holds all that a telephone passes
RATE_HZ = SAMPLE_RATE_HZ // STEP
FRAME = RATE_HZ // 50
FRAME_S = FRAME / RATE_HZ
SMOOTH = 5  # frames
MAX_DELAY = round(0.15 * RATE_HZ)
BLOCK = RATE_HZ // 2
N_BLOCKS = 80
TRANSFORM = fft.next_fast_len(BLOCK + 2 * MAX_DELAY, real=True)
BEFORE, AFTER = 16, 256  # samples of the path around its strongest: its colour, and a near echo
CLEAR = 8.0  # times the noise of the estimate that a path's strongest sample has
LOUDER = 1.6  # in energy
ABOVE_FLOOR = 4.0
LEFT_OF_LEAK = 0.5  # of the energy, once the prediction is taken out
MISFIT = 0.15  # of the leak's energy, which the prediction gets wrong
MIN_OWN_S, MIN_LEAK_S = 0.1, 0.1
PAD_S = 0.2

Frames = NDArray[np.float32]
"""Energies of 20 ms each."""

Path = NDArray[np.float32]
"""How much of the other channel arrives after 0, 1, 2, … samples at 8 kHz."""


def without_crosstalk(
    spans: Sequence[Span], own: Track, others: Sequence[Track]
) -> tuple[Span, ...]:
    """What of a channel's spans of speech is not a quieter, delayed copy of another channel.

    Spans are in seconds of the track; `others` are the other tracks of its stretch. Leak is cut out
    of a span, and what this party says itself stays, also while both talk.
    """
    if len(own.samples) < BLOCK * STEP:
        return tuple(spans)  # too short to tell a path by
    here = _thinned(own)
    floor = _audible(here)
    for other in others:
        there = _thinned(other)
        path = _path(spans, here, there, floor)
        if path is not None:
            spans = [part for span in spans for part in _own_parts(span, here, there, path, floor)]
    return tuple(spans)


def _thinned(track: Track) -> Samples:
    """The track at 8 kHz, as loud as it was recorded, with the longest delay of silence before it."""
    thin = np.zeros(MAX_DELAY + -(-len(track.samples) // STEP) // FRAME * FRAME, np.float32)
    sound = track.samples[::STEP][: len(thin) - MAX_DELAY]
    thin[MAX_DELAY:] = sound / np.float32(track.gain) if track.gain != 1.0 else sound
    return thin


def _energies(samples: Samples) -> Frames:
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    energies: Frames = np.einsum("ij,ij->i", frames, frames)
    return energies


def _smooth(energies: Frames) -> Frames:
    smoothed: Frames = np.convolve(energies, np.full(SMOOTH, 1 / SMOOTH, np.float32), mode="same")
    return smoothed


def _audible(samples: Samples) -> float:
    """The energy of a frame that is more than the noise of the line."""
    energies = _energies(samples[MAX_DELAY:])
    return ABOVE_FLOOR * (float(np.quantile(energies, 0.1)) + 1e-7)


def _path(spans: Sequence[Span], here: Samples, there: Samples, floor: float) -> Path | None:
    """How the other channel gets into this one; None when it does not."""
    own, other = (_smooth(_energies(samples[MAX_DELAY:])) for samples in (here, there))
    is_spoken = np.zeros(len(own), bool)
    for low, high in spans:
        is_spoken[math.floor(low / FRAME_S) : math.ceil(high / FRAME_S)] = True
    is_candidate = is_spoken & (own > floor) & (other > LOUDER * own)
    per_block = BLOCK // FRAME
    n_blocks = len(own) // per_block
    shares = is_candidate[: n_blocks * per_block].reshape(n_blocks, per_block).mean(axis=1)
    chosen = np.flatnonzero(shares >= 0.4)
    if len(chosen) == 0:
        return None  # it is never the softer one
    chosen = chosen[np.linspace(0, len(chosen) - 1, min(N_BLOCKS, len(chosen))).astype(int)]
    ours = np.zeros((len(chosen), MAX_DELAY + BLOCK), np.float32)
    theirs = np.empty_like(ours)
    for row, block in enumerate(chosen):
        at = block * BLOCK
        ours[row, MAX_DELAY:] = here[at + MAX_DELAY : at + MAX_DELAY + BLOCK]
        theirs[row] = there[at : at + MAX_DELAY + BLOCK]
    spectrum, reference = (fft.rfft(blocks, TRANSFORM, axis=1) for blocks in (ours, theirs))
    power = (np.abs(reference) ** 2).sum(axis=0)
    shared = (spectrum * np.conj(reference)).sum(axis=0)
    answer = fft.irfft(shared / (power + 0.01 * power.mean()), TRANSFORM)
    causal = answer[:MAX_DELAY]
    noise = float(np.sqrt(np.mean(answer[-MAX_DELAY:-BEFORE] ** 2)))
    peak = int(np.abs(causal).argmax())
    if abs(causal[peak]) < CLEAR * noise:
        return None
    path = np.zeros(MAX_DELAY + 1, np.float32)
    near = slice(max(0, peak - BEFORE), min(MAX_DELAY, peak + AFTER))
    path[near] = np.where(np.abs(causal[near]) > 3.0 * noise, causal[near], 0.0)
    return path


def _own_parts(span: Span, here: Samples, there: Samples, path: Path, floor: float) -> list[Span]:
    """A span without what the other channel explains."""
    first, last = math.floor(span[0] / FRAME_S), math.ceil(span[1] / FRAME_S)
    begin, end = MAX_DELAY + first * FRAME, min(len(here), MAX_DELAY + last * FRAME)
    sound = here[begin:end]
    if len(sound) < FRAME:
        return [span]
    leak = oaconvolve(there[begin - MAX_DELAY : end], path, mode="valid")
    left, whole, told = (_smooth(_energies(part)) for part in (sound - leak, sound, leak))
    is_leak = (whole > floor) & (left < LEFT_OF_LEAK * whole)
    is_own = (left > floor) & ~is_leak & (left > MISFIT * told)
    at, pieces = span[0], []
    for low, high in _gaps(is_own):
        if np.count_nonzero(is_leak[low:high]) * FRAME_S < MIN_LEAK_S:
            continue
        low_s = (first + low) * FRAME_S + PAD_S if low else span[0]
        high_s = (first + high) * FRAME_S - PAD_S if high < len(is_own) else span[1]
        if high_s - low_s >= MIN_LEAK_S:
            pieces.append((at, low_s))
            at = high_s
    pieces.append((at, span[1]))
    return [(low_s, high_s) for low_s, high_s in pieces if high_s - low_s > MIN_OWN_S]


def _gaps(is_own: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The frames between this party's own sounds; what is shorter than 0.1 s is none."""
    shortest = round(MIN_OWN_S / FRAME_S)
    edges = np.flatnonzero(np.diff(is_own.astype(np.int8), prepend=0, append=0))
    runs = [(low, high) for low, high in edges.reshape(-1, 2).tolist() if high - low >= shortest]
    bounds = [0, *(bound for run in runs for bound in run), len(is_own)]
    return [(low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True) if high > low]
