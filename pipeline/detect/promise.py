"""An agent commits to something."""

from collections.abc import Iterator, Sequence

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Match, Phrases, Story

PHRASES = Phrases.beside(__file__)
WITH_A_TIME = 0.8
WITHOUT_A_TIME = 0.55
NEAR = 110  # characters between what is promised and by when


@detector(version=1)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The agent commits to a concrete act in the future: a call back, a refund, an engineer, a mail.

    What a later contact of the journey says of it makes it kept or broken; otherwise it is unknown.
    """
    for position, contact in enumerate(journey.contacts):
        later = journey.contacts[position + 1 :]
        for turn in contact.turns:
            if turn.speaker != "agent":
                continue
            commitment = _commitment(contact.language, turn.text)
            if commitment is None:
                continue
            act, due = commitment
            status, proof = _status(later, turn, act.cue)
            start = min(act.start, due.start) if due else act.start
            end = max(act.end, due.end) if due else act.end
            yield Sighting(
                evidence=(Quote.cite(contact.contact_id, turn, "promised", start, end),),
                related=(proof,) if proof else (),
                leg_no=turn.leg_no,
                confidence=WITH_A_TIME if due else WITHOUT_A_TIME,
                detail={
                    "due": turn.text[due.start : due.end] if due else None,
                    "what": act.cue,
                    "status": status,
                },
            )


def _commitment(language: str | None, text: str) -> tuple[Match, Match | None] | None:
    """What a turn promises and by when; None when it promises nothing that lies ahead."""
    if PHRASES.has(language, text, "looking_back"):
        return None
    if PHRASES.has(language, text, "in_this_call") and not PHRASES.has(language, text, "due"):
        return None
    dues = PHRASES.find(language, text, "due")
    acts = PHRASES.find(language, text, "call", "message", "visit", "money", "act")
    for act in acts:
        near = [due for due in dues if max(act.end, due.end) - min(act.start, due.start) <= NEAR]
        if near:
            return act, near[0]
    firm = PHRASES.find(language, text, "firm")
    return (firm[0], dues[0] if dues else None) if firm else None


def _status(later: Sequence[Contact], promise: Turn, act: str) -> tuple[str, Quote | None]:
    """Whether later contacts show a promise kept or broken, with the words that show it.

    Only words about the same thing count: about a call where a call was promised, about money where
    money was, or a turn that shares a word with the promise.
    """
    about = Story([promise.text])
    for contact in later:
        for turn in contact.turns:
            is_same = PHRASES.has(contact.language, turn.text, f"about_{act}")
            if not is_same and not about.shared(turn.text):
                continue
            for status in ("broken", "kept"):
                match = _first(contact, turn, status)
                if match:
                    return status, Quote.cite(
                        contact.contact_id, turn, status, match.start, match.end
                    )
    return "unknown", None


def _first(contact: Contact, turn: Turn, cue: str) -> Match | None:
    return next(iter(PHRASES.find(contact.language, turn.text, cue)), None)
