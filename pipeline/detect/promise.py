"""An agent commits to something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting, Turn
from pipeline.language import Match, Phrases, Story, spoken_words
from pipeline.language.senses import Claim, Said, claims
from pipeline.language.sentences import sentences
from pipeline.trained import load_weights

PHRASES = Phrases.beside(__file__)
CLAIM_FROM = 0.4  # chance from which a turn is claimed
ALSO_FROM = 0.4  # chance from which a further sentence of the turn promises as well
REACHING = ("call", "visit", "money", "message")  # acts that reach the customer
FOR = ("receive", "passive", "in_person", "soon")
AGAINST = ("past", "customer_acts", "now", "soft", "negated")
SPEAKER = frozenset("ik 'k i i'll i'm i'd i've myself".split())
HOUSE = frozenset("wij we we'll we're we've us ons our".split())
ABOUT = tuple(f"about_{what}" for what in REACHING)
STATUSES = ("broken", "kept")  # where one sentence says both, it is broken
LOOKING_BACK = 14  # turns of a later contact in which people look back
OPENING_TURNS = 6  # of those, in which a caller says why
MATTER = 1.4  # from which words of a later contact are about the promise …
NEXT_CONTACT = 0.9  # … and of the very next, which is likely to come of it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an agent that may promise: what, by when, and what speaks for and against it."""

    turn: Turn
    start: int
    end: int
    acts: tuple[Match, ...]
    due: Match | None
    features: dict[str, float]


@detector(version=4)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The agent commits to a concrete act in the future: a call back, a refund, an engineer, a mail.

    What a later contact of the journey says of it makes it kept or broken; otherwise it is unknown.
    """
    for position, contact in enumerate(journey.contacts):
        later = journey.contacts[position + 1 :]
        for claim in claims("promise", contact, said(contact), CLAIM_FROM):
            made = _made(contact, claim)
            status, proof = _status(later, claim.turn, made)
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
    weights = load_weights("promise")
    found = {}
    for position, turn in enumerate(contact.turns):
        likely = [(weights.chance(each.features), each) for each in candidates(contact, turn)]
        if likely:
            chance, best = max(likely, key=lambda pair: pair[0])
            found[position] = Said(best.start, best.end, chance)
    return found


def _made(contact: Contact, claim: Claim) -> list[Candidate]:
    """The sentences of a turn that promise, the surest first; where no act is named, the claimed one."""
    weights = load_weights("promise")
    likely = [(weights.chance(each.features), each) for each in candidates(contact, claim.turn)]
    likely.sort(key=lambda pair: -pair[0])
    return [each for chance, each in likely if chance >= ALSO_FROM or each is likely[0][1]] or [
        Candidate(claim.turn, claim.start, claim.end, (), None, {})
    ]


def candidates(contact: Contact, turn: Turn) -> list[Candidate]:
    """Every sentence of an agent's turn that names an act which may lie ahead, with its features."""
    if turn.speaker != "agent":
        return []
    language, text = contact.language, turn.text
    spans = sentences(text)
    found = PHRASES.find(language, text)
    within = [[m for m in found if start <= m.start < end] for start, end in spans]
    made = []
    for i, (start, end) in enumerate(spans):
        acts = tuple(m for m in within[i] if m.cue in (*REACHING, "act"))
        cues = {m.cue for m in within[i] if not _is_of_somebody(m, acts)}
        if not acts and not cues & {"due", "vow", "receive"}:
            continue
        # "Yesterday at three": a time in a sentence about yesterday is not by when.
        dues = [m for m in within[i] if m.cue == "due" and "yesterday" not in cues]
        beside = [
            m for j in (i - 1, i + 1) if 0 <= j < len(spans) for m in within[j] if m.cue == "due"
        ]
        is_reaching = any(cue in cues for cue in REACHING)
        does = "speaker" in cues and "no_act" not in cues
        comes = "to_customer" in cues and bool(cues & {"present", "passive"})
        commits = is_reaching or does or comes or bool(cues & {"receive", "act", "vow"})
        features = {
            **{cue: float(cue in cues) for cue in FOR + AGAINST},
            "reaching": float(is_reaching),
            "act": float(bool(cues & {"act", "vow"})),
            "speaker_does": float(does),
            "comes": float(comes),
            "commits_due": float(commits and bool(dues)),
            "reaching_due": float((is_reaching or "receive" in cues) and bool(dues)),
            "due": float(bool(dues)),
            "due_beside": float(commits and bool(beside) and not dues),
            "asks": float(text[start:end].endswith("?")),
            "late": min(1.0, 1.5 * _late(contact, turn)),
        }
        due = next(iter(dues + beside), None)
        made.append(Candidate(turn, start, end, acts, due, features))
    return made


def _is_of_somebody(match: Match, acts: Sequence[Match]) -> bool:
    """Whether what looks like the customer's act is another's: "the expert rings you"."""
    return match.cue == "customer_acts" and any(act.start < match.start < act.end for act in acts)


def _late(contact: Contact, turn: Turn) -> float:
    """How far into the contact a turn is, 0-1."""
    last = contact.turns[-1].turn_no
    return turn.turn_no / last if last else 0.0


def _what(candidate: Candidate) -> str:
    cues = [match.cue for match in candidate.acts]
    return next((what for what in REACHING if what in cues), "act")


def _by(text: str) -> str:
    """Who is to do it: the `agent` who speaks, the `company`, or `someone` else who is named."""
    words = set(spoken_words(text))
    return "agent" if words & SPEAKER else "company" if words & HOUSE else "someone"


def _status(
    later: Sequence[Contact], turn: Turn, made: Sequence[Candidate]
) -> tuple[str, Quote | None]:
    """Whether later contacts show a promise kept or broken, with the words that show it.

    The first contact that says something of it decides; in it, the words that are most clearly
    about the same matter. Words about nothing in particular ("and still nothing") count only where
    a caller says why.
    """
    matter = _Matter.of(turn, made)
    for n_since, contact in enumerate(later):
        shown = [
            (weight, status, quote)
            for position, each in enumerate(contact.turns[:LOOKING_BACK])
            for weight, status, quote in _shown(contact, each, position, matter)
            if weight >= (MATTER if n_since else NEXT_CONTACT)
        ]
        if shown:
            _, status, quote = max(shown, key=lambda item: item[0])
            return status, quote
    return "unknown", None


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a promise is about: the kinds of act, and its words."""

    kinds: frozenset[str]
    words: Story

    @classmethod
    def of(cls, turn: Turn, made: Sequence[Candidate]) -> "_Matter":
        kinds = {f"about_{match.cue}" for each in made for match in each.acts} & set(ABOUT)
        return cls(frozenset(kinds), Story([turn.text[each.start : each.end] for each in made]))


def _shown(
    contact: Contact, turn: Turn, position: int, matter: _Matter
) -> Iterator[tuple[float, str, Quote]]:
    """What a turn shows to have become of a promise: how clearly about it, status, words."""
    language, text = contact.language, turn.text
    found = PHRASES.find(language, text)
    if turn.speaker == "agent" and position < OPENING_TURNS and "about_call" in matter.kinds:
        for match in found:
            if match.cue == "ringing_as_agreed":
                yield 2.5, "kept", _quote(contact, turn, "kept", match.start, match.end)
                return
    spans = sentences(text)
    for i, (start, end) in enumerate(spans):
        here = {m.cue for m in found if start <= m.start < end}
        status = next((each for each in STATUSES if each in here), None)
        if status is None or (status == "kept" and text[start:end].endswith("?")):
            continue
        around = (spans[max(0, i - 1)][0], spans[min(len(spans) - 1, i + 1)][1])
        beside = {m.cue for m in found if around[0] <= m.start < around[1]}
        weight = 1.5 * bool(here & matter.kinds) + 0.5 * bool(beside & matter.kinds)
        weight += min(1.5, 0.4 * sum(matter.words.shared(text[start:end]).values()))
        if turn.speaker == "customer":
            weight += 0.5 + 0.4 * (position < OPENING_TURNS)
        words = next(m for m in found if m.cue == status and start <= m.start < end)
        yield weight, status, _quote(contact, turn, status, words.start, words.end)


def _quote(contact: Contact, turn: Turn, cue: str, start: int, end: int) -> Quote:
    return Quote.cite(contact.contact_id, turn, cue, start, end)
