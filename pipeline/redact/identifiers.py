"""Numbers that stand for a person: customer and order numbers, phones, accounts, cards, plates."""

import re
from collections.abc import Iterator, Sequence

from pipeline.redact import checks
from pipeline.redact.dialogue import NOBODY, Dialogue
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span
from pipeline.redact.numbers import NUMBER_WORDS, Code, codes
from pipeline.redact.quantities import is_quantity
from pipeline.redact.tokens import Line, Token

# In this order a number is tried against the kinds that were asked for.
ASKABLE = ("iban", "card", "bsn", "phone", "licence_plate", "order_number", "customer_number")
_MIN_LOOSE = 5  # characters that an answer read across commas must have
_SHORT_ANSWER = 10  # tokens of a turn that is little more than the number
_MIN_PART = 3  # digits of an answer that may be a part of the number
_LONGEST = 12  # digits from which a number is whole and what follows is another
_LONGEST_PAUSE = 5  # tokens between two parts of a number
_WHOLE = 6  # characters from which an answer is taken for the whole number
_LOOSE_DIGITS = 6  # from which a number may be read across commas by its form alone
_MEMORY = 6  # lines back in which a kind's word still names a number that nobody asked for
_DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_US_PHONE = re.compile(r"\(?[2-9]\d\d\)?[\s.-][2-9]\d\d[\s.-]\d{4}")
_PLATE_VALUE = re.compile(r"(?=.{6}$)[A-Z]{1,3}\d{1,3}[A-Z]{1,3}|(?=.{6}$)\d{1,2}[A-Z]{2,3}\d{1,2}")
_BRITISH_VALUE = re.compile(r"[A-Z]{2}\d{2}[A-Z]{3}")
_MIN_SPELLED = 2  # spelling words from which a turn may spell a plate
_WITH_HYPHEN = re.compile(r"[A-Z]{2,4}-\d{4,}(?:-\d+)*")
_ENDS_IN = re.compile(r"\b(?:eindig\w*(?: \w+)? op|ending(?: in)?|ends in)$")
_PART = re.compile(r"\b(?:eindig\w*|laatste|ending|ends|last)\b")


def spans(dialogue: Dialogue, taken: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Every identifier with its value; what other rules have `taken` is left out of the reading."""
    by_line: dict[int, list[Span]] = {}
    for span in taken:
        by_line.setdefault(span.line, []).append(span)
    for line in dialogue.lines:
        tokens = free_tokens(line, by_line.get(line.number, ()))
        yield from _plates(line)
        names_kind = any(m.kind in ASKABLE for m in line.mentions)
        read = _asked(dialogue, line, tokens) if names_kind or _expected(dialogue, line) else []
        covered = [(code.start, code.end) for code, _, _ in read]
        n_numbers = sum(len(t.text) if t.is_digits else t.low in NUMBER_WORDS for t in tokens)
        for code in codes(tokens, is_loose=True) if n_numbers >= _LOOSE_DIGITS // 2 else ():
            evident = _self_evident(line, code) if code.n_digits >= _LOOSE_DIGITS else None
            if evident:
                read.append((code, evident, f"form of {evident}"))
                covered.append((code.start, code.end))
        for code in _spelled_plates(line, tokens):
            read.append((code, "licence_plate", "form of a licence plate, spelled"))
            covered.append((code.start, code.end))
        for code in _spelled_codes(tokens) if not read else ():
            kind = _remembered(dialogue, line)
            read.append((code, kind, "letters and digits spelled"))
            covered.append((code.start, code.end))
        for code in codes(tokens):
            if any(start < code.end and code.start < end for start, end in covered):
                continue
            judged = _judge(dialogue, line, code, tokens)
            if judged:
                read.append((code, *judged))
        for code, kind, why in read:
            start = code.start
            while start and line.text[start - 1] in "+(" and kind == "phone":
                start -= 1
            yield Span(line.number, start, code.end, kind, why), code.value


def free_tokens(line: Line, taken: Sequence[Span]) -> tuple[Token, ...]:
    """The line's tokens with those inside `taken` spans turned into masks, which no number crosses."""
    if not taken:
        return line.tokens
    return tuple(
        t._replace(text="[taken]", low="[taken]", is_word=False, is_digits=False)
        if any(s.start < t.end and t.start < s.end for s in taken)
        else t
        for t in line.tokens
    )


def _expected(dialogue: Dialogue, line: Line) -> list[str]:
    expected = dialogue.expected[line.number]
    kinds = [kind for kind in ASKABLE if kind in expected]
    if kinds == ["card"] and "card" in dialogue.just_asked[line.number]:
        return ["card", "customer_number"]  # a card can be a loyalty card
    return kinds


def _plates(line: Line) -> Iterator[tuple[Span, str]]:
    for form in checks.PLATES:
        for match in form.finditer(line.form):
            value = re.sub(r"\W", "", match.group())
            if len(value) <= 7:
                yield (
                    Span(line.number, *match.span(), "licence_plate", "form of a licence plate"),
                    value,
                )


def _spelled_plates(line: Line, tokens: Sequence[Token]) -> list[Code]:
    """British plates with letters as words and across commas: "Yankee Delta one nine, K M X"."""
    if sum(token.low in WORDS.spelling for token in tokens) < _MIN_SPELLED:
        return []
    read = codes(tokens, is_asked=True, is_loose=True)
    return [code for code in read if _BRITISH_VALUE.fullmatch(code.value)]


def _spelled_codes(tokens: Sequence[Token]) -> list[Code]:
    """Codes that nobody asked for, letters and then digits one by one: "S C nul een, eh, negen zeven"."""
    if sum(token.low in NUMBER_WORDS for token in tokens) < _MIN_PART:
        return []
    return [
        code
        for code in codes(tokens, is_asked=True, is_loose=True)
        if code.n_letters > 1
        and code.n_digits > _MIN_PART
        and code.n_spoken >= _MIN_PART
        and code.value[:2].isalpha()
    ]


def _asked(dialogue: Dialogue, line: Line, tokens: Sequence[Token]) -> list[tuple[Code, str, str]]:
    """What answers the ask; if nothing does as it stands, also across commas and pauses."""
    expected = _expected(dialogue, line)
    strict = _answers(dialogue, line, tokens, expected, is_loose=False)
    if any(len(code.value) >= _WHOLE for code, _, _ in strict):
        return strict
    loose = _answers(dialogue, line, tokens, expected, is_loose=True)
    is_bare = bool(dialogue.just_asked[line.number]) and len(line.tokens) <= _SHORT_ANSWER
    fewest = _MIN_PART if is_bare else _MIN_LOOSE
    longest = max((len(code.value) for code, _, _ in strict), default=fewest - 1)
    return [answer for answer in loose if len(answer[0].value) > longest] or strict


def _answers(
    dialogue: Dialogue,
    line: Line,
    tokens: Sequence[Token],
    expected: Sequence[str],
    *,
    is_loose: bool,
) -> list[tuple[Code, str, str]]:
    answers = []
    is_just_asked = bool(dialogue.just_asked[line.number])
    is_part = _PART.search(line.low) is not None
    for code in codes(tokens, is_asked=True, is_loose=is_loose):
        kind = _self_evident(line, code)
        near = dialogue.kind_near(line.number, code.start, code.end)
        is_named = is_just_asked or near in ASKABLE
        if (
            kind is None
            and near != NOBODY
            and (_is_end(code, tokens) or not is_quantity(line, code, tokens, is_named=is_named))
        ):
            wanted = [near, *expected] if near in ASKABLE else expected
            kind = next(
                (
                    k
                    for k in wanted
                    if k
                    and (
                        _fits(k, code, is_answer=is_just_asked or is_part)
                        or (is_part and k == "phone" and _is_part_of_phone(code))
                        or _is_end(code, tokens)
                    )
                ),
                None,
            )
            kind = _sharper(kind, code) if kind else None
        if kind:
            answers.append((code, kind, f"{kind} asked for"))
    return answers + _rest(line, tokens, answers)


def _rest(
    line: Line, tokens: Sequence[Token], answers: Sequence[tuple[Code, str, str]]
) -> list[tuple[Code, str, str]]:
    """More groups of the number, with nothing but pauses between: "oh one two, hang on, five five"."""
    if not answers or any(code.n_digits >= _LONGEST for code, _, _ in answers):
        return []
    found = {code.first: (code, kind) for code, kind, _ in answers}
    edges = [(code.first, code.last, kind) for code, kind, _ in answers]
    groups = [code for code in codes(tokens, is_asked=True) if code.first not in found]
    more: list[tuple[Code, str, str]] = []
    for code in [*groups, *reversed(groups)]:
        is_taken = any(first < code.last and code.first < last for first, last, _ in edges)
        if is_taken or is_quantity(line, code, tokens, is_named=True):
            continue
        if not (code.n_digits > 1 or code.n_letters > 1 or code.n_spoken):
            continue
        kind = next(
            (
                kind
                for first, last, kind in edges
                if _is_pause(tokens, last, code.first) or _is_pause(tokens, code.last, first)
            ),
            None,
        )
        if kind:
            edges.append((code.first, code.last, kind))
            more.append((code, kind, f"{kind} asked for, more of it"))
    return more


def _is_pause(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether tokens `[first, last)`, at least one, are marks and fillers only."""
    return 0 < last - first <= _LONGEST_PAUSE and all(
        t.text in ",.…-" or t.low in WORDS.fillers for t in tokens[first:last]
    )


def _judge(
    dialogue: Dialogue, line: Line, code: Code, tokens: Sequence[Token]
) -> tuple[str, str] | None:
    """The kind of a number that nobody asked for, and why; None when it is nobody's."""
    evident = _self_evident(line, code)
    if evident:
        return evident, f"form of {evident}"
    near = dialogue.kind_near(line.number, code.start, code.end)
    is_named = near in ASKABLE
    if near == NOBODY or is_quantity(line, code, tokens, is_named=is_named):
        return None
    if near in ASKABLE and _fits(near, code, is_answer=False):
        return _sharper(near, code), f"named {near}"
    if NOBODY in dialogue.expected[line.number]:
        return None
    return _by_form(dialogue, line, code)


def _by_form(dialogue: Dialogue, line: Line, code: Code) -> tuple[str, str] | None:
    if _PLATE_VALUE.fullmatch(code.value) and (code.n_spoken or _is_about_cars(dialogue, line)):
        return "licence_plate", "form of a licence plate, in pieces"
    if _is_long(line, code):
        return _sharper(_remembered(dialogue, line), code), "long number"
    return None


def _self_evident(line: Line, code: Code) -> str | None:
    text = line.text[code.start : code.end]
    plus = "+" if line.text[max(0, code.start - 1) : code.start] == "+" else ""
    kind = self_evident(plus + code.value)
    if kind == "phone" and _DATE.search(text):
        return None
    return "phone" if kind is None and _US_PHONE.fullmatch(text) else kind


def self_evident(value: str) -> str | None:
    """The kind that a number is by its form or check digits alone, None when they say nothing."""
    if checks.is_iban(value):
        return "iban"
    if checks.is_phone(value):
        return "phone"
    if checks.is_card(value):
        return "card"
    return "bsn" if checks.is_national_insurance(value) else None


def _fits(kind: str, code: Code, *, is_answer: bool) -> bool:
    """Whether a number can be one of `kind`; the turn right after an ask may hold a part of it."""
    size = len(code.value)
    if kind == "phone":
        return not code.n_letters and (code.n_digits >= 7 or code.n_spoken >= 5)
    if kind == "licence_plate":
        return 4 <= size <= 8 and code.n_digits > 0 and code.n_letters > 0
    if kind == "iban":
        return code.n_digits >= (3 if is_answer else 5)
    if kind in {"card", "bsn"}:
        whole = 12 if kind == "card" else 8
        is_part = is_answer and code.n_digits >= _MIN_PART
        return not code.n_letters and (code.n_digits >= whole or is_part)
    return (size > _MIN_PART or is_answer) and code.n_digits >= _MIN_PART


def _is_end(code: Code, tokens: Sequence[Token]) -> bool:
    """Whether digits stand right after "ending", "eindigt op": the end of somebody's number."""
    before = " ".join(token.low for token in tokens[max(0, code.first - 3) : code.first])
    is_date = code.last < len(tokens) and tokens[code.last].low in WORDS.months
    return code.n_digits > 1 and not is_date and _ENDS_IN.search(before) is not None


def _is_part_of_phone(code: Code) -> bool:
    """Whether a number can be the last digits of a telephone's."""
    return not code.n_letters and code.n_digits >= _MIN_PART


def _sharper(kind: str, code: Code) -> str:
    """A customer number that passes the test of a citizen's number is one, and the like."""
    if kind in {"customer_number", "order_number"}:
        return kind
    if checks.is_bsn(code.value) or checks.is_belgian_register(code.value):
        return "bsn"
    return kind


def _is_about_cars(dialogue: Dialogue, line: Line) -> bool:
    near = dialogue.lines[max(0, line.number - _MEMORY) : line.number + 1]
    return any(mention.kind == "licence_plate" for one in near for mention in one.mentions)


def _is_long(line: Line, code: Code) -> bool:
    if code.n_letters:
        written = line.form[code.start : code.end]
        if _WITH_HYPHEN.fullmatch(written):
            return True
        has_capital = any(char.isupper() for char in written)
        return code.n_digits >= 5 and len(code.value) >= 7 and has_capital
    return code.n_digits >= 7 or (code.n_spoken >= 5 and code.n_digits >= 5)


def _remembered(dialogue: Dialogue, line: Line) -> str:
    for back in range(line.number, max(-1, line.number - _MEMORY), -1):
        kinds = [
            m.kind
            for m in dialogue.lines[back].mentions
            if m.kind in {"customer_number", "order_number"}
        ]
        if kinds:
            return kinds[-1]
    return "customer_number"
