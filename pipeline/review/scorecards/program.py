"""What the program answers to a question that is tied to a finding, a behaviour or an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from pipeline.domain import Outcome
from pipeline.reports.rows import ContactRows, Row
from pipeline.reports.words import Words
from pipeline.review.ledger import Question

QUOTES_SHOWN = 2
# What says how much instead of whether: a person would not know what yes means.
NO_BEHAVIOUR = ("baseline", "limit", "explains", "manner")


@dataclass(frozen=True, slots=True)
class Told:
    """The program's answer, None where it cannot tell; the turns that show it, with their words."""

    answer: str | None
    says: str
    quotes: Sequence[tuple[int, float, str]] = ()  # turn, second, words


def ties(words: Words) -> dict[str, list[tuple[str, str]]]:
    """All that a question can be tied to, each with its name, in groups."""

    def named(group: str, kind: str, left_out: Sequence[str] = ()) -> list[tuple[str, str]]:
        keys = [key.partition(".") for key in words.phrases if key.startswith(f"{group}.")]
        found = [(f"{kind}/{key}", words(f"{group}.{key}")) for _, _, key in keys]
        return [each for each in found if each[0].partition("/")[2] not in left_out]

    outcomes = [f"outcome/{each}" for each in get_args(Outcome)]
    return {
        "finding": named("finding", "finding", ("transfer",)),
        "behaviour": named("empathy_reason", "behaviour", NO_BEHAVIOUR),
        "outcome": [(each, words.term("outcome", each.partition("/")[2])) for each in outcomes],
    }


def told_by_program(
    question: Question, told: ContactRows, leg_no: int, words: Words
) -> Told | None:
    """The program's answer about a leg, None for a question that is not tied to anything."""
    kind, _, key = question.tie.partition("/")
    if kind == "finding":
        return _finding(question, key, told, leg_no, words)
    if kind == "behaviour":
        return _behaviour(question, key, told, leg_no, words)
    if kind == "outcome":
        outcome = told.contact["outcome"]
        if outcome is None:
            return Told(None, words("card.program_cannot"))
        return Told(_answer(question, outcome == key), words.term("outcome", outcome))
    return None


def _finding(question: Question, kind: str, told: ContactRows, leg_no: int, words: Words) -> Told:
    found = [each for each in told.of_kind(kind) if each["leg_no"] in (None, leg_no)]
    if not found and not _is_heard(told):
        return Told(None, words("card.program_cannot"))
    quotes = [
        (row["turn_no"], row["start_s"], row["words"]) for each in found for row in told.proof(each)
    ]
    says = "card.program_found" if found else "card.program_not_found"
    name = words.term("finding", kind)
    return Told(_answer(question, bool(found)), words(says, what=name), quotes[:QUOTES_SHOWN])


def _behaviour(
    question: Question, reason: str, told: ContactRows, leg_no: int, words: Words
) -> Told:
    leg = told.leg(leg_no)
    if leg is None or leg["empathy"] is None:
        return Told(None, words("card.program_cannot"))
    rows = [row for row in told.empathy if row["leg_no"] == leg_no and row["reason"] == reason]
    shown = {turn_no for row in rows for turn_no in row["turns"]}
    quotes = [_quote(turn) for turn in told.turns if turn["turn_no"] in shown]
    says = "card.program_found" if rows else "card.program_not_found"
    name = words.term("empathy_reason", reason)
    return Told(_answer(question, bool(rows)), words(says, what=name), quotes[:QUOTES_SHOWN])


def _is_heard(told: ContactRows) -> bool:
    """Whether the words are good enough for the absence of something to mean anything."""
    return bool(told.turns) and told.contact["effort_null_reason"] != "poor_transcript"


def _answer(question: Question, is_there: bool) -> str:
    return "1" if is_there == question.is_good else "0"


def _quote(turn: Row) -> tuple[int, float, str]:
    return turn["turn_no"], turn["start_s"], turn["text"]
