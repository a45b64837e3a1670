"""The score of an answered card."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.review.ledger import NOT_APPLICABLE, Card, Question


@dataclass(frozen=True, slots=True)
class Score:
    """Points out of the most that could be had; what is not applicable counts in neither.

    `share` is None where nothing is applicable. Once a critical question is answered with no
    (`failed`), `total` is 0 whatever else was good; else it is the share.
    """

    points: float
    most: float
    failed: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """What the questions give without regard to critical ones."""
        return self.points / self.most if self.most else None

    @property
    def total(self) -> float | None:
        """The score."""
        return 0.0 if self.failed else self.share


def score_of(card: Card, answers: Mapping[str, str]) -> Score:
    """The score of answers by `question_id`, one for each question of the card."""
    given = [
        (question, int(answer))
        for question in card.questions
        if (answer := answers[question.question_id]) != NOT_APPLICABLE
    ]
    return Score(
        points=sum(question.weight * answer / question.steps for question, answer in given),
        most=sum(question.weight for question, _ in given),
        failed=tuple(q.text for q, answer in given if q.is_critical and answer == 0),
    )


def possible(question: Question) -> list[str]:
    """What can be answered, the least first."""
    return [*map(str, range(question.steps + 1)), NOT_APPLICABLE]
