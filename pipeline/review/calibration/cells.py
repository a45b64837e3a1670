"""The tables of calibration as they leave as files."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.calibration.compare import by_call, by_question
from pipeline.review.calibration.kappa import ENOUGH
from pipeline.review.ledger import Answered, Calibration, Card
from pipeline.review.ledger.calibration import Leg
from pipeline.review.scorecards.score import score_of


def of_sessions(sessions: Sequence[tuple[Calibration, Card]]) -> list[dict[str, Any]]:
    """A row for each session."""
    return [
        {
            "session": each.name,
            "card": card.name,
            "version_no": card.version_no,
            "n_calls": len(each.legs),
            "people": each.people,
            "opened_by": each.opened_by,
            "opened_at": each.opened_at,
            "closed_at": each.closed_at,
        }
        for each, card in sessions
    ]


def of_questions(card: Card, legs: Mapping[Leg, list[Answered]]) -> list[dict[str, Any]]:
    """A row for each question, with kappa where there are calls enough."""
    return [
        {
            "question": each.question.text,
            "n_calls": each.n,
            "n_same": each.n_same,
            "kappa": each.kappa if each.n >= ENOUGH else None,
        }
        for each in by_question(card, dict(legs))
    ]


def of_differing(card: Card, legs: Mapping[Leg, list[Answered]]) -> list[dict[str, Any]]:
    """A row for each answer to a question on which not all said the same, with the person's score."""
    return [
        {
            "contact_id": call.leg[0],
            "leg_no": call.leg[1],
            "question": question.text,
            "person": each.person,
            "answer": each.answers[question.question_id],
            "score": score_of(card, each.answers).total,
        }
        for call in by_call(card, dict(legs))
        for question in call.differing
        for each in call.answered
    ]
