"""What is listened to: the lines of a stretch, with their speech in windows and how voices sound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.domain import Leg, Mark, Speaker
from pipeline.transcribe.crosstalk import without_crosstalk
from pipeline.transcribe.diarise import VoiceEncoder, Voiceprints, voiceprints
from pipeline.transcribe.quiet import quiet_spans
from pipeline.transcribe.sounds import find_sounds, listen_afresh, outside_speech
from pipeline.transcribe.speech import Span, Window, find_speech, pack
from pipeline.transcribe.tracks import Stretch, Track, silent_spans

SILENCE = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Line:
    """One channel of a stretch of a contact. `windows` have their spans in seconds after `offset_s`."""

    path: str
    channel: int
    offset_s: float
    leg_no: int | None
    role: Speaker | None
    is_mixed: bool
    windows: tuple[Window, ...]
    prints: Voiceprints | None = None
    contact_id: str = ""

    @property
    def speech(self) -> tuple[Span, ...]:
        """Where somebody speaks, in seconds of the contact."""
        return tuple(
            (low + self.offset_s, high + self.offset_s)
            for window in self.windows
            for low, high in window.spans
        )

    def without_sound(self) -> "Line":
        """The line with the places of its speech alone: a long call's sound is not kept."""
        bare = tuple(replace(window, samples=SILENCE) for window in self.windows)
        return replace(self, windows=bare)


def listen(
    stretch: Stretch,
    legs: tuple[Leg, ...],
    *,
    window_s: float,
    encoder: Callable[[], VoiceEncoder],
    contact_id: str = "",
) -> tuple[tuple[Line, ...], tuple[Mark, ...]]:
    """The lines of a stretch, and marks for the ringing and music in it.

    Voices are compared where that tells something: on mixed lines, and where no `legs` are known.
    `encoder` is asked for only then.
    """
    lines: list[Line] = []
    marks: list[Mark] = []
    for track in stretch.tracks:
        sounds = find_sounds(track.samples, track.offset_s)
        afresh = listen_afresh(sounds, track.offset_s)
        unheard = (*silent_spans(legs, track), *afresh, *quiet_spans(track.samples))
        spans = find_speech(track.samples, unheard)
        spans = _own(spans, track, stretch.tracks)
        prints = None
        if spans and (track.is_mixed or not legs):
            prints = voiceprints(encoder(), track.samples, spans, track.offset_s)
        line = Line(
            track.path,
            track.channel,
            track.offset_s,
            track.leg_no,
            track.role,
            track.is_mixed,
            pack(track.samples, spans, window_s),
            prints,
            contact_id,
        )
        lines.append(line)
        marks += outside_speech(sounds, line.speech)
    return tuple(lines), tuple(marks)


def _own(spans: tuple[Span, ...], track: Track, tracks: Sequence[Track]) -> tuple[Span, ...]:
    """The spans without what only leaked in from another channel."""
    others = [each for each in tracks if each is not track and not each.is_mixed]
    return spans if track.is_mixed or not others else without_crosstalk(spans, track, others)
