"""What Whisper makes up: words on silence and music, phrases from subtitles, loops."""

from collections import Counter
from collections.abc import Sequence

from pipeline.transcribe.phrases import LANGUAGES, load_phrases, plain
from pipeline.transcribe.recogniser import Segment, Word

NO_SPEECH = 0.6
LOGPROB = -1.0
DOUBTFUL_PROBABILITY = 0.4
ALONE_S = 2.0
# A phrase of so many words may follow itself so often; people do say "nee, nee, nee, nee".
MAX_REPEATS = {1: 6, 2: 4}
MAX_REPEATS_LONGER = 3
LONGEST_LOOP = 12


def believe(segment: Segment) -> tuple[tuple[Word, ...], Counter[str]]:
    """The words of a window that a person can have said, and how many words were dropped why
    (`no_speech`, `loop`, `invention`).
    """
    words, dropped = segment.words, Counter[str]()
    if segment.no_speech > NO_SPEECH and segment.mean_logprob < LOGPROB:
        return (), Counter(no_speech=len(words))
    for reason, guard in (("loop", cut_loops), ("invention", drop_inventions)):
        kept = guard(words)
        if len(kept) < len(words):
            dropped[reason] += len(words) - len(kept)
        words = kept
    return words, dropped


def cut_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """Keep one round of a phrase that follows itself more often than people repeat themselves."""
    said = [plain(word.text) for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        length, repeats = _loop_at(said, at)
        kept += words[at : at + length]
        at += length * repeats
    return tuple(kept)


def drop_inventions(words: Sequence[Word]) -> tuple[Word, ...]:
    """Leave out the known phrases from subtitles; see `inventions.*.toml`."""
    said = [plain(word.text) for word in words]
    gone: set[int] = set()
    for language in LANGUAGES:
        lists = load_phrases("inventions", language)
        for phrase in sorted(lists["always"], key=len, reverse=True):
            for span in _occurrences(said, phrase):
                gone.update(span)
        for phrase in lists["alone"]:
            for span in _occurrences(said, phrase):
                if _stands_alone(words, span) or _is_doubtful(words, span):
                    gone.update(span)
    return tuple(word for at, word in enumerate(words) if at not in gone)


def _loop_at(said: Sequence[str], at: int) -> tuple[int, int]:
    """Length of the phrase that loops here and its number of rounds; (1, 1) when none does."""
    for length in range(1, min(LONGEST_LOOP, (len(said) - at) // 2) + 1):
        phrase, repeats = said[at : at + length], 1
        while said[at + repeats * length : at + (repeats + 1) * length] == phrase:
            repeats += 1
        if repeats > MAX_REPEATS.get(length, MAX_REPEATS_LONGER):
            return length, repeats
    return 1, 1


def _occurrences(said: Sequence[str], phrase: str) -> list[range]:
    """Where the phrase stands; a word may hold several of its parts ("amara.org")."""
    spans = []
    for start in range(len(said)):
        joined = ""
        for end in range(start, len(said)):
            joined = f"{joined} {said[end]}".strip()
            if joined == phrase:
                spans.append(range(start, end + 1))
            if len(joined) >= len(phrase):
                break
    return spans


def _stands_alone(words: Sequence[Word], span: range) -> bool:
    first, last = span.start, span.stop - 1
    before_s = words[first].start_s - words[first - 1].end_s if first else ALONE_S
    after_s = words[last + 1].start_s - words[last].end_s if span.stop < len(words) else ALONE_S
    return before_s >= ALONE_S and after_s >= ALONE_S


def _is_doubtful(words: Sequence[Word], span: range) -> bool:
    return sum(words[at].probability for at in span) / len(span) < DOUBTFUL_PROBABILITY
