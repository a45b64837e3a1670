"""What Whisper makes up: words on silence and music, phrases from subtitles, loops."""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.domain import Contact, Turn
from pipeline.transcribe.phrases import LANGUAGES, load_phrases, plain
from pipeline.transcribe.recogniser import Segment, Word

# The less the recogniser hears speech, the less doubt about its words is forgiven.
UNSPOKEN = 0.6  # no_speech above which few words must be …
SURE_PROBABILITY = 0.6  # … so well heard, on average; DOUBTFUL_PROBABILITY is enough for …
MANY_WORDS = 16  # … so many, for inventions are short once their loops are cut
DOUBTFUL_LOGPROBS = ((0.5, -1.2), (0.3, -1.5))  # no_speech above, mean_logprob below
COMPRESSION_RATIO = 2.4
PIECE_WORDS = 100  # what Whisper writes of one window; longer texts compress better, looping or not
DOUBTFUL_PROBABILITY = 0.4
ALONE_S = 2.0
# A phrase of so many words may follow itself so often; people do say "nee, nee, nee, nee".
MAX_REPEATS = {1: 6, 2: 4}
MAX_REPEATS_LONGER = 3
MAX_SAME_DIGIT, DIGITS_IN_WORDS = 10, ("nul", "zero", "oh", "o")  # as in account numbers
LONGEST_LOOP = 12
STUTTER = re.compile(r"([^\W\d_]{1,4}?)\1{6,}")  # "hahahahahahaha", "ijjjjjjjj"
FASTEST_WORDS, FASTEST_S = 8, 0.5  # nobody says so many words in so short a time
SIGNS = re.compile(r"[\W_]*[*♪♫♬.…_-][\W_]*")
LONGEST_WORD_S, SPELT_S = 3.0, 0.4  # more for a long word: so much a letter


def believe(segment: Segment) -> tuple[tuple[Word, ...], Counter[str]]:
    """The words of a window that a person can have said, and how many words were dropped why
    (`no_speech`, `loop`, `speed`, `invention`).
    """
    words, dropped = segment.words, Counter[str]()
    for reason, guard in GUARDS:
        kept = guard(words)
        if len(kept) < len(words):
            dropped[reason] += len(words) - len(kept)
        words = kept
    if words and _is_unspoken(segment, words):
        dropped["no_speech"] += len(words)
        return (), dropped
    return words, dropped


def believe_turn(turn: Turn) -> Turn | None:
    """A turn that was transcribed elsewhere without what its recogniser made up; None if nothing is
    left of it.

    Where each word lies is not known: they are spread evenly over the turn's time.
    """
    said = turn.text.split()
    step_s = (turn.end_s - turn.start_s) / max(1, len(said))
    probability = 1.0 if turn.confidence is None else turn.confidence
    words: tuple[Word, ...] = tuple(
        Word(f" {word}", turn.start_s + at * step_s, turn.start_s + (at + 1) * step_s, probability)
        for at, word in enumerate(said)
    )
    kept = drop_inventions(cut_loops(words))
    if not drop_signs(kept):
        return None
    if len(kept) == len(words):
        return turn
    return replace(turn, text="".join(word.text for word in kept).strip())


def cut_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """Keep one round of a phrase that follows itself more often than people repeat themselves, and
    not even that when it was heard badly: then nobody began it.

    Of a hundred words or so that still compress like a loop nothing is kept: it is one that changes
    a little each round.
    """
    said = [plain(word.text) for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        length, repeats = _loop_at(said, at)
        if repeats == 1 or _probability(words[at : at + length]) >= DOUBTFUL_PROBABILITY:
            kept += words[at : at + length]
        at += length * repeats
    kept = [word for word in kept if not STUTTER.search(word.text.lower())]
    n_pieces = max(1, len(kept) // PIECE_WORDS)
    ends = [len(kept) * at // n_pieces for at in range(n_pieces + 1)]
    pieces = [kept[low:high] for low, high in pairwise(ends)]
    return tuple(word for piece in pieces if not _is_squeezable(piece) for word in piece)


def drop_impossible(words: Sequence[Word]) -> tuple[Word, ...]:
    """Leave out words faster or slower than anybody speaks: the recogniser found no place for them."""
    gone = {
        at
        for at, word in enumerate(words)
        if word.end_s - word.start_s > max(LONGEST_WORD_S, SPELT_S * len(plain(word.text)))
        and word.probability < DOUBTFUL_PROBABILITY
    }
    for start in range(len(words) - FASTEST_WORDS + 1):
        several = range(start, start + FASTEST_WORDS)
        if words[several[-1]].end_s - words[start].start_s < FASTEST_S:
            gone.update(several)
    return tuple(word for at, word in enumerate(words) if at not in gone)


def drop_inventions(words: Sequence[Word]) -> tuple[Word, ...]:
    """Leave out the known phrases from subtitles; see `inventions.*.toml`."""
    said = [plain(word.text) for word in words]
    lists = [load_phrases("inventions", language) for language in LANGUAGES]
    always = _spans(said, (phrase for each in lists for phrase in each["always"]))
    gone = {at for span in always for at in span}
    alone = _spans(said, (phrase for each in lists for phrase in each["alone"]))
    company = [word for at, word in enumerate(words) if not any(at in span for span in alone)]
    for span in alone:
        heard = words[span.start : span.stop]
        if _stands_alone(heard, company) or _probability(heard) < DOUBTFUL_PROBABILITY:
            gone.update(span)
    return tuple(word for at, word in enumerate(words) if at not in gone)


def drop_signs(words: Sequence[Word]) -> tuple[Word, ...]:
    """Leave out what is no word: notes, stars, dots."""
    return tuple(word for word in words if not SIGNS.fullmatch(word.text.strip()))


GUARDS: tuple[tuple[str, Callable[[Sequence[Word]], tuple[Word, ...]]], ...] = (
    ("loop", cut_loops),
    ("speed", drop_impossible),
    ("invention", drop_inventions),
    ("invention", drop_signs),
)


def _is_unspoken(segment: Segment, words: Sequence[Word]) -> bool:
    """Whether nobody spoke in a window, judging by the words that are left of it too."""
    is_loop = segment.compression_ratio > COMPRESSION_RATIO
    limit = min(silent for silent, _ in DOUBTFUL_LOGPROBS) if is_loop else UNSPOKEN
    enough = SURE_PROBABILITY if len(words) < MANY_WORDS else DOUBTFUL_PROBABILITY
    if segment.no_speech > limit and _probability(words) < enough:
        return True
    return any(
        segment.no_speech > silent and segment.mean_logprob < sure
        for silent, sure in DOUBTFUL_LOGPROBS
    )


def _loop_at(said: Sequence[str], at: int) -> tuple[int, int]:
    """Length of the phrase that loops here and its number of rounds; (1, 1) when none does."""
    for length in range(1, min(LONGEST_LOOP, (len(said) - at) // 2) + 1):
        phrase, repeats = said[at : at + length], 1
        while said[at + repeats * length : at + (repeats + 1) * length] == phrase:
            repeats += 1
        if repeats > _most_repeats(phrase):
            return length, repeats
    return 1, 1


def _most_repeats(phrase: Sequence[str]) -> int:
    if len(phrase) == 1 and (phrase[0].isdigit() or phrase[0] in DIGITS_IN_WORDS):
        return MAX_SAME_DIGIT
    return MAX_REPEATS.get(len(phrase), MAX_REPEATS_LONGER)


def _is_squeezable(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words).strip().encode()
    return len(text) > COMPRESSION_RATIO * len(zlib.compress(text))


def _spans(said: Sequence[str], phrases: Iterable[str]) -> list[range]:
    """Where the phrases stand; a word may hold several of their parts ("amara.org")."""
    wanted = set(phrases)
    longest = max(map(len, wanted))
    spans = []
    for start in range(len(said)):
        joined = ""
        for end in range(start, len(said)):
            joined = f"{joined} {said[end]}".strip()
            if joined in wanted:
                spans.append(range(start, end + 1))
            if len(joined) >= longest:
                break
    return spans


def _stands_alone(heard: Sequence[Word], company: Sequence[Word]) -> bool:
    low, high = heard[0].start_s - ALONE_S, heard[-1].end_s + ALONE_S
    return not any(word.start_s < high and word.end_s > low for word in company)


def _probability(words: Sequence[Word]) -> float:
    return sum(word.probability for word in words) / len(words)


def believed(contact: Contact) -> Contact:
    """A contact whose transcript was made elsewhere, without what that recogniser made up.

    One whose turns came without any word on how sure they are was written by people: left as it is.
    """
    if contact.transcript_quality is None:
        return contact
    turns = tuple(kept for turn in contact.turns if (kept := believe_turn(turn)) is not None)
    return replace(contact, turns=turns)
