"""Where people speak: regions of one channel, and windows of speech packed for the recogniser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from pipeline.sound import SAMPLE_RATE_HZ
from pipeline.transcribe.audio import Samples

LONGEST_S = 24.0  # of speech without a pause, which has to be cut somewhere
PAD_S = 0.25
SPEECH_PROBABILITY = 0.35  # at 0.5 a short "ja, klopt" on the telephone goes unheard
MIN_SILENCE_S = 0.16
ROUNDING_S = 0.01
MIN_HOLE_S = 1.6  # speech without words; shorter ones are breath and "uh"

Span = tuple[float, float]
"""Start and end in seconds."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most 30 s of one channel's speech, joined from `spans` of it with the silence left out."""

    samples: Samples
    spans: tuple[Span, ...]

    def place_span(self, start_s: float, end_s: float) -> Span:
        """A word's start and end in the channel: inside the one span that holds its middle."""
        middle, passed = (start_s + end_s) / 2, 0.0
        for low, high in self.spans:
            length = high - low
            if middle <= passed + length or (low, high) == self.spans[-1]:
                begin = low + min(max(0.0, start_s - passed), length)
                return begin, max(begin, low + min(max(0.0, end_s - passed), length))
            passed += length
        raise ValueError("a window without spans has no place")


def find_speech(samples: Samples, leave_out: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Spans of speech in a channel at 16 kHz, in seconds, by Silero's detector; none are within
    `leave_out` (hold, queue music).

    Each stretch between two of those is listened to afresh: the detector remembers, and after
    minutes of silence or music it misses the next sentence.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415 - loads a model

    options = VadOptions(
        threshold=SPEECH_PROBABILITY,
        min_speech_duration_ms=100,
        max_speech_duration_s=LONGEST_S,
        min_silence_duration_ms=int(MIN_SILENCE_S * 1000),
        speech_pad_ms=int(PAD_S * 1000),
    )
    spans = []
    for start_s, end_s in _without((0.0, len(samples) / SAMPLE_RATE_HZ), leave_out):
        first = _at(start_s)
        for found in get_speech_timestamps(samples[first : _at(end_s)], options):
            spans.append(
                ((found["start"] + first) / SAMPLE_RATE_HZ, (found["end"] + first) / SAMPLE_RATE_HZ)
            )
    return tuple(spans)


def pack(samples: Samples, spans: Sequence[Span], window_s: float) -> tuple[Window, ...]:
    """Join successive spans of a channel into windows of at most `window_s`, all about equally full.

    Whisper hears more in a window with context than in one turn at a time.
    """
    pieces = [piece for span in spans for piece in _cut(span, window_s)]
    total_s = sum(end_s - start_s for start_s, end_s in pieces)
    goal_s = total_s / max(1, ceil(total_s / window_s))
    groups: list[list[Span]] = []
    filled_s = 0.0
    for start_s, end_s in pieces:
        length_s = end_s - start_s
        is_full = filled_s + length_s > window_s + ROUNDING_S or filled_s + length_s / 2 > goal_s
        if not groups or is_full:
            groups.append([])
            filled_s = 0.0
        groups[-1].append((start_s, end_s))
        filled_s += length_s
    return tuple(
        Window(np.concatenate([samples[_at(s) : _at(e)] for s, e in group]), tuple(group))
        for group in groups
    )


def repack(windows: Sequence[Window], spans: Sequence[Span], window_s: float) -> tuple[Window, ...]:
    """Those parts of windows that lie in `spans` (seconds of the channel), as windows of their own."""
    groups: list[list[tuple[Samples, Span]]] = []
    filled_s = 0.0
    for sound, place in _parts(windows, spans):
        length_s = place[1] - place[0]
        if not groups or filled_s + length_s > window_s:
            groups.append([])
            filled_s = 0.0
        groups[-1].append((sound, place))
        filled_s += length_s
    return tuple(
        Window(np.concatenate([sound for sound, _ in group]), tuple(place for _, place in group))
        for group in groups
    )


def _parts(windows: Sequence[Window], spans: Sequence[Span]) -> Iterator[tuple[Samples, Span]]:
    for window in windows:
        passed = 0
        for low, high in window.spans:
            sound = window.samples[passed : passed + _at(high) - _at(low)]
            passed += len(sound)
            for start_s, end_s in spans:
                begin, end = max(low, start_s), min(high, end_s)
                if end > begin:
                    yield sound[_at(begin) - _at(low) : _at(end) - _at(low)], (begin, end)


def find_holes(spans: Sequence[Span], heard: Sequence[Span]) -> tuple[Span, ...]:
    """What of the speech in `spans` has no words in `heard`: sentences that were passed over.

    All in seconds of one channel; the pads around speech do not count as speech.
    """
    bare = [(low + PAD_S * (low > 0), high - PAD_S) for low, high in spans]
    holes = [hole for span in bare for hole in _without(span, heard)]
    return tuple(
        (max(0.0, low - PAD_S), high + PAD_S) for low, high in holes if high - low >= MIN_HOLE_S
    )


def _without(span: Span, leave_out: Sequence[Span]) -> list[Span]:
    pieces = [span]
    for low, high in leave_out:
        pieces = [
            piece
            for start, end in pieces
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[1] - piece[0] > 0.05
        ]
    return pieces


def _cut(span: Span, window_s: float) -> list[Span]:
    low, high = span
    edges = np.linspace(low, high, max(1, ceil((high - low - ROUNDING_S) / window_s)) + 1)
    return [(float(start_s), float(end_s)) for start_s, end_s in pairwise(edges)]


def _at(second: float) -> int:
    return round(second * SAMPLE_RATE_HZ)
