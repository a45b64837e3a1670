"""Where those who took part in a calibration differ, by question and by call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.review.calibration.kappa import kappa_of
from pipeline.review.ledger import Answered, Calibration, Card, Question
from pipeline.review.ledger.calibration import Leg


@dataclass(frozen=True, slots=True)
class OfQuestion:
    """How far people agree on a question: `n` calls that two or more answered, `n_same` all alike."""

    question: Question
    n: int
    n_same: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class OfCall:
    """Who answered what about a leg, and the questions on which not all say the same."""

    leg: Leg
    answered: Sequence[Answered]
    differing: Sequence[Question]


def answers_of(session: Calibration, answered: Sequence[Answered]) -> dict[Leg, list[Answered]]:
    """What those who take part answered about each leg of a session, by name."""
    return {
        leg: sorted(
            (
                each
                for each in answered
                if (each.contact_id, each.leg_no) == leg and each.person in session.people
            ),
            key=lambda each: each.person,
        )
        for leg in session.legs
    }


def by_question(card: Card, legs: dict[Leg, list[Answered]]) -> Iterator[OfQuestion]:
    """Each question of the card that two people answered about some call."""
    shared = [answered for answered in legs.values() if len(answered) > 1]
    for question in card.questions if shared else ():
        calls = [{a.person: a.answers[question.question_id] for a in call} for call in shared]
        n_same = sum(len(set(call.values())) == 1 for call in calls)
        yield OfQuestion(question, len(calls), n_same, kappa_of(calls))


def by_call(card: Card, legs: dict[Leg, list[Answered]]) -> list[OfCall]:
    """The calls on which somebody differs, those with most such questions first."""
    calls = [
        OfCall(
            leg,
            answered,
            [q for q in card.questions if len({a.answers[q.question_id] for a in answered}) > 1],
        )
        for leg, answered in legs.items()
    ]
    return sorted(
        (call for call in calls if call.differing),
        key=lambda call: (-len(call.differing), call.leg),
    )
