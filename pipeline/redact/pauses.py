"""What stands between the parts of a number: pauses, remarks, words that explain a letter."""

from collections.abc import Sequence

from pipeline.redact.lexicon import WORDS
from pipeline.redact.numbers import NUMBER_WORDS, TIMES
from pipeline.redact.tokens import Token

_READ = frozenset(NUMBER_WORDS) | frozenset(TIMES) | WORDS.letters.keys() | WORDS.banks
_MISHEARD = 6  # letters of a word that a recogniser may have made of a digit
_REMARK = 4  # words of a remark inside a number
_ARTICLE_JOINTS = frozenset("in de het een the a".split())  # only after "van", "as"
_ARTICLES = frozenset({"een", "één", "eén", "one"})
_AFTER_NUMBER = frozenset(
    "is dan it and en dacht geloof i if als here hier".split()
)  # "negen een, dacht ik"


def pause(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from `at` are a mark, a filler, a hesitation or a correction: "nee wacht"."""
    token = tokens[at]
    for phrase in WORDS.pauses.get(token.low, ()):
        if all(
            at + n < len(tokens) and tokens[at + n].low == word for n, word in enumerate(phrase)
        ):
            return len(phrase)
    return int(token.text in ",.…?" or token.low in WORDS.fillers)


def interjection(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from the mark at `at` on are a remark between two marks: ", hoe was het"."""
    if tokens[at].text not in ",.…":
        return 0
    last = at + 1
    while last < len(tokens) and last - at <= _REMARK + 1 and _is_remark(tokens, last):
        last += 1
    n_words = last - at - 1
    closes = last + 1 < len(tokens) and tokens[last].text in ",.…"
    return last - at if 0 < n_words <= _REMARK and closes else 0


def _is_remark(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is one of the language, and neither a number nor a letter nor a name of one."""
    token = tokens[at]
    is_counted = is_number(token) or token.low in WORDS.units or len(token.text) == 1
    is_read = is_counted or token.low in WORDS.spelling or token.low in WORDS.banks
    is_name = token.low in WORDS.surnames or token.low in WORDS.given
    is_known = token.low in WORDS.ordinary or (token.low in WORDS.vocabulary and not is_name)
    return token.is_word and not is_read and is_known


def explained(tokens: Sequence[Token], at: int) -> int:
    """The token after what explains the letter before `at`: "van kaas", "as in Freddie", "for dog"."""
    if not at or at + 1 >= len(tokens):
        return at
    letter, joint = tokens[at - 1], tokens[at].low
    if letter.low == "x" and joint == "-" and tokens[at + 1].low == "ray":
        return at + 2
    if joint not in WORDS.explains or joint in _ARTICLE_JOINTS or not letter.is_word:
        return at
    word_at = at + 1
    while word_at < min(at + 3, len(tokens) - 1) and tokens[word_at].low in WORDS.explains:
        word_at += 1
    word = tokens[word_at]
    if (
        word.low == letter.low == "x"
        and word_at + 2 < len(tokens)
        and tokens[word_at + 2].low == "ray"
    ):
        return word_at + 3
    if not word.is_word or len(word.text) < 3:
        return at
    is_letter = len(letter.text) == 1 and word.low[0] == letter.low
    is_name = WORDS.letters.get(letter.low) == word.text[0].upper()
    is_name = is_name and letter.low not in WORDS.vocabulary
    is_known = word.low in WORDS.spelling and len(letter.text) <= 2
    return word_at + 1 if is_letter or is_name or is_known else at


def is_misheard(tokens: Sequence[Token], at: int) -> bool:
    """Whether one unknown word stands between commas in the middle of a number: ", nalt,"."""
    if at < 1 or at + 2 >= len(tokens) or tokens[at - 1].text != "," or tokens[at + 1].text != ",":
        return False
    low = tokens[at].low
    is_known = low in NUMBER_WORDS or low in WORDS.ordinary or low in WORDS.units
    return tokens[at].text.islower() and 1 < len(low) <= _MISHEARD and not is_known


def is_article(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a word that is a number at times is none here, for a word follows: "een moment"."""
    if last - first > 1 or tokens[first].low not in _ARTICLES or last >= len(tokens):
        return False
    following = tokens[last]
    if following.low in _AFTER_NUMBER:
        return False
    is_read = is_number(following) or following.low in _READ or len(following.text) == 1
    return following.is_word and not is_read and following.low not in WORDS.fillers


def is_number(token: Token) -> bool:
    """Whether a token is figures or a word of a number."""
    return token.is_digits or token.low in NUMBER_WORDS or token.low in TIMES
