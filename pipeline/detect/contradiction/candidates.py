"""Statements of agents that may contradict what was said before, and what speaks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.detect.contradiction.opposites import (
    NOT_AT_ALL,
    Before,
    is_statement,
    opposed,
    statements_in,
)
from pipeline.domain import Contact, Journey, Turn
from pipeline.language import Phrases, Story, content_words, spoken_words
from pipeline.language.amounts import NUMBERS, amounts, differing
from pipeline.language.meaning import Vectors
from pipeline.language.senses import strengths, surroundings_of
from pipeline.language.sentences import sentences

PHRASES = Phrases.beside(str(Path(__file__).parent))  # beside the folder, as all detectors' lists
SENSE = "contradiction"
MEANT = "meant"  # the feature: how strongly the statement has that sense
OPPOSED = "opposed"  # the feature: how far it goes against an earlier one, by what both mean
PAIR_FROM = -1.0  # log odds from which that one is the one that is contradicted
POLES = (
    ("needed", "not_needed"),
    ("possible", "impossible"),
    ("free", "costs"),
    ("covered", "not_covered"),
    ("ours", "not_ours"),
    ("there", "not_there"),
)
REFUSALS = frozenset("nee neen nope no nah nou well helaas unfortunately".split())
CLASH_WEIGHS = 4.0  # as much as this shared weight: opposite statements go together
ON_ONE_POINT = 1.0  # shared weight from which they may be about one point
FEW_WORDS = 6  # of an echo
REACTION = 3  # sentences
ENOUGH = 12.0  # shared weight beyond which two statements are no more about one point


@dataclass(frozen=True, slots=True)
class Told:
    """A turn, and the contact in which it was said."""

    contact: Contact
    turn: Turn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may contradict an earlier one, and where a customer says so."""

    later: Told
    earlier: Told
    quoting: Turn | None
    features: dict[str, float]


@dataclass(frozen=True)
class Statement:
    """An agent's turn that states something, `place` of its leg's `turns`, and all that was said before.

    `earlier` are the statements of earlier legs and contacts, `before` what they mean, `said` all turns.
    `around` is what the turn and its surroundings mean.
    """

    later: Told
    place: int
    turns: tuple[Turn, ...]
    earlier: tuple[Told, ...]
    before: Before
    said: tuple[Told, ...]
    around: Vectors


def statements(journey: Journey) -> Iterator[Statement]:
    """Every statement of an agent after another leg or contact in which agents stated something."""
    said: tuple[Told, ...] = ()
    earlier: tuple[Told, ...] = ()
    for contact in journey.contacts:
        around = surroundings_of(contact)
        place_of = {turn.turn_no: place for place, turn in enumerate(contact.turns)}
        for leg in contact.legs:
            turns = contact.turns_of(leg.leg_no)
            before = statements_in([each.turn.text for each in earlier])
            for place, turn in enumerate(turns):
                if earlier and _states(turn):
                    yield Statement(
                        Told(contact, turn),
                        place,
                        turns,
                        earlier,
                        before,
                        said,
                        around[place_of[turn.turn_no]],
                    )
            told = tuple(Told(contact, turn) for turn in turns)
            said += told
            earlier += tuple(each for each in told if _states(each.turn))


def candidates(journey: Journey) -> Iterator[Candidate]:
    """Every statement beside the earlier one that it contradicts, if it contradicts any."""
    meant = {
        (contact.contact_id, contact.turns[i].turn_no): strength
        for contact in journey.contacts
        for i, strength in strengths(SENSE, contact).items()
    }
    for each in statements(journey):
        place = each.later.contact.contact_id, each.later.turn.turn_no
        yield _candidate(each, meant[place])


def _candidate(each: Statement, meant: float) -> Candidate:
    later, turns, earlier = each.later, each.turns, each.earlier
    language, text = later.contact.language, later.turn.text
    before = next(
        (turn for turn in reversed(turns[: each.place]) if turn.speaker == "customer"), None
    )
    after = next(
        (turn for turn in turns[each.place + 1 : each.place + 2] if turn.speaker == "customer"),
        None,
    )
    asked = before.text if before else ""
    answer = after.text if after else ""
    quotes_after = _quotes(later.contact, after, is_answer=True)
    quotes_before = (
        each.place > 0
        and before is turns[each.place - 1]
        and _quotes(later.contact, before, is_answer=False)
    )
    point = Story(
        [" ".join((text, asked, answer if quotes_after else ""))],
        [told.turn.text for told in each.said],
    )
    shared = [sum(point.shared(told.turn.text).values()) for told in earlier]
    clashes = [clash(later, told) for told in earlier]
    strength = [
        min(ENOUGH, s) + CLASH_WEIGHS * (c is not None and s > ON_ONE_POINT)
        for s, c in zip(shared, clashes, strict=True)
    ]
    best = strength.index(max(strength))
    cues = {match.cue for match in PHRASES.find(language, text)}
    quoted = " ".join(([answer] if quotes_after else []) + ([asked] if quotes_before else []))
    is_quoted = quotes_after or quotes_before
    differs = (
        (clashes[best] is not None and shared[best] > ON_ONE_POINT)
        or differing(amounts(text), amounts(quoted)) is not None
        or (quotes_before and spoken_words(text)[0] in REFUSALS)
    )
    likeness = min(ENOUGH, shared[best]) / ENOUGH
    log_odds, opposite = opposed(text, each.around, each.before)
    features = {
        "taken_back": float("taken_back" in cues),
        "told_wrongly": float("told_wrongly" in cues),
        "quoted_after": float(quotes_after),
        "quoted_denied": float(is_quoted and bool(cues & {"denied", "taken_back"})),
        "quoted_differs": float(is_quoted and differs),
        "differs": float(differs),
        "echoed": float(_echoes(text, answer)),
        "alike": likeness,
        MEANT: meant,
        OPPOSED: log_odds - NOT_AT_ALL,
    }
    quoting = after if quotes_after else before if quotes_before else None
    if opposite is not None and log_odds > PAIR_FROM:
        best = opposite
    return Candidate(later, earlier[best], quoting, features)


def _states(turn: Turn) -> bool:
    """Whether an agent states something in a turn."""
    return turn.speaker == "agent" and any(
        is_statement(turn.text[start:end]) for start, end in sentences(turn.text)
    )


def _quotes(contact: Contact, turn: Turn | None, *, is_answer: bool) -> bool:
    """Whether a customer says what somebody told before, other than themselves or other people.

    An answer does so as it begins, what an agent answers ends with it: in between stands a story.
    """
    if turn is None:
        return False
    spans = sentences(turn.text)
    near = spans[:REACTION] if is_answer else spans[-REACTION:]
    found = PHRASES.find(contact.language, turn.text, "quoted", "own_words")
    own = [match for match in found if match.cue == "own_words"]
    return any(
        match.cue == "quoted"
        and near[0][0] <= match.start < near[-1][1]
        and not any(match.start < other.end and other.start < match.end for other in own)
        for match in found
    )


def _echoes(text: str, answer: str) -> bool:
    """Whether a customer repeats what was just said as a question: "Forty-five?", "Excluded?"."""
    echoes = [answer[start:end] for start, end in sentences(answer)[:2]]
    return any(
        each.endswith("?")
        and len(spoken_words(each)) <= FEW_WORDS
        and _telling(each) & _telling(text)
        for each in echoes
    )


def _telling(text: str) -> frozenset[str]:
    """The words of a text that tell something, numbers among them."""
    return frozenset(content_words(text)) | (NUMBERS.keys() & set(spoken_words(text))) - {"a", "an"}


def clash(later: Told, earlier: Told) -> str | None:
    """About what two statements go apart: a kind of amount or a pair of opposites; None if not."""
    kind = differing(amounts(later.turn.text), amounts(earlier.turn.text))
    if kind:
        return kind
    one = {m.cue for m in PHRASES.find(later.contact.language, later.turn.text)}
    other = {m.cue for m in PHRASES.find(earlier.contact.language, earlier.turn.text)}
    for yes, no in POLES:
        for a, b in ((yes, no), (no, yes)):
            if a in one and b in other and b not in one and a not in other:
                return yes
    return None
