"""Words → turns: each speaker's words as utterances, then as `pipeline.domain.turns` joins those."""

from collections.abc import Iterable, Sequence

from pipeline.domain import Leg, Speaker, Turn, Utterance, leg_at, utterances_to_turns
from pipeline.transcribe.recogniser import Word

PHRASE_GAP_S = 0.6  # within it the speaker just breathes


def to_turns(spoken: Iterable[tuple[Speaker, Word]], legs: Sequence[Leg]) -> tuple[Turn, ...]:
    """Turns from words in the contact's time, numbered from 1 in time order.

    Words of one speaker less than 0.6 s apart are one utterance, whoever speaks meanwhile; a word
    belongs to the leg that holds its middle, else to the nearest.
    """
    by_speaker: dict[Speaker, list[Word]] = {}
    for speaker, word in spoken:
        by_speaker.setdefault(speaker, []).append(word)
    return utterances_to_turns(
        (
            (speaker, _utterance(phrase))
            for speaker, words in by_speaker.items()
            for phrase in _phrases(sorted(words, key=lambda word: word.start_s), legs)
        ),
        legs,
    )


def _phrases(words: Sequence[Word], legs: Sequence[Leg]) -> list[list[Word]]:
    phrases: list[list[Word]] = []
    leg_no = 0
    for word in words:
        before, leg_no = leg_no, leg_at((word.start_s + word.end_s) / 2, legs).leg_no
        breathes = phrases and word.start_s - phrases[-1][-1].end_s <= PHRASE_GAP_S
        if breathes and before == leg_no:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _utterance(words: Sequence[Word]) -> Utterance:
    return Utterance(
        words[0].start_s,
        words[-1].end_s,
        "".join(word.text for word in words),
        confidence=sum(word.probability for word in words) / len(words),
    )
