"""Turns cut into pieces: plain text, and text that proves something."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.language import content_words
from pipeline.language.likeness import SAME_WORD, word_likeness
from pipeline.language.words import MASK, WORD
from pipeline.reports import look
from pipeline.reports.rows import ContactRows, Row
from pipeline.reports.words import Words


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a turn's text, with what it proves: class of the mark, title, finding numbers.

    `numbers` are given on the last piece of a mark only, where the reference is shown.
    """

    text: str
    kind: str | None = None
    title: str | None = None
    numbers: tuple[int, ...] = ()
    is_shared: bool = False


def pieces_of(turn: Row, told: ContactRows, words: Words) -> list[Piece]:
    """The text of a turn, cut where evidence begins and ends; the pieces together are the text."""
    marks = [mark for mark in told.marks if mark["turn_no"] == turn["turn_no"]]
    marks += [
        row | {"kind": "transfer", "finding_id": None}
        for row in told.transfer_evidence
        if row["turn_no"] == turn["turn_no"]
    ]
    numbers = {each["finding_id"]: told.number(each) for each in told.findings}
    text = turn["text"]
    edges = sorted(
        {0, len(text)} | {m["char_start"] for m in marks} | {m["char_end"] for m in marks}
    )
    pieces = []
    for start, end in pairwise(edges):
        over = [m for m in marks if m["char_start"] <= start and end <= m["char_end"]]
        if not over:
            pieces.append(Piece(text[start:end]))
            continue
        ending = [numbers.get(m["finding_id"]) for m in over if m["char_end"] == end]
        pieces.append(
            Piece(
                text[start:end],
                kind=_class(over[-1]),
                title="; ".join(dict.fromkeys(_title(mark, numbers, words) for mark in over)),
                numbers=tuple(sorted({number for number in ending if number})),
            )
        )
    return pieces


def shared_pieces(text: str, other: str) -> list[Piece]:
    """A text cut into pieces, those words marked that also stand, much alike, in the other telling."""
    there = set(content_words(other))
    pieces: list[Piece] = []
    for part, is_word in _parts(text):
        is_shared = is_word and _is_told(part, there)
        if pieces and pieces[-1].is_shared == is_shared and not is_shared:
            pieces[-1] = Piece(pieces[-1].text + part)
        else:
            pieces.append(Piece(part, is_shared=is_shared))
    return pieces


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text as words and what stands between them; a mask such as `[name]` stands between."""
    at = 0
    masked = MASK.sub(lambda mask: " " * len(mask.group()), text)
    for match in WORD.finditer(masked):
        if match.start() > at:
            yield text[at : match.start()], False
        yield text[match.start() : match.end()], True
        at = match.end()
    if at < len(text):
        yield text[at:], False


def _is_told(word: str, there: set[str]) -> bool:
    here = content_words(word)
    return any(word_likeness(mine, yours) >= SAME_WORD for mine in here for yours in there)


def _class(mark: Row) -> str:
    return "told" if mark["cue"] in look.EARLIER_CUES else str(mark["kind"])


def _title(mark: Row, numbers: dict[str, int], words: Words) -> str:
    number = numbers.get(mark["finding_id"])
    said = f"{words.term('finding', mark['kind'])}: {words.term('cue', mark['cue'])}"
    return f"{number} · {said}" if number else said
