"""Numbers that stand for a person: customer and order numbers, phones, accounts, cards, plates."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.redact import checks
from pipeline.redact.codes import Code, apart, codes
from pipeline.redact.dialogue import NOBODY, Dialogue
from pipeline.redact.lexicon import WORDS
from pipeline.redact.mask import Span, merged
from pipeline.redact.numbers import NUMBER_WORDS
from pipeline.redact.quantities import is_quantity
from pipeline.redact.tokens import Line, Token

# In this order a number is tried against the kinds that were asked for.
ASKABLE = ("iban", "card", "bsn", "phone", "licence_plate", "order_number", "customer_number")
_TAIL = re.compile(r"\b(?:end(?:s|ing)(?: in| with)?|eindig(?:t|end|en)(?: die| deze)? op)[ ,]+$")
_ACCOUNT = re.compile(r"\b(?:account|\w*rekening)\b")
_CARD_END = 4  # digits of a card that are given apart; other short ones are a loyalty card's
_MIN_PART = 3  # digits of an answer that may be a part of the number
_LOOSE_DIGITS = 6  # from which a number may be read across commas by its form alone
_READ_OUT_IN_WORDS = 5
_READ_OUT = 7  # from which a number that is said in parts is somebody's
_MEMORY = 6  # lines back in which a kind's word still names a number that nobody asked for
_DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_US_PHONE = re.compile(r"\(?[2-9]\d\d\)?[\s.-][2-9]\d\d[\s.-]\d{4}")
_PLATE_VALUE = re.compile(r"(?=.{6}$)[A-Z]{1,3}\d{1,3}[A-Z]{1,3}|(?=.{6}$)\d{1,2}[A-Z]{2,3}\d{1,2}")
_BRITISH_VALUE = re.compile(r"[A-Z]{2}\d{2}[A-Z]{3}")
_MIN_SPELLED = 2  # spelling words from which a turn may spell a plate
_WITH_HYPHEN = re.compile(r"[A-Z]{2,4}-\d{4,}(?:-\d+)*")
_WRITTEN = re.compile(r"\b(?:[A-Z]{1,4}\d{5,}|(?=[A-Z\d]{6}\b)[A-Z]{1,3}\d{1,3}[A-Z]{2,}\d*)\b")
_SMALL_WORD = 2  # letters of words over which parts are masked as one
_WORDS_BETWEEN = re.compile(r"[^\W\d_]+")
_PLUS = re.compile(r"\bplus $")


def spans(dialogue: Dialogue, taken: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Every identifier with its value; what other rules have `taken` is left out of the reading."""
    by_line: dict[int, list[Span]] = {}
    for span in taken:
        by_line.setdefault(span.line, []).append(span)
    for line in dialogue.lines:
        tokens = free_tokens(line, by_line.get(line.number, ()))
        yield from _plates(line)
        read: list[tuple[Code, str, str]] = []
        covered: list[tuple[int, int]] = []
        n_numbers = sum(len(t.text) if t.is_digits else t.low in NUMBER_WORDS for t in tokens)
        for code in codes(tokens, is_loose=True) if n_numbers >= _LOOSE_DIGITS // 2 else ():
            evident = _self_evident(line, code) if code.n_digits >= _LOOSE_DIGITS else None
            kind = evident or (
                _remembered(dialogue, line) if _is_read_out(dialogue, line, code, tokens) else None
            )
            if kind:
                read.append((code, kind, f"form of {evident}" if evident else "read out in parts"))
                covered.append((code.start, code.end))
        yield from _written(dialogue, line, tokens)
        for code in _spelled_plates(line, tokens):
            read.append((code, "licence_plate", "form of a licence plate, spelled"))
            covered.append((code.start, code.end))
        for code in _spelled_codes(tokens):
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
            for span in covering(line, apart(tokens, code), kind, why):
                yield span, code.value


def covering(line: Line, parts: Sequence[Code], kind: str, why: str) -> Iterator[Span]:
    """Spans over the parts of a number; words that stand between two of them stay."""
    start, end = _with_plus(line, parts[0].start), parts[0].end
    for part in parts[1:]:
        if any(
            len(word) > _SMALL_WORD for word in _WORDS_BETWEEN.findall(line.text, end, part.start)
        ):
            yield Span(line.number, start, end, kind, why)
            start = part.start
        end = part.end
    yield Span(line.number, start, end, kind, why)


def _with_plus(line: Line, start: int) -> int:
    """Where a telephone number begins with its plus, written or said, and its bracket."""
    while start and line.text[start - 1] in "+(":
        start -= 1
    said = _PLUS.search(line.low[:start])
    return said.start() if said else start


def free_tokens(line: Line, taken: Sequence[Span]) -> tuple[Token, ...]:
    """The line's tokens with those inside `taken` spans turned into masks, which no number crosses."""
    if not taken:
        return line.tokens
    spans = merged(taken)
    ends = [span.end for span in spans]

    def is_taken(token: Token) -> bool:
        at = bisect_right(ends, token.start)  # the first span that ends after the token begins
        return at < len(spans) and spans[at].start < token.end

    return tuple(
        t._replace(text="[taken]", low="[taken]", is_word=False, is_digits=False)
        if is_taken(t)
        else t
        for t in line.tokens
    )


def _plates(line: Line) -> Iterator[tuple[Span, str]]:
    for form in checks.PLATES:
        for match in form.finditer(line.form):
            value = re.sub(r"\W", "", match.group())
            if len(value) <= 7:
                yield (
                    Span(line.number, *match.span(), "licence_plate", "form of a licence plate"),
                    value,
                )


def _written(dialogue: Dialogue, line: Line, tokens: Sequence[Token]) -> Iterator[tuple[Span, str]]:
    """Letters and digits written as one, as only systems name things: "PM6602185", "XW4NTZ"."""
    is_free = {token.start for token in tokens if token.text != "[taken]"}
    for match in _WRITTEN.finditer(line.text):
        if match.start() in is_free:
            kind = _remembered(dialogue, line)
            yield Span(line.number, *match.span(), kind, "form of a code"), match.group()


def _is_read_out(dialogue: Dialogue, line: Line, code: Code, tokens: Sequence[Token]) -> bool:
    """Whether a long number is said part by part, as nobody says an amount: "eight, eight, zero, four, …"."""
    n_fewest = _READ_OUT if code.n_spoken < len(code.atoms) else _READ_OUT_IN_WORDS
    if code.n_digits < n_fewest or code.n_letters or len(code.atoms) <= _READ_OUT // 2:
        return False
    if max(len(atom.chars) for atom in code.atoms) > _MIN_PART:
        return False
    if NOBODY in dialogue.expected[line.number]:
        return False
    near = dialogue.kind_near(line.number, code.start, code.end)
    return near != NOBODY and not any(
        is_quantity(line, part, tokens) for part in apart(tokens, code)
    )


def _spelled_plates(line: Line, tokens: Sequence[Token]) -> list[Code]:
    """British plates with letters as words and across commas: "Yankee Delta one nine, K M X"."""
    if sum(token.low in WORDS.spelling for token in tokens) < _MIN_SPELLED:
        return []
    read = codes(tokens, is_asked=True, is_loose=True)
    return [code for code in read if _BRITISH_VALUE.fullmatch(code.value)]


def _spelled_codes(tokens: Sequence[Token]) -> list[Code]:
    """Codes that nobody asked for, letters and then digits one by one: "S C nul een, eh, negen zeven"."""
    if sum(token.low in NUMBER_WORDS or token.is_digits for token in tokens) < _MIN_PART:
        return []
    return [
        code
        for code in codes(tokens, is_asked=True, is_loose=True)
        if code.n_letters > 1
        and code.n_digits > _MIN_PART
        and (code.n_spoken >= _MIN_PART or len(code.atoms) >= _READ_OUT)
        and code.value[:2].isalpha()
    ]


def _judge(
    dialogue: Dialogue, line: Line, code: Code, tokens: Sequence[Token]
) -> tuple[str, str] | None:
    """The kind of a number that nobody asked for, and why; None when it is nobody's."""
    evident = _self_evident(line, code)
    if evident:
        return evident, f"form of {evident}"
    if _is_tail(line, code):
        kind = "iban" if _ACCOUNT.search(line.low) else "phone"
        return kind, "the last digits of a number"
    near = dialogue.kind_near(line.number, code.start, code.end)
    is_named = near in ASKABLE
    if near == NOBODY or is_quantity(line, code, tokens, is_named=is_named):
        return None
    if near in ASKABLE and fits(near, code, is_answer=False):
        return _sharper(near, code), f"named {near}"
    if NOBODY in dialogue.expected[line.number]:
        return None
    return _by_form(dialogue, line, code)


def _is_tail(line: Line, code: Code) -> bool:
    """Whether digits are the end of a number that both know: "the account ending in 57"."""
    closes = line.low[code.end : code.end + 1] in {"", ".", ",", "?", "!", ";"}
    is_short = code.n_digits <= _CARD_END and not code.n_letters
    return is_short and closes and _TAIL.search(line.low[: code.start]) is not None


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


def fits(kind: str, code: Code, *, is_answer: bool) -> bool:
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
        most = _CARD_END if kind == "card" else whole
        is_part = is_answer and _MIN_PART <= code.n_digits <= most
        return not code.n_letters and (code.n_digits >= whole or is_part)
    return (size > _MIN_PART or is_answer) and code.n_digits >= _MIN_PART


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
