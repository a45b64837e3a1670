"""Numbers and addresses as people say them on the telephone: made up, valid, with their dialogue.

`dialogues(kind, language)` yields as many as one wants, the same ones every time. In each, one value
is said once or twice: as words or figures, digit by digit or in groups, with "dubbel", hesitation, a
correction, or over several turns with the agent's echo. Run as a program it prints what got through.
"""

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from pipeline.redact import redact
from tests.unit.redact.dialogues import contact_of
from tests.unit.redact.spoken_words import ASKS, CARRIERS, LANGUAGES, Language
from tests.unit.redact.spoken_values import VALUES

KINDS = tuple(VALUES)
# What says nothing when it is all that is left.
EMPTY = set(
    "de van the of at ad punt dot apenstaartje aapje streepje underscore hyphen dash min".split()
)
PAUSES = {pause for language in LANGUAGES.values() for pause in language.hesitations}


@dataclass(slots=True)
class Said:
    """A dialogue's lines ("c: …") and which words of which line are the value."""

    lines: list[str] = field(default_factory=list)
    parts: list[tuple[int, str]] = field(default_factory=list)

    def say(self, speaker: str, carrier: str, *parts: str) -> None:
        """Add a turn: the carrier's `{}` are filled with parts of the value."""
        self.lines.append(f"{speaker}: " + carrier.format(*parts))
        self.parts += [(len(self.lines) - 1, part) for part in parts]


def dialogues(kind: str, language: str) -> Iterator[Said]:
    """Dialogues in which a value of this kind is said in this language."""
    rnd = random.Random(f"{kind} {language}")
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
        said.say("a", rnd.choice(ASKS[spoken.code][kind]))
    if form == "turns":
        _over_turns(rnd, said, chunks, spoken)
    elif form == "corrected":
        _corrected(rnd, said, chunks, spoken)
    else:
        carriers = CARRIERS[spoken.code][kind] if form == "volunteered" else spoken.answers
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


def left(said: Said) -> list[str]:
    """The parts of the value of which something is left in the clear, hesitation apart."""
    redacted = redact(contact_of(*said.lines))
    survived = []
    for number, part in said.parts:
        around = set(_words(said.lines[number].replace(part, " ", 1)))
        stored = _words(re.sub(r"\[\w+\]", " ", redacted.turns[number].text))
        spoken = part
        for pause in PAUSES:
            spoken = spoken.replace(pause, " ")
        personal = set(_words(spoken)) - around - EMPTY
        if personal & set(stored):
            survived.append(part)
    return survived


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def kept(said: Said) -> tuple[int, int]:
    """Words of the turns around the value that are still there, and all of them."""
    redacted = redact(contact_of(*said.lines))
    n_kept = n_words = 0
    for number, line in enumerate(said.lines):
        text = line[3:]
        for at, part in said.parts:
            text = text.replace(part, " ", 1) if at == number else text
        words = [word for word in re.findall(r"\w+", text.lower()) if len(word) > 2]
        stored = redacted.turns[number].text.lower()
        n_words += len(words)
        n_kept += sum(word in stored for word in words)
    return n_kept, n_words


if __name__ == "__main__":
    n_each = int(sys.argv[1])
    shown = sys.argv[2:]
    for kind in KINDS:
        for language in LANGUAGES:
            n_found = n_kept = n_words = 0
            for said in islice(dialogues(kind, language), n_each):
                survived = left(said)
                n_found += not survived
                counts = kept(said)
                n_kept, n_words = n_kept + counts[0], n_words + counts[1]
                if survived and kind in shown:
                    redacted = redact(contact_of(*said.lines))
                    sys.stdout.write(f"--- {survived}\n")
                    for line, turn in zip(said.lines[2:], redacted.turns[2:], strict=True):
                        sys.stdout.write(f"  {line}\n      {turn.text}\n")
            sys.stdout.write(
                f"{kind:16} {language} {n_found}/{n_each} kept {n_kept / n_words:.4f}\n"
            )
