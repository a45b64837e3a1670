"""Names on no list, told by where they stand: as people do at least once, never as companies and places do."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.redact.capitals import LONGEST_UNKNOWN
from pipeline.redact.dialogue import Dialogue
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.name_forms import base, can_be_name, is_person, is_plain_word, name_span
from pipeline.redact.tokens import Line, Token, starts_phrase, starts_sentence

_STRONG, _WEAK = 2, 1
_ENOUGH = 1  # one sign that no other outweighs
_AT_PLACE = -1  # stands as people do too, if less often
_AGAINST = -9
_CLOSES = frozenset(".,?!;:…")
_MIN_LETTERS, _MIN_PART = 3, 4
_FIRST_PHRASE = 3  # tokens
# Words that stand before a person at the start of a sentence as well, so that their capital tells nothing.
_LEAD_TO_PERSONS = (
    WORDS.near_people | WORDS.before_people | WORDS.after_people | WORDS.relations | WORDS.roles
)
# After the name of a colleague who gets somebody put through.
_HANDS_OVER = re.compile(
    r",? (?:hoi|hi|hello|hey)?,? ?(?:ik heb|i've got|i have|with me|hier|this is|dit is|mevrouw|meneer|mr|mrs)\b"
)


def spans(dialogue: Dialogue) -> Iterator[Span]:
    """Where such a name was told; the same name elsewhere is `echo`'s to find."""
    score: dict[str, int] = defaultdict(int)
    signed: dict[str, int] = defaultdict(int)  # the strongest sign for a person
    places: dict[str, list[tuple[Line, int]]] = defaultdict(list)
    opened: set[int] = set()
    for line in dialogue.lines:
        opens = line.speaker == "agent" and line.leg_no not in opened
        if opens:
            opened.add(line.leg_no)
        for at, token in enumerate(line.tokens):
            if token.is_word and token.is_capitalised and _is_stranger(line, at):
                low = base(token)
                sign = _signs(line, at, opens=opens)
                score[low] += sign
                signed[low] = max(signed[low], sign)
                places[low].append((line, at))
    for low, found in places.items():
        is_told = signed[low] > 0 or low in WORDS.given_wide
        if is_told and score[low] + _first_guess(low) >= _ENOUGH:
            for line, at in found:
                yield name_span(line, at, at + 1, "stands as people do")


def _first_guess(low: str) -> int:
    """What the word alone says: known far away as a given name, as any name, or made of two words."""
    if low in WORDS.given_wide:
        return _ENOUGH
    if low in WORDS.vocabulary:
        return -_WEAK
    if is_person(low):
        return _WEAK
    return -_STRONG if _is_compound(low) else 0


def _is_stranger(line: Line, at: int) -> bool:
    """Whether a capital word is no word, town or brand, and short enough to be known if it were one.

    A word of the language counts inside a sentence, where nothing but a name has a capital.
    """
    token = line.tokens[at]
    low = base(token)
    if (
        len(low) < _MIN_LETTERS
        or "'" in low
        or "’" in low
        or token.text.isupper()
        or not can_be_name(token)
    ):
        return False
    if low in WORDS.towns or low in WORDS.brands or low.removesuffix("s") in WORDS.ordinary:
        return False
    if low in WORDS.vocabulary and (line.is_small or starts_phrase(line.tokens, at)):
        return False
    return is_person(low) or len(low) <= LONGEST_UNKNOWN


def _is_compound(low: str) -> bool:
    """Whether two words make up the word, as companies' names are: "Kabelwerk"."""
    return any(
        low[:cut] in WORDS.vocabulary and low[cut:] in WORDS.vocabulary
        for cut in range(_MIN_PART, len(low) - _MIN_PART + 1)
    )


def _signs(line: Line, at: int, *, opens: bool) -> int:
    """What the place of token `at` says: for a person, for nothing, or against one."""
    tokens = line.tokens
    before = tokens[at - 1] if at else None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    is_handed_over = _HANDS_OVER.match(line.low, tokens[at].end) is not None
    is_called = following is not None and following.text == "!" and starts_sentence(tokens, at)
    is_company = opens and at < _FIRST_PHRASE and not (is_handed_over or is_called)
    if is_company or _is_thing(before, following) or _is_title(tokens, at):
        return _AGAINST
    low_before = before.low if before else ""
    low_after = following.low if following else ""
    is_asked_for = low_before in {"is", "was"} and low_after in WORDS.present
    is_person = low_before in WORDS.before_people or low_before in WORDS.roles
    is_person = is_person or low_after in WORDS.speaks or is_asked_for
    is_person = is_person or is_handed_over or is_called
    if is_person or _is_addressed(tokens, at):
        return _STRONG
    is_owner = base(tokens[at]) != tokens[at].low
    if low_before in WORDS.before_places and not is_owner:
        return _AT_PLACE
    if line.is_small:
        return 0
    return _WEAK * (
        (low_after in WORDS.after_people)
        + (low_before in WORDS.near_people or low_before in WORDS.after_people)
        + (low_before in WORDS.hellos or _follows_thanks(tokens, at))
        + (is_owner and following is not None and following.is_word)
    )


def _is_thing(before: Token | None, following: Token | None) -> bool:
    """Whether companies and products stand so: after "the" or a capital word, before one or a number."""
    if before is not None:
        leads_to_person = before.low in _LEAD_TO_PERSONS
        if before.low in WORDS.before_things or (_is_other(before) and not leads_to_person):
            return True
    if following is None:
        return False
    return following.is_digits or following.text in "/&" or _is_other(following)


def _is_title(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word of the language stands beside another capital word: "Helderbron Drinkwater"."""
    if base(tokens[at]) not in WORDS.vocabulary:
        return False
    return any(
        0 <= beside < len(tokens) and tokens[beside].is_word and tokens[beside].is_capitalised
        for beside in (at - 1, at + 1)
    )


def _follows_thanks(tokens: Sequence[Token], at: int) -> bool:
    """Whether "thank you", "dank je" stands right before."""
    return (
        at > 1
        and tokens[at - 1].low in {"you", "u", "je"}
        and tokens[at - 2].low in {"thank", "dank"}
    )


def _is_other(token: Token) -> bool:
    """Whether a neighbour is a capital word of the language, as in "Zonneveld Energie"."""
    return token.is_word and token.is_capitalised and is_plain_word(token.low) and token.low != "i"


def _is_addressed(tokens: Sequence[Token], at: int) -> bool:
    """Whether somebody is spoken to: "I'm sorry, Siobhan, that's …", "Berber, ik heb iemand voor je"."""
    closes = at + 1 >= len(tokens) or tokens[at + 1].text in _CLOSES
    if not closes:
        return False
    if starts_sentence(tokens, at):
        heard = tokens[at + 2].low if at + 2 < len(tokens) and tokens[at + 1].text == "," else ""
        return heard in WORDS.addresses
    if not starts_phrase(tokens, at):
        return tokens[at - 1].low in WORDS.hellos
    first = at - 1
    while first and tokens[first - 1].text not in _CLOSES:
        first -= 1
    return any(
        token.low in WORDS.addresses or token.low in WORDS.greetings
        for token in tokens[first : at - 1]
    )
