"""A customer tells the story again to another agent, or in a later contact."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Leg, Quote, Sighting, Turn
from pipeline.language import Phrases, Story, content_words, spoken_words
from pipeline.language.asks import given_in
from pipeline.language.loops import is_copy, without_loops
from pipeline.language.senses import closeness, sentence_closeness
from pipeline.language.sentences import sentences
from pipeline.trained import load_weights

PHRASES = Phrases.beside(__file__)
MODEL = "repeat_story"
CLAIM_FROM = 0.5  # chance from which a leg holds a retelling; misheard words lower all chances
BELONGS_FROM = 0.4  # chance from which a further turn of that leg belongs to it …
PIECE_FROM = 0.2  # the same where it is told in pieces of a few words each
BETWEEN_FROM = 0.05  # … and from which one between two of them does
MOST_SURE = 0.97  # confidence of the surest: on calls of others some of them will be wrong as well
ENOUGH_TOLD = 6  # content words from which a turn tells enough to be told again
LEAST_RETOLD = 5  # content words under which somebody asks how it stands, and tells nothing
SUMMARY_WITHIN = 25  # content words of the customer after which an agent's recap is no opening
SAME_TELLING = (
    0.5  # share of the best leg's likeness from which an earlier leg is the first telling
)
TOLD_IN_THIS_CALL = 0.3  # the same for a leg of this very call, of which the next agent could know
LEAST_STORY = 10.0  # weight of what a short story tells: a word or two ("a bill") are no story
LEAST_TELLING = 8  # content words under which a turn that identifies the customer tells nothing
TELLING_TURN = 0.25  # share of the best turn's likeness from which a turn is part of that telling


@dataclass(frozen=True, slots=True)
class Said:
    """A turn and the contact that it was said in."""

    contact: Contact
    turn: Turn


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer turn that may retell, with what speaks for and against it.

    `asked` is the agent's turn that asks for it, None where the customer tells it unasked.
    """

    contact: Contact
    leg: Leg
    turn: Turn
    features: dict[str, float]
    share_new: float
    asked: Turn | None = None

    @property
    def chance(self) -> float:
        """The chance that this turn retells what was told before."""
        return load_weights(MODEL).chance(self.features)


@detector(version=3)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer tells again what was already told to an earlier agent or in an earlier contact.

    Judged turn by turn from how much is told, how much of it was told before, how early in the leg,
    what the agent asked, and whether the agent had summarised it; the weights are in
    `models/repeat_story.toml`. A marker phrase ("as I said") counts for nothing:
    half of what is told again has none, and it is said where nothing is.
    """
    said: list[Said] = []
    for contact in journey.contacts:
        for leg in contact.legs:
            found = candidates(contact, leg, said)
            retold = retold_of(found, [each.chance for each in found])
            if retold:
                yield _sighting(retold, said)
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))


def candidates(contact: Contact, leg: Leg, said: Sequence[Said]) -> list[Candidate]:
    """The customer's turns of a leg, each with its features; empty when nothing was told before.

    What the same agent heard earlier in this contact does not count as told before (some switches
    begin a new leg after a hold). A turn in the very words of an earlier one is the recogniser's
    copy, and left out.
    """
    said = [each for each in said if each.contact is not contact or not _is_same_agent(each, leg)]
    telling = [each for each in said if each.turn.speaker == "customer"]
    told = [each.turn.text for each in telling]
    if not told:
        return []
    meant = closeness(contact)
    told_meant = _told_meanings(telling)
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
    asked: Turn | None = None
    is_new_issue = is_chasing = False
    found = []
    for turn in turns:
        words = len(set(content_words(turn.text)))
        if turn.speaker == "agent":
            if customer_words <= SUMMARY_WITHIN:
                summary = max(summary, _summary(story, turn.text))
            asked = turn if PHRASES.has(contact.language, turn.text, "asked") else None
            agent_words += 0 if asked else words
        elif turn.speaker == "customer" and not any(is_copy(turn.text, text) for text in told):
            is_new_issue = is_new_issue or PHRASES.has(contact.language, turn.text, "new_issue")
            is_chasing = is_chasing or PHRASES.has(contact.language, turn.text, "chases")
            shared = sum(story.shared(turn.text).values())
            share = math.sqrt(min(1.0, shared / tells_most))
            features = {
                "substance": math.log1p(words),
                "told_before": math.log1p(shared),
                "told_most": math.log1p(told_most),
                "meant_before": float(np.max(told_meant @ meant[turn.turn_no])),
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
            found.append(Candidate(contact, leg, turn, features, share_new, asked))
            customer_words += words
            asked = None
    return found


def _told_meanings(telling: Sequence[Said]) -> NDArray[np.float32]:
    """What was told, a row a turn and a row a sentence; what tells little counts for little."""
    by_contact = {each.contact.contact_id: closeness(each.contact) for each in telling}
    rows = []
    for each in telling:
        text = each.turn.text
        rows.append(by_contact[each.contact.contact_id][each.turn.turn_no] * _telling(text))
        spans = sentences(text)
        if len(spans) > 1:
            pairs = zip(spans, sentence_closeness(text), strict=True)
            rows += [row * _telling(text[start:end]) for (start, end), row in pairs]
    return np.stack(rows)


def _telling(text: str) -> float:
    """How much a text tells, 0-1: all from six words of content."""
    return min(1.0, len(set(content_words(text))) / ENOUGH_TOLD)


def _is_same_agent(each: Said, leg: Leg) -> bool:
    """Whether a turn of the same contact was said to the agent of this leg."""
    return leg.agent_id is not None and each.contact.leg(each.turn.leg_no).agent_id == leg.agent_id


def _summary(story: Story, text: str) -> float:
    """How far an agent's turn is a summary of the story, 0-1: six of its words, two fifths of the turn."""
    return min(1.0, len(story.shared(text)) / 6) * min(1.0, story.share_told(text) / 0.4)


def retold_of(found: Sequence[Candidate], chances: Sequence[float]) -> list[Candidate]:
    """Which of the candidates of a leg make up its retelling, by their chances; none when too unsure."""
    if max(chances, default=0.0) < CLAIM_FROM:
        return []
    for belongs_from in (BELONGS_FROM, PIECE_FROM):
        sure = [place for place, chance in enumerate(chances) if chance >= belongs_from]
        retold = [
            each
            for place, each in enumerate(found)
            if place in sure or (sure[0] < place < sure[-1] and chances[place] >= BETWEEN_FROM)
        ]
        told = {word for each in retold for word in content_words(each.turn.text)}
        if len(told) >= LEAST_RETOLD:
            return retold
    return []


def _sighting(retold: Sequence[Candidate], said: Sequence[Said]) -> Sighting:
    first = first_telling(retold, said)
    contact, leg = retold[0].contact, retold[0].leg
    asked = max(retold, key=lambda each: each.chance).asked
    words = [len(content_words(each.turn.text)) for each in retold]
    share_new = sum(w * each.share_new for w, each in zip(words, retold, strict=True)) / max(
        1, sum(words)
    )
    return Sighting(
        evidence=tuple(Quote.cite(contact.contact_id, each.turn, "retold") for each in retold),
        related=tuple(Quote.cite(each.contact.contact_id, each.turn, "told") for each in first),
        leg_no=leg.leg_no,
        related_leg_no=first[0].turn.leg_no,
        confidence=round(min(MOST_SURE, max(each.chance for each in retold)), 3),
        seconds_lost=round(sum(_spoken_s(each.turn) for each in retold), 1),
        detail={
            "prompt": "agent_asked" if asked else "volunteered",
            "prompt_turn": asked.turn_no if asked else None,
            "scope": "same_call" if first[0].contact is contact else "later_contact",
            "has_marker": any(
                PHRASES.has(contact.language, each.turn.text, "marker") for each in retold
            ),
            "share_new": round(share_new, 2),
        },
    )


def first_telling(retold: Sequence[Candidate], said: Sequence[Said]) -> list[Said]:
    """The turns in which the story was told first: of the earliest leg that tells about as much of it.

    Told again within a call, it is a leg of that call unless the story was hardly told there: it is
    that agent who did not pass it on.
    """
    contact_id = retold[0].contact.contact_id
    told = [each for each in said if each.turn.speaker == "customer" and each.turn.text]
    told = [each for each in told if not _only_identifies(each.turn)] or told
    story = Story([each.turn.text for each in told], [each.turn.text for each in said])
    alike = story.alike(" ".join(each.turn.text for each in retold))
    by_leg: dict[tuple[str, int], list[tuple[float, Said]]] = {}
    for weight, each in zip(alike, told, strict=True):
        # Where no word comes back, the turn that says most is the telling.
        substance = math.log1p(len(content_words(each.turn.text))) / 4
        place = (each.contact.contact_id, each.turn.leg_no)
        by_leg.setdefault(place, []).append((weight + substance if weight else substance / 4, each))
    totals = {place: sum(weight for weight, _ in turns) for place, turns in by_leg.items()}
    best = max(totals.values())
    here = {place: total for place, total in totals.items() if place[0] == contact_id}
    if here and max(here.values()) >= TOLD_IN_THIS_CALL * best:
        totals, best = here, max(here.values())
    place = next(place for place in totals if totals[place] >= SAME_TELLING * best)
    top = max(weight for weight, _ in by_leg[place])
    return [each for weight, each in by_leg[place] if weight >= TELLING_TURN * top]


def _spoken_s(turn: Turn) -> float:
    """Seconds of a turn, without those that a recogniser's loop makes up."""
    return (
        (turn.end_s - turn.start_s)
        * len(without_loops(turn.text))
        / max(1, len(spoken_words(turn.text)))
    )


def _only_identifies(turn: Turn) -> bool:
    """Whether a turn gives a number or an address and tells little else."""
    return bool(given_in(turn.text)) and len(content_words(turn.text)) < LEAST_TELLING
