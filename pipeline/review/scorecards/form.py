"""A scorecard as the form in which it is written, field by field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.review.ledger import Question

MOST_QUESTIONS, LONGEST_NAME, LONGEST_TEXT = 30, 80, 300
MOST_STEPS, MOST_WEIGHT = 5, 100.0
SPARE = 4  # empty rows at the end


class WrongCardError(ValueError):
    """The card cannot be kept; the message is the key of what is wrong, `number` the question's."""

    def __init__(self, problem: str, number: int = 0) -> None:
        super().__init__(problem)
        self.number = number


@dataclass(frozen=True, slots=True)
class Line:
    """A question as it stands in the form."""

    text: str = ""
    weight: str = "1"
    steps: str = "1"
    is_critical: bool = False
    tie: str = ""
    is_good: bool = True


def lines_of(questions: Sequence[Question]) -> list[Line]:
    """The rows of the form for a card, with some empty ones to go on."""
    filled = [
        Line(q.text, f"{q.weight:g}", str(q.steps), q.is_critical, q.tie, q.is_good)
        for q in questions
    ]
    return with_spare(filled)


def with_spare(lines: Sequence[Line]) -> list[Line]:
    """The rows that say something, with some empty ones to go on."""
    filled = [line for line in lines if line.text]
    return [*filled, *[Line()] * min(SPARE, MOST_QUESTIONS - len(filled))]


def sent_lines(form: Mapping[str, str]) -> list[Line]:
    """The rows as they were sent."""
    return [
        Line(
            text=" ".join(form.get(f"text_{number}", "").split()),
            weight=form.get(f"weight_{number}", "1").strip(),
            steps=form.get(f"steps_{number}", "1"),
            is_critical=f"critical_{number}" in form,
            tie=form.get(f"tie_{number}", ""),
            is_good=form.get(f"good_{number}", "yes") == "yes",
        )
        for number in range(MOST_QUESTIONS)
    ]


def questions_of(lines: Sequence[Line], known_ties: Collection[str]) -> list[Question]:
    """The questions; rows without text are left out. Raises WrongCardError for the first mistake."""
    questions = [
        _question(line, number, known_ties)
        for number, line in enumerate((each for each in lines if each.text), start=1)
    ]
    if not questions:
        raise WrongCardError("no_questions")
    if len({question.text.casefold() for question in questions}) < len(questions):
        raise WrongCardError("twice")
    return questions


def checked_name(text: str) -> str:
    """A name without stray spaces; raises WrongCardError for none, and for one too long."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongCardError("no_name")
    return name


def _question(line: Line, number: int, known_ties: Collection[str]) -> Question:
    if len(line.text) > LONGEST_TEXT:
        raise WrongCardError("long_text", number)
    try:
        weight = float(line.weight.replace(",", "."))
    except ValueError:
        weight = 0.0
    if not 0 < weight <= MOST_WEIGHT:
        raise WrongCardError("weight", number)
    if line.steps not in map(str, range(1, MOST_STEPS + 1)):
        raise WrongCardError("steps", number)
    if line.tie and (line.tie not in known_ties or line.steps != "1"):
        raise WrongCardError("tie", number)
    is_good = line.is_good if line.tie else True
    return Question(line.text, weight, int(line.steps), line.is_critical, line.tie, is_good)
