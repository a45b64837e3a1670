"""How an agent met the customer, read from words alone as observable behaviour, 0 to 4.

Counted: does the agent take up what the customer said, name the situation or the feeling, take blame
and haste away, ask on, own it, do it while the customer listens, explain, say what happens next?
Against: the script, sending away, brushing off, blaming, asking for data in a bare word. What the
law forbids is not done: nothing is inferred from anybody's voice.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain import Contact, Contribution, EmpathyScore, Journey, Leg
from pipeline.language import Phrases, content_words
from pipeline.language.asks import asked_for
from pipeline.language.likeness import SAME_WORD, word_likeness
from pipeline.language.sentences import sentences
from pipeline.language.words import spoken_words
from pipeline.score.lines import agent_turns, worth
from pipeline.trained import load_weights

PHRASES = Phrases.beside(__file__)
MODEL = "empathy"
LOWEST, HIGHEST = 0.0, 4.0
SHOWN = 0.8  # points from the baseline from which an agent was plainly warm or cold, asked or not
SHORTEST_LEG_TURNS = 2  # agent turns under which there is nothing to judge
STORY_WORDS = 20  # a customer's turn as long as this tells a story, and that can be taken up
BARE_WORDS = 4  # an ask as short as this is a form's, not a person's
LONG_STORY, SHORT_ANSWER = 5, 40  # content words of the customer, characters of the agent
USUAL_WORDS = 12  # words in an agent's turn in an ordinary leg
MOST_BY_MANNER = 1.5  # points either way
MOST_EXPLAINED = 1.0  # as a logarithm: who talks on and on is not kinder for it
AGENT_CUES = (
    "names_it",
    "tells_back",
    "reassures",
    "owns_it",
    "has_done",
    "says_what_next",
    "asks_on",
    "wishes",
    "formula",
    "script",
    "sends_away",
    "brushes_off",
)
ASKED = "asks_on"  # counts only as a question where questions are marked
STATED = "tells_back"  # counts only where it is no question
COUNTED = (*AGENT_CUES, "takes_up", "answers_short", "bare_ask")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One kind of behaviour in a leg: how often, as a logarithm, so that the tenth counts little."""

    reason: str
    amount: float
    turns: tuple[int, ...] = ()


def empathies_of(journey: Journey, enough_quality: float) -> Iterator[EmpathyScore]:
    """The empathy of each leg of a journey's contacts, in order."""
    for contact in journey.contacts:
        for leg in contact.legs:
            yield _score(contact, leg, enough_quality)


def behaviours_of(contact: Contact, leg: Leg) -> list[Behaviour]:
    """What the leg's agent was heard to do.

    `explains` is how much longer the agent's turns are than usual, as a logarithm, below 0 when
    they are shorter; `manner` is in points (`lines.py`); all others are counts of turns.
    """
    shown: dict[str, list[int]] = {reason: [] for reason in COUNTED}
    heard, words = "", []
    is_punctuated = any("?" in turn.text for turn in contact.turns)
    for turn in contact.turns_of(leg.leg_no):
        if turn.speaker == "customer":
            heard = turn.text
        elif turn.speaker == "agent" and turn.agent_id in (None, leg.agent_id):
            words.append(len(spoken_words(turn.text)))
            is_ask = bool(asked_for(contact.language, turn.text))
            found = _cues(contact.language, turn.text, is_punctuated)
            if not is_ask and _takes_up(heard, turn.text):
                found.add("takes_up")
            if is_ask and words[-1] <= BARE_WORDS:
                found.add("bare_ask")
            if len(content_words(heard)) > LONG_STORY and len(turn.text) < SHORT_ANSWER:
                found.add("answers_short")
            for reason in found:
                shown[reason].append(turn.turn_no)
    behaviours = [
        Behaviour(reason, math.log1p(len(turns)), tuple(turns)) for reason, turns in shown.items()
    ]
    return [
        *behaviours,
        Behaviour("explains", _explains(words)),
        Behaviour("manner", *worth("manner", agent_turns(contact, leg), MOST_BY_MANNER)),
    ]


def _cues(language: str | None, text: str, is_punctuated: bool) -> set[str]:
    """The cues of a turn; a question tells nothing back, a statement asks nothing."""
    found = set()
    for match in PHRASES.find(language, text, *AGENT_CUES):
        end = next((end for start, end in sentences(text) if start <= match.start < end), len(text))
        is_question = text[:end].endswith("?")
        if match.cue == STATED and is_question:
            continue
        if match.cue == ASKED and is_punctuated and not is_question:
            continue
        found.add(match.cue)
    return found


def _explains(words: list[int]) -> float:
    if not any(words):
        return 0.0
    longer = math.log(sum(words) / len(words) / USUAL_WORDS)
    return max(-MOST_EXPLAINED, min(MOST_EXPLAINED, longer))


def _takes_up(heard: str, answer: str) -> bool:
    """Whether an answer comes back to at least two things that the customer just said."""
    said = content_words(answer)
    return (
        sum(
            any(word_likeness(w, other) >= SAME_WORD for other in said)
            for w in set(content_words(heard))
        )
        >= 2
    )


def _is_occasion(contact: Contact, leg: Leg) -> bool:
    """Whether the customer said anything that an empathic person would respond to.

    Words of trouble, or a story; in this leg or in one before it, since who takes somebody over takes
    over the trouble. An agent who was plainly warm or cold had an occasion too.
    """
    return any(
        PHRASES.has(contact.language, turn.text, "occasion")
        or len(spoken_words(turn.text)) >= STORY_WORDS
        for turn in contact.turns
        if turn.speaker == "customer" and turn.leg_no <= leg.leg_no
    )


def _score(contact: Contact, leg: Leg, enough_quality: float) -> EmpathyScore:
    null_reason = _cannot_tell(contact, leg, enough_quality)
    if null_reason:
        return _null(contact, leg, null_reason)
    model = load_weights(MODEL)
    rows = [Contribution("baseline", round(model.intercept, 3))]
    for behaviour in behaviours_of(contact, leg):
        points = round(model.weights.get(behaviour.reason, 0.0) * behaviour.amount, 3)
        if points:
            rows.append(Contribution(behaviour.reason, points, turns=behaviour.turns))
    total = round(sum(row.points for row in rows), 3)
    named = sum(row.points for row in rows[1:] if row.reason != "manner")
    if not _is_occasion(contact, leg) and abs(named) < SHOWN:
        return _null(contact, leg, "no_occasion")
    empathy = min(HIGHEST, max(LOWEST, total))
    if empathy != total:
        rows.append(Contribution("limit", round(empathy - total, 3)))
    low, high = model.interval(empathy, (LOWEST, HIGHEST), contact.transcript_quality)
    return EmpathyScore(contact.contact_id, leg.leg_no, empathy, low, high, True, tuple(rows))


def _null(contact: Contact, leg: Leg, reason: str) -> EmpathyScore:
    return EmpathyScore(contact.contact_id, leg.leg_no, None, None, None, False, (), reason)


def _cannot_tell(contact: Contact, leg: Leg, enough_quality: float) -> str | None:
    if len(contact.turns_of(leg.leg_no, "agent")) < SHORTEST_LEG_TURNS:
        return "too_short"
    if contact.transcript_quality is not None and contact.transcript_quality < enough_quality:
        return "poor_transcript"
    return None
