"""What a name looks like: capital words, initials, and the particles between them."""

import re
from collections.abc import Sequence

from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import NUMBER_WORDS
from pipeline.redact.streets import SURE_ENDINGS, is_dutch_street
from pipeline.redact.tokens import Line, Token

MAX_NAME_TOKENS = 7
_ADVERB_ENDINGS = ("lijk", "lijks", "ingly", "ally", "ately", "fully", "edly")
_SURNAME_PARTICLES = {"der", "den", "ten", "ter", "vd"}
_MONTH_NAMES = {"jan", "sep", "mar", "jun", "jul", "june"}  # short forms that are names
_INNER_CAPITAL = re.compile(
    r"(?!(?:Mc|Mac|De|Van|La|Le|Di|Fitz|O['’]|D['’])[A-ZÀ-Þ]).*[a-zß-ÿ][A-ZÀ-Þ]"
)


def base(token: Token) -> str:
    """A token in small letters without the 's of possession."""
    low = token.low
    return low[:-2] if low.endswith(("'s", "’s")) else low


def end_of(token: Token) -> int:
    """Where the name in a token ends, the 's of possession left out."""
    return token.end - 2 if token.low.endswith(("'s", "’s")) else token.end


def is_given(low: str) -> bool:
    """Whether a word is a given name and hardly ever anything else."""
    return low in WORDS.given and low not in WORDS.ambiguous and low not in WORDS.ordinary


def is_plain_word(low: str) -> bool:
    """Whether a word belongs to the language and is on no list of names."""
    return low in WORDS.vocabulary and low not in WORDS.given and low not in WORDS.surnames


def is_person(low: str) -> bool:
    """Whether a word that is none of the language is on the wide list of names, or ends as surnames do."""
    if low in WORDS.vocabulary or low in WORDS.towns or low in WORDS.ordinary:
        return False
    return low in WORDS.people or (len(low) > 5 and low.endswith(WORDS.surname_endings))


def can_be_name(token: Token) -> bool:
    """Whether a token is a capital word that is not known as anything but a name."""
    if not token.is_word or not token.is_capitalised:
        return False
    low = base(token)
    return not (
        low in WORDS.ordinary
        or token.low in WORDS.ordinary
        or low in WORDS.greetings
        or low in WORDS.titles
        or (low in WORDS.months and low not in _MONTH_NAMES)
        or low in NUMBER_WORDS
        or low.endswith(_ADVERB_ENDINGS)
        or _INNER_CAPITAL.match(token.text)
    )


def name_run(line: Line, at: int, *, is_strong: bool) -> int | None:
    """The token after the name that begins at `at`; None when no name does.

    A name is capital words, initials, and particles between or before them. With `is_strong` (only a
    name can stand here) a small first word counts too, and known names in small letters after it.
    """
    tokens, last, position = line.tokens, None, at
    while position < len(tokens) and position - at < MAX_NAME_TOKENS:
        token = tokens[position]
        if (
            position > at
            and not token.is_glued
            and tokens[position - 1].text in ",.?!;:"
            and not is_initial(tokens, position - 2)
        ):
            break
        if is_initial(tokens, position):
            position += 2
            continue
        if token.text == "-" and token.is_glued and last == position:
            position += 1
            continue
        low = base(token)
        if low in WORDS.particles and leads_to_name(line, position, is_first=position == at):
            if (
                last is not None
                and low in {"van", "of"}
                and line.speaker == "agent"
                and not _is_surname_after(tokens, position)
            ):
                break
            position += 1
            continue
        previous = tokens[position - 1] if position > at else None
        is_after_particle = previous is not None and previous.low in _SURNAME_PARTICLES
        if (
            can_be_name(token)
            or (token.is_capitalised and is_after_particle)
            or (is_strong and token.is_word and _is_small_name(tokens, position, previous))
        ):
            last = position + 1
        else:
            break
        if end_of(token) != token.end:
            break
        position += 1
    return last


def is_initial(tokens: Sequence[Token], at: int) -> bool:
    """Whether a single capital with its full stop stands here."""
    return (
        0 <= at < len(tokens) - 1
        and len(tokens[at].text) == 1
        and tokens[at].text.isupper()
        and tokens[at + 1].text == "."
        and tokens[at + 1].is_glued
    )


def _is_small_name(tokens: Sequence[Token], at: int, previous: Token | None) -> bool:
    """Whether a word in small letters is a known name, or stands where only a name can.

    An unknown word counts at the start, and between a given name and the end of the phrase.
    """
    low = base(tokens[at])
    if low in WORDS.ordinary or low in WORDS.particles or low in WORDS.greetings:
        return False
    if low in WORDS.given or low in WORDS.surnames:
        return True
    if len(low) < 4 or low in WORDS.vocabulary or low in NUMBER_WORDS:
        return False
    ends = at + 1 >= len(tokens) or tokens[at + 1].text in ",.?!"
    return previous is None or (ends and is_given(previous.low))


def leads_to_name(line: Line, at: int, *, is_first: bool) -> bool:
    """Whether particles from `at` end in a capital word: "van den Berg", "de Regt"."""
    tokens = line.tokens
    following = at + 1
    while (
        following < len(tokens)
        and following - at < 4
        and base(tokens[following]) in WORDS.particles
    ):
        low = tokens[following].low
        if tokens[following].is_capitalised and (low in WORDS.given or low in WORDS.surnames):
            break
        following += 1
    if following >= len(tokens):
        return False
    token = tokens[following]
    if token.is_capitalised and tokens[following - 1].low in _SURNAME_PARTICLES:
        return True
    if can_be_name(token):
        return not (is_dutch_street(token.low) and token.low.endswith(SURE_ENDINGS))
    return not is_first and following - at >= 2 and base(token) in WORDS.surnames


def _is_surname_after(tokens: Sequence[Token], at: int) -> bool:
    following = at + 1
    while following < len(tokens) and tokens[following].low in WORDS.particles:
        following += 1
    if following >= len(tokens):
        return False
    return following > at + 1 or base(tokens[following]) in WORDS.surnames


def name_span(line: Line, first: int, last: int, why: str) -> Span:
    """The span of the name in tokens `[first, last)`, the 's of possession left out."""
    return Span(line.number, line.tokens[first].start, end_of(line.tokens[last - 1]), "name", why)
