"""What a line carries besides talk, told by the sound alone: ringing, music, and long silence."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from pipeline.domain import Mark, MarkKind
from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.trained import load_weights
from pipeline.transcribe.audio import Samples
from pipeline.transcribe.speech import Span

FRAME, HOP = 1024, 512  # samples: 64 ms, every 32 ms
BIN_HZ = SAMPLE_RATE_HZ / FRAME
LOW, HIGH = round(300 / BIN_HZ), round(3400 / BIN_HZ)  # bins that a telephone passes
HISS = round(1700 / BIN_HZ) - LOW
FRAMES_AT_ONCE = 1024
HOP_S = HOP / SAMPLE_RATE_HZ

WINDOW, STEP = 64, 16  # frames: 2 s, every half second
LOUD_DBFS = -60.0  # below, a line just hisses
NEAR_DB = 25.0  # what is so much below the loudest of a window says nothing about it
MIN_MUSIC_S = 4.0
LIKELY = 0.5  # chance of music from which a window counts
MAX_REST_S = (
    6.0  # between two of those: a pause in the music, or a passage that sounds less like it …
)
DOUBTFUL = 0.1  # … as long as no window in it is less likely than this
SAME = 0.97  # how alike all windows of a sound may be before it is hum or beeps, not a tune
MIN_PIECE_S = 2.0  # of music between two who speak

RING_LOW, RING_HIGH = round(340 / BIN_HZ) - LOW, round(640 / BIN_HZ) - LOW
PURE = 0.85  # share of a tone's energy in its one or two frequencies
MIN_BURST_S = 0.3
LONE_BURST_S = 0.8  # a single burst has to last so long to be a ringing tone
STEADY_HZ, STEADY_DB = 2.5, 2.0
MAX_PAUSE_S = 4.6  # the European ringing tone pauses for 4 s
QUIET_BELOW_DB = 12.0

MIN_SILENCE_S = 10.0

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Frames:
    """One number a frame: level in dBFS, and shares (0-1) of how the sound is made up."""

    level: Numbers  # dBFS of what a telephone passes
    lasting: (
        Numbers  # share of the energy in peaks that stay where they are for a tenth of a second
    )
    hiss: Numbers  # share above 1700 Hz


def find_sounds(samples: Samples, offset_s: float = 0.0) -> tuple[Mark, ...]:
    """Ringing and music in one channel (float32, 16 kHz), in the contact's seconds, in order of time.

    `offset_s` is the second of the contact at which the samples begin. What sounds like music for 4 s
    or more is music, also where somebody speaks over it: cut the speech out with `outside_speech`.
    """
    spectra = _spectra(samples)
    if len(spectra) < WINDOW:
        return ()
    frames = _frames(spectra)
    rings = _rings(spectra, frames.level)
    music = [piece for span in _music(spectra, frames) for piece in _outside(span, rings)]
    found = [Mark("ringing", *span) for span in rings]
    found += [Mark("music", *span) for span in music if span[1] - span[0] >= MIN_MUSIC_S]
    moved = (
        replace(m, start_s=round(m.start_s + offset_s, 2), end_s=round(m.end_s + offset_s, 2))
        for m in found
    )
    return tuple(sorted(moved, key=lambda mark: mark.start_s))


def outside_speech(marks: Iterable[Mark], speech: Iterable[Span]) -> tuple[Mark, ...]:
    """Ringing and music without the spans in which somebody speaks, and without the scraps between.

    All in the contact's seconds. So no word is ever lost to music: whoever is heard by the speech
    detector counts.
    """
    spans = sorted(speech)
    return tuple(
        replace(mark, start_s=round(low, 2), end_s=round(high, 2))
        for mark in marks
        for low, high in _outside((mark.start_s, mark.end_s), spans)
        if high - low >= min(MIN_PIECE_S, mark.end_s - mark.start_s)
    )


def listen_afresh(marks: Iterable[Mark], offset_s: float = 0.0) -> tuple[Span, ...]:
    """Where a speech detector should forget what it heard: empty spans for `find_speech`'s `leave_out`.

    In seconds of a track that begins at `offset_s`. After minutes of soft music the detector misses
    the next sentences.
    """
    edges = {second - offset_s for mark in marks for second in (mark.start_s, mark.end_s)}
    return tuple((edge, edge) for edge in sorted(edges) if edge > 0)


def find_silences(
    speech: Iterable[Span], start_s: float, end_s: float, marks: Sequence[Mark] = ()
) -> tuple[Mark, ...]:
    """Where nobody speaks for 10 s or more between two seconds of the contact.

    `speech` are the spans of all channels, in the contact's seconds and any order; what `marks`
    already explain (music, ringing, …) is not silence.
    """
    taken = [(mark.start_s, mark.end_s) for mark in marks]
    silences, now = [], start_s
    for low, high in sorted([*speech, *taken, (end_s, end_s)]):
        until = min(low, end_s)
        if until - now >= MIN_SILENCE_S:
            silences.append(Mark("silence", round(now, 2), round(until, 2)))
        now = max(now, high)
    return tuple(silences)


def join_marks(marks: Iterable[Mark], gap_s: float = 1.0) -> tuple[Mark, ...]:
    """Marks in order of time, those of one kind and detail that touch or overlap made one.

    So music on two channels, or cut by the end of a stretch, is one mark.
    """
    joined: dict[tuple[MarkKind, str], list[Mark]] = {}
    for mark in sorted(marks, key=lambda each: each.start_s):
        same = joined.setdefault((mark.kind, mark.detail), [])
        if same and mark.start_s - same[-1].end_s <= gap_s:
            same[-1] = replace(same[-1], end_s=max(same[-1].end_s, mark.end_s))
        else:
            same.append(mark)
    every = (mark for same in joined.values() for mark in same)
    return tuple(sorted(every, key=lambda mark: (mark.start_s, mark.end_s, mark.kind)))


def window_features(samples: Samples) -> tuple[Numbers, dict[str, Numbers]]:
    """Per window of 2 s, every half second: its loudness in dBFS, and the features of `models/sounds.toml`."""
    return _features(_frames(_spectra(samples)))


def _spectra(samples: Samples) -> Numbers:
    """Magnitudes, a row a frame and a column a bin of the telephone's band."""
    n_frames = max(0, (len(samples) - FRAME) // HOP + 1)
    spectra = np.empty((n_frames, HIGH - LOW), np.float32)
    if n_frames == 0:
        return spectra
    window = np.hanning(FRAME).astype(np.float32)
    framed = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    for first in range(0, n_frames, FRAMES_AT_ONCE):
        piece = framed[first : first + FRAMES_AT_ONCE] * window
        spectra[first : first + FRAMES_AT_ONCE] = np.abs(rfft(piece, axis=1)[:, LOW:HIGH])
    return spectra


def _frames(spectra: Numbers) -> Frames:
    power = spectra * spectra
    energy = power.sum(axis=1) + 1e-12
    # Parseval for one half of the spectrum and a Hann window, whose mean square is 3/8.
    level = 10 * np.log10(energy * 2 / (FRAME**2 * 0.375))
    peaks = _peaks(spectra)
    stays = peaks.copy()
    stays[:-3] &= peaks[2:-1] & peaks[3:]
    stays[-3:] = False
    lasting = (power * stays).sum(axis=1) / energy
    hiss = power[:, HISS:].sum(axis=1) / energy
    return Frames(level.astype(np.float32), lasting, hiss)


def _peaks(spectra: Numbers) -> NDArray[np.bool_]:
    """Where a bin stands out from its neighbours, by half and more from those two further."""
    peaks = np.zeros(spectra.shape, dtype=bool)
    here = spectra[:, 2:-2]
    peaks[:, 2:-2] = (
        (here > spectra[:, 1:-3])
        & (here >= spectra[:, 3:-1])
        & (here > 1.5 * spectra[:, :-4])
        & (here > 1.5 * spectra[:, 4:])
    )
    return peaks


def _features(frames: Frames) -> tuple[Numbers, dict[str, Numbers]]:
    def windows(values: Numbers) -> Numbers:
        return np.lib.stride_tricks.sliding_window_view(values, WINDOW)[::STEP]

    level = windows(frames.level)
    ordered = np.sort(level, axis=1)
    loud, middle = ordered[:, -4], ordered[:, WINDOW // 2]
    near = (level > loud[:, None] - NEAR_DB).astype(np.float32)
    n_near = near.sum(axis=1)

    def mean(values: Numbers) -> Numbers:
        return np.asarray((windows(values) * near).sum(axis=1) / n_near)

    return loud, {
        "lasting": mean(frames.lasting),
        "hiss": mean((frames.hiss > 0.5).astype(np.float32)),
        "gaps": np.minimum(loud - middle, 30.0),
        "steps": np.minimum(np.abs(np.diff(level, axis=1)), 20.0).mean(axis=1),
    }


def _music(spectra: Numbers, frames: Frames) -> Iterator[Span]:
    loud, features = _features(frames)
    weights = load_weights("sounds")
    totals = weights.intercept + sum(
        weight * features[name] for name, weight in weights.weights.items()
    )
    chances = 1 / (1 + np.exp(-np.clip(totals, -50, 50)))
    is_quiet = loud < LOUD_DBFS
    likely = np.flatnonzero((chances >= LIKELY) & ~is_quiet)
    may_be = is_quiet | (chances >= DOUBTFUL)
    rest = MAX_REST_S / (STEP * HOP_S)
    for first, last in _grouped(likely, lambda a, b: b - a <= rest and bool(may_be[a:b].all())):
        # A window stands for its middle; nearer to its ends there may be speech.
        start, stop = first * STEP + WINDOW // 2 - STEP, last * STEP + WINDOW // 2 + STEP
        if _has_tune(spectra[start:stop]):
            yield start * HOP_S, stop * HOP_S


def _has_tune(spectra: Numbers) -> bool:
    """Whether the sound changes its notes; hum and beeps stay the same."""
    n_windows = len(spectra) // WINDOW
    if n_windows < 2:
        return False
    windows = (spectra[: n_windows * WINDOW] ** 2).reshape(n_windows, WINDOW, -1).sum(axis=1)
    loud = windows[windows.sum(axis=1) >= windows.sum(axis=1).max() / 100]
    shapes = loud / np.sqrt((loud * loud).sum(axis=1, keepdims=True))
    return bool((shapes @ shapes.mean(axis=0)).mean() < SAME)


@dataclass(frozen=True, slots=True)
class _Burst:
    start: int  # frames
    stop: int
    pitch_hz: float
    level: float

    @property
    def length_s(self) -> float:
        return (self.stop - self.start) * HOP_S


def _rings(spectra: Numbers, level: Numbers) -> list[Span]:
    """Ringing and engaged tones: bursts of one pure, steady tone, with nothing in the pauses."""
    rings: list[list[_Burst]] = []
    for burst in _bursts(spectra, level):
        last = rings[-1][-1] if rings else None
        if last and _goes_on(last, burst, level):
            rings[-1].append(burst)
        else:
            rings.append([burst])
    return [
        (bursts[0].start * HOP_S, bursts[-1].stop * HOP_S + HOP_S)
        for bursts in rings
        if len(bursts) > 1 or bursts[0].length_s >= LONE_BURST_S
    ]


def _bursts(spectra: Numbers, level: Numbers) -> Iterator[_Burst]:
    power = spectra[:, RING_LOW - 3 : RING_HIGH + 3] ** 2
    total = (spectra * spectra).sum(axis=1) + 1e-12
    rows = np.arange(len(power))
    rest = power.copy()
    kept, moment = np.zeros(len(power), np.float32), np.zeros(len(power), np.float32)
    for _ in range(2):  # the two strongest tones, with two bins to each side
        top = rest[:, 3:-3].argmax(axis=1) + 3
        strength = np.zeros(len(power), np.float32)
        place = _exact(power, rows, top)
        for beside in range(-2, 3):
            strength += rest[rows, top + beside]
            rest[rows, top + beside] = 0.0
        moment += strength * place
        kept += strength
    pitch = (moment / (kept + 1e-12) + RING_LOW - 3 + LOW) * BIN_HZ
    is_pure = (kept / total >= PURE) & (level > LOUD_DBFS)
    pure = np.flatnonzero(is_pure)
    for first, last in _grouped(pure, lambda a, b: b - a == 1):
        if (last - first + 1) * HOP_S < MIN_BURST_S:
            continue
        inner = slice(first + 1, last)  # the first and last frames hold an edge
        pitches = pitch[inner]
        if np.std(pitches) <= STEADY_HZ and np.std(level[inner]) <= STEADY_DB:
            yield _Burst(first, last + 1, float(np.median(pitches)), float(np.median(level[inner])))


def _exact(power: Numbers, rows: NDArray[np.int_], top: NDArray[np.int_]) -> Numbers:
    """The place of a peak between the bins, by a parabola through it and its neighbours."""
    left, here, right = (np.log(power[rows, top + beside] + 1e-12) for beside in (-1, 0, 1))
    curve = left - 2 * here + right
    beside = np.where(curve < 0, 0.5 * (left - right) / np.minimum(curve, -1e-6), 0.0)
    return (top + beside).astype(np.float32)


def _goes_on(last: _Burst, burst: _Burst, level: Numbers) -> bool:
    pause = level[last.stop + 2 : burst.start - 2]
    return (
        abs(burst.pitch_hz - last.pitch_hz) <= 2 * STEADY_HZ
        and (burst.start - last.stop) * HOP_S <= MAX_PAUSE_S
        and bool((pause < last.level - QUIET_BELOW_DB).all())
    )


def _grouped(
    places: NDArray[np.int_], together: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """First and last of each run of places in which each is `together` with the one before."""
    if len(places) == 0:
        return
    first = last = int(places[0])
    for place in places[1:].tolist():
        if not together(last, place):
            yield first, last
            first = place
        last = place
    yield first, last


def _outside(span: Span, holes: Sequence[Span]) -> list[Span]:
    """What is left of a span without the holes, which are in order of time."""
    pieces, now = [], span[0]
    for low, high in holes:
        if low > now:
            pieces.append((now, min(low, span[1])))
        now = max(now, high)
        if now >= span[1]:
            return [piece for piece in pieces if piece[1] > piece[0]]
    return [*pieces, (now, span[1])]
