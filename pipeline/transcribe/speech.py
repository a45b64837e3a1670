"""Where people speak: regions of one channel, and windows of speech packed for the recogniser."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.transcribe.audio import SAMPLE_RATE_HZ, Samples

WINDOW_S = 20.0  # of the 30 s that Whisper takes: in fuller windows it passes over whole sentences
PAD_S = 0.4
SPEECH_PROBABILITY = 0.35  # at 0.5 a short "ja, klopt" on the telephone goes unheard
MIN_SILENCE_S = 0.5
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
        max_speech_duration_s=WINDOW_S,
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


def pack(samples: Samples, spans: Sequence[Span]) -> tuple[Window, ...]:
    """Join successive spans of a channel into windows of at most 20 s.

    Whisper hears more in a window with context than in one turn at a time, and every window costs
    it the same however little is in it.
    """
    windows: list[list[Span]] = []
    filled_s = 0.0
    for start_s, end_s in spans:
        for low in np.arange(start_s, end_s, WINDOW_S):
            piece = (float(low), min(float(low) + WINDOW_S, end_s))
            length_s = piece[1] - piece[0]
            if not windows or filled_s + length_s > WINDOW_S:
                windows.append([])
                filled_s = 0.0
            windows[-1].append(piece)
            filled_s += length_s
    return tuple(
        Window(np.concatenate([samples[_at(s) : _at(e)] for s, e in pieces]), tuple(pieces))
        for pieces in windows
    )


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


def _at(second: float) -> int:
    return round(second * SAMPLE_RATE_HZ)
