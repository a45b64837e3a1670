"""Numbers and addresses as people say them on the telephone: made up, valid, with their dialogue.

`dialogues(kind, language)` yields as many as one wants, the same ones every time. In each, one value
is said once or twice: as words or figures, digit by digit or in groups, with "dubbel", hesitation, a
correction, or over several turns with the agent's echo.

`python -m tests.unit.redact.spoken N [KIND LANGUAGE]` prints what is masked of N dialogues a kind and
language, and for one kind and language what came through.
"""

import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from pipeline.redact import redact
from tests.unit.redact.dialogues import contact_of
from tests.unit.redact.spoken_values import VALUES
from tests.unit.redact.spoken_words import LANGUAGES, Language

KINDS = tuple(VALUES)
PAUSES = {pause for language in LANGUAGES.values() for pause in language.hesitations}
# What says nothing when it is all that is left.
EMPTY = frozenset(
    "de van the of at ad punt dot apenstaartje aapje streepje underscore hyphen dash min nl be com uk".split()
)
SHORTEST_WORD = 3


@dataclass(slots=True)
class Said:
    """A dialogue's lines ("c: …") and which words of which line are the value."""

    lines: list[str] = field(default_factory=list)
    parts: list[tuple[int, str]] = field(default_factory=list)

    def say(self, speaker: str, carrier: str, *parts: str) -> None:
        """Add a turn: the carrier's `{}` are filled with parts of the value."""
        self.lines.append(f"{speaker}: " + carrier.format(*parts))
        self.parts += [(len(self.lines) - 1, part) for part in parts]


@dataclass(slots=True)
class Tally:
    """Parts of values and other words, in all and masked or kept; what came through."""

    n_parts: int = 0
    n_gone: int = 0
    n_words: int = 0
    n_kept: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of parts of which no word is left in the clear."""
        return self.n_gone / self.n_parts

    @property
    def words_kept(self) -> float:
        """The share of other words that are still there."""
        return self.n_kept / self.n_words

    def add(self, said: Said) -> None:
        """Redact a dialogue and count."""
        redacted = redact(contact_of(*said.lines))
        for number, line in enumerate(said.lines):
            stored = redacted.turns[number].text
            clear = _words(re.sub(r"\[\w+\]", " ", stored))
            around = line[len("c: ") :]
            parts = [part for at, part in said.parts if at == number]
            for part in parts:
                around = around.replace(part, " ", 1)
            for part in parts:
                spoken = part
                for pause in PAUSES:
                    spoken = spoken.replace(pause, " ")
                is_gone = (_words(spoken) - _words(around) - EMPTY).isdisjoint(clear)
                self.n_parts += 1
                self.n_gone += is_gone
                if not is_gone:
                    self.survivors.append(f"{line}\n   {stored}")
            words = [word for word in _words(around) if len(word) >= SHORTEST_WORD]
            self.n_words += len(words)
            self.n_kept += sum(word in stored.lower() for word in words)


def tally(kind: str, languages: Iterable[str], n_each: int) -> Tally:
    """The count over `n_each` dialogues of each language."""
    counted = Tally()
    for language in languages:
        for said in islice(dialogues(kind, language), n_each):
            counted.add(said)
    return counted


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def dialogues(kind: str, language: str) -> Iterator[Said]:
    """Dialogues in which a value of this kind is said in this language."""
    rnd = random.Random(f"{kind} {language}")  # noqa: S311 - no secret, the same every time
    while True:
        yield _dialogue(rnd, kind, LANGUAGES[language])


def _dialogue(rnd: random.Random, kind: str, spoken: Language) -> Said:
    said = Said()
    value = VALUES[kind](rnd, spoken.code)
    said.say("a", rnd.choice(spoken.openings))
    said.say("c", rnd.choice(spoken.problems))
    chunks = spoken.read(rnd, kind, value)
    form = rnd.choices(("whole", "volunteered", "turns", "corrected"), (5, 2, 3, 2))[0]
    if len(chunks) < 3 and form in {"turns", "corrected"}:
        form = "whole"
    if form != "volunteered":
        said.say("a", rnd.choice(spoken.asks[kind]))
    if form == "turns":
        _over_turns(rnd, said, chunks, spoken)
    elif form == "corrected":
        _corrected(rnd, said, chunks, spoken)
    else:
        carriers = spoken.carriers[kind] if form == "volunteered" else spoken.answers
        said.say("c", rnd.choice(carriers), *[_joined(rnd, chunks, spoken)])
    if rnd.random() < 0.4:
        again = spoken.read(rnd, kind, value)
        said.say("a", rnd.choice(spoken.echoes), _joined(rnd, again, spoken, hesitates=False))
        said.say("c", rnd.choice(spoken.confirmations))
    said.say("a", rnd.choice(spoken.closings))
    return said


def _joined(
    rnd: random.Random, chunks: list[str], spoken: Language, *, hesitates: bool = True
) -> str:
    """Chunks in one breath: with spaces or commas, sometimes with a hesitation in between."""
    comma = rnd.choice((" ", " ", ", "))
    text = chunks[0]
    for chunk in chunks[1:]:
        gap = comma
        if hesitates and rnd.random() < 0.06:
            gap = rnd.choice(spoken.hesitations)
        text += gap + chunk
    return text


def _over_turns(rnd: random.Random, said: Said, chunks: list[str], spoken: Language) -> None:
    n_parts = min(rnd.choice((2, 2, 3)), len(chunks) // 2 or 1)
    cuts = sorted(rnd.sample(range(1, len(chunks)), n_parts - 1)) if n_parts > 1 else []
    pieces = [chunks[a:b] for a, b in zip([0, *cuts], [*cuts, len(chunks)], strict=True)]
    for number, piece in enumerate(pieces):
        text = _joined(rnd, piece, spoken)
        said.say(
            "c", rnd.choice(spoken.answers) if not number else rnd.choice(spoken.goes_on), text
        )
        if number == len(pieces) - 1:
            break
        if rnd.random() < 0.5:
            said.say("a", rnd.choice(spoken.echoes_part), text)
        else:
            said.say("a", rnd.choice(spoken.bids))


def _corrected(rnd: random.Random, said: Said, chunks: list[str], spoken: Language) -> None:
    """The value with one chunk said wrongly first: "drie vier, nee sorry, drie vijf"."""
    at = rnd.randrange(len(chunks))
    wrong = rnd.choice([c for c in chunks if c != chunks[at]] or [chunks[at]])
    head = _joined(rnd, [*chunks[:at], wrong], spoken)
    tail = _joined(rnd, chunks[at:], spoken)
    said.say(
        "c",
        rnd.choice(spoken.answers).replace("{}", "{}" + rnd.choice(spoken.corrections) + "{}"),
        head,
        tail,
    )


if __name__ == "__main__":
    size, *only = sys.argv[1:]
    if only:
        counted = tally(only[0], only[1:], int(size))
        sys.stdout.write("\n".join([*counted.survivors, f"{counted.recall:.4f}"]) + "\n")
    else:
        for kind in KINDS:
            counts = {code: tally(kind, [code], int(size)) for code in LANGUAGES}
            n_gone = sum(counted.n_gone for counted in counts.values())
            n_parts = sum(counted.n_parts for counted in counts.values())
            each = ", ".join(f"{code} {counted.recall:.4f}" for code, counted in counts.items())
            kept = sum(c.n_kept for c in counts.values()) / sum(c.n_words for c in counts.values())
            sys.stdout.write(f"{kind:16} {n_gone}/{n_parts} {n_gone / n_parts:.4f} ({each})")
            sys.stdout.write(f" other words kept {kept:.4f}\n")
