"""Utterances → turns: each speaker's run of speech, in its leg, in the order of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain.contact import Leg, Speaker, Turn

TURN_PAUSE_S = 2.0  # beyond it, the same speaker starts a new turn


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one voice says in one go, in seconds of a file or of the contact.

    `voice` is the label that a file gives it, None where it gives none; `confidence` is 0-1, None
    where nobody says how sure the words are.
    """

    start_s: float
    end_s: float
    text: str
    voice: str | None = None
    confidence: float | None = None


@dataclass(slots=True)
class _Run:
    speaker: Speaker
    leg: Leg
    utterances: list[Utterance]
    end_s: float


def to_turns(spoken: Iterable[tuple[Speaker, Utterance]], legs: Sequence[Leg]) -> tuple[Turn, ...]:
    """Turns from utterances in the contact's time, numbered from 1 in order of time.

    A turn ends when the other party speaks, when its speaker pauses for 2 s, or at the end of the
    leg: an utterance belongs to the leg that holds its middle, else to the nearest.
    """
    runs: list[_Run] = []
    for speaker, one in sorted(spoken, key=lambda item: (item[1].start_s, item[1].end_s)):
        leg = leg_at((one.start_s + one.end_s) / 2, legs)
        last = runs[-1] if runs else None
        if (
            last
            and (last.speaker, last.leg.leg_no) == (speaker, leg.leg_no)
            and one.start_s - last.end_s <= TURN_PAUSE_S
        ):
            last.utterances.append(one)
            last.end_s = max(last.end_s, one.end_s)
        else:
            runs.append(_Run(speaker, leg, [one], one.end_s))
    return tuple(_turn(number, run) for number, run in enumerate(runs, start=1))


def leg_at(second: float, legs: Sequence[Leg]) -> Leg:
    """The leg that holds a second of the contact, else the nearest one."""
    return min(legs, key=lambda leg: max(leg.start_s - second, second - leg.end_s, 0.0))


def _turn(number: int, run: _Run) -> Turn:
    weighed = [
        (len(one.text.split()), one.confidence)
        for one in run.utterances
        if one.confidence is not None
    ]
    n_words = sum(n for n, _ in weighed)
    return Turn(
        turn_no=number,
        leg_no=run.leg.leg_no,
        speaker=run.speaker,
        start_s=round(run.utterances[0].start_s, 2),
        end_s=round(run.end_s, 2),
        text=" ".join(" ".join(one.text for one in run.utterances).split()),
        agent_id=run.leg.agent_id if run.speaker == "agent" else None,
        confidence=round(sum(n * c for n, c in weighed) / n_words, 3) if n_words else None,
    )
