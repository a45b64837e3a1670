"""Numbers that were asked for or named: over pauses, corrections and turns, and said again by the other.

From an ask on, a contact has a topic: the kinds that are being given. It lasts while turns hold parts
of such a number, or are so short that they only bid the other go on. Within it little is needed for
numbers and letters to be the answer; the less is said, the less else may stand in the sentence.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.redact.codes import DATE_WORDS, Code, apart, codes, is_article
from pipeline.redact.dialogue import NOBODY, Dialogue, bids_go_on
from pipeline.redact.identifiers import ASKABLE, fits, free_tokens, self_evident, with_plus
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.postcodes import is_postcode
from pipeline.redact.quantities import is_quantity
from pipeline.redact.tokens import Line, Token

_KINDS = ("postcode", "dob", *ASKABLE)
_OPEN_TURNS = 2  # short turns without a number after which a topic is closed
_BID = 4  # tokens of a turn that says nothing else, whatever it says
_WHOLE, _PART = 5, 3  # characters from which a number is the answer, and can be a part of it
_DATE_DIGITS = 12  # at most, with a part said twice
_ASIDE = 8  # words that may stand around a short answer in its sentence
_OWN = 2  # of them that are none of the commonest
_SMALL_GAP = 3  # letters of words over which parts are masked as one


class _Topic(NamedTuple):
    kinds: frozenset[str] = frozenset()
    is_begun: bool = False  # a part has been given
    n_silent: int = 0  # turns since


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
        kinds = dialogue.expected[line.number] | named | topic.kinds
        held = by_line.get(line.number, ())
        found: list[_Answer] = []
        if not kinds.isdisjoint(_KINDS):
            tokens = free_tokens(line, [span for span in held if _is_sure(span.kind, kinds)])
            found = _answers(dialogue, line, tokens, kinds, topic)
            for answer in found:
                for span in _covering(line, answer):
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


def _answers(
    dialogue: Dialogue,
    line: Line,
    tokens: Sequence[Token],
    kinds: frozenset[str],
    topic: _Topic,
) -> list[_Answer]:
    is_awaited = topic.is_begun or bool(dialogue.just_asked[line.number])
    read = codes(tokens, is_asked=True, is_loose=True, admits_shy=is_awaited)
    if "dob" in kinds:
        dated = [
            run
            for run in codes(tokens, is_loose=True, has_dates=True)
            if any(token.low in DATE_WORDS for token in tokens[run.first : run.last])
        ]
        read = [c for c in read if all(c.last <= d.first or d.last <= c.first for d in dated)]
        read += dated
    found = (_answer(dialogue, line, tokens, kinds, topic, run) for run in sorted(read))
    return [answer for answer in found if answer]


def _answer(
    dialogue: Dialogue,
    line: Line,
    tokens: Sequence[Token],
    kinds: frozenset[str],
    topic: _Topic,
    run: Code,
) -> _Answer | None:
    """The run as an answer, None where it is too little or something else."""
    near = dialogue.kind_near(line.number, run.start, run.end)
    just = dialogue.just_asked[line.number]
    is_dated = any(token.low in DATE_WORDS for token in tokens[run.first : run.last])
    is_dated = is_dated and "dob" in kinds
    parts = tuple(
        part
        for part in apart(tokens, run, has_dates=is_dated)
        if not is_quantity(line, part, tokens, is_named=True)
    )
    if (
        near == NOBODY
        or just == {NOBODY}
        or not parts
        or is_article(tokens, parts[0].first, parts[-1].last)
    ):
        return None
    value = "".join(part.value for part in parts)
    n_digits = sum(part.n_digits for part in parts)
    kind = "dob" if is_dated else _kind(near, kinds, value, parts)
    if kind is None:
        return None
    n_own = _n_own(line, tokens, parts[0].first, parts[-1].last)
    is_idle = n_own <= 1
    is_near = near in _KINDS
    is_asked = bool(just) or topic.is_begun
    is_code = 0 < n_digits < len(value) - 1
    if kind == "dob":
        holds = len(value) == n_digits <= _DATE_DIGITS
        holds = holds and (is_near or "dob" in just or (topic.is_begun and is_idle))
    elif len(value) >= _WHOLE and (n_digits >= _PART or is_code):
        is_said_again = line.speaker != "agent" or not topic.is_begun or n_own <= _OWN
        is_awaited = is_asked or not kinds.isdisjoint(dialogue.expected[line.number])
        holds = is_near or (is_said_again and is_awaited) or self_evident(value) is not None
    elif n_digits >= _PART or (is_code and len(value) > _PART):
        holds = is_near or (is_asked and is_idle)
    else:
        holds = is_asked and is_idle
    return (
        _Answer(kind, value, parts, f"{kind} asked for" if is_asked else f"named {kind}")
        if holds
        else None
    )


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
    return next(
        (kind for kind in wanted if kind in ASKABLE and fits(kind, code, is_answer=True)),
        wanted[0] if wanted else None,
    )


def _n_own(line: Line, tokens: Sequence[Token], first: int, last: int) -> int:
    """How many words of its own the sentence around tokens `[first, last)` says, many for a long one."""
    start, end = first, last
    while start and tokens[start - 1].text not in ".?!":
        start -= 1
    while end < len(tokens) and tokens[end].text not in ".?!":
        end += 1
    aside = [token for token in (*tokens[start:first], *tokens[last:end]) if token.is_word]
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
    return len(own) if len(aside) <= _ASIDE else len(aside)


def _covering(line: Line, answer: _Answer) -> Iterator[Span]:
    start, end = with_plus(line, answer.parts[0].start), answer.parts[0].end
    for part in answer.parts[1:]:
        gap = line.text[end : part.start]
        if any(len(word) > _SMALL_GAP and word.isalpha() for word in gap.split()):
            yield Span(line.number, start, end, answer.kind, answer.why)
            start = part.start
        end = part.end
    yield Span(line.number, start, end, answer.kind, answer.why)
