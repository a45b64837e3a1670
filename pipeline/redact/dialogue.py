"""Who asked for what: the kind that a turn's numbers and words have because of what was said before."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.redact.capitals import with_capitals
from pipeline.redact.lexicon import WORDS
from pipeline.redact.tokens import MASK, Line, Mention, tokenise

NOBODY = "nobody"  # a reading, a model number: an answer that is not personal
REACH = 3  # turns after an ask in which its answer may come
SHORT = 8  # tokens of a turn that only bids the other go on ("ja", "en de rest?")
NEAR = 60  # characters between a kind's word and its number in one turn

_ASKS = re.compile(
    r"\?|\b(?:mag ik|kunt u|kun je|kan ik|heeft u|heb je|hebt u|wat is|wat was|geef|noem|zegt u|spelt?|uw|je|jouw"
    r"|graag|nog|alstublieft|can i|could|may i|have you|do you|what's|what is|please|your|the|confirm|take|give"
    r"|need|nodig|toets|enter|voer)\b"
)
# A number of some kind that the lists do not foresee: "abonneenummer", "your tenancy number".
_SOME_NUMBER = re.compile(
    r"\b(?!huis|kamer|rug|meter|serie|artikel|type|model|versie)[a-zé-]{3,}[- ]?nummer\b"
    r"|(?:^|\b(?:uw|je|zijn|haar|het|your|his|her|their|my|the|and) )(?!serial|model|part|item|version|house|door|flat)"
    r"(?:[a-z]+ ){0,2}(?<!serial )(?<!model )(?<!part )(?:nummer|number)\b(?! (?:of|van) )"
)
_REST = re.compile(
    r"\b(?:rest|verder|dan|cijfers?|laatste|digits?|numbers?|then|more|last|mis|missing|missed|gemist)\b"
)


class Dialogue(NamedTuple):
    """The lines of a contact with what each mentions and what each is expected to answer."""

    lines: tuple[Line, ...]
    expected: tuple[frozenset[str], ...]
    just_asked: tuple[frozenset[str], ...]  # by the turn before, or before one that bids go on

    def kind_near(self, index: int, start: int, end: int) -> str | None:
        """The kind that is named beside `[start, end)` in the same turn: before it, else just after."""
        text = self.lines[index].low
        before = [
            m
            for m in self.lines[index].mentions
            if m.end <= start
            and start - m.end <= NEAR
            and not re.search(r"[.?!]\s.*[.?!]\s", text[m.end : start])
        ]
        if before:
            return before[-1].kind
        after = [m for m in self.lines[index].mentions if 0 <= m.start - end <= NEAR // 3]
        return after[0].kind if after else None


def line(number: int, speaker: str, leg_no: int, text: str) -> Line:
    """A turn made ready for the rules: in tokens, with the kinds of data that it names."""
    low = text.lower()
    unmasked = MASK.sub(lambda mask: " " * len(mask.group()), low) if "[" in low else low
    pattern = WORDS.mentions_inside if "mer" in low else WORDS.mentions
    mentions = [Mention(str(m.lastgroup), *m.span()) for m in pattern.finditer(unmasked)]
    if "nummer" in low or "number" in low:
        mentions += [
            Mention("customer_number", *m.span())
            for m in _SOME_NUMBER.finditer(unmasked)
            if not any(one.start < m.end() and m.start() < one.end for one in mentions)
        ]
        mentions.sort(key=lambda mention: mention.start)
    tokens = with_capitals(tokenise(text), is_small=text == low)
    return Line(number, speaker, leg_no, text, low, tokens, tuple(mentions))


def bids_go_on(line: Line) -> bool:
    """Whether a turn only bids the other go on with a number: "ja", "en de rest?"."""
    wants_rest = _REST.search(line.low) is not None
    is_short = len(line.tokens) <= (SHORT * 2 if wants_rest else SHORT)
    return is_short and ("?" not in line.text or wants_rest)


def read(lines: Sequence[Line]) -> Dialogue:
    """Work out from what each line mentions what the next lines of the other party answer."""
    expected, just_asked = [], []
    for index, line in enumerate(lines):
        kinds: set[str] = set()
        just: set[str] = set()
        is_next = True  # nothing but short turns since the ask
        for back in range(index - 1, max(-1, index - REACH - 1), -1):
            asker = lines[back]
            if asker.speaker == line.speaker:
                continue
            named = {m.kind for m in asker.mentions}
            if named and (back == index - 1 or _ASKS.search(asker.low)):
                kinds = named
                just = named if is_next else just
                break
            is_next = is_next and bids_go_on(asker) and len(line.tokens) <= SHORT * 2
        expected.append(frozenset(kinds))
        just_asked.append(frozenset(just))
    return Dialogue(tuple(lines), tuple(expected), tuple(just_asked))
