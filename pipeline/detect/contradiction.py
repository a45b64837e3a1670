"""Agents tell a customer different things."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Phrases, Story, content_words, spoken_words
from pipeline.language.amounts import NUMBERS, amounts, differing
from pipeline.language.senses import strengths
from pipeline.language.sentences import sentences
from pipeline.trained import Weights, load_weights

PHRASES = Phrases.beside(__file__)
SENSE = "contradiction"
MEANT = "meant"  # the feature: how strongly the statement has that sense
POLES = (
    ("needed", "not_needed"),
    ("possible", "impossible"),
    ("free", "costs"),
    ("covered", "not_covered"),
    ("ours", "not_ours"),
    ("there", "not_there"),
)
CLAIM_FROM = 0.35  # chance from which a statement is claimed
HELD_TO_FROM = 0.15  # chance from which a statement beside it is quoted as well
REFUSALS = frozenset("nee neen nope no nah nou well helaas unfortunately".split())
NEAR = 2  # turns between two statements that are about the same contradiction
MANY_WORDS = 4  # a statement of fewer words says nothing that could be contradicted
LIKELY_FROM = 0.7  # chance from which most were right on journeys not learnt from
LIKELY, PERHAPS = 0.6, 0.4  # confidence; a little less than measured, for words never seen
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


@detector(version=3)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer is told something else than before about the same point.

    Another price, date or term, whether it can be done, who is to do it: by another agent, or by
    the same one at another time. The later statement counts, not which of the two is right.
    """
    weights = load_weights("contradiction")
    weighed = ((_chance(weights, each), each) for each in candidates(journey))
    heard = [(chance, each) for chance, each in weighed if chance >= HELD_TO_FROM]
    for exchange in _exchanges(heard):
        chance, surest = max(exchange, key=itemgetter(0))
        if chance < CLAIM_FROM:
            continue
        contact_id, earlier = surest.later.contact.contact_id, surest.earlier
        asked = {each.quoting.turn_no: each.quoting for _, each in exchange if each.quoting}
        quoting = [Quote.cite(contact_id, turn, "customer_quotes") for turn in asked.values()]
        yield Sighting(
            evidence=tuple(
                Quote.cite(contact_id, each.later.turn, "told_otherwise") for _, each in exchange
            ),
            related=(
                Quote.cite(earlier.contact.contact_id, earlier.turn, "told"),
                *quoting,
            ),
            leg_no=surest.later.turn.leg_no,
            related_leg_no=earlier.turn.leg_no,
            confidence=LIKELY if chance >= LIKELY_FROM else PERHAPS,
            detail={"about": _about(surest), "is_quoted": bool(quoting)},
        )


def _chance(weights: Weights, each: Candidate) -> float:
    """By the weights; but who is quoted, says no to it and says something else, does contradict."""
    is_plain = each.features["quoted_denied"] > 0 and each.features["quoted_differs"] > 0
    return max(weights.chance(each.features), CLAIM_FROM if is_plain else 0.0)


def _exchanges(heard: list[tuple[float, Candidate]]) -> Iterator[list[tuple[float, Candidate]]]:
    """Statements that go together: said, protested against, and held to."""
    exchange: list[tuple[float, Candidate]] = []
    for chance, each in heard:
        if exchange and not _is_same_place(exchange[-1][1], each):
            yield exchange
            exchange = []
        exchange.append((chance, each))
    if exchange:
        yield exchange


def _is_same_place(one: Candidate, other: Candidate) -> bool:
    """Whether two statements are of one leg, and two turns apart or about one quote."""
    if _leg_of(one.later) != _leg_of(other.later):
        return False
    is_near = other.later.turn.turn_no - one.later.turn.turn_no <= NEAR
    return is_near or (one.quoting is not None and one.quoting == other.quoting)


def _leg_of(told: Told) -> tuple[str, int]:
    return told.contact.contact_id, told.turn.leg_no


def candidates(journey: Journey) -> Iterator[Candidate]:
    """Every statement of an agent after another leg or contact, beside the earlier one most like it."""
    said: list[Told] = []
    for contact in journey.contacts:
        meant = {contact.turns[i].turn_no: s for i, s in strengths(SENSE, contact).items()}
        for leg in contact.legs:
            turns = contact.turns_of(leg.leg_no)
            earlier = [each for each in said if _states(each.contact, each.turn)]
            for i, turn in enumerate(turns):
                if earlier and _states(contact, turn):
                    found = _candidate(Told(contact, turn), i, turns, earlier, said)
                    found.features[MEANT] = meant[turn.turn_no]
                    yield found
            said.extend(Told(contact, turn) for turn in turns)


def _candidate(
    later: Told, i: int, turns: tuple[Turn, ...], earlier: list[Told], said: list[Told]
) -> Candidate:
    language, text = later.contact.language, later.turn.text
    before = next((turn for turn in reversed(turns[:i]) if turn.speaker == "customer"), None)
    after = next((turn for turn in turns[i + 1 : i + 2] if turn.speaker == "customer"), None)
    asked = before.text if before else ""
    answer = after.text if after else ""
    quotes_after = _quotes(later.contact, after, is_answer=True)
    quotes_before = (
        i > 0 and before is turns[i - 1] and _quotes(later.contact, before, is_answer=False)
    )
    point = Story(
        [" ".join((text, asked, answer if quotes_after else ""))], [each.turn.text for each in said]
    )
    shared = [sum(point.shared(each.turn.text).values()) for each in earlier]
    clashes = [_clash(later, each) for each in earlier]
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
    features = {
        "taken_back": float("taken_back" in cues),
        "told_wrongly": float("told_wrongly" in cues),
        "quoted_after": float(quotes_after),
        "quoted_denied": float(is_quoted and bool(cues & {"denied", "taken_back"})),
        "quoted_differs": float(is_quoted and differs),
        "differs": float(differs),
        "echoed": float(_echoes(text, answer)),
        "alike": likeness,
    }
    quoting = after if quotes_after else before if quotes_before else None
    return Candidate(later, earlier[best], quoting, features)


def _states(contact: Contact, turn: Turn) -> bool:
    """Whether an agent states something in a turn: a sentence that is no question and not too short."""
    return turn.speaker == "agent" and any(
        len(spoken_words(turn.text[start:end])) >= MANY_WORDS and turn.text[end - 1] != "?"
        for start, end in sentences(turn.text)
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


def _clash(later: Told, earlier: Told) -> str | None:
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


def _about(candidate: Candidate) -> str:
    """What the two go apart about (`hours`, `money`, `date`, `needed`, …), `other` where it is neither."""
    return _clash(candidate.later, candidate.earlier) or "other"
