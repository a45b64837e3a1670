"""How likely each turn of a customer tells again what was told before: what speaks for it and against."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.detect.repeat_story.space import Space
from pipeline.domain import Contact, Leg, Turn
from pipeline.language import Phrases, Story, content_words
from pipeline.language.asks import asked_for, given_in
from pipeline.language.loops import is_copy
from pipeline.language.meaning import Vectors
from pipeline.language.sentences import sentences

PHRASES = Phrases.beside(str(Path(__file__).parent))  # beside the folder, as all detectors' lists
ENOUGH_TOLD = 6  # content words from which a turn tells enough to be told again
SUMMARY_WITHIN = 25  # content words of the customer after which an agent's recap is no opening
LEAST_STORY = 10.0  # weight of what a short story tells: a word or two ("a bill") are no story
LEAST_TELLING = 8  # content words under which a turn that identifies the customer tells nothing


@dataclass(frozen=True, slots=True)
class Said:
    """A turn and the contact that it was said in."""

    contact: Contact
    turn: Turn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer turn that may retell, with what speaks for and against it.

    `asked` is the agent's turn that it answers, if that asks anything but to identify oneself; None
    where the customer tells it unasked.
    """

    contact: Contact
    leg: Leg
    turn: Turn
    features: dict[str, float]
    share_new: float
    asked: Turn | None = None


def candidates(contact: Contact, leg: Leg, said: Sequence[Said], space: Space) -> list[Candidate]:
    """The customer's turns of a leg, each with its features; empty when nothing was told before.

    What the same agent heard earlier in this contact does not count as told before (some switches
    begin a new leg after a hold). A turn in the very words of an earlier one is the recogniser's
    copy, and one in which the customer will not tell it again tells nothing: both are left out.
    """
    said = told_to_others(said, contact, leg)
    telling = [each for each in said if each.turn.speaker == "customer"]
    told = [each.turn.text for each in telling]
    if not told:
        return []
    meant, sounds = space.of_turns(contact), space.sounds(contact)
    told_meant = np.stack([row * weight for _, row, weight in told_pieces(telling, space)])
    turns = contact.turns_of(leg.leg_no)
    story = Story(told, [each.turn.text for each in said] + [turn.text for turn in turns])
    told_here = any(each.contact is contact and each.turn.speaker == "customer" for each in said)
    kept_back = any(
        PHRASES.has(contact.language, each.turn.text, "asks_for")
        for each in said
        if each.contact is contact and each.turn.speaker == "customer"
    )
    told_most = max(len(set(content_words(text))) for text in told)
    tells_most = max(LEAST_STORY, *(story.weight_of(text) for text in told))
    customer_words = agent_words = 0
    summary = 0.0
    asked: Turn | None = None  # for the story, in so many words
    before: Turn | None = None  # what an agent said just before
    is_new_issue = is_chasing = False
    found = []
    for turn in turns:
        words = len(set(content_words(turn.text)))
        if turn.speaker == "agent":
            if customer_words <= SUMMARY_WITHIN:
                summary = max(summary, _summary(story, turn.text))
            asked = turn if PHRASES.has(contact.language, turn.text, "asked") else None
            agent_words += 0 if asked else words
            before = turn
        elif turn.speaker == "customer" and not _is_none(contact, turn, told):
            is_new_issue = is_new_issue or PHRASES.has(contact.language, turn.text, "new_issue")
            is_chasing = is_chasing or PHRASES.has(contact.language, turn.text, "chases")
            shared = sum(story.shared(turn.text).values())
            share = math.sqrt(min(1.0, shared / tells_most))
            features = {
                "substance": math.log1p(words),
                "told_before": math.log1p(shared),
                "told_most": math.log1p(told_most),
                "meant_before": float(np.max(told_meant @ meant[turn.turn_no])),
                "sounds_retold": sounds[turn.turn_no],
                "share_of_story": share,
                "told_in_this_call": float(told_here),
                "kept_back": float(kept_back),
                "agent_before": math.log1p(agent_words),
                "customer_before": math.log1p(customer_words),
                "asked": float(asked is not None),
                "summarised": summary,
                "new_issue": float(is_new_issue),
                "chasing": float(is_chasing and not told_here),
            }
            share_new = 1.0 - story.share_told(turn.text)
            answered = before if asked or _is_question(contact.language, before) else None
            found.append(Candidate(contact, leg, turn, features, share_new, answered))
            customer_words += words
            asked = before = None
    return found


def _is_question(language: str | None, turn: Turn | None) -> bool:
    """Whether an agent's turn ends in a question, other than for a name or a number."""
    return (
        turn is not None and turn.text.rstrip().endswith("?") and not asked_for(language, turn.text)
    )


def told_pieces(telling: Sequence[Said], space: Space) -> Iterator[tuple[Said, Vectors, float]]:
    """What was told: each turn as a whole and its sentences, where they lie, and what they count.

    What tells little counts for little.
    """
    by_contact = {each.contact.contact_id: each.contact for each in telling}
    meant = {contact_id: space.of_turns(contact) for contact_id, contact in by_contact.items()}
    for each in telling:
        here = meant[each.contact.contact_id]
        whole = here[each.turn.turn_no], len(set(content_words(each.turn.text)))
        for row, n_words in (whole, *pieces_of(each.turn, here, space)):
            yield each, row, min(1.0, n_words / ENOUGH_TOLD)


def pieces_of(
    turn: Turn, meant: Mapping[int, Vectors], space: Space
) -> Iterator[tuple[Vectors, int]]:
    """The sentences of a turn: where each lies, and how many content words it has.

    `meant` is where the turns of the contact lie, by number.
    """
    spans = sentences(turn.text)
    if len(spans) < 2:
        yield meant[turn.turn_no], len(set(content_words(turn.text)))
        return
    for (start, end), row in zip(spans, space.of_sentences(turn.text), strict=True):
        yield row, len(set(content_words(turn.text[start:end])))


def _is_none(contact: Contact, turn: Turn, told: Sequence[str]) -> bool:
    """Whether a turn cannot retell, whatever it says."""
    return (
        not turn.text.strip()
        or PHRASES.has(contact.language, turn.text, "declines")
        or any(is_copy(turn.text, text) for text in told)
    )


def told_to_others(said: Sequence[Said], contact: Contact, leg: Leg) -> list[Said]:
    """What was said before a leg, without what its own agent heard in this contact."""
    return [
        each
        for each in said
        if each.contact is not contact
        or leg.agent_id is None
        or contact.leg(each.turn.leg_no).agent_id != leg.agent_id
    ]


def _summary(story: Story, text: str) -> float:
    """How far an agent's turn is a summary of the story, 0-1: six of its words, two fifths of the turn."""
    return min(1.0, len(story.shared(text)) / 6) * min(1.0, story.share_told(text) / 0.4)


def only_identifies(turn: Turn) -> bool:
    """Whether a turn gives a number or an address and tells little else."""
    return bool(given_in(turn.text)) and len(content_words(turn.text)) < LEAST_TELLING
