"""Responsibility changing hands: how each transfer of a contact was done."""

from collections.abc import Sequence

from pipeline.domain import Contact, Evidence, Leg, Moment, Quote, Transfer, Turn
from pipeline.language import Phrases, Story, content_words
from pipeline.language.likeness import SAME_WORD, word_likeness

PHRASES = Phrases.beside(__file__)
LAST_TURNS = 4  # an announcement stands in the last agent turns before the transfer
OPENING_WORDS = 6  # content words a customer may say before the next agent's opening is over
ENOUGH_SHARED = 3  # content words of the story that a briefing or summary brings back …
ENOUGH_SHARE = 0.25  # … and the share of what the agent says that they make up
SAYS_SO_SHARED = 2  # both are less where the agent says to have it in view, or tells a colleague …
SAYS_SO_SHARE = 0.12
HEARD_SHARED = 1  # … and one word is enough from who says to have heard it from the colleague
HEARD_SHARE = 0.0


def transfers_of(contact: Contact, told_before: Sequence[str] = ()) -> list[Transfer]:
    """The transfers of a contact: each leg after the first, and what was passed on with it.

    `told_before` is what the customer said in earlier contacts of the journey.

    A transfer is warm when the next agent demonstrably knows the story: the first agent tells it
    in a three-way moment, or the next one opens with a summary, or says to have heard it and spares
    the customer the telling. Everything else is cold.
    """
    return [
        _transfer(contact, before, after, told_before)
        for before, after in zip(contact.legs, contact.legs[1:], strict=False)
    ]


def _transfer(contact: Contact, before: Leg, after: Leg, told_before: Sequence[str]) -> Transfer:
    consultation = _consultation(contact, before, after)
    announcement = _announcement(contact, before, consultation)
    briefing = _briefing(contact, before, after, told_before, consultation)
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


def _announcement(contact: Contact, leg: Leg, consultation: Sequence[Turn]) -> Quote | None:
    """The words that tell the customer so: of the first agent, or of both agents together."""
    for turn in reversed(_last_agent_turns(contact, leg)):
        for match in PHRASES.find(contact.language, turn.text, "announced"):
            return Quote.cite(contact.contact_id, turn, "announced", match.start, match.end)
    heard = [turn for turn in consultation if turn.leg_no != leg.leg_no]
    return Quote.cite(contact.contact_id, heard[0], "announced") if heard else None


def _is_reason_given(contact: Contact, leg: Leg) -> bool:
    turns = _last_agent_turns(contact, leg)
    return any(PHRASES.has(contact.language, turn.text, "reason") for turn in turns)


def _briefing(
    contact: Contact,
    before: Leg,
    after: Leg,
    told_before: Sequence[str],
    consultation: Sequence[Turn],
) -> Turn | None:
    """The agent turn that shows that the story was passed on, None if no turn does."""
    earlier = [leg.leg_no for leg in contact.legs if leg.start_s <= before.start_s]
    told = [t.text for t in contact.turns if t.speaker == "customer" and t.leg_no in earlier]
    told.extend(told_before)
    if not told:
        return None
    story = Story(told, [turn.text for turn in contact.turns])
    greeting = _said_before_the_story(contact)
    for turn in consultation:
        is_briefing = PHRASES.has(contact.language, turn.text, "briefs")
        if _retells(story, turn, _enough(is_briefing, is_heard=False), greeting):
            return turn
    return _summary(contact, _opening(contact, after, consultation), story, greeting)


def _summary(
    contact: Contact,
    opening: Sequence[tuple[Turn, frozenset[str]]],
    story: Story,
    greeting: frozenset[str],
) -> Turn | None:
    """The turn with which the next agent shows to know it, before asking what it is about."""
    for turn, echoed in opening:
        says = {match.cue for match in PHRASES.find(contact.language, turn.text)}
        if "knows_nothing" in says:
            break
        is_heard = "heard" in says and "asks_what" not in says
        enough = _enough(is_heard or bool(says & {"has_notes", "heard"}), is_heard)
        if (is_heard and "spares" in says) or _retells(story, turn, enough, greeting, echoed):
            return turn
        if "asks_what" in says:
            break
    return None


def _enough(says_so: bool, is_heard: bool) -> tuple[int, float]:
    """How many content words of the story, and which share of the turn, show that it is known."""
    if is_heard:
        return HEARD_SHARED, HEARD_SHARE
    return (SAYS_SO_SHARED, SAYS_SO_SHARE) if says_so else (ENOUGH_SHARED, ENOUGH_SHARE)


def _said_before_the_story(contact: Contact) -> frozenset[str]:
    """What agents say before the customer says anything: the company's words, not the story's."""
    words: set[str] = set()
    for turn in contact.turns:
        if turn.speaker == "customer":
            break
        words.update(content_words(turn.text))
    return frozenset(words)


def _consultation(contact: Contact, before: Leg, after: Leg) -> list[Turn]:
    """What agents say to each other around a transfer, with or without the customer listening.

    At the end of the leg: turns of another agent than the leg's, and the one before. At the start of
    the next: all turns of agents until the first agent has gone. Where a recording does not tell
    agents apart, the last turn before the transfer, if it speaks of the customer as somebody else.
    """
    turns = [turn for turn in contact.turns_of(before.leg_no) if turn.speaker != "ivr"]
    others = [i for i, turn in enumerate(turns) if _is_of_another(turn, before)]
    consulted = (
        [t for t in turns[max(0, others[0] - 1) :] if t.speaker == "agent"] if others else []
    )
    if not others:
        last = [turn for turn in turns if turn.speaker == "agent"][-1:]
        consulted = [t for t in last if PHRASES.has(contact.language, t.text, "briefs")]
    following = [turn for turn in contact.turns_of(after.leg_no) if turn.speaker != "ivr"]
    if any(_is_of_another(turn, after) for turn in following[:1]):
        until = max(i for i, turn in enumerate(following) if _is_of_another(turn, after))
        consulted.extend(turn for turn in following[: until + 1] if turn.speaker == "agent")
    return consulted


def _is_of_another(turn: Turn, leg: Leg) -> bool:
    """Whether another agent than the leg's own speaks."""
    return turn.speaker == "agent" and bool(turn.agent_id) and turn.agent_id != leg.agent_id


def _opening(
    contact: Contact, after: Leg, consultation: Sequence[Turn]
) -> list[tuple[Turn, frozenset[str]]]:
    """What the agent says in a leg before the customer has told much, and what could only be echoed.

    Words that the customer has said in this leg already prove nothing about what was passed on.
    """
    opening: list[tuple[Turn, frozenset[str]]] = []
    heard: list[str] = []
    for turn in contact.turns_of(after.leg_no):
        if turn.speaker == "customer":
            heard.extend(content_words(turn.text))
            if len(heard) > OPENING_WORDS:
                break
        elif turn.speaker == "agent" and turn not in consultation:
            opening.append((turn, frozenset(heard)))
    return opening


def _retells(
    story: Story,
    turn: Turn,
    enough: tuple[int, float],
    greeting: frozenset[str],
    echoed: frozenset[str] = frozenset(),
) -> bool:
    """Whether a turn brings back enough of the story that is neither a greeting nor an echo."""
    shared = story.shared(turn.text)
    n_shared = sum(
        word not in greeting
        and not any(word_likeness(word, other) >= SAME_WORD for other in echoed)
        for word in shared
    )
    share = story.share_told(turn.text) * n_shared / max(1, len(shared))
    return n_shared >= enough[0] and share >= enough[1]
