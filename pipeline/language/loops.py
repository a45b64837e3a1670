"""Words that a recogniser repeated, told from a customer who repeats.

Whisper can run in circles ("de monteur de monteur de monteur") and can write a sentence again that it
wrote before. People do repeat a word or two for stress, but nobody tells a story twice in the very
same words.
"""

from functools import lru_cache

from pipeline.language.words import spoken_words

LONGEST_LOOP = 20  # words in one round
A_SENTENCE = 10  # words from which the same words in the same order are no chance …
A_STORY = 14  # … and from which nearly the same ones are none
RUN = 4  # words in a row
SAME_RUNS = 0.8  # share of runs in common from which a text is a copy


@lru_cache(maxsize=8192)
def without_loops(text: str) -> tuple[str, ...]:
    """The spoken words of a text, each run that is repeated on the spot once."""
    words: list[str] = []
    for word in spoken_words(text):
        words.append(word)
        for length in range(1, min(LONGEST_LOOP, len(words) // 2) + 1):
            if words[-length:] == words[-2 * length : -length]:
                del words[-length:]
                break
    return tuple(words)


def is_copy(text: str, earlier: str) -> bool:
    """Whether a text says what an earlier one said in the very same words: no person does that."""
    words, before = without_loops(text), without_loops(earlier)
    if len(words) < A_SENTENCE or len(before) < A_SENTENCE:
        return False
    if words == before:
        return True
    if len(words) < A_STORY:
        return False
    runs, runs_before = _runs(words), _runs(before)
    return len(runs & runs_before) >= SAME_RUNS * len(runs)


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {words[at : at + RUN] for at in range(len(words) - RUN + 1)}
