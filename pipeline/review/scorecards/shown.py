"""The scorecards of a call as its page shows them: the program's answers, one's own, the others'."""

from collections.abc import Sequence
from typing import Any

from pipeline.reports import sentences
from pipeline.reports.rows import ContactRows
from pipeline.reports.words import Words
from pipeline.review.ledger import (
    NOT_APPLICABLE,
    Answered,
    Calibration,
    Card,
    Question,
    calibrations_of_call,
    card_version,
    current_answers,
    current_cards,
)
from pipeline.review.scorecards.program import Told, told_by_program
from pipeline.review.scorecards.score import possible, score_of
from pipeline.review.visit import Visit


def cards_of_call(visit: Visit, told: ContactRows) -> list[dict[str, Any]]:
    """Each card with each leg that can be judged on it, and what was answered on older versions.

    Whoever is to judge sees what others answered only after having answered. What belongs to a
    calibration is seen by those who take part, once they have answered and it is closed.
    """
    ledger = visit.screens.ledger
    answered = current_answers(ledger, told.contact_id)
    sessions = calibrations_of_call(ledger, told.contact_id)
    cards = {card.version_id: card for card in current_cards(ledger)}
    for version_id in [*(s.version_id for s in sessions), *(a.version_id for a in answered)]:
        if version_id not in cards and (older := card_version(ledger, version_id)):
            cards[version_id] = older
    shown = [
        _shown(visit, told, card, leg_no, answered=answered, sessions=sessions)
        for card in cards.values()
        for leg_no in spoken_legs(told)
    ]
    return [each for each in shown if each["can_answer"] or each["mine"] or each["others"]]


def spoken_legs(told: ContactRows) -> list[int]:
    """The legs in which an agent says something."""
    spoken = {turn["leg_no"] for turn in told.turns if turn["speaker"] == "agent"}
    return [leg["leg_no"] for leg in told.legs if leg["leg_no"] in spoken]


def session_of(
    sessions: Sequence[Calibration], version_id: str, contact_id: str, leg_no: int
) -> Calibration | None:
    """The calibration to which answers about a leg belong."""
    return next(
        (
            each
            for each in sessions
            if each.version_id == version_id and (contact_id, leg_no) in each.legs
        ),
        None,
    )


def may_answer(
    visit: Visit, card: Card, session: Calibration | None, mine: Answered | None
) -> bool:
    """Coaches answer cards in use; what a calibration asks, those who take part, until it is closed."""
    if not visit.is_role("coach"):
        return False
    if session is None:
        return card.retired_at is None
    return visit.name in session.people and (session.closed_at is None or mine is None)


def named_answer(question: Question, answer: str | None, words: Words) -> str:
    """An answer in words: yes, no, 2 of 3, not applicable, cannot tell."""
    if answer is None:
        return words("card.cannot")
    if answer == NOT_APPLICABLE:
        return words("card.na")
    if question.steps == 1:
        return words("card.yes" if answer == "1" else "card.no")
    return words("card.step", n=answer, most=question.steps)


def _shown(
    visit: Visit,
    told: ContactRows,
    card: Card,
    leg_no: int,
    *,
    answered: Sequence[Answered],
    sessions: Sequence[Calibration],
) -> dict[str, Any]:
    here = [a for a in answered if (a.version_id, a.leg_no) == (card.version_id, leg_no)]
    mine = next((each for each in here if each.person == visit.name), None)
    others = [each for each in here if each.person != visit.name]
    session = session_of(sessions, card.version_id, told.contact_id, leg_no)
    can_answer = may_answer(visit, card, session, mine)
    if session:
        takes_part = visit.name in session.people
        is_shown = session.closed_at is not None and (
            mine is not None if takes_part else visit.is_role()
        )
        n_hidden = len(others) if takes_part and not is_shown else 0
    else:
        is_shown = not (can_answer and mine is None)
        n_hidden = 0 if is_shown else len(others)
    leg = told.leg(leg_no)
    return {
        "anchor": f"card-{card.version_id}-{leg_no}",
        "version_id": card.version_id,
        "name": card.name,
        "version": visit.words("card.version", n=card.version_no),
        "is_older": card.retired_at is not None,
        "leg_no": leg_no,
        "leg": sentences.part(leg, visit.words) if leg else "",
        "session": session,
        "can_answer": can_answer,
        "questions": [
            _question(card, q, told, leg_no, mine=mine, words=visit.words) for q in card.questions
        ],
        "mine": _given(card, mine, visit.words) if mine else None,
        "others": [_given(card, each, visit.words) for each in others] if is_shown else [],
        "n_hidden": n_hidden,
    }


def _question(
    card: Card,
    question: Question,
    told: ContactRows,
    leg_no: int,
    *,
    mine: Answered | None,
    words: Words,
) -> dict[str, Any]:
    program = told_by_program(question, told, leg_no, words)
    most = sum(each.weight for each in card.questions)
    return {
        "id": question.question_id,
        "text": question.text,
        "weight": words.share(question.weight / most),
        "is_critical": question.is_critical,
        "program": _program(question, program, words) if program else None,
        "choices": [(each, named_answer(question, each, words)) for each in possible(question)],
        "mine": mine.answers[question.question_id] if mine else None,
    }


def _program(question: Question, program: Told, words: Words) -> dict[str, Any]:
    return {
        "answer": named_answer(question, program.answer, words),
        "says": program.says,
        "quotes": [
            {"turn_no": turn_no, "clock": words.clock(start_s), "words": said}
            for turn_no, start_s, said in program.quotes
        ],
    }


def _given(card: Card, answered: Answered, words: Words) -> dict[str, Any]:
    score = score_of(card, answered.answers)
    return {
        "person": answered.person,
        "score": "–" if score.total is None else words.share(score.total),
        "without": words.share(score.share) if score.failed and score.share is not None else None,
        "failed": score.failed,
        "answers": {
            each.question_id: named_answer(each, answered.answers[each.question_id], words)
            for each in card.questions
        },
        "reason": answered.reason,
        "at": words.instant(answered.at),
    }
