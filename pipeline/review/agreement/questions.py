"""Agreement on the questions of scorecards: program and person, person and person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.review.agreement.measures import BetweenPeople, among
from pipeline.review.ledger import NOT_APPLICABLE, Answered, Calibration, Card


@dataclass(frozen=True, slots=True)
class OfQuestion:
    """How far people agree on a question, in all versions of its card that ask the same.

    `with_program` has when a person answered what the program answered too, and whether alike; not
    applicable, and what the program could not tell, are left out.
    """

    question_id: str
    card: str
    text: str
    with_program: Sequence[tuple[datetime, bool]]
    people: BetweenPeople | None


def settled(answered: Sequence[Answered], sessions: Sequence[Calibration]) -> list[Answered]:
    """The answers that may be counted: what an open calibration is still asking may not."""
    asked = {
        (session.version_id, *leg)
        for session in sessions
        if session.closed_at is None
        for leg in session.legs
    }
    return [a for a in answered if (a.version_id, a.contact_id, a.leg_no) not in asked]


def by_question(cards: Mapping[str, Card], answered: Sequence[Answered]) -> list[OfQuestion]:
    """Each question that somebody answered; `cards` are versions by their id."""
    found: dict[tuple[str, str], tuple[str, str, list[Answered]]] = {}
    for each in answered:
        card = cards[each.version_id]
        for question in card.questions:
            key = card.card_id, question.question_id
            found.setdefault(key, (card.name, question.text, []))[2].append(each)
    return [
        OfQuestion(
            question_id, name, text, _with_program(question_id, these), _people(question_id, these)
        )
        for (_, question_id), (name, text, these) in sorted(
            found.items(), key=lambda item: item[1][:2]
        )
    ]


def _with_program(question_id: str, answered: Sequence[Answered]) -> list[tuple[datetime, bool]]:
    return [
        (each.at, each.answers[question_id] == program)
        for each in answered
        if (program := each.machine.get(question_id)) is not None
        and each.answers[question_id] != NOT_APPLICABLE
    ]


def _people(question_id: str, answered: Sequence[Answered]) -> BetweenPeople | None:
    subjects: dict[tuple[str, int], dict[str, str]] = {}
    for each in answered:
        subjects.setdefault((each.contact_id, each.leg_no), {})[each.person] = each.answers[
            question_id
        ]
    return among(list(subjects.values()))
