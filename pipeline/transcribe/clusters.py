"""Telling the voices of a mixed line apart: windows that sound alike are of one voice.

Spherical k-means finds the voices, a hidden Markov model with a price for changing voice (Viterbi
1967) says who speaks when, and the voices are estimated again from the windows that are surely theirs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.transcribe.diarise import Rows

Labels = NDArray[np.intp]

SHARPNESS = 30.0  # what a cosine that is higher by 1 is worth, in log chance a window
CHANGE_PRICE = 1.5  # of changing voice from one window to the next, in log chance
N_ROUNDS = 5
SAME_START = 0.995  # cosine from which two starts lead to the same voices

# One voice cut in two gains little, or gives a few odd windows, or two halves that sound alike.
# Hence windows, gain in log chance a window, and cosine of two centres that a further voice needs.
SECOND, FURTHER = (5, 0.22, 0.93), (15, 0.14, 0.925)


def path_of(gains: NDArray[np.floating], prices: NDArray[np.floating]) -> Labels:
    """The best sequence of voices: `gains` (n x k) for each step and voice, less the price of changes.

    `prices` (n) is what changing voice on the way into each step costs; the first is not used.
    """
    if not len(gains):
        return np.zeros(0, np.intp)
    first, *others = gains.tolist()  # plain numbers: far quicker than arrays of two or three
    best, came = first, []
    for step, price in zip(others, prices.tolist()[1:], strict=True):
        moved = max(best) - price
        leader = best.index(max(best))
        came.append([voice if had >= moved else leader for voice, had in enumerate(best)])
        best = [max(had, moved) + gain for had, gain in zip(best, step, strict=True)]
    labels = [best.index(max(best))]
    for back in reversed(came):
        labels.append(back[labels[-1]])
    return np.array(labels[::-1], np.intp)


def centres_of(rows: Rows, labels: Labels, k: int) -> Rows:
    """The unit vector in the middle of each voice's windows (k x 256); zeros for one without any."""
    is_own = (labels == np.arange(k)[:, None]).astype(np.float32)
    return _unit(is_own @ rows)


def find_voices(rows: Rows, k: int) -> Rows:
    """The centres of `k` voices in successive windows (n x 256) of one line.

    Starts from the windows that are least alike, and listens on with the price of changing voice.
    """
    best, best_fit = None, -np.inf
    smooth, begun = _smoothed(rows), list[Rows]()
    for seed in _seeds(smooth, k):
        centres = smooth[list(seed)]
        for _ in range(10):
            labels = (smooth @ centres.T).argmax(axis=1)
            centres = centres_of(smooth, labels, k)
        if any(((centres @ other.T).max(axis=1) > SAME_START).all() for other in begun):
            continue
        begun.append(centres)
        centres = settle(rows, centres)
        fit = _fit(rows, centres)
        if fit > best_fit:
            best, best_fit = centres, fit
    if best is None:
        raise ValueError(f"{k} voices need at least {k} windows, there are {len(rows)}")
    return best


def voices_in(rows: Rows, at_most: int) -> Rows:
    """The centres of as many voices as there seem to be, from 1 to `at_most` (k x 256).

    A further voice counts when it explains the windows better, sounds unlike the others, and speaks
    for some seconds. No windows: no voices.
    """
    centres = centres_of(rows, np.zeros(len(rows), np.intp), 1)[: len(rows)]
    for k in range(2, min(at_most, len(rows)) + 1):
        more = find_voices(rows, k)
        spoken = np.bincount(_path(rows, more), minlength=k)
        alike = float((more @ more.T)[np.triu_indices(k, 1)].max())
        least, least_gain, most_alike = SECOND if k == 2 else FURTHER
        gain = (_fit(rows, more) - _fit(rows, centres)) / len(rows)
        if gain < least_gain or alike > most_alike or spoken.min() < least:
            break
        centres = more
    return centres


def windows_of(rows: Rows, centres: Rows, voice: int) -> Rows:
    """The windows (m x 256) in which surely this voice speaks."""
    labels = _path(rows, centres)
    own: Rows = rows[_inside(labels) & (labels == voice)]
    return own


def changes_of_voice(rows: Rows, centres: Rows) -> list[int]:
    """The first window of each voice, in order; the very first voice is left out."""
    labels = _path(rows, centres)
    firsts = [int(np.flatnonzero(labels == voice)[0]) for voice in np.unique(labels)]
    return sorted(firsts)[1:]


def settle(rows: Rows, centres: Rows) -> Rows:
    """The centres again, from the windows that are surely of one voice: not those next to a change."""
    k = len(centres)
    for _ in range(N_ROUNDS):
        labels = _path(rows, centres)
        inside = _inside(labels)
        found = centres_of(rows[inside], labels[inside], k)
        empty = ~found.any(axis=1)
        found[empty] = centres[empty]
        if np.allclose(found, centres, atol=1e-4):
            break
        centres = found
    return centres


def _path(rows: Rows, centres: Rows) -> Labels:
    return path_of(rows @ centres.T * SHARPNESS, np.full(len(rows), CHANGE_PRICE))


def _fit(rows: Rows, centres: Rows) -> float:
    gains = rows @ centres.T * SHARPNESS
    labels = _path(rows, centres)
    said = float(gains[np.arange(len(rows)), labels].sum())
    return said - CHANGE_PRICE * int(np.count_nonzero(np.diff(labels)))


def _inside(labels: Labels) -> NDArray[np.bool_]:
    changes = np.flatnonzero(np.diff(labels))
    inside = np.ones(len(labels), bool)
    inside[changes] = inside[changes + 1] = False
    for voice in np.unique(labels):  # a voice of short turns only still has to sound like something
        own = labels == voice
        if not inside[own].any():
            inside[own] = True
    return inside


def _smoothed(rows: Rows) -> Rows:
    """Each window with its neighbours: steadier, at the cost of short turns."""
    wide = rows.copy()
    wide[1:] += rows[:-1]
    wide[:-1] += rows[1:]
    return _unit(wide)


def _unit(rows: Rows) -> Rows:
    unit: Rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _seeds(rows: Rows, k: int) -> Sequence[tuple[int, ...]]:
    """Some ways to begin: a window, then each time the one least like those before it."""
    if len(rows) < k:
        return []
    mean = rows.mean(axis=0)
    firsts = [int((rows @ mean).argmin()), int((rows @ mean).argmax()), 0, len(rows) // 2]
    seeds = []
    for first in dict.fromkeys(firsts):
        seed = [first]
        while len(seed) < k:
            seed.append(int((rows @ rows[seed].T).max(axis=1).argmin()))
        seeds.append(tuple(seed))
    return seeds
