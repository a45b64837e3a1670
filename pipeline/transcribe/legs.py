"""Legs and holds of a call from what is heard, where the telephone switch does not tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.domain import Leg, Mark, Turn
from pipeline.language import Phrases
from pipeline.transcribe.speech import Span

PHRASES = Phrases.beside(__file__)

# What speaks for another agent from here on, in points, and against. Five points are a transfer:
# one clue alone never is, and two only where both are strong.
POINTS = {
    "announced": 3,  # the agent before said so, in the last words before it
    "consults": 2,  # … or spoke about the customer with somebody else
    "introduces": 4,  # to another agent: "I have Mrs Prins on the line"
    "names_self": 3,
    "opens": 2,  # a good day, an offer to help, a question for the number
    "new_voice": 4,
    "ringing": 2,
    "long_wait": 2,
    "wait": 1,
    "returns": -3,  # thanks for waiting, from somebody who does not say who it is
    "again": -4,
    "holds": -1,  # the agent before asked for a moment, announced nobody, and who speaks gives no name
}
TRANSFER_POINTS = 5
WAIT_S, LONG_WAIT_S = 10.0, 60.0
LAST_TURNS, LAST_S = 4, 60.0  # an announcement stands in so many agent turns, and so near
OPENING_WORDS = 25
NEAR_VOICE_S = 5.0
OWN_NAME = re.compile(
    r"^.{0,60}?\b(?:(?:[Tt]his is|[Ii]t's|I'm|[Yy]ou've got) [A-Z]\w+|[A-Z]\w+ speaking\b)"
    r"|^[^.?!]{0,60}?\b[Mm]et [A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?=[.,?!]|$| van)"
)

MIN_HOLD_S = 5.0
MIN_SILENT_HOLD_S = 15.0
HOLD_TOLERANCE = 1.25


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a leg may begin, and what speaks for it: names of `POINTS`."""

    place: int  # of the first turn of the new leg
    end_s: float  # of the leg before
    start_s: float
    clues: tuple[str, ...]

    @property
    def points(self) -> int:
        """The sum of what its clues are worth."""
        return sum(POINTS[clue] for clue in self.clues)


def infer_legs(
    turns: Sequence[Turn],
    language: str | None,
    end_s: float,
    marks: Sequence[Mark] = (),
    new_voices: Sequence[float] = (),
) -> tuple[Leg, ...]:
    """The legs of a contact whose source gives none, numbered from 1, each marked as inferred.

    `turns` are those of the whole contact in order, in the contact's seconds, their legs ignored;
    `end_s` is the end of the recording; `new_voices` are the seconds at which an agent begins to
    speak whom nobody has heard before, where that is known. Who the agents are stays unknown. The
    first leg begins with the first words of a person, so ringing and a menu before it are wait.
    """
    people = [turn for turn in turns if turn.speaker != "ivr"]
    if not people:
        return (Leg(1, 0.0, round(end_s, 2), is_inferred=True),)
    bounds = _boundaries(_Call(people, language, marks, new_voices))
    starts = [people[0].start_s, *(bound.start_s for bound in bounds)]
    ends = [*(bound.end_s for bound in bounds), max(end_s, people[-1].end_s)]
    legs = [
        Leg(
            number,
            round(start_s, 2),
            round(stop_s, 2),
            ended_by="transfer" if number < len(starts) else None,
            is_inferred=True,
        )
        for number, (start_s, stop_s) in enumerate(zip(starts, ends, strict=True), start=1)
    ]
    return infer_holds(legs, people, language, marks)


def names_self(text: str, language: str | None) -> bool:
    """Whether somebody says who is speaking: "goedemiddag, met Harry", "you're through to Imogen"."""
    return PHRASES.has(language, text, "names_self") or OWN_NAME.search(text) is not None


def infer_holds(
    legs: Sequence[Leg], turns: Sequence[Turn], language: str | None, marks: Sequence[Mark]
) -> tuple[Leg, ...]:
    """The legs with the times of their holds, for those that came without.

    A hold is music, or a silence for which the agent asked. A leg whose source says how long the
    customer was on hold gets the longest of them that fit into that; `hold_s` stays as it came.
    """
    return tuple(leg if leg.holds else _with_holds(leg, turns, language, marks) for leg in legs)


@dataclass(frozen=True, slots=True)
class _Call:
    """What is known of a call: what people said, and what was heard besides."""

    people: Sequence[Turn]
    language: str | None
    marks: Sequence[Mark]
    new_voices: Sequence[float]


def _boundaries(call: _Call) -> list[Boundary]:
    bounds: list[Boundary] = []
    since = 0  # first turn of the leg
    for place, turn in enumerate(call.people):
        talk = {each.speaker for each in call.people[since:place]}
        if turn.speaker != "agent" or talk < {"agent", "customer"}:
            continue
        bound = _boundary(call, since, place)
        if bound.points >= TRANSFER_POINTS:
            bounds.append(bound)
            since = bound.place
    return bounds


def _boundary(call: _Call, since: int, place: int) -> Boundary:
    """What speaks for a new leg at an agent's turn, given the turns of the leg so far."""
    people, language = call.people, call.language
    earlier = [at for at in range(since, place) if people[at].speaker == "agent"]
    # The customer may speak first ("hello?"), so the wait is somewhere since the last agent turn.
    first = max(
        range(earlier[-1] + 1, place + 1),
        key=lambda at: (people[at].start_s - people[at - 1].end_s, at),
    )
    wait = (people[first - 1].end_s, people[first].start_s)
    clues = [*_before(people, earlier, wait[0], language), *_in_wait(wait, call.marks)]
    clues += _opening(people[place].text, language)
    if "names_self" in clues and "holds" in clues:
        clues.remove("holds")
    if any(abs(second - people[place].start_s) <= NEAR_VOICE_S for second in call.new_voices):
        clues.append("new_voice")
    if not {"announced", "consults", "new_voice", "wait", "long_wait"} & set(clues):
        clues = []  # somebody who is asked for a name is no new agent
    return Boundary(first, min(wait), max(wait), tuple(clues))


def _before(
    people: Sequence[Turn], earlier: Sequence[int], end_s: float, language: str | None
) -> Iterator[str]:
    said = [people[at].text for at in earlier[-LAST_TURNS:] if end_s - people[at].end_s <= LAST_S]
    if any(_announces(text, language) for text in said):
        yield "announced"
    elif any(PHRASES.has(language, text, "consults") for text in said):
        yield "consults"
    elif said and PHRASES.has(language, said[-1], "holds"):
        yield "holds"


def _announces(text: str, language: str | None) -> bool:
    refused = PHRASES.find(language, text, "refused")
    return any(
        not any(no.start < yes.end and yes.start < no.end for no in refused)
        for yes in PHRASES.find(language, text, "announced")
    )


def _in_wait(wait: Span, marks: Sequence[Mark]) -> Iterator[str]:
    length_s = wait[1] - wait[0]
    if length_s >= LONG_WAIT_S:
        yield "long_wait"
    elif length_s >= WAIT_S:
        yield "wait"
    if any(
        mark.kind == "ringing" and mark.start_s < wait[1] and mark.end_s > wait[0] for mark in marks
    ):
        yield "ringing"


def _opening(text: str, language: str | None) -> Iterator[str]:
    text = " ".join(text.split()[:OPENING_WORDS])
    if PHRASES.has(language, text, "again"):
        yield "again"
    elif names_self(text, language):
        yield "names_self"
    elif PHRASES.has(language, text, "returns"):
        yield "returns"
    if PHRASES.has(language, text, "introduces"):
        yield "introduces"
    elif PHRASES.has(language, text, "opens"):
        yield "opens"


def _with_holds(
    leg: Leg, turns: Sequence[Turn], language: str | None, marks: Sequence[Mark]
) -> Leg:
    found = [
        (max(mark.start_s, leg.start_s), min(mark.end_s, leg.end_s))
        for mark in marks
        if mark.kind == "music" or (mark.kind == "silence" and _asked_for(mark, turns, language))
    ]
    holds = [hold for hold in found if hold[1] - hold[0] >= MIN_HOLD_S]
    if not leg.is_inferred:
        holds = _fitting(holds, leg.hold_s)
    hold_s = round(sum(end_s - start_s for start_s, end_s in holds), 2)
    return replace(
        leg, holds=tuple(sorted(holds)), hold_s=hold_s if leg.is_inferred else leg.hold_s
    )


def _fitting(holds: Sequence[Span], hold_s: float) -> list[Span]:
    fitting: list[Span] = []
    left_s = hold_s * HOLD_TOLERANCE
    for hold in sorted(holds, key=lambda span: span[0] - span[1]):
        if hold[1] - hold[0] <= left_s:
            fitting.append(hold)
            left_s -= hold[1] - hold[0]
    return fitting


def _asked_for(silence: Mark, turns: Sequence[Turn], language: str | None) -> bool:
    if silence.end_s - silence.start_s < MIN_SILENT_HOLD_S:
        return False
    before = [t for t in turns if t.speaker == "agent" and t.start_s < silence.start_s][-1:]
    return any(PHRASES.has(language, turn.text, "holds") for turn in before)
