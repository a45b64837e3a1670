"""Words → turns: each speaker's run of words, in its leg, in the order in which they were spoken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain import Leg, Speaker, Turn
from pipeline.transcribe.recogniser import Word

PHRASE_GAP_S = 0.6  # within it the speaker just breathes
TURN_PAUSE_S = 2.0  # beyond it, the same speaker starts a new turn


@dataclass(frozen=True, slots=True)
class _Run:
    speaker: Speaker
    leg: Leg
    words: tuple[Word, ...]

    @property
    def start_s(self) -> float:
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        return self.words[-1].end_s


def to_turns(spoken: Iterable[tuple[Speaker, Word]], legs: Sequence[Leg]) -> tuple[Turn, ...]:
    """Turns from words in the contact's time, numbered from 1 in time order.

    A turn ends when the other party speaks, when its speaker pauses for 2 s, or at the end of the
    leg: a word belongs to the leg that holds its middle, else to the nearest.
    """
    by_speaker: dict[Speaker, list[Word]] = {}
    for speaker, word in spoken:
        by_speaker.setdefault(speaker, []).append(word)
    phrases = [
        phrase
        for speaker, words in by_speaker.items()
        for phrase in _phrases(speaker, sorted(words, key=lambda word: word.start_s), legs)
    ]
    runs: list[_Run] = []
    for phrase in sorted(phrases, key=lambda run: (run.start_s, run.end_s)):
        last = runs[-1] if runs else None
        if last and _continues(last, phrase, TURN_PAUSE_S):
            runs[-1] = _Run(last.speaker, last.leg, last.words + phrase.words)
        else:
            runs.append(phrase)
    return tuple(_turn(number, run) for number, run in enumerate(runs, start=1))


def leg_at(second: float, legs: Sequence[Leg]) -> Leg:
    """The leg that holds a second of the contact, else the nearest one."""
    return min(legs, key=lambda leg: max(leg.start_s - second, second - leg.end_s, 0.0))


def _phrases(speaker: Speaker, words: Sequence[Word], legs: Sequence[Leg]) -> list[_Run]:
    phrases: list[_Run] = []
    for word in words:
        one = _Run(speaker, leg_at((word.start_s + word.end_s) / 2, legs), (word,))
        if phrases and _continues(phrases[-1], one, PHRASE_GAP_S):
            phrases[-1] = _Run(speaker, one.leg, phrases[-1].words + one.words)
        else:
            phrases.append(one)
    return phrases


def _continues(run: _Run, following: _Run, pause_s: float) -> bool:
    return (
        run.speaker == following.speaker
        and run.leg.leg_no == following.leg.leg_no
        and following.start_s - run.end_s <= pause_s
    )


def _turn(number: int, run: _Run) -> Turn:
    return Turn(
        turn_no=number,
        leg_no=run.leg.leg_no,
        speaker=run.speaker,
        start_s=round(run.start_s, 2),
        end_s=round(run.end_s, 2),
        text=" ".join("".join(word.text for word in run.words).split()),
        agent_id=run.leg.agent_id if run.speaker == "agent" else None,
        confidence=round(sum(word.probability for word in run.words) / len(run.words), 3),
    )
