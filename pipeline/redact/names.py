"""Names of people: introduced, addressed, asked for, standing alone where a name is expected."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.redact import known_names
from pipeline.redact.capitals import LONGEST_UNKNOWN
from pipeline.redact.dialogue import Dialogue
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.name_forms import (
    base,
    can_be_name,
    is_given,
    is_person,
    is_plain_word,
    leads_to_name,
    name_run,
    name_span,
)
from pipeline.redact.tokens import Line, Token, starts_sentence

# Hints after which an unknown capital word may be a name as well.
_SELF = {
    "met",
    "this is",
    "it's",
    "i'm",
    "i am",
    "ik ben",
    "dit is",
    "under",
    "namens",
    "on behalf of",
}
_TELLS_WHO = {
    "met",
    "spreekt",
    "this",
    "speaking",
    "name",
    "through",
    "hier",
    "here",
    "i'm",
    "it's",
}
_THROUGH = {"you're through to", "through to", "you've got", "this is", "it's"}
_SPELLED = re.compile(r"(?<![\w'-])[A-Z](?:\s?[-.,]\s?[A-Z]|\s[A-Z]){2,}(?![\w'-])")
_SPELLED_ASKED = re.compile(r"(?<![\w'-])[a-z](?:\s?[-.,]\s?[a-z]|\s[a-z]){2,}(?![\w'-])", re.I)
_NUMBER_DIGITS = 3
_SPELLED_SMALL = re.compile(r"(?<![\w'-])(?:[a-z][ .,-]{1,2}){4,}[a-z](?![\w'-])")
_SPELLED_LETTERS = 4  # from which single letters are a name though nobody asked for one
_OPENING_TURNS = 2
_BARE_ANSWER = 3  # tokens of an answer that is nothing but a name, whatever else the word means
_AFTER_SELF = frozenset(
    "uit hier from here speaking van at spreekt again nogmaals weer alweer opnieuw nog".split()
)
_FROM = {"uit", "uut", "hier", "from", "here"}
_PLACE_OF_WORK = {"at", "from", "speaking", "here", "hier", "van", "in"}


def spans(dialogue: Dialogue) -> Iterator[Span]:
    """Every name that a rule sees, with that rule; the same name elsewhere is `echo`'s to find."""
    turns_in_leg: dict[tuple[int, str], int] = {}
    for line in dialogue.lines:
        if line.speaker == "ivr":
            continue
        key = (line.leg_no, line.speaker)
        turns_in_leg[key] = turns_in_leg.get(key, 0) + 1
        is_opening = turns_in_leg[key] <= _OPENING_TURNS
        is_asked = "name" in dialogue.just_asked[line.number]
        yield from _cued(line, is_opening=is_opening, is_asked=is_asked)
        yield from _titled(line)
        yield from known_names.spans(line)
        if is_asked or (turns_in_leg[key] == 1 and line.speaker == "customer"):
            yield from _alone(line, is_asked=is_asked)
        if turns_in_leg[key] == 1:
            yield from _closes_phrase(line)
        for match in _SPELLED_SMALL.finditer(line.text):
            yield Span(line.number, *match.span(), "name", "spelled out")
        spells = is_asked or any(m.kind == "name" for m in line.mentions)
        for match in (_SPELLED_ASKED if spells else _SPELLED).finditer(line.form):
            letters = sum(char.isalpha() for char in match.group())
            if spells or letters >= _SPELLED_LETTERS:
                yield Span(line.number, *match.span(), "name", "spelled out")


def _token_at(line: Line, position: int) -> int | None:
    """The first token that starts at or after a character position."""
    at = bisect_left(line.tokens, position, key=lambda token: token.start)
    return at if at < len(line.tokens) else None


def _cued(line: Line, *, is_opening: bool, is_asked: bool) -> Iterator[Span]:
    """Names after "u spreekt met", "this is", "met", "thanks"; before "speaking", "hier"."""
    introduced = set()
    for match in WORDS.introduces.finditer(line.low):
        at = _token_at(line, match.end())
        last = name_run(line, at, is_strong=True) if at is not None else None
        if at is not None and last:
            introduced.add(at)
            yield name_span(line, at, last, "introduced")
    for match in WORDS.hints.finditer(line.low):
        at = _token_at(line, match.end())
        if at is None or at in introduced:
            continue
        is_small = is_asked and match.group() in _SELF and is_given(line.tokens[at].low)
        if not is_small and not _hint_holds(line, match.group(), at, is_opening=is_opening):
            continue
        last = name_run(line, at, is_strong=is_small)
        if last:
            yield name_span(line, at, last, f"after “{match.group()}”")
    for match in WORDS.follows.finditer(line.low):
        closes = line.low[match.end() : match.end() + 1] in set(".,!?") | {""}
        before = _name_before(line, match.start(), closes=closes)
        if before:
            yield name_span(line, *before, f"before “{match.group()}”")


def _hint_holds(line: Line, hint: str, at: int, *, is_opening: bool) -> bool:
    """Whether a name, and nothing else, can stand at token `at` after a hint."""
    tokens = line.tokens
    is_self = hint in _SELF
    is_particle = tokens[at].low in WORDS.particles
    heads = [t for t in tokens[at : at + 4] if t.is_word and t.low not in WORDS.particles][:2]
    last = name_run(line, at, is_strong=False)
    if last is None or not heads or starts_sentence(tokens, at):
        return False
    if not tokens[at].is_capitalised and not (is_particle and is_self):
        return False
    low, ends = base(heads[0]), _ends(tokens, last)
    if is_plain_word(low):
        is_name = hint == "met" and is_opening and ends and not tokens[at].text.isupper()
    elif is_given(low) or (low in WORDS.given and (is_self or is_opening)):
        is_name = True
    elif line.speaker == "customer":
        has_two = len(heads) > 1 and can_be_name(heads[1])
        is_whole = starts_sentence(tokens, at - len(hint.split()))  # "Met Mehtap."
        is_name = is_self and ends and (is_opening or has_two or is_whole)
    elif hint in _THROUGH and ends and _names_company(line, at):
        is_name = True
    else:
        is_from = last < len(tokens) and tokens[last].low in _PLACE_OF_WORK
        is_one = len(heads) < 2 or not can_be_name(heads[1])
        is_listed = base(heads[-1]) in WORDS.surnames
        is_name = is_opening and (is_from or (is_self and ends and (is_listed or is_one)))
    return is_name


def _ends(tokens: Sequence[Token], last: int) -> bool:
    """Whether nothing more of a phrase follows a name but where somebody is from."""
    return last >= len(tokens) or not tokens[last].is_word or tokens[last].low in _AFTER_SELF


def _names_company(line: Line, at: int) -> bool:
    """Whether a capital word before token `at` has named who answers, so that a person comes next."""
    return any(
        t.is_capitalised and base(t) not in WORDS.greetings for t in line.tokens[: max(0, at - 2)]
    )


def _name_before(line: Line, position: int, *, closes: bool) -> tuple[int, int] | None:
    """The name that ends right before a position ("Wolters hier", "Tom speaking")."""
    ends = [at for at, token in enumerate(line.tokens) if token.end <= position]
    if not ends or position - line.tokens[ends[-1]].end > 1:
        return None
    last = ends[-1]
    if line.tokens[last].text == ",":
        last -= 1
    first = last
    while first >= 0 and (
        can_be_name(line.tokens[first]) or line.tokens[first].low in WORDS.particles
    ):
        first -= 1
        if last - first >= 4 or (first >= 0 and not line.tokens[first + 1].is_word):
            break
    first += 1
    while first <= last and not can_be_name(line.tokens[first]):
        first += 1
    if first > last:
        return None
    word = base(line.tokens[first])
    if is_plain_word(word):
        return None
    is_listed = word in WORDS.given or word in WORDS.surnames
    return (first, last + 1) if is_listed or first < last or closes else None


def _titled(line: Line) -> Iterator[Span]:
    """Names after a title or a relation: "mevrouw Prins", "doctor abernathy", "onze Wim"."""
    tokens = line.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.low in WORDS.titles:
            name_at = at + 1
            if tokens[name_at].text == "." and tokens[name_at].is_glued:
                name_at += 1
            if name_at >= len(tokens):
                continue
            first = tokens[name_at]
            is_listed = first.low in WORDS.given or first.low in WORDS.surnames
            known = (
                is_listed and first.low not in WORDS.ordinary and first.low not in WORDS.ambiguous
            )
            if not (first.is_capitalised or first.low in WORDS.particles or known):
                continue
            last = name_run(line, name_at, is_strong=known)
            if last:
                yield name_span(line, name_at, last, f"title “{token.low}”")
        elif (
            token.low in WORDS.kin and tokens[at + 1].low in {"van", "of"} and at + 2 < len(tokens)
        ):
            head = tokens[at + 2]
            is_name = head.is_capitalised and base(head) not in WORDS.towns
            last = name_run(line, at + 2, is_strong=False) if is_name else None
            if last:
                yield name_span(line, at + 2, last, f"relation “{token.low} {tokens[at + 1].low}”")
        elif token.low in WORDS.relations:
            name_at = at + 1
            if tokens[name_at].text == "," and name_at + 1 < len(tokens):
                name_at += 1
            first = tokens[name_at]
            is_close = token.low in WORDS.kin and name_at == at + 1
            if first.is_capitalised and (
                base(first) in WORDS.given or (is_close and can_be_name(first))
            ):
                last = name_run(line, name_at, is_strong=False)
                if last:
                    yield name_span(line, name_at, last, f"relation “{token.low}”")


def _alone(line: Line, *, is_asked: bool) -> Iterator[Span]:
    """A part of a sentence that is nothing but a name: "Ja, Kruithof.", "Bouazza. Samir Bouazza."."""
    tokens = line.tokens
    at, n_found = 0, 0
    while at < len(tokens):
        while at < len(tokens) and (
            not tokens[at].is_word
            or (base(tokens[at]) in WORDS.greetings and not _heads_name(line, at))
        ):
            if tokens[at].is_digits or tokens[at].is_mask:
                return
            at += 1
        if at >= len(tokens):
            return
        is_whole_answer = is_asked and len(tokens) <= _BARE_ANSWER
        if is_plain_word(base(tokens[at])) and not (is_whole_answer or _heads_name(line, at)):
            return
        last = name_run(line, at, is_strong=is_asked and _is_short(line))
        closes = last is not None and (
            last >= len(tokens)
            or (tokens[last].text in ".,?!…" or _is_number(tokens[last]) or tokens[last].is_mask)
        )
        if not last or not closes:
            return
        yield name_span(line, at, last, "answers who it is" if is_asked else "stands alone")
        n_found += 1
        is_comma = last < len(tokens) - 1 and tokens[last].text == ","
        if n_found == 3 or (is_comma and not _can_be_surname(tokens[last + 1])):
            return
        at = last


def _can_be_surname(token: Token) -> bool:
    """Whether a word after a name and a comma can be the other half of it: "Oane, Sloothaak, 1104 ZW"."""
    low = base(token)
    is_free = low not in WORDS.vocabulary and low not in WORDS.towns and low not in WORDS.brands
    return low in WORDS.surnames or (can_be_name(token) and is_free)


def _closes_phrase(line: Line) -> Iterator[Span]:
    """A name that is a whole phrase in somebody's first turn: "Grachtenbank, goedemorgen, Salima".

    For an agent the first phrase is the company; the name is what ends the sentence.
    """
    tokens = line.tokens
    for at, token in enumerate(tokens):
        if at == 0 or not token.is_word or tokens[at - 1].text not in ",.!":
            continue
        is_unknown = base(token) not in WORDS.given and base(token) not in WORDS.surnames
        if is_unknown and not (is_person(base(token)) or _is_unknown(base(token))):
            continue
        last = name_run(line, at, is_strong=False)
        if last is None or last - at > 3 or is_plain_word(base(tokens[last - 1])):
            continue
        ends = last >= len(tokens) or tokens[last].text in _phrase_ends(line)
        is_from = last < len(tokens) and tokens[last].low in _FROM
        is_told = line.speaker == "customer" and (is_from or _leads_number(tokens, last))
        if ends or is_told:
            yield name_span(line, at, last, "stands alone in the opening")


def _leads_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a comma and somebody's number follow: ", PD 26 77 014"."""
    following = tokens[at : at + 3]
    return len(following) > 1 and following[0].text == "," and any(t.is_digits for t in following)


def _phrase_ends(line: Line) -> str:
    """What may follow a name that is a phrase; a comma too where an agent says no "met" or "this is"."""
    is_told = WORDS.introduces.search(line.low) or any(t.low in _TELLS_WHO for t in line.tokens)
    return ".?!" if is_told or line.speaker == "customer" else ".,?!"


def _is_unknown(low: str) -> bool:
    """Whether a word is short enough that the vocabulary would have it, and does not."""
    is_known = low in WORDS.vocabulary or low in WORDS.towns
    return len(low) <= LONGEST_UNKNOWN and not is_known


def _is_number(token: Token) -> bool:
    """Whether digits are long enough to be somebody's number and not a product's."""
    return token.is_digits and len(token.text) >= _NUMBER_DIGITS


def _heads_name(line: Line, at: int) -> bool:
    """Whether a particle such as "Van" begins a name here."""
    token = line.tokens[at]
    return (
        token.low in WORDS.particles
        and token.is_capitalised
        and leads_to_name(line, at, is_first=True)
    )


def _is_short(line: Line) -> bool:
    words = [token for token in line.tokens if token.is_word]
    return len(words) <= 5 and any(w.low in WORDS.given or w.low in WORDS.surnames for w in words)
