"""Streets with their house numbers, Dutch and English."""

import re
from collections.abc import Iterator, Sequence

from pipeline.redact.houses import house_after, house_apart
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import NUMBER_WORDS, digits_at
from pipeline.redact.tokens import Line, Token, starts_phrase, starts_sentence

SURE_ENDINGS = ("straat", "laan", "weg", "plein", "gracht", "kade", "steenweg")
# What a capital word ends in that is a street though no number follows.
_ALONE_ENDINGS = (
    *SURE_ENDINGS,
    *"singel dijk dreef steeg plantsoen kaai strjitte leane dyk".split(),
)
_BEFORE_STREET = frozenset(
    "de het 't aan op is naar dat van bij in on the wordt steeds adres hier nog dan".split()
)  # "op de Brink 3"
_BEFORE_NUMBER = frozenset(
    "at from to for on of it's yes is still , .".split()
)  # "from 200 Fishergate"
_BEFORE_HOME = frozenset(
    "from at in on is to of".split()
)  # "it's Maureen from Tithe Barn Cottages"
# Said to make sure of what is known: "klopt dat nog?".
_ASIDE = frozenset("de het dat is in op aan ja eh ehm the it's in on yes um er".split())
_CONFIRMS = re.compile(
    r"\b(?:nog steeds|klopt dat nog|still (?:right|at|living|correct)|is that still)\b"
)
_MAX_STREET_WORDS = 4
_STREET_FORMS = frozenset("Straat Laan Weg Plein Gracht Kade Dijk Singel Avenue Rue".split())
_STREET_TITLES = frozenset(
    "burgemeester prins prinses koning koningin professor dokter sint pastoor graaf admiraal "
    "generaal ds dr van de den ter op".split()
)
_FOREIGN = frozenset("do da dos das del des du la le les rue rua calle via".split())
_FOREIGN_TYPES = frozenset("calle avenida carrer rua via viale rue".split())
_SURE_TYPES = frozenset(
    "street road avenue lane close crescent terrace drive gardens grove wharf mews".split()
)
_CELTIC_TYPES = frozenset("heol ffordd stryd lôn maes".split())


def streets(line: Line, *, is_asked: bool, is_told: bool = False) -> Iterator[Span]:
    """Streets and what number belongs to them; more counts as a street after an ask for an address.

    `is_told`: the turn before said an address, which this one may go on with.
    """
    tokens = line.tokens
    sees_small = is_asked or line.is_small
    lives = is_told or any(
        token.low in WORDS.house_roles or token.low in WORDS.visits for token in tokens
    )
    lives = lives or _CONFIRMS.search(line.low) is not None
    for at, token in enumerate(tokens):
        if not token.is_word:
            continue
        if (
            token.text in _STREET_FORMS
            and at + 1 < len(tokens)
            and tokens[at + 1].low in WORDS.particles
        ):
            yield from _street_of(line, at)
        elif is_dutch_street(token.low) or (
            token.low in SURE_ENDINGS
            and token.is_capitalised
            and at
            and tokens[at - 1].is_capitalised
        ):
            yield from _dutch_street(line, at, is_asked=is_asked)
        elif token.low in WORDS.street_types and at and (token.is_capitalised or sees_small):
            yield from _english_street(line, at, sees_small=sees_small)
        elif token.is_capitalised and at > 0:
            is_sure = is_asked or lives or token.low in _CELTIC_TYPES
            yield from _number_and_name(line, at, is_sure=is_sure)
        is_abroad = token.low in _FOREIGN_TYPES and token.is_capitalised and at > 0
        is_named = token.is_capitalised or (line.is_small and token.low not in WORDS.vocabulary)
        if is_named and (is_asked or lives or is_abroad or _is_likely(tokens, at)):
            yield from _name_and_number(line, at, is_asked=is_asked, lives=lives)


def is_dutch_street(low: str) -> bool:
    """Whether a word in small letters ends as Dutch streets do, and is no ordinary word."""
    return len(low) > 5 and low.endswith(WORDS.street_endings) and low not in WORDS.not_streets


def _is_likely(tokens: Sequence[Token], at: int) -> bool:
    """Whether a capital word may be a street where nobody speaks of one: "Zwanenveld", "op de Brink"."""
    low = tokens[at].low
    if low in WORDS.towns or low in WORDS.brands or not tokens[at].is_capitalised:
        return False
    if len(low) > 5 and low.endswith(WORDS.likely_endings):
        return True
    before = [token.low for token in tokens[max(0, at - 2) : at]]
    is_introduced = before in (["van", "de"], ["uit", "de"], ["van", "het"])
    is_introduced = is_introduced and any(
        token.low == "met" or token.low in WORDS.titles for token in tokens[:at]
    )
    is_on = before[-1:] == ["on"]
    return (
        is_introduced
        or is_on
        or before in (["op", "de"], ["aan", "de"], ["op", "het"], ["aan", "het"])
    )


def is_street_word(token: Token) -> bool:
    """Whether a word of an address names a street, so that it is known when it comes again."""
    if is_dutch_street(token.low):
        return True
    return token.is_capitalised and not (
        token.low in WORDS.ordinary
        or token.low in WORDS.house_words
        or token.low in WORDS.street_types
    )


def _dutch_street(line: Line, at: int, *, is_asked: bool) -> Iterator[Span]:
    tokens = line.tokens
    first = _street_start(tokens, at)
    end = tokens[at].end
    house = house_after(line, end, at + 1)
    token = tokens[at]
    if house:
        yield Span(line.number, tokens[first].start, house, "address", "street and number")
    elif (
        (token.is_capitalised or line.is_small)
        and token.low.endswith(_ALONE_ENDINGS)
        and token.low not in WORDS.towns
        and (is_asked or _is_in_sentence(tokens, first))
        and token.low not in WORDS.vocabulary
    ):
        yield Span(line.number, tokens[first].start, end, "address", "street")


def _is_in_sentence(tokens: Sequence[Token], first: int) -> bool:
    """Whether a street's word stands inside a sentence and not after "bij", as companies do."""
    return not starts_sentence(tokens, first) and tokens[first - 1].low not in {"bij", "with"}


def _street_start(tokens: Sequence[Token], at: int) -> int:
    """The first token of a street's name that ends in token `at`: "Burgemeester de Vlugtlaan"."""
    if not tokens[at].is_capitalised:
        return at
    first = at
    while first and at - first < _MAX_STREET_WORDS and tokens[first - 1].is_word:
        before = tokens[first - 1]
        if before.is_capitalised and (
            before.low in _STREET_TITLES or before.low not in WORDS.ordinary
        ):
            first -= 1
            continue
        head = first - 1
        while head >= 0 and tokens[head].low in WORDS.particles and not tokens[head].is_capitalised:
            head -= 1
        if head == first - 1 or head < 0:
            break
        if not (tokens[head].is_capitalised and tokens[head].low in _STREET_TITLES):
            break
        first = head
    is_article = tokens[first].low in {"de", "het"} and starts_sentence(tokens, first)
    return first + 1 if is_article and first < at else first


def _street_of(line: Line, at: int) -> Iterator[Span]:
    """Streets with their type first, such as "Laan van Meerdervoort 12"."""
    tokens, last = line.tokens, at + 1
    while last < len(tokens) and tokens[last].low in WORDS.particles:
        last += 1
    if last >= len(tokens) or not tokens[last].is_capitalised:
        return
    while last + 1 < len(tokens) and tokens[last + 1].is_word and tokens[last + 1].is_capitalised:
        last += 1
    end = house_after(line, tokens[last].end, last + 1) or tokens[last].end
    yield Span(line.number, tokens[at].start, end, "address", "street")


def _english_street(line: Line, at: int, *, sees_small: bool) -> Iterator[Span]:
    """A number, one to three names, a type of street: "14 Tannery Row", "nineteen Front Row"."""
    tokens = line.tokens
    first = at - 1
    while (
        first >= 0
        and at - first < _MAX_STREET_WORDS
        and tokens[first].is_word
        and (tokens[first].is_capitalised or sees_small)
        and tokens[first].low not in WORDS.units
        and tokens[first].low not in NUMBER_WORDS
        and tokens[first].low not in WORDS.ordinary
    ):
        first -= 1
    first += 1
    if first == at and at and tokens[at - 1].text == "The":  # 5 The Crescent
        first -= 1
    if first == at:
        return
    number_first = _number_before(tokens, first)
    if number_first is not None:
        yield Span(
            line.number, tokens[number_first].start, tokens[at].end, "address", "number and street"
        )
    elif (
        tokens[at].is_capitalised
        and tokens[first].is_capitalised
        and (sees_small or _is_home(tokens, first, at))
    ):
        end = house_after(line, tokens[at].end, at + 1) or tokens[at].end
        yield Span(line.number, tokens[first].start, end, "address", "street after an ask")


def _is_home(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a street without a number is one: "from Tithe Barn Cottages", "now Weaver Street is"."""
    before = tokens[first - 1].low if first else ""
    ends = at + 1 >= len(tokens) or not tokens[at + 1].is_capitalised
    return before in _BEFORE_HOME or (tokens[at].low in _SURE_TYPES and ends and before != "the")


def _number_before(tokens: Sequence[Token], at: int) -> int | None:
    """The first token of a house number that ends right before token `at`."""
    at -= 1
    if at >= 1 and tokens[at].text == ",":
        at -= 1
    if at >= 1 and tokens[at].is_glued and tokens[at].is_word and tokens[at - 1].is_digits:
        at -= 1  # 61b
    if at < 0:
        return None
    if tokens[at].is_digits:
        return at if len(tokens[at].text) <= 5 else None
    for first in range(max(0, at - 4), at + 1):
        number = digits_at(tokens, first)
        if number and number[1] == at + 1 and tokens[first].low not in {"een", "één", "one"}:
            return first
    return None


def _number_and_name(line: Line, at: int, *, is_sure: bool) -> Iterator[Span]:
    """A number and capital words: "6 Heol Bryn" after an ask, "from 200 Fishergate" anywhere."""
    tokens = line.tokens
    first = _number_before(tokens, at)
    if first is None or tokens[at].is_glued:  # in a code
        return
    before = tokens[first - 1].low if first else "."
    is_known = tokens[at].low in WORDS.ordinary or tokens[at].low in WORDS.brands
    is_known = is_known or tokens[at].low in WORDS.months or tokens[at].low in WORDS.units
    is_clear = is_sure or before in {"at", "from"}
    last = at
    while (
        last + 1 < len(tokens)
        and tokens[last + 1].is_word
        and tokens[last + 1].is_capitalised
        and last - at < 3
    ):
        last += 1
    is_name = tokens[at].text == "The" and last > at
    if (is_known and not is_name) or len(tokens[at].text) < 3:
        return
    if is_clear and (is_sure or before in _BEFORE_NUMBER):
        start, end = tokens[first].start, tokens[last].end
        yield Span(line.number, start, end, "address", "number and street after an ask")


def _name_and_number(line: Line, at: int, *, is_asked: bool, lives: bool) -> Iterator[Span]:
    """Capital words with a number after them, after an ask for an address: "Kornoelje 12"."""
    tokens = line.tokens
    is_start = starts_phrase(tokens, at) or tokens[at - 1].low in _BEFORE_STREET
    if not is_start or tokens[at].low in WORDS.months:
        return
    last = at
    while (
        last + 1 < len(tokens)
        and last - at < _MAX_STREET_WORDS
        and (
            tokens[last + 1].is_capitalised
            or tokens[last + 1].low in WORDS.particles | _FOREIGN
            or (tokens[last + 1].text == "-" and tokens[last + 1].is_glued)
        )
    ):
        last += 1
    while last > at and not (tokens[last].is_capitalised or tokens[last].text == "-"):
        last -= 1  # "Morgen van"
    is_known = tokens[at].low in WORDS.house_words or tokens[at].low in WORDS.brands
    is_common = tokens[at].low in WORDS.ordinary or tokens[at].low in WORDS.greetings
    if is_known or (is_common and (last == at or starts_sentence(tokens, at))):
        return
    end = house_after(line, tokens[last].end, last + 1)
    is_list = line.text[tokens[last].end : end].startswith(", ") and not is_asked
    if end and not (is_list and tokens[last + 2].is_digits):  # "in Tampa, 212 dollars"
        yield Span(line.number, tokens[at].start, end, "address", "street and number after an ask")
        return
    apart = house_apart(line, last + 1, lives=lives)
    if apart and tokens[at].low not in WORDS.towns:
        street = tokens[at].start, tokens[last].end
        for start, end in (street, apart):
            yield Span(line.number, start, end, "address", "street, its number apart")


def street_alone(line: Line) -> Iterator[Span]:
    """A street's name as the answer to an ask for the street: "De Coolsingel."."""
    tokens, at = line.tokens, 0
    while at < len(tokens) and (tokens[at].low in _ASIDE or not tokens[at].is_word):
        at += 1
    last = at
    while last < len(tokens) and (
        tokens[last].is_capitalised or tokens[last].low in WORDS.particles | _FOREIGN
    ):
        last += 1
    closes = last >= len(tokens) or tokens[last].text in ".,!?"
    if at < len(tokens) and (tokens[at].low in WORDS.ordinary or tokens[at].low in WORDS.greetings):
        return
    if at < last <= at + _MAX_STREET_WORDS + 1 and closes and tokens[at].is_word:
        start, end = tokens[at].start, tokens[last - 1].end
        yield Span(line.number, start, end, "address", "street asked for")


def before_postcodes(line: Line, found: Sequence[Span]) -> Iterator[Span]:
    """A street without a street's ending, told by the number and postcode behind: "Kornoelje 12, 3824 XT"."""
    tokens = line.tokens
    for start in [s.start for s in found if s.kind == "postcode"]:
        at = next((i for i in reversed(range(len(tokens))) if tokens[i].end <= start), -1)
        if at > 0 and tokens[at].text == ",":
            at -= 1
        if at > 1 and tokens[at].is_word and len(tokens[at].text) == 1:
            at -= 1  # 12 b
        if at < 1 or not tokens[at].is_digits or len(tokens[at].text) > 4:
            continue
        first = at
        while (
            first
            and at - first < _MAX_STREET_WORDS
            and (tokens[first - 1].is_capitalised or tokens[first - 1].low in WORDS.particles)
        ):
            first -= 1
        while first < at and not (
            tokens[first].is_capitalised and tokens[first].low not in WORDS.ordinary
        ):
            first += 1
        before = tokens[at - 1]
        if first == at and line.is_small and before.is_word and len(before.low) > 3:
            first -= before.low not in WORDS.ordinary | WORDS.house_words
        if first < at:
            end = start - len(line.text[:start]) + len(line.text[:start].rstrip(" ,"))
            yield Span(line.number, tokens[first].start, end, "address", "before a postcode")


def house_names(line: Line, found: Sequence[Span]) -> Iterator[Span]:
    """What stands as a phrase before the street, in answer to an ask: "The Old Rectory, Church Lane"."""
    tokens = line.tokens
    starts = [span.start for span in found]
    if not starts or not tokens or not tokens[0].is_capitalised:
        return
    end = next((i for i, token in enumerate(tokens) if token.text == ","), 0)
    words = tokens[:end]
    is_name = 1 < len(words) <= _MAX_STREET_WORDS and all(
        token.is_word and token.is_capitalised for token in words
    )
    if is_name and min(starts) >= tokens[end].end:
        yield Span(line.number, tokens[0].start, tokens[end - 1].end, "address", "name of a house")
