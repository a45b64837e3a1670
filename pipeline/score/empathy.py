"""How an agent met the customer, read from words alone as observable behaviour, 0 to 4.

Counted: does the agent take up what the customer just said, name the situation or the feeling, ask
on, own it, say what happens next? Against: formula sorrow without more, brushing off, blaming. What
the law forbids is not done: nothing is inferred from anybody's voice.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain import Contact, Contribution, EmpathyScore, Journey, Leg
from pipeline.language import Phrases, content_words
from pipeline.language.asks import asked_for
from pipeline.language.likeness import SAME_WORD, word_likeness
from pipeline.trained import load_weights

PHRASES = Phrases.beside(__file__)
MODEL = "empathy"
LOWEST, HIGHEST = 0.0, 4.0
SHOWN = 0.8  # points from the baseline from which an agent was plainly warm or cold, asked or not
SHORTEST_LEG_TURNS = 2  # agent turns under which there is nothing to judge
AGENT_CUES = (
    "names_it",
    "formula",
    "owns_it",
    "says_what_next",
    "asks_on",
    "wishes",
    "brushes_off",
)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One kind of behaviour in a leg: how often, as a logarithm, so that the tenth counts little."""

    reason: str
    amount: float


def empathies_of(journey: Journey, enough_quality: float) -> Iterator[EmpathyScore]:
    """The empathy of each leg of a journey's contacts, in order."""
    for contact in journey.contacts:
        for leg in contact.legs:
            yield _score(contact, leg, enough_quality)


def behaviours_of(contact: Contact, leg: Leg) -> list[Behaviour]:
    """What the leg's agent was heard to do."""
    counts = dict.fromkeys((*AGENT_CUES, "takes_up", "answers_short"), 0)
    heard = ""
    for turn in contact.turns_of(leg.leg_no):
        if turn.speaker == "customer":
            heard = turn.text
        elif turn.speaker == "agent" and turn.agent_id in (None, leg.agent_id):
            for cue in AGENT_CUES:
                counts[cue] += PHRASES.has(contact.language, turn.text, cue)
            is_ask = bool(asked_for(contact.language, turn.text))
            counts["takes_up"] += not is_ask and _takes_up(heard, turn.text)
            counts["answers_short"] += len(content_words(heard)) > 5 and len(turn.text) < 40
    return [Behaviour(reason, math.log1p(count)) for reason, count in counts.items()]


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

    The list is short and misses much; an agent who was plainly warm or cold had an occasion too.
    """
    return any(
        PHRASES.has(contact.language, turn.text, "occasion")
        for turn in contact.turns_of(leg.leg_no, "customer")
    )


def _score(contact: Contact, leg: Leg, enough_quality: float) -> EmpathyScore:
    null_reason = _cannot_tell(contact, leg, enough_quality)
    if null_reason:
        return EmpathyScore(contact.contact_id, leg.leg_no, None, False, (), null_reason)
    model = load_weights(MODEL)
    rows = [Contribution("baseline", round(model.intercept, 3))]
    for behaviour in behaviours_of(contact, leg):
        points = round(model.weights.get(behaviour.reason, 0.0) * behaviour.amount, 3)
        if points:
            rows.append(Contribution(behaviour.reason, points))
    total = round(sum(row.points for row in rows), 3)
    if not _is_occasion(contact, leg) and abs(total - model.intercept) < SHOWN:
        return EmpathyScore(contact.contact_id, leg.leg_no, None, False, (), "no_occasion")
    empathy = min(HIGHEST, max(LOWEST, total))
    if empathy != total:
        rows.append(Contribution("limit", round(empathy - total, 3)))
    return EmpathyScore(contact.contact_id, leg.leg_no, empathy, True, tuple(rows))


def _cannot_tell(contact: Contact, leg: Leg, enough_quality: float) -> str | None:
    if len(contact.turns_of(leg.leg_no, "agent")) < SHORTEST_LEG_TURNS:
        return "too_short"
    if contact.transcript_quality is not None and contact.transcript_quality < enough_quality:
        return "poor_transcript"
    return None
