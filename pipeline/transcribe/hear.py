"""A contact's recordings → its turns: the work of this stage, from beginning to end."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain import Contact, Leg
from pipeline.transcribe import transcripts
from pipeline.transcribe.crosstalk import without_crosstalk
from pipeline.transcribe.guards import believe
from pipeline.transcribe.phrases import LANGUAGES
from pipeline.transcribe.recogniser import Recogniser, Segment, Word
from pipeline.transcribe.speech import Span, Window, find_holes, find_speech, pack
from pipeline.transcribe.tracks import Track, legs_of, load_tracks, silent_spans
from pipeline.transcribe.turns import quality_of, to_turns
from pipeline.transcribe.voices import Heard, who_says_what
from pipeline.transcribe.weights import DEFAULT_CACHE

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listening:
    """A track and where speech is in it: spans in its seconds, packed into windows."""

    track: Track
    spans: tuple[Span, ...]
    windows: tuple[Window, ...]


def hear(
    contact: Contact, recogniser: Recogniser, *, cache: Path, models: Path = DEFAULT_CACHE
) -> Contact:
    """The contact with its turns, legs, language and transcript quality, from its recordings.

    A contact that came with turns is returned as it is. `cache` keeps raw transcripts, so that no
    sound is transcribed twice; `models` is the cache of weights, asked for the speaker embeddings
    when a recording is mono. Raises Unhearable when a recording cannot be used, WeightsError when
    the speaker embeddings are needed and not there.
    """
    if contact.turns:
        return contact
    tracks = load_tracks(contact)
    legs = legs_of(contact, tracks)
    listenings = _listen(tracks, legs)
    language = contact.language or _language(listenings, recogniser, cache)
    heard, dropped = _recognise(listenings, recogniser, language, cache)
    turns = to_turns(who_says_what(heard, legs, language, models), legs)
    if dropped:
        log.info("contact %s: words dropped: %s", contact.contact_id, dict(dropped))
    return replace(
        contact,
        language=language,
        legs=legs,
        turns=turns,
        transcript_quality=quality_of(turns),
    )


def _listen(tracks: Sequence[Track], legs: tuple[Leg, ...]) -> list[Listening]:
    listenings = []
    for track in tracks:
        spans = find_speech(track.samples, silent_spans(legs, track))
        others = [t for t in tracks if t is not track and t.leg_no == track.leg_no]
        if len(others) == 1 and not track.is_mixed:
            spans = without_crosstalk(spans, track.samples, others[0].samples)
        listenings.append(Listening(track, spans, pack(track.samples, spans)))
    return listenings


def _language(listenings: Sequence[Listening], recogniser: Recogniser, cache: Path) -> str:
    """Dutch or English: what the longest window of each track sounds like, all together."""
    totals = Counter[str]()
    for listening in listenings:
        longest = sorted(listening.windows, key=lambda w: -len(w.samples))[:1]
        key = transcripts.key_of(listening.track.samples, longest, recogniser, "which language")
        found = transcripts.read_languages(cache, key)
        if found is None:
            found = dict.fromkeys(LANGUAGES, 0.0)
            for guess in recogniser.languages([window.samples for window in longest]):
                found = {code: guess.get(code, 0.0) for code in LANGUAGES}
            transcripts.write_languages(cache, key, found)
        totals.update({code: found[code] * len(w.samples) for w in longest for code in LANGUAGES})
    return max(LANGUAGES, key=lambda code: totals[code])


def _recognise(
    listenings: Sequence[Listening], recogniser: Recogniser, language: str, cache: Path
) -> tuple[list[Heard], Counter[str]]:
    """The words of every track, and how many were dropped why.

    Whisper passes over sentences now and then, so speech that got no words is listened to again, on
    its own.
    """
    heard, dropped = _hear_windows(listenings, recogniser, language, cache)
    again = [_left_over(one, words) for one, words in zip(listenings, heard, strict=True)]
    found, lost = _hear_windows(again, recogniser, language, cache)
    return [
        Heard(one.track, one.spans, tuple(sorted(first + second, key=lambda w: w.start_s)))
        for one, first, second in zip(listenings, heard, found, strict=True)
    ], dropped + lost


def _left_over(listening: Listening, words: Sequence[Word]) -> Listening:
    offset_s = listening.track.offset_s
    heard = [(word.start_s - offset_s, word.end_s - offset_s) for word in words]
    holes = find_holes(listening.spans, heard)
    return replace(listening, spans=holes, windows=pack(listening.track.samples, holes))


def _hear_windows(
    listenings: Sequence[Listening], recogniser: Recogniser, language: str, cache: Path
) -> tuple[list[tuple[Word, ...]], Counter[str]]:
    keys = [
        transcripts.key_of(one.track.samples, one.windows, recogniser, language)
        for one in listenings
    ]
    kept = {key: transcripts.read_segments(cache, key) for key in keys}
    missing = {k: one for k, one in zip(keys, listenings, strict=True) if kept[k] is None}
    windows = [window.samples for one in missing.values() for window in one.windows]
    fresh = recogniser.transcribe(windows, language) if windows else []
    for key, one in missing.items():
        kept[key], fresh = fresh[: len(one.windows)], fresh[len(one.windows) :]
        transcripts.write_segments(cache, key, kept[key] or ())
    heard, dropped = [], Counter[str]()
    for key, one in zip(keys, listenings, strict=True):
        words, lost = _believed(one, kept[key] or ())
        heard.append(words)
        dropped += lost
    return heard, dropped


def _believed(
    listening: Listening, segments: Sequence[Segment]
) -> tuple[tuple[Word, ...], Counter[str]]:
    """The words of a track in the contact's time, without what the recogniser made up."""
    words: list[Word] = []
    dropped = Counter[str]()
    offset_s = listening.track.offset_s
    for window, segment in zip(listening.windows, segments, strict=True):
        placed = replace(
            segment, words=tuple(_placed(word, window, offset_s) for word in segment.words)
        )
        kept, lost = believe(placed)
        words += kept
        dropped += lost
    return tuple(words), dropped


def _placed(word: Word, window: Window, offset_s: float) -> Word:
    start_s, end_s = window.place_span(word.start_s, word.end_s)
    return replace(word, start_s=start_s + offset_s, end_s=end_s + offset_s)
