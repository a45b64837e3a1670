"""A customer says what they will do if this goes on: leave, tell the world, complain higher up, sue."""

from collections.abc import Iterator

from pipeline.detect.registry import detector
from pipeline.domain import Contact, Journey, Quote, Sighting
from pipeline.language import Match, Phrases
from pipeline.language.senses import Said, claims, strengths
from pipeline.language.sentences import sentences

PHRASES = Phrases.beside(__file__)
KINDS = ("legal", "regulator", "social_media", "churn")  # the graver one speaks for a turn
CLAIM_FROM = 0.35  # chance from which a turn is claimed
SAID_OUTRIGHT = 0.85  # the phrase is a threat by itself
INTENDED = 0.75  # a place to complain, or leaving, and that the customer will
HALF_SAID = 0.6  # the same, with the intention in the sentence before or after


@detector(version=2)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer threatens to leave, to make it public, to go to a regulator or to go to law.

    One finding a turn. Of several kinds in a turn the surest counts, then the gravest.
    """
    for contact in journey.contacts:
        found = _surest(contact)
        for claim in claims("threat", contact, said(contact), CLAIM_FROM):
            told = found.get(claim.position)
            kind = told[0] if told else _likeliest_kind(contact, claim.position)
            place = claim.turn, "threatens", claim.start, claim.end
            yield Sighting(
                evidence=(Quote.cite(contact.contact_id, *place),),
                leg_no=claim.turn.leg_no,
                confidence=claim.chance,
                detail={"kind": kind},
            )


def said(contact: Contact) -> dict[int, Said]:
    """The customer's turns that threaten in so many words, by position."""
    return {position: Said(*span, sure) for position, (_, sure, span) in _surest(contact).items()}


def _surest(contact: Contact) -> dict[int, tuple[str, float, tuple[int, int]]]:
    """The threat of each turn in which the phrases find one, by position."""
    surest = {}
    rang_to_leave = False
    for position, turn in enumerate(contact.turns):
        if turn.speaker != "customer":
            continue
        found = _threats(contact.language, turn.text)
        if rang_to_leave:
            found = [each for each in found if each[0] != "churn" or each[1] == SAID_OUTRIGHT]
        if found:
            surest[position] = max(
                found, key=lambda each: (each[1], -KINDS.index(each[0]), -each[2][0])
            )
        rang_to_leave |= PHRASES.has(contact.language, turn.text, "wants_to_leave")
    return surest


def _likeliest_kind(contact: Contact, position: int) -> str:
    """The kind that a turn means most, where no phrase tells."""
    return max(KINDS, key=lambda kind: strengths(f"threat_{kind}", contact)[position])


def _threats(language: str | None, text: str) -> list[tuple[str, float, tuple[int, int]]]:
    """Each threat in a turn: its kind, how sure, and where it stands."""
    spans = sentences(text)
    sayings = [text[start:end] for start, end in spans]
    meant = [not PHRASES.has(language, saying, "not_meant") for saying in sayings]
    intends = [
        meant[i] and PHRASES.has(language, saying, "intends") for i, saying in enumerate(sayings)
    ]
    found: list[tuple[str, float, tuple[int, int]]] = []
    for i, saying in enumerate(sayings):
        if not meant[i] or _asks(language, saying):
            continue
        beside = any(intends[max(0, i - 1) : i + 2])
        follows = PHRASES.has(language, saying, "or_else")
        for kind in KINDS:
            for match in PHRASES.find(language, saying, kind):
                found.append((kind, SAID_OUTRIGHT, _place(match, spans[i][0])))
            for match in PHRASES.find(language, saying, f"{kind}_named"):
                if follows if kind == "churn" else intends[i]:
                    found.append((kind, INTENDED, _place(match, spans[i][0])))
                elif beside and kind != "churn":
                    found.append((kind, HALF_SAID, _place(match, spans[i][0])))
    return found


def _asks(language: str | None, saying: str) -> bool:
    """Whether a sentence only asks what one may do, or how; a dare does not."""
    return (
        saying.endswith("?")
        and PHRASES.has(language, saying, "asks")
        and not PHRASES.has(language, saying, "dares")
    )


def _place(match: Match, offset: int) -> tuple[int, int]:
    return match.start + offset, match.end + offset
