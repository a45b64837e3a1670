"""Lines → words: many calls' windows at once, each kept on disk, none listened to twice for nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain import Mark
from pipeline.transcribe import transcripts
from pipeline.transcribe.guards import believe
from pipeline.transcribe.listen import Line
from pipeline.transcribe.phrases import LANGUAGES
from pipeline.transcribe.recogniser import Recogniser, Segment, Word
from pipeline.transcribe.speech import Window, find_holes, repack

DOUBTFUL_LOGPROB = -0.45  # a window in another language is written with more doubt than this
SURE_LANGUAGE = 0.8  # of those that are known
LIKELY_LANGUAGE = 0.5  # of all there are: short speech may sound like neither
Asked = tuple[Window, str, str]  # the language to write it in, and the contact


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard on a line: words in the contact's time, and marks for what was made up."""

    words: tuple[Word, ...]
    marks: tuple[Mark, ...] = ()
    n_left_out: int = 0  # words that were made up


@dataclass(frozen=True, slots=True)
class Ear:
    """A recogniser and the folder where it keeps what it heard."""

    recogniser: Recogniser
    cache: Path

    def languages_of(self, lines: Sequence[Line]) -> dict[str, float]:
        """How far the longest window of each line sounds like each language, all together."""
        totals = Counter[str](dict.fromkeys(LANGUAGES, 0.0))
        owned = [
            (max(line.windows, key=_length), line.contact_id) for line in lines if line.windows
        ]
        for (window, _), found in zip(owned, self._languages(owned), strict=True):
            totals.update({code: found[code] * len(window.samples) for code in LANGUAGES})
        return dict(totals)

    def write_down(self, lines: Sequence[Line], languages: Sequence[str]) -> list[Transcript]:
        """The words of each line, written in its contact's language.

        A window that sounds like the other language is written in that one. Whisper passes over
        sentences now and then, so speech that got no words is listened to again, on its own.
        """
        asked = [
            [(window, language, line.contact_id) for window in line.windows]
            for line, language in zip(lines, languages, strict=True)
        ]
        first = self._believed(lines, asked)
        again = [
            [(window, language, line.contact_id) for window in self._left_over(line, transcript)]
            for line, transcript, language in zip(lines, first, languages, strict=True)
        ]
        second = self._believed(lines, again)
        return [
            Transcript(
                tuple(sorted(one.words + other.words, key=lambda word: word.start_s)),
                one.marks + other.marks,
                one.n_left_out + other.n_left_out,
            )
            for one, other in zip(first, second, strict=True)
        ]

    def _left_over(self, line: Line, transcript: Transcript) -> tuple[Window, ...]:
        """Windows of the speech of a line that has no words yet, each piece of it alone: beside another
        it might be passed over again.
        """
        spans = [span for window in line.windows for span in window.spans]
        heard = [(w.start_s - line.offset_s, w.end_s - line.offset_s) for w in transcript.words]
        holes = find_holes(spans, heard)
        window_s = self.recogniser.options.window_s
        return tuple(again for hole in holes for again in repack(line.windows, [hole], window_s))

    def _believed(
        self, lines: Sequence[Line], asked: Sequence[Sequence[Asked]]
    ) -> list[Transcript]:
        segments = iter(self._segments([each for windows in asked for each in windows]))
        return [
            _believed(line, [(window, next(segments)) for window, *_ in windows])
            for line, windows in zip(lines, asked, strict=True)
        ]

    def _segments(self, asked: Sequence[Asked]) -> list[Segment]:
        heard = self._heard(asked)
        doubtful = [at for at, segment in enumerate(heard) if _is_doubtful(segment)]
        unknown = [at for at in doubtful if heard[at].languages is None]
        asked_for = self._languages([(asked[at][0], asked[at][2]) for at in unknown])
        guessed = dict(zip(unknown, asked_for, strict=True))
        found = [heard[at].languages or guessed[at] for at in doubtful]
        others = {
            at: code
            for at, chances in zip(doubtful, found, strict=True)
            for code in LANGUAGES
            if code != asked[at][1]
            and chances[code] >= max(LIKELY_LANGUAGE, SURE_LANGUAGE * sum(chances.values()))
        }
        rewritten = self._heard([(asked[at][0], code, asked[at][2]) for at, code in others.items()])
        for at, other in zip(others, rewritten, strict=True):
            if other.mean_logprob > heard[at].mean_logprob:
                heard[at] = other
        return heard

    def _heard(self, asked: Sequence[Asked]) -> list[Segment]:
        """One segment for each window, from the cache where it is there."""
        keys = [transcripts.key_of(window, self.recogniser, code) for window, code, _ in asked]
        self._own(keys, [contact_id for _, _, contact_id in asked])
        kept = {key: transcripts.read_segment(self.cache, key) for key in keys}
        missing = {k: a for k, a in zip(keys, asked, strict=True) if kept[k] is None}
        fresh = self.recogniser.transcribe(
            [window.samples for window, _, _ in missing.values()],
            [code for _, code, _ in missing.values()],
        )
        for key, new in zip(missing, fresh, strict=True):
            kept[key] = new
            transcripts.write_segment(self.cache, key, new)
        return [segment for key in keys if (segment := kept[key]) is not None]

    def _languages(self, owned: Sequence[tuple[Window, str]]) -> list[dict[str, float]]:
        """How far each window of a contact sounds like each language."""
        windows = [window for window, _ in owned]
        keys = [transcripts.key_of(w, self.recogniser, "which language") for w in windows]
        self._own(keys, [contact_id for _, contact_id in owned])
        kept = {key: transcripts.read_languages(self.cache, key) for key in keys}
        missing = {k: w for k, w in zip(keys, windows, strict=True) if kept[k] is None}
        fresh = self.recogniser.languages([window.samples for window in missing.values()])
        for key, guess in zip(missing, fresh, strict=True):
            kept[key] = {code: guess.get(code, 0.0) for code in LANGUAGES}
            transcripts.write_languages(self.cache, key, kept[key] or {})
        return [found for key in keys if (found := kept[key]) is not None]

    def _own(self, keys: Sequence[str], contact_ids: Sequence[str]) -> None:
        """Write down which contacts' words are about to be kept."""
        keys_of: dict[str, dict[str, None]] = {}
        for key, contact_id in zip(keys, contact_ids, strict=True):
            keys_of.setdefault(contact_id, {})[key] = None
        for contact_id, theirs in keys_of.items():
            transcripts.own(self.cache, contact_id, theirs)


def _believed(line: Line, heard: Sequence[tuple[Window, Segment]]) -> Transcript:
    """The words of a line in the contact's time, without what the recogniser made up."""
    words: list[Word] = []
    marks: list[Mark] = []
    n_left_out = 0
    for window, segment in heard:
        placed = replace(
            segment,
            words=tuple(_placed(word, window, line.offset_s) for word in segment.words),
        )
        kept, dropped = believe(placed)
        words += kept
        marks += _marks(window, line.offset_s, dropped)
        n_left_out += dropped.total()
    return Transcript(tuple(words), tuple(marks), n_left_out)


def _marks(window: Window, offset_s: float, dropped: Counter[str]) -> list[Mark]:
    start_s, end_s = window.spans[0][0] + offset_s, window.spans[-1][1] + offset_s
    n_loop = dropped["loop"]
    n_invented = dropped.total() - n_loop
    marks = []
    if n_loop:
        marks.append(Mark("loop", start_s, end_s, f"{n_loop} words left out"))
    if n_invented:
        marks.append(Mark("invention", start_s, end_s, f"{n_invented} words left out"))
    return marks


def _placed(word: Word, window: Window, offset_s: float) -> Word:
    start_s, end_s = window.place_span(word.start_s, word.end_s)
    return replace(word, start_s=start_s + offset_s, end_s=end_s + offset_s)


def _is_doubtful(segment: Segment) -> bool:
    return bool(segment.words) and segment.mean_logprob < DOUBTFUL_LOGPROB


def _length(window: Window) -> int:
    return len(window.samples)
