"""Numbers that were asked for or named: over pauses, corrections and turns, and said again by the other.

From an ask on, a contact has a topic: the kinds that are being given. It lasts while turns hold parts
of such a number, or are so short that they only bid the other go on. Within it little is needed for
numbers and letters to be the answer; the less is said, the less else may stand in the sentence.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.redact.codes import DATE_WORDS, Code, apart, codes
from pipeline.redact.dialogue import NOBODY, Dialogue, bids_go_on
from pipeline.redact.identifiers import ASKABLE, covering, fits, free_tokens, self_evident
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import SHY
from pipeline.redact.pauses import is_article, pause
from pipeline.redact.postcodes import is_postcode
from pipeline.redact.quantities import is_quantity
from pipeline.redact.tokens import Line, Token

_KINDS = ("postcode", "dob", *ASKABLE)
_OPEN_TURNS = 2  # short turns without a number after which a topic is closed
_BID = 4  # tokens of a turn that says nothing else, whatever it says
_WHOLE, _PART = 5, 3  # characters from which a number is the answer, and can be a part of it
_DATE_DIGITS = 12  # at most, with a part said twice
_LAST_DAY = 31
_DATE_ASIDE = 5  # around a date, which stands in a sentence oftener
_ASIDE = 8  # words that may stand around a short answer in its sentence
_OWN = 2  # of them that are none of the commonest


class _Topic(NamedTuple):
    """What is being given at a turn."""

    kinds: frozenset[str] = frozenset()
    is_begun: bool = False  # a part has been given
    n_silent: int = 0  # turns since


class _Turn(NamedTuple):
    """A line as it is read: its free tokens, the kinds that may stand in it, the topic before it."""

    line: Line
    tokens: Sequence[Token]
    kinds: frozenset[str]
    just_asked: frozenset[str]
    is_expected: bool  # by the other party
    topic: _Topic

    @property
    def is_asked(self) -> bool:
        """Whether an answer, or more of one, is what comes next."""
        return bool(self.just_asked) or self.topic.is_begun


class _Answer(NamedTuple):
    kind: str
    value: str
    parts: tuple[Code, ...]
    why: str


def spans(dialogue: Dialogue, taken: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Every part of an answer with the whole of it as its value; what is `taken` is left out."""
    by_line: dict[int, list[Span]] = {}
    for span in taken:
        by_line.setdefault(span.line, []).append(span)
    topic = _Topic()
    for line in dialogue.lines:
        named = frozenset(m.kind for m in line.mentions)
        held = by_line.get(line.number, ())
        kinds = dialogue.expected[line.number] | named | topic.kinds
        kinds |= {span.kind for span in held if span.kind in ASKABLE}
        found: list[_Answer] = []
        if not kinds.isdisjoint(_KINDS):
            tokens = free_tokens(line, [span for span in held if _is_sure(span.kind, kinds)])
            expected = dialogue.expected[line.number]
            turn = _Turn(
                line,
                tokens,
                kinds,
                dialogue.just_asked[line.number],
                not kinds.isdisjoint(expected),
                topic,
            )
            found = _answers(dialogue, turn)
            for answer in found:
                for span in covering(line, answer.parts, answer.kind, answer.why):
                    yield span, answer.value
        is_given = bool(found) or any(span.kind in kinds for span in held)
        topic = _after(topic, line, named, kinds, is_given=is_given)


def _is_sure(kind: str, kinds: frozenset[str]) -> bool:
    """Whether what another rule found cannot be part of a number of these kinds."""
    if kind == "address":
        return "postcode" not in kinds
    return kind == "email" or (kind == "dob" and kind in kinds)


def _after(
    topic: _Topic, line: Line, named: frozenset[str], kinds: frozenset[str], *, is_given: bool
) -> _Topic:
    """The topic for the next turn."""
    if is_given:
        return _Topic(kinds - {NOBODY}, True)
    if named:
        return _Topic(named)
    if topic.n_silent < _OPEN_TURNS and (len(line.tokens) <= _BID or bids_go_on(line)):
        return topic._replace(n_silent=topic.n_silent + 1)
    return _Topic()


def _answers(dialogue: Dialogue, turn: _Turn) -> list[_Answer]:
    tokens = turn.tokens
    read = codes(tokens, is_asked=True, is_loose=True, admits_shy=turn.is_asked)
    if "dob" in turn.kinds:
        dated = [
            run for run in codes(tokens, is_loose=True, has_dates=True) if _is_dated(tokens, run)
        ]
        read = [c for c in read if all(c.last <= d.first or d.last <= c.first for d in dated)]
        read += dated
    found = []
    for run in sorted(read):
        near = dialogue.kind_near(turn.line.number, run.start, run.end)
        answer = _answer(turn, run, near)
        if answer:
            found.append(answer)
    return found


def _is_dated(tokens: Sequence[Token], run: Code) -> bool:
    return any(token.low in DATE_WORDS for token in tokens[run.first : run.last])


def _answer(turn: _Turn, run: Code, near: str | None) -> _Answer | None:
    """The run as an answer, None where it is too little or something else.

    `near` is the kind that is named beside it in the turn.
    """
    line, tokens = turn.line, turn.tokens
    is_dated = "dob" in turn.kinds and _is_dated(tokens, run)
    is_named = near in _KINDS or bool(turn.just_asked)
    said = apart(tokens, run, has_dates=is_dated)
    parts = tuple(
        part
        for part in said
        if not is_quantity(
            line, part, tokens, is_named=is_named, goes_on=_goes_on(turn, part, said)
        )
    )
    if near == NOBODY or turn.just_asked == {NOBODY} or not parts:
        return None
    first, last = parts[0].first, parts[-1].last
    is_exclaimed = last - first == 1 and tokens[first].low in {"oh", "o"}
    is_named_so = any(m.start <= run.start and run.end <= m.end for m in line.mentions)
    if is_exclaimed or is_named_so or is_article(tokens, first, last):
        return None
    value = "".join(part.value for part in parts)
    kind = "dob" if is_dated else _kind(near, turn.kinds, value, parts)
    if kind is None or not _holds(turn, parts, value, kind, is_near=near in _KINDS):
        return None
    return _Answer(kind, value, parts, f"{kind} asked for" if turn.is_asked else f"named {kind}")


def _goes_on(turn: _Turn, part: Code, said: Sequence[Code]) -> bool:
    """Whether a number belongs to more, or is no day, hour or month that "om" could stand before."""
    digits = part.value.lstrip("0")
    is_number = part.value.isdecimal() and (len(digits) > 2 or int(digits or 0) > _LAST_DAY)
    return part is not said[-1] or (turn.is_asked and is_number)


def _holds(turn: _Turn, parts: Sequence[Code], value: str, kind: str, *, is_near: bool) -> bool:
    """Whether enough speaks for parts as an answer: the shorter they are, the less else may be said."""
    first, last = parts[0].first, parts[-1].last
    n_own = _n_own(turn.line, turn.tokens, first, last)
    n_digits = sum(part.n_digits for part in parts)
    is_doubted = turn.line.text[parts[-1].end :].lstrip().startswith("?")
    if is_doubted and not turn.topic.is_begun and n_digits <= _PART:
        return False  # "Fifty? I hoped for more": nobody asks back what they give
    is_idle = n_own <= 1
    is_code = 0 < n_digits < len(value) - 1
    if kind == "dob":
        is_next = "dob" in turn.just_asked or (
            turn.topic.is_begun
            and _n_own(turn.line, turn.tokens, first, last, most=_DATE_ASIDE) <= 1
        )
        return len(value) == n_digits <= _DATE_DIGITS and (is_near or is_next)
    if len(value) >= _WHOLE and (n_digits >= _PART or is_code):
        is_said_again = turn.line.speaker != "agent" or not turn.topic.is_begun or n_own <= _OWN
        is_awaited = is_said_again and (turn.is_asked or turn.is_expected)
        return is_near or is_awaited or self_evident(value) is not None
    is_bare = is_idle and _is_bare(turn.tokens, first, last)
    if n_digits >= _PART or (is_code and len(value) > _PART):
        return is_near or (turn.is_asked and is_bare)
    return turn.is_asked and is_bare and _closes(turn.tokens, last)


def _is_bare(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether short numbers can stand for themselves: not after "the", "nog … die", "Polaris"."""
    before = tokens[first - 1] if first else None
    if before is None or not before.is_word or before.low in WORDS.fillers:
        return True
    is_one = last - first == 1 and tokens[first].low in SHY
    is_product = before.is_capitalised and not (
        before.low in WORDS.ordinary or before.low in WORDS.greetings
    )
    return not is_one and not is_product


def _closes(tokens: Sequence[Token], last: int) -> bool:
    """Whether nothing but a pause follows: "five", not "five boxes"."""
    if last >= len(tokens) or not tokens[last].is_word:
        return True
    return tokens[last].low in {"is", "it", "dan"} or bool(pause(tokens, last))


def _kind(near: str | None, kinds: frozenset[str], value: str, parts: Sequence[Code]) -> str | None:
    evident = self_evident(value)
    if evident:
        return evident
    if is_postcode(value) and kinds & {"postcode", "address"}:
        return "postcode"
    wanted = [near] if near in _KINDS else [kind for kind in _KINDS if kind in kinds]
    code = parts[0]._replace(
        value=value,
        n_digits=sum(p.n_digits for p in parts),
        n_letters=sum(p.n_letters for p in parts),
    )
    for kind in wanted:
        if kind in ASKABLE and fits(kind, code, is_answer=True):
            return kind
    first = wanted[0] if wanted else None
    return "customer_number" if first == "card" else first


def _n_own(
    line: Line, tokens: Sequence[Token], first: int, last: int, *, most: int = _ASIDE
) -> int:
    """How many words of its own the sentence around tokens `[first, last)` says, many for a long one."""
    start, end = first, last
    while start and tokens[start - 1].text not in ".?!":
        start -= 1
    while end < len(tokens) and tokens[end].text not in ".?!":
        end += 1
    aside = [token for token in (*tokens[start:first], *tokens[last:end]) if token.is_word]
    if len(aside) > most:
        return len(aside)
    named = [(m.start, m.end) for m in line.mentions]
    own = [
        token
        for token in aside
        if token.low not in WORDS.ordinary
        and token.low not in WORDS.greetings
        and token.low not in WORDS.fillers
        and token.low != "plus"
        and not any(begin <= token.start < close for begin, close in named)
    ]
    return len(own)
