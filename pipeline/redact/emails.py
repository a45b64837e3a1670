"""E-mail addresses, written and spoken ("e punt prins apenstaartje brievenbak punt nl").

A spoken one is found by its signs: from "apenstaartje" or "at", and once an address was asked for or
named also from "punt" and the like, it grows to both sides over what an address is made of, over
hesitation too, and goes on in the next turns until its ending has been said.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.redact.dialogue import Dialogue, bids_go_on
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import NUMBER_WORDS, TIMES
from pipeline.redact.pauses import interjection, pause
from pipeline.redact.tokens import Line, Token

_WRITTEN = re.compile(r"[\w+%-]+(?:[.'][\w+%-]+)*@[\w-]+(?:\.[\w-]+)*")
_SURE_SIGNS = frozenset("@ apenstaartje apestaartje apenstaart aapje".split())
_SIGNS = _SURE_SIGNS | {"at", "ad", "et"}
_DOTS = frozenset(". punt dot point".split())
_JOINTS = _DOTS | frozenset(
    "- _ streepje underscore dash hyphen koppelteken minnetje min laag liggend".split()
)
_ENDINGS = frozenset(
    "nl com be eu org net uk co de fr ie example info online us me gov edu io au amsterdam frl shop biz gr pt"
    " pl dk fi cz hu tr lu xyz dev ac vlaanderen".split()
)
# How it is written, said in between: "alles aan elkaar".
_HOW = frozenset("alles allemaal aan elkaar kleine gewoon lower case lowercase".split())
_BOXES = frozenset("info contact admin office sales hello mail".split())
_OF_ADDRESS = (_SIGNS | _JOINTS | _BOXES) - {"."}
_BEFORE = frozenset(
    "is steeds still mailadres emailadres email address the het dat it's op naar to on ja yes mijn my adres mail aan".split()
)
_OPEN_TURNS = 4  # after an ask or a part, in which an address may still be given
_SPELLED = 3  # letters one by one that are an address where one was asked for
_FEW = 2  # words of a turn that says nothing else
_MOST_OTHER = 8  # words of a turn that is nothing but a part of an address
_SIGN, _JOINT, _BIT, _PAUSE, _WORD, _STOP = range(6)


def spans(dialogue: Dialogue) -> Iterator[Span]:
    """Every e-mail address in the lines, and every part of one."""
    n_open = 0  # turns in which an address may still be given
    is_begun = False  # a part has been said, and no ending yet
    for line in dialogue.lines:
        is_named = any(m.kind == "email" for m in line.mentions)
        is_asked = is_named or n_open > 0 or "email" in dialogue.expected[line.number]
        found = [*_written(line)]
        is_near = is_begun or "email" in dialogue.just_asked[line.number]
        if is_asked or any(token.low in _SIGNS for token in line.tokens):
            found += _spoken(line, is_asked=is_asked, is_near=is_near)
        if is_near and not found and (is_begun or line.speaker == "customer"):
            found += _part(line, is_begun=is_begun)
        yield from found
        if found:
            n_open, is_begun = _OPEN_TURNS, not _is_whole(line, found[-1])
        elif is_named:
            n_open, is_begun = _OPEN_TURNS, False
        elif n_open and (bids_go_on(line) or len(line.tokens) <= _MOST_OTHER):
            n_open -= 1
        else:
            n_open, is_begun = 0, False


def _written(line: Line) -> Iterator[Span]:
    if "@" in line.text:
        for match in _WRITTEN.finditer(line.text):
            yield Span(line.number, *match.span(), "email", "written e-mail address")


def _spoken(line: Line, *, is_asked: bool, is_near: bool) -> Iterator[Span]:
    """Addresses around their signs, from the right; then around dots and dashes.

    Those count where an address was asked for, and only with an ending where it is not the next to
    be said (`is_near`).
    """
    tokens = line.tokens
    is_asked = is_asked or any(token.low in _SURE_SIGNS for token in tokens)
    roles = _roles(line, is_asked=is_asked)
    signs = [at for at, role in enumerate(roles) if role == _SIGN]
    joints = [at for at, role in enumerate(roles) if role == _JOINT and tokens[at].text != "-"]
    joints = joints if is_asked else []
    covered: set[int] = set()
    for anchor in (*reversed(signs), *joints):
        if anchor in covered or anchor + 1 in covered:
            continue
        first = _grow(tokens, roles, anchor, -1, is_asked=is_asked)
        last = _grow(tokens, roles, anchor, 1, is_asked=is_asked)
        if roles[anchor] == _SIGN and not _holds(tokens, anchor, first, last, is_asked=is_asked):
            continue
        is_whole = is_near or roles[anchor] == _SIGN or _is_ending(tokens, roles, last)
        inner = roles[first : last + 1]
        is_named = _WORD in inner or inner.count(_BIT) >= _SPELLED
        if first < last and is_whole and is_named:
            covered |= set(range(first, last + 1))
            start, end = tokens[first].start, tokens[last].end
            yield Span(line.number, start, end, "email", "spoken e-mail address")


def _roles(line: Line, *, is_asked: bool) -> list[int]:
    """What each token can be in an address."""
    named = [(m.start, m.end) for m in line.mentions if m.kind == "email"]
    roles: list[int] = []
    n_idle = 0  # tokens of a pause that are still to come
    for at, token in enumerate(line.tokens):
        n_idle = max(n_idle - 1, pause(line.tokens, at), _remark(line.tokens, at))
        role = _role(line, at, is_asked=is_asked)
        if any(start <= token.start < end for start, end in named):
            role = _STOP
        elif role == _WORD and n_idle:
            role = _PAUSE
        roles.append(role)
    return roles


def _remark(tokens: Sequence[Token], at: int) -> int:
    """How many tokens are a remark between two marks, none of them a sign or an ending."""
    n_tokens = interjection(tokens, at)
    words = {token.low for token in tokens[at : at + n_tokens]}
    return n_tokens if words.isdisjoint(_OF_ADDRESS) else 0


def _role(line: Line, at: int, *, is_asked: bool) -> int:
    token = line.tokens[at]
    following = line.text[token.end : token.end + 1].strip()
    role = _WORD if token.is_word else _STOP
    if token.low in _SIGNS:
        role = _STOP if token.text == "@" and token.is_glued and following else _SIGN
    elif token.text in "._-":
        is_inside = token.is_glued and following not in {"", *",?!."}
        role = _JOINT if is_inside or (token.text != "." and is_asked) else _PAUSE
        goes_on = _is_ellipsis(line.tokens, at) or _goes_on(line.tokens, at + 1)
        role = _STOP if role == _PAUSE and not goes_on else role
    elif token.low in _JOINTS:
        role = _JOINT
    elif (
        token.is_digits
        or token.low in NUMBER_WORDS
        or token.low in TIMES
        or (token.is_word and len(token.text) == 1)
    ):
        role = _BIT
    elif token.text in ",…" or (is_asked and token.low in _HOW):
        role = _PAUSE
    return role


def _is_ellipsis(tokens: Sequence[Token], at: int) -> bool:
    """Whether a full stop is one of several."""
    return any(
        0 <= beside < len(tokens) and tokens[beside].text == "." for beside in (at - 1, at + 1)
    )


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether an address can go on with token `at` after a full stop."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    return token.low in _SIGNS or token.low in _JOINTS or token.is_digits or len(token.text) == 1


def _grow(
    tokens: Sequence[Token], roles: Sequence[int], anchor: int, step: int, *, is_asked: bool
) -> int:
    """The farthest token to one side of an anchor that belongs to the same address."""
    reached, at = anchor, anchor + step
    while 0 <= at < len(tokens):
        if roles[at] == _STOP or (roles[at] == _SIGN and roles[anchor] == _SIGN):
            break
        if roles[at] in {_SIGN, _JOINT, _BIT} or (
            roles[at] == _WORD and _is_part(tokens, roles, at, is_asked=is_asked)
        ):
            reached = at
            if step > 0 and _is_ending(tokens, roles, at):
                break
        elif roles[at] == _WORD:
            break
        at += step
    return reached


def _is_part(tokens: Sequence[Token], roles: Sequence[int], at: int, *, is_asked: bool) -> bool:
    """Whether a word is held by a sign or joint beside it, by digits, or can be nothing else."""
    low = tokens[at].low
    before, after = _role_beside(roles, at, -1), _role_beside(roles, at, 1)
    if (at and roles[at - 1] in {_SIGN, _JOINT}) or (low in _ENDINGS and before == _JOINT):
        return True
    if low in _BEFORE:
        return False
    if roles[min(at + 1, len(roles) - 1)] in {_SIGN, _JOINT}:
        return True
    is_common = low in WORDS.ordinary or low in WORDS.greetings
    is_enclosed = {before, after} <= {_SIGN, _JOINT, _BIT} and _JOINT in {before, after}
    if is_enclosed or (is_asked and before == _BIT and after == _STOP):
        return True
    if {before, after} & {_SIGN, _JOINT} and not is_common:
        return True
    is_beside_bit = at + 1 < len(roles) and roles[at + 1] == _BIT
    is_unknown = low not in WORDS.vocabulary or low in _ENDINGS
    can_be = (is_unknown or after == _BIT) if is_asked else (is_unknown and after == _BIT)
    return not is_common and (is_beside_bit or can_be)


def _role_beside(roles: Sequence[int], at: int, step: int) -> int:
    """The role of the next token to one side that is no pause."""
    at += step
    while 0 <= at < len(roles) and roles[at] == _PAUSE:
        at += step
    return roles[at] if 0 <= at < len(roles) else _STOP


def _is_ending(tokens: Sequence[Token], roles: Sequence[int], at: int) -> bool:
    """Whether an address ends in token `at`: "nl" after a dot, no other dot behind."""
    if tokens[at].low not in _ENDINGS or _role_beside(roles, at, 1) == _JOINT:
        return False
    return _role_beside(roles, at, -1) == _JOINT


def _holds(tokens: Sequence[Token], sign: int, first: int, last: int, *, is_asked: bool) -> bool:
    """Whether a sign is one: a sure one with anything around it, "at" with a host that has an ending.

    Where an address was asked for, a host that is no word will do, or one with a dot.
    """
    if tokens[sign].low in _SURE_SIGNS:
        return first < last
    if not first < sign < last:
        ends = sign + 1 >= len(tokens) or tokens[sign + 1].text in ".,?"
        box = tokens[first]
        is_part = len(box.text) == 1 or box.low in _BOXES or box.low not in WORDS.vocabulary
        return is_asked and ends and first < sign and is_part
    host = [token for token in tokens[sign + 1 : last + 1] if token.text != ","]
    if is_asked:
        head = host[0].low
        is_host = head.isalpha() and (head not in WORDS.vocabulary or head in WORDS.brands)
        is_common = head in WORDS.ordinary or head in WORDS.greetings
        return (is_host and not is_common) or any(token.low in _DOTS for token in host)
    return any(token.low in _ENDINGS and before.low in _DOTS for before, token in pairwise(host))


def _part(line: Line, *, is_begun: bool) -> Iterator[Span]:
    """A sentence that is nothing but a part of an address: its spelled letters, a name, "com"."""
    sentence: list[Token] = []
    for token in (*line.tokens, None):
        if token is not None and token.text not in ".?!":
            sentence.append(token)
            continue
        said = [one for one in sentence if one.is_word or one.is_digits]
        own = [one for one in said if not _is_aside(one)]
        n_letters = sum(len(one.text) == 1 for one in own)
        if is_begun and not own and len(said) <= _SPELLED:
            own = [one for one in said if one.low in _ENDINGS]
        is_sure = is_begun or len(own) == 1
        is_whole = n_letters >= _SPELLED or (is_begun and len(own) == 1 and len(said) <= _FEW)
        parts = [one for one in own if is_whole or _tells(one, is_begun=is_sure)]
        if parts and len(said) - n_letters <= _MOST_OTHER:
            start, end = parts[0].start, parts[-1].end
            yield Span(line.number, start, end, "email", "part of an e-mail address")
        sentence = []


def _is_aside(token: Token) -> bool:
    """Whether a word is one of the commonest, or what is said in between."""
    is_common = token.low in WORDS.ordinary or token.low in WORDS.greetings
    return is_common or bool(pause((token,), 0))


def _tells(token: Token, *, is_begun: bool) -> bool:
    """Whether a word is part of an address where one is being given: a name, no word, an ending."""
    if len(token.text) == 1 or token.is_digits or token.low in NUMBER_WORDS:
        return is_begun
    is_name = token.low in WORDS.given or token.low in WORDS.surnames
    is_of_address = token.low in _ENDINGS | _JOINTS | _SIGNS
    is_name = is_name or token.low in _BOXES
    if not token.low.isalpha():
        return False
    return is_name or token.low not in WORDS.vocabulary or (is_begun and is_of_address)


def _is_whole(line: Line, span: Span) -> bool:
    """Whether a span ends as addresses do."""
    words = re.findall(r"\w+", line.low[span.start : span.end])
    return words[-1] in _ENDINGS and len(words) > 1
