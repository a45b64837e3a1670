"""Numbers as people say them in words, read as digits."""

from collections.abc import Sequence

from pipeline.redact.tokens import Token

_NL_UNITS = "nul een twee drie vier vijf zes zeven acht negen".split()
_NL_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_NL_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_EN_UNITS = "zero one two three four five six seven eight nine".split()
_EN_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _number_words() -> dict[str, int]:
    """Dutch words for 0-999 and for years as they are written in one, English ones for 0-20 and the tens."""
    below_hundred = {word: n for n, word in enumerate(_NL_UNITS + _NL_TEENS)}
    for tens, ten in enumerate(_NL_TENS, start=2):
        below_hundred[ten] = tens * 10
        for unit, word in enumerate(_NL_UNITS[1:], start=1):
            below_hundred[f"{word}en{ten}"] = tens * 10 + unit
            if word.endswith("e"):
                below_hundred[f"{word}ën{ten}"] = tens * 10 + unit
    words = dict(below_hundred)
    for hundreds, prefix in enumerate(["", *_NL_UNITS[2:]], start=1):
        words[f"{prefix}honderd"] = hundreds * 100
        for word, n in below_hundred.items():
            if n:
                words[f"{prefix}honderd{word}"] = hundreds * 100 + n
                words[f"{prefix}honderden{word}"] = hundreds * 100 + n
    for century, prefix in enumerate(_NL_TEENS, start=10):  # years in one word
        words[f"{prefix}honderd"] = century * 100
        for word, n in below_hundred.items():
            words[f"{prefix}honderd{word}"] = century * 100 + n
            if n >= 10:
                words[f"{prefix}{word}"] = century * 100 + n
    words |= {f"{word}duizend": n * 1000 for word, n in below_hundred.items() if n > 1}
    words |= {f"tweeduizend{word}": 2000 + n for word, n in below_hundred.items() if n}
    words |= {word: n for n, word in enumerate(_EN_UNITS + _EN_TEENS)}
    words |= {word: tens * 10 for tens, word in enumerate(_EN_TENS, start=2)}
    return words | {
        "één": 1,
        "eén": 1,
        "nought": 0,
        "oh": 0,
        "zeuven": 7,
        "tweeë": 2,
        "hundred": 100,
        "duizend": 1000,
        "thousand": 1000,
    }


NUMBER_WORDS = _number_words()
TIMES = {
    "dubbel": 2,
    "dubbele": 2,
    "double": 2,
    "driedubbel": 3,
    "tripel": 3,
    "triple": 3,
    "treble": 3,
}
# Words that are numbers only beside another number.
SHY = frozenset({"een", "oh", "ten", "hundred", "honderd", "duizend", "thousand", "acht", "one"})
PLAIN_NUMBERS = frozenset(NUMBER_WORDS) - SHY
_PLURALS = {
    word: digit
    for words in (
        "nullen enen tweeën drieën vieren vijven zessen zevens achten negens",
        "zeros ones twos threes fours fives sixes sevens eights nines",
    )
    for digit, word in enumerate(words.split())
}
_MOSTTIMES = 5  # how often one digit is said to stand in a row


def spoken_number(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The number that is said in words from token `at`, as digits, and the token after it."""
    if at >= len(tokens):
        return None
    low = tokens[at].low
    if low in TIMES:
        inner = digits_at(tokens, at + 1)
        if inner is None or len(inner[0]) > 2:
            return None
        return inner[0] * TIMES[low], inner[1]
    if low not in NUMBER_WORDS:
        return None
    return _in_a_row(tokens, at) or _cardinal(tokens, at)


def _in_a_row(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """One digit some times: "drie keer nul", "two sevens"."""
    n_times = NUMBER_WORDS[tokens[at].low]
    if not 1 < n_times <= _MOSTTIMES or at + 1 >= len(tokens):
        return None
    following = tokens[at + 1].low
    if following in _PLURALS:
        return str(_PLURALS[following]) * n_times, at + 2
    if following not in {"keer", "maal", "times"}:
        return None
    digit = digits_at(tokens, at + 2)
    return (digit[0] * n_times, digit[1]) if digit and len(digit[0]) == 1 else None


def _cardinal(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """A number in full, its thousands and hundreds joined with what follows them."""
    number, last = _below_thousand(tokens, at)
    if 1 <= number < 100 and last < len(tokens) and tokens[last].low == "thousand":
        number, last = number * 1000, last + 1
    if number and number % 1000 == 0:
        beside = _after(tokens, last, "and") or last
        if beside < len(tokens) and tokens[beside].low in NUMBER_WORDS:
            more, after = _below_thousand(tokens, beside)
            if 0 < more < 1000:
                number, last = number + more, after
    return str(number), last


def _below_thousand(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    low = tokens[at].low
    number = NUMBER_WORDS[low]
    last = at + 1
    if 1 <= number <= 9:
        joined = _after(tokens, last, "en")
        tens = NUMBER_WORDS.get(tokens[joined].low, 0) if joined else 0
        if joined and 20 <= tens <= 90 and tens % 10 == 0:
            return tens + number, joined + 1
        if last < len(tokens) and tokens[last].low == "hundred":
            number, last = number * 100, last + 1
    if number >= 20 and number % 10 == 0 and number % 1000:
        beside = _after(tokens, last, "and") or last
        if beside < len(tokens) and tokens[beside].low == "-":
            beside += 1
        more = NUMBER_WORDS.get(tokens[beside].low, 0) if beside < len(tokens) else 0
        is_hundred = number % 100 == 0
        is_english_ten = low in _EN_TENS
        if (is_hundred and 0 < more < 100) or (is_english_ten and 0 < more < 10):
            number, last = number + more, beside + 1
            if is_hundred and more % 10 == 0 and more >= 20 and last < len(tokens):
                unit = NUMBER_WORDS.get(tokens[last].low, 0)
                if 0 < unit < 10 and tokens[beside].low in _EN_TENS:
                    number, last = number + unit, last + 1
    return number, last


def _after(tokens: Sequence[Token], at: int, joint: str) -> int:
    """The token after a joint ("vijf en twintig", "vijf-en-twintig"), 0 when there is none."""
    if at < len(tokens) and tokens[at].low == "-":
        at += 1
    if at >= len(tokens) or tokens[at].low != joint:
        return 0
    at += 1
    if at < len(tokens) and tokens[at].low == "-":
        at += 1
    return at if at < len(tokens) else 0


def digits_at(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The digits written or said from token `at`, and the token after them."""
    if at < len(tokens) and tokens[at].is_digits:
        return tokens[at].text, at + 1
    return spoken_number(tokens, at)
