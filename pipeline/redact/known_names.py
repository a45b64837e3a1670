"""Names with a capital, wherever they stand: the less a list is sure, the more must speak for it."""

from collections.abc import Iterator, Sequence

from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.name_forms import (
    MAX_NAME_TOKENS,
    base,
    can_be_name,
    is_initial,
    is_person,
    is_plain_word,
    name_run,
    name_span,
)
from pipeline.redact.streets import SURE_ENDINGS, is_dutch_street
from pipeline.redact.tokens import Line, Token, starts_sentence

_SAINTS = {"sint", "st", "saint", "santa", "san"}
_ARTICLES = {"de", "het", "een", "the", "a", "an", "di", "den"}
_CLOSES = ".,?!;:…"
_FAMILIES = WORDS.surnames | WORDS.people
_REACH = 8  # tokens back in which somebody must be spoken of
_CAPITAL_PARTICLES = {
    "Van",
    "Vander",
    "Vanden",
    "De",
    "El",
    "Al",
    "Ait",
    "Ben",
    "Ten",
    "Ter",
    "Von",
}


def spans(line: Line) -> Iterator[Span]:
    """Names that need no introduction."""
    tokens = line.tokens
    for at, token in enumerate(tokens):
        if not token.is_word or not token.is_capitalised:
            continue
        why = "initial and surname" if _is_initialled(tokens, at) else _why(line, at)
        if why:
            last = name_run(line, at, is_strong=False)
            if last:
                yield name_span(line, _with_particle(tokens, at), last, why)


def _why(line: Line, at: int) -> str | None:
    """Why the capital word at token `at` is a name, None when nothing says so."""
    tokens = line.tokens
    low = base(tokens[at])
    why = None
    if low in WORDS.ordinary or low in WORDS.brands or _is_sainted(tokens, at):
        return why
    is_owner = low != tokens[at].low and low in WORDS.surnames and low not in WORDS.ambiguous
    if low in WORDS.given or is_owner:
        why = "given name" if _holds(tokens, at, low) else None
    elif low in WORDS.surnames:
        is_clear = low not in WORDS.ambiguous and low not in WORDS.towns
        is_surname = (is_clear or _is_told_of(tokens, at)) and _holds(tokens, at, low)
        why = "surname" if is_surname else None
    elif tokens[at].text in _CAPITAL_PARTICLES and _leads_surname(line, at):
        why = "surname with its particle"
    elif low not in WORDS.vocabulary and low not in WORDS.towns and can_be_name(tokens[at]):
        is_person_here = is_person(low) and (_is_told_of(tokens, at) or _tells(tokens, at))
        why = "name of the wide list" if is_person_here else None
        why = "stands beside somebody" if _is_apposition(tokens, at) else why
    return why


def _is_initialled(tokens: Sequence[Token], at: int) -> bool:
    """Whether an initial with its full stop stands before a capital word: "T. Leeuw"."""
    if not is_initial(tokens, at):
        return False
    head = at + 2
    while head < len(tokens) and (
        is_initial(tokens, head) or tokens[head].low in WORDS.surname_particles
    ):
        head += 2 if is_initial(tokens, head) else 1
    if head >= len(tokens) or not can_be_name(tokens[head]):
        return False
    return head > at + 2 or not is_plain_word(base(tokens[head]))


def _is_sainted(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].low in _SAINTS


def _holds(tokens: Sequence[Token], at: int, low: str) -> bool:
    """Whether a listed name that may be a word as well is the name here."""
    before = tokens[at - 1] if at else None
    if before and before.text in {"De", "Het", "The"} and not starts_sentence(tokens, at - 1):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    has_family = following is not None and following.is_capitalised
    if low not in WORDS.ambiguous or (has_family and following and base(following) in _FAMILIES):
        return True
    if before is None:
        return False
    if before.text in ",:":  # no sentence begins here, so the capital is a name's
        return following is None or following.text in _CLOSES
    is_free = not before.is_capitalised or before.low in WORDS.particles
    return is_free and before.is_word and before.low not in _ARTICLES


def _is_told_of(tokens: Sequence[Token], at: int) -> bool:
    """Whether a person is what stands after the word before: "met Mulder", "I saw Patel"."""
    return at > 0 and tokens[at - 1].low in WORDS.before_people


def _tells(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb follows that people do: "Baz said"."""
    return at + 1 < len(tokens) and tokens[at + 1].low in WORDS.after_people


def _leads_surname(line: Line, at: int) -> bool:
    """Whether "Van", "De", "El" in the middle of a sentence begin a surname here."""
    tokens = line.tokens
    if starts_sentence(tokens, at):
        return False
    head = at + 1
    while (
        head < len(tokens) and head - at < MAX_NAME_TOKENS and tokens[head].low in WORDS.particles
    ):
        head += 1
    if head >= len(tokens) or not tokens[head].is_capitalised or not tokens[head].is_word:
        return False
    low = base(tokens[head])
    if is_dutch_street(low) and low.endswith(SURE_ENDINGS):
        return False
    is_listed = low in WORDS.surnames or low in WORDS.people
    if tokens[at].text == "De" and head == at + 1:
        return is_listed and low not in WORDS.given and low not in WORDS.vocabulary
    return is_listed or can_be_name(tokens[head])


def _is_apposition(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word stands alone between marks after somebody was spoken of: "de huismeester, Osman,"."""
    if at < 2 or tokens[at - 1].text not in ",.":
        return False
    last = at + 1
    if last < len(tokens) and tokens[last].is_capitalised and can_be_name(tokens[last]):
        last += 1
    if last < len(tokens) and tokens[last].text not in _CLOSES:
        return False
    near = tokens[max(0, at - _REACH) : at]
    return any(t.low in WORDS.relations or t.low in WORDS.roles for t in near)


def _with_particle(tokens: Sequence[Token], at: int) -> int:
    """The first token of a surname's particles before token `at`: "van der" of "van der Wal"."""
    first = at
    if tokens[at].text in _CAPITAL_PARTICLES:
        return at
    while first and tokens[first - 1].low in WORDS.surname_particles:
        first -= 1
    has_particles = first < at and (at - first > 1 or tokens[first].low != "van")
    return first if has_particles and base(tokens[at]) in WORDS.surnames else at
