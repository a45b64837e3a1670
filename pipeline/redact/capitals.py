"""Capitals put back on names and codes that a recogniser wrote in small letters."""

from collections.abc import Sequence

from pipeline.redact.lexicon import WORDS
from pipeline.redact.numbers import NUMBER_WORDS
from pipeline.redact.tokens import Token

_MIN_NAME = 3
LONGEST_UNKNOWN = 10  # letters; longer words may be compounds, which the vocabulary leaves out
_MAX_CODE_LETTERS = 5
_AFTER_NAME = {"uit", "hier", "spreekt", "nogmaals", "from", "here", "speaking", "again"}
_AFTER_NAME |= WORDS.after_people
_BEFORE_MET = {"ja", "spreekt", "nee", "weer", "nogmaals"}
_SELF = {"it's", "i'm", "name's"}  # and "this is", "naam is"
_BEFORE_IS = {"this", "dit", "naam", "name"}
_OF_SURNAMES = {"der", "den", "ten", "ter", "'t", "vander", "vanden"}


def with_capitals(tokens: Sequence[Token], *, is_small: bool) -> tuple[Token, ...]:
    """The tokens of a turn, with capitals where a name stands.

    A name can stand after a title ("mevrouw van der schoot") and after "met" that follows a greeting
    ("goedemorgen met de vries"). With `is_small`, in a turn without any capitals, also every known
    name, every short word that is none of the language, and the letters of codes ("tl-6641") get
    theirs. Only tokens change; the turn's text, and what is stored, stays as it came.
    """
    result = []
    slot = ""  # the title or "met" after which a name can stand
    for at, token in enumerate(tokens):
        if not token.is_word or token.is_capitalised:
            result.append(token)
        elif is_small and _is_code(tokens, at):
            result.append(token._replace(text=token.text.upper()))
        elif (
            (is_small and (_is_known(token.low) or _is_unheard_of(tokens, at)))
            or (is_small and (_ends_surname(tokens, at) or _is_phrase(tokens, result, at)))
            or (slot and _fits(tokens, at, slot, is_small))
        ):
            result.append(token._replace(text=token.text.capitalize()))
        else:
            result.append(token)
        if token.low in WORDS.titles or _introduces(tokens, at, is_small=is_small):
            slot = token.low
        elif not (token.low in WORDS.particles or token.text == "."):
            slot = ""
    return tuple(result)


def _is_known(low: str) -> bool:
    word = low[:-2] if low.endswith(("'s", "’s")) else low
    if word in WORDS.ambiguous or word in WORDS.ordinary or word in NUMBER_WORDS:
        return False
    return word in WORDS.given or word in WORDS.surnames or word in WORDS.people


def _is_unheard_of(tokens: Sequence[Token], at: int) -> bool:
    """Whether a short word is none of the language and no town: it may be a name then."""
    low = tokens[at].low
    if not _MIN_NAME <= len(low) <= LONGEST_UNKNOWN or "'" in low or "’" in low:
        return False
    is_glued = tokens[at].is_glued or (at + 1 < len(tokens) and tokens[at + 1].is_glued)
    if is_glued and not (at + 1 < len(tokens) and tokens[at + 1].text in ".,?!"):
        return False
    return not (
        low in WORDS.vocabulary
        or low in WORDS.towns
        or low in WORDS.ordinary
        or low in WORDS.greetings
        or low in WORDS.titles
        or low in WORDS.units
        or low in WORDS.letters
        or low in NUMBER_WORDS
    )


def _is_code(tokens: Sequence[Token], at: int) -> bool:
    """Whether letters belong to a code: beside a hyphen and digits, or no word and before digits."""
    token = tokens[at]
    if len(token.low) > _MAX_CODE_LETTERS or not token.low.isascii() or at + 1 >= len(tokens):
        return at > 1 and _follows_digits(tokens, at)
    following = tokens[at + 1]
    if following.text == "-" and following.is_glued and at + 2 < len(tokens):
        return tokens[at + 2].is_digits or _follows_digits(tokens, at)
    is_word = token.low in WORDS.vocabulary or token.low in WORDS.ordinary
    is_unit = token.low in WORDS.units or token.low in NUMBER_WORDS or token.low in WORDS.particles
    is_before = following.is_digits and len(following.text) > 1 and not is_word and not is_unit
    return is_before or _follows_digits(tokens, at)


def _follows_digits(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen ties up to three letters to digits before them: "394-xv"."""
    return (
        at > 1
        and len(tokens[at].low) <= _MIN_NAME
        and tokens[at].is_glued
        and tokens[at - 1].text == "-"
        and tokens[at - 1].is_glued
        and tokens[at - 2].is_digits
    )


def _ends_surname(tokens: Sequence[Token], at: int) -> bool:
    """Whether a listed surname that is a word as well follows particles: "van den heuvel", "de graaf,"."""
    if tokens[at].low not in WORDS.surnames or at == 0:
        return False
    first = at
    while first and tokens[first - 1].low in WORDS.surname_particles:
        first -= 1
    if first == at:
        return False
    if any(token.low in _OF_SURNAMES for token in tokens[first:at]):
        return True
    if first and tokens[first - 1].low in WORDS.titles:
        return True
    opens = first == 0 or tokens[first - 1].text in ",.?!"
    follows_met = first > 0 and tokens[first - 1].low == "met"
    closes = at + 1 >= len(tokens) or tokens[at + 1].text in ",.?!"
    return closes and (opens or follows_met)


def _fits(tokens: Sequence[Token], at: int, slot: str, is_small: bool) -> bool:
    """Whether a small word can be the name that its slot waits for."""
    low = tokens[at].low
    if low in WORDS.particles or low in WORDS.titles or len(low) < _MIN_NAME:
        return False
    is_listed = low in WORDS.given or low in WORDS.surnames
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    ends = following is None or not following.is_word or following.low in _AFTER_NAME
    if is_listed and (ends or (slot in WORDS.titles and _is_common(following))):
        return low not in WORDS.ordinary
    if low in WORDS.ordinary or low in WORDS.greetings:
        return False
    if low in WORDS.vocabulary:
        is_titled = slot in WORDS.titles and is_small and len(low) > _MIN_NAME + 1
        return is_titled and ends and not (following is not None and following.is_word)
    if slot not in WORDS.titles:
        return ends and (is_listed or len(low) <= LONGEST_UNKNOWN)
    return (is_listed and low not in WORDS.ambiguous) or is_small


def _is_common(token: Token | None) -> bool:
    """Whether a word is one of the commonest, as follows a name in a sentence: "mevrouw prins aan"."""
    return token is not None and token.low in WORDS.ordinary


def _introduces(tokens: Sequence[Token], at: int, *, is_small: bool) -> bool:
    """Whether a name follows: after "met" at the start or a greeting, in small turns after "this is" too."""
    low = tokens[at].low
    before = tokens[at - 1] if at else None
    if low == "met":
        if before is not None and before.text == "," and at > 1:
            before = tokens[at - 2]
            if is_small:
                return True
        return before is None or before.low in WORDS.hellos or before.low in _BEFORE_MET
    follows = low == "is" and before is not None and before.low in _BEFORE_IS
    return is_small and (low in _SELF or follows)


def _is_phrase(tokens: Sequence[Token], before: Sequence[Token], at: int) -> bool:
    """Whether a listed name that is a word as well is all that is said between two marks.

    A surname counts at the start of a turn or after a greeting ("kuiper."), and after a given name
    that has its capital already ("derek brown"); a given name where it ends a sentence.
    """
    low = tokens[at].low
    if at and before[at - 1].is_word and before[at - 1].is_capitalised:
        return low in WORDS.surnames and before[at - 1].low in WORDS.given
    closes = at + 1 >= len(tokens) or tokens[at + 1].text in ",.?!"
    if not closes or low in WORDS.ordinary or low in WORDS.greetings:
        return False
    if low in WORDS.surnames and len(low) > _MIN_NAME:
        return at == 0 or (tokens[at - 1].text in ",." and tokens[at - 2].low in WORDS.hellos)
    ends = at + 1 >= len(tokens) or tokens[at + 1].text == "."
    return low in WORDS.given and ends and at > 0 and tokens[at - 1].text == ","
