"""Recorded menus and announcements, told from people by their words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.domain import Mark, Speaker
from pipeline.language import Phrases
from pipeline.transcribe.legs import names_self
from pipeline.transcribe.recogniser import Word

PHRASES = Phrases.beside(__file__)
PAUSE_S = 0.35  # a recording and the person after it are further apart
OPENING_S = 8.0  # nobody has spoken for so long: a call begins, or somebody waits
CHAIN_S = 8.0  # between two parts of one announcement


@dataclass(frozen=True, slots=True)
class _Breath:
    """What one voice says without a pause: places in the list of spoken words."""

    speaker: Speaker
    places: tuple[int, ...]
    start_s: float
    end_s: float
    text: str


def tell_ivr(
    spoken: Sequence[tuple[Speaker, Word]], language: str | None
) -> tuple[list[tuple[Speaker, Word]], tuple[Mark, ...]]:
    """The words with those of recordings given to `ivr`, and an `ivr` mark for each announcement.

    A recording is heard where a call begins or somebody waits, says what only recordings say, and
    nothing that only people say: "you're speaking to Lisa, this call is recorded" is Lisa.
    """
    breaths = list(_breaths(spoken))
    recorded: list[_Breath] = []
    waiting: list[_Breath] = []  # welcomes, which are a recording's if one goes on
    last_person_s = -OPENING_S
    for breath in breaths:
        is_person = PHRASES.has(language, breath.text, "human") or names_self(breath.text, language)
        is_opening = breath.start_s - last_person_s >= OPENING_S
        if is_opening and not is_person and PHRASES.has(language, breath.text, "recorded"):
            recorded += [w for w in waiting if breath.start_s - w.end_s <= CHAIN_S]
            recorded.append(breath)
            waiting = []
        elif is_opening and not is_person and PHRASES.has(language, breath.text, "welcome"):
            waiting.append(breath)
        else:
            waiting = []
            last_person_s = breath.end_s
    its_places = {place for breath in recorded for place in breath.places}
    told = [
        ("ivr" if place in its_places else speaker, word)
        for place, (speaker, word) in enumerate(spoken)
    ]
    return told, _marks(recorded)


def _breaths(spoken: Sequence[tuple[Speaker, Word]]) -> Iterator[_Breath]:
    by_speaker: dict[Speaker, list[int]] = {}
    for place, (speaker, _) in enumerate(spoken):
        by_speaker.setdefault(speaker, []).append(place)
    breaths = []
    for speaker, places in by_speaker.items():
        run: list[int] = []
        for place in sorted(places, key=lambda at: spoken[at][1].start_s):
            if run and spoken[place][1].start_s - spoken[run[-1]][1].end_s > PAUSE_S:
                breaths.append(_breath(spoken, speaker, run))
                run = []
            run.append(place)
        breaths.append(_breath(spoken, speaker, run))
    yield from sorted(breaths, key=lambda breath: breath.start_s)


def _breath(
    spoken: Sequence[tuple[Speaker, Word]], speaker: Speaker, places: Sequence[int]
) -> _Breath:
    words = [spoken[place][1] for place in places]
    text = " ".join("".join(word.text for word in words).split())
    return _Breath(speaker, tuple(places), words[0].start_s, words[-1].end_s, text)


def _marks(recorded: Sequence[_Breath]) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for breath in recorded:
        start_s = round(breath.start_s, 2)
        if marks and breath.start_s - marks[-1].end_s <= CHAIN_S:
            start_s = marks.pop().start_s
        marks.append(Mark("ivr", start_s, round(breath.end_s, 2)))
    return tuple(marks)
