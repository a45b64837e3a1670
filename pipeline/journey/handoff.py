"""Responsibility changing hands: how each transfer of a contact was done."""

from collections.abc import Sequence

from pipeline.domain import Contact, Evidence, Leg, Moment, Quote, Transfer, Turn
from pipeline.language import Phrases, Story, content_words
from pipeline.language.likeness import SAME_WORD, word_likeness

PHRASES = Phrases.beside(__file__)
LAST_TURNS = 4  # an announcement stands in the last agent turns before the transfer
OPENING_WORDS = 12  # content words a customer may say before the next agent's opening is over
ENOUGH_SHARED = 3  # content words of the story that a briefing or summary brings back …
ENOUGH_SHARE = 0.25  # … and the share of what the agent says that they make up
SAYS_SO_SHARED = 2  # both are less where the agent says to have it from a colleague or the notes
SAYS_SO_SHARE = 0.12


def transfers_of(contact: Contact, told_before: Sequence[str] = ()) -> list[Transfer]:
    """The transfers of a contact: each leg after the first, and what was passed on with it.

    `told_before` is what the customer said in earlier contacts of the journey.

    A transfer is warm when the next agent demonstrably knows the story: the first agent tells it
    in a three-way moment, or the next one opens with a summary. Everything else is cold.
    """
    return [
        _transfer(contact, before, after, told_before)
        for before, after in zip(contact.legs, contact.legs[1:], strict=False)
    ]


def _transfer(contact: Contact, before: Leg, after: Leg, told_before: Sequence[str]) -> Transfer:
    announcement = _announcement(contact, before)
    briefing = _briefing(contact, before, after, told_before)
    evidence: list[Evidence] = [Moment(contact.contact_id, "transfer", before.end_s, "transfer")]
    if announcement:
        evidence.append(announcement)
    if briefing:
        evidence.append(Quote.cite(contact.contact_id, briefing, "briefed"))
    return Transfer(
        contact_id=contact.contact_id,
        from_leg=before.leg_no,
        to_leg=after.leg_no,
        kind="warm" if briefing else "cold",
        is_briefed=briefing is not None,
        is_announced=announcement is not None,
        is_reason_given=_is_reason_given(contact, before),
        gap_s=max(0.0, after.start_s - before.end_s),
        evidence=tuple(evidence),
    )


def _last_agent_turns(contact: Contact, leg: Leg) -> Sequence[Turn]:
    return contact.turns_of(leg.leg_no, "agent")[-LAST_TURNS:]


def _announcement(contact: Contact, leg: Leg) -> Quote | None:
    for turn in reversed(_last_agent_turns(contact, leg)):
        for match in PHRASES.find(contact.language, turn.text, "announced"):
            return Quote.cite(contact.contact_id, turn, "announced", match.start, match.end)
    return None


def _is_reason_given(contact: Contact, leg: Leg) -> bool:
    turns = _last_agent_turns(contact, leg)
    return any(PHRASES.has(contact.language, turn.text, "reason") for turn in turns)


def _briefing(contact: Contact, before: Leg, after: Leg, told_before: Sequence[str]) -> Turn | None:
    """The agent turn that shows that the story was passed on, None if no turn does."""
    earlier = [leg.leg_no for leg in contact.legs if leg.start_s <= before.start_s]
    told = [t.text for t in contact.turns if t.speaker == "customer" and t.leg_no in earlier]
    told.extend(told_before)
    if not told:
        return None
    story = Story(told, [turn.text for turn in contact.turns])
    for turn in _consultation(contact, before):
        if _retells(story, turn, PHRASES.has(contact.language, turn.text, "briefs")):
            return turn
    for turn, echoed in _opening(contact, after):
        says_so = PHRASES.has(contact.language, turn.text, "has_notes")
        if _retells(story, turn, says_so, echoed):
            return turn
    return None


def _consultation(contact: Contact, before: Leg) -> list[Turn]:
    """What agents say to each other at the end of a leg.

    Turns of another agent than the leg's, and the one before; where a recording does not tell
    agents apart, the last turn, if it speaks of the customer as somebody else.
    """
    turns = contact.turns_of(before.leg_no)
    others = [i for i, t in enumerate(turns) if t.agent_id and t.agent_id != before.agent_id]
    if others:
        return [turn for turn in turns[max(0, others[0] - 1) :] if turn.speaker == "agent"]
    last = [turn for turn in turns if turn.speaker == "agent"][-1:]
    return [turn for turn in last if PHRASES.has(contact.language, turn.text, "briefs")]


def _opening(contact: Contact, after: Leg) -> list[tuple[Turn, frozenset[str]]]:
    """What agents say in a leg before the customer has told much, and what they could only echo.

    Words that the customer has said in this leg already prove nothing about what was passed on.
    """
    opening: list[tuple[Turn, frozenset[str]]] = []
    heard: list[str] = []
    for turn in contact.turns_of(after.leg_no):
        if turn.speaker == "customer":
            heard.extend(content_words(turn.text))
            if len(heard) > OPENING_WORDS:
                break
        elif turn.speaker == "agent":
            opening.append((turn, frozenset(heard)))
    return opening


def _retells(story: Story, turn: Turn, says_so: bool, echoed: frozenset[str] = frozenset()) -> bool:
    shared = story.shared(turn.text)
    n_shared = sum(
        not any(word_likeness(word, other) >= SAME_WORD for other in echoed) for word in shared
    )
    share = story.share_told(turn.text) * n_shared / max(1, len(shared))
    if says_so:
        return n_shared >= SAYS_SO_SHARED and share >= SAYS_SO_SHARE
    return n_shared >= ENOUGH_SHARED and share >= ENOUGH_SHARE
