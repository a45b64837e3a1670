"""An agent commits to something.

Which sentences may promise stands in `candidates`, what became of a promise in `fate`.
"""

from collections.abc import Iterator

from pipeline.detect.promise.candidates import REACHING, Candidate, candidates
from pipeline.detect.promise.fate import fate_of
from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import spoken_words
from pipeline.language.senses import Claim, Said, claims
from pipeline.trained import load_weights

MODEL = "promise"
CLAIM_FROM = 0.4  # chance from which a turn is claimed
ALSO_FROM = 0.4  # chance from which a further sentence of the turn promises as well
SPEAKER = frozenset("ik 'k i i'll i'm i'd i've myself".split())
HOUSE = frozenset("wij we we'll we're we've us ons our".split())


@detector(version=5)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The agent commits to a concrete act in the future: a call back, a refund, an engineer, a mail.

    What a later contact of the journey says of it makes it kept or broken; otherwise it is unknown.
    """
    for position, contact in enumerate(journey.contacts):
        later = journey.contacts[position + 1 :]
        for claim in claims("promise", contact, said(contact), CLAIM_FROM):
            made = _made(contact, claim)
            status, proof = fate_of(later, claim.turn, made)
            best = made[0]
            yield Sighting(
                evidence=(
                    Quote.cite(contact.contact_id, claim.turn, "promised", best.start, best.end),
                ),
                related=(proof,) if proof else (),
                leg_no=claim.turn.leg_no,
                confidence=claim.chance,
                detail={
                    "what": _what(best),
                    "due": claim.turn.text[best.due.start : best.due.end] if best.due else None,
                    "by": _by(claim.turn.text[best.start : best.end]),
                    "status": status,
                },
            )


def said(contact: Contact) -> dict[int, Said]:
    """The agent's turns with a sentence that may promise, by position, and how sure that is."""
    weights = load_weights(MODEL)
    found = {}
    for position, turn in enumerate(contact.turns):
        likely = [(weights.chance(each.features), each) for each in candidates(contact, turn)]
        if likely:
            chance, best = max(likely, key=lambda pair: pair[0])
            found[position] = Said(best.start, best.end, chance)
    return found


def _made(contact: Contact, claim: Claim) -> list[Candidate]:
    """The sentences of a turn that promise; where no act is named, the claimed one."""
    return made_in(contact, claim.turn) or [
        Candidate(claim.turn, claim.start, claim.end, (), None, {})
    ]


def made_in(contact: Contact, turn: Turn) -> list[Candidate]:
    """The sentences of a turn that promise, the surest first, or the likeliest; none without an act."""
    weights = load_weights(MODEL)
    likely = [(weights.chance(each.features), each) for each in candidates(contact, turn)]
    likely.sort(key=lambda pair: -pair[0])
    return [each for chance, each in likely if chance >= ALSO_FROM or each is likely[0][1]]


def _what(candidate: Candidate) -> str:
    cues = [match.cue for match in candidate.acts]
    return next((what for what in REACHING if what in cues), "act")


def _by(text: str) -> str:
    """Who is to do it: the `agent` who speaks, the `company`, or `someone` else who is named."""
    words = set(spoken_words(text))
    return "agent" if words & SPEAKER else "company" if words & HOUSE else "someone"
