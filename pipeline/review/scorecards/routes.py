"""Making scorecards, and answering them about a call."""

from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.reports import read_contact
from pipeline.review.ledger import (
    Answered,
    Card,
    ChangedMeanwhileError,
    answer_card,
    calibrations_of_call,
    card_version,
    current_answers,
    current_cards,
    keep_card,
    retire_card,
    versions_of_card,
)
from pipeline.review.pages import call_href
from pipeline.review.scorecards.form import (
    Line,
    WrongCardError,
    checked_name,
    lines_of,
    questions_of,
    sent_lines,
    with_spare,
)
from pipeline.review.scorecards.program import ties, told_by_program
from pipeline.review.scorecards.score import possible
from pipeline.review.scorecards.shown import may_answer, session_of, spoken_legs
from pipeline.review.visit import Coach, Form, Visit

router = APIRouter()
LONGEST_REASON = 2000
NEW = "new"


@router.get("/scorecards")
def scorecards(visit: Coach, csv: str = "") -> Response:
    """The cards in use; as a file with all their questions."""
    if csv:
        in_use = current_cards(visit.screens.ledger)
        return visit.csv("scorecards", [row for card in in_use for row in _cells(card)])
    n_answers: dict[str, int] = {}
    for each in current_answers(visit.screens.ledger):
        n_answers[each.version_id] = n_answers.get(each.version_id, 0) + 1
    return visit.page(
        "scorecards.html",
        cards=[
            {
                "href": f"/scorecards/{card.card_id}",
                "name": card.name,
                "version": visit.words("card.version", n=card.version_no),
                "n_questions": len(card.questions),
                "n_critical": sum(each.is_critical for each in card.questions),
                "n_tied": sum(bool(each.tie) for each in card.questions),
                "n_answers": n_answers.get(card.version_id, 0),
            }
            for card in current_cards(visit.screens.ledger)
        ],
    )


@router.get("/scorecards/{card_id}")
def scorecard(visit: Coach, card_id: str, csv: str = "") -> Response:
    """The form of a card, or of a new one; as a file the questions of all its versions."""
    if card_id == NEW:
        return _form(visit, None, "", lines_of(()))
    versions = versions_of_card(visit.screens.ledger, card_id)
    if not versions:
        raise HTTPException(404, "card")
    if csv:
        return visit.csv("scorecard", [row for card in versions for row in _cells(card)])
    return _form(visit, versions[0], versions[0].name, lines_of(versions[0].questions))


@router.post("/scorecards", response_model=None)
def keep(visit: Coach, form: Form) -> HTMLResponse | RedirectResponse:
    """Keep a new card, or the next version of one."""
    ledger, lines = visit.screens.ledger, sent_lines(form)
    replaces = card_version(ledger, form.get("version_id", ""))
    if replaces is None and form.get("version_id"):
        raise HTTPException(404, "card")
    known = {key for group in ties(visit.words).values() for key, _ in group}
    name = form.get("name", "")
    try:
        name, questions = checked_name(name), questions_of(lines, known)
        if replaces and (name, tuple(questions)) == (replaces.name, replaces.questions):
            return visit.go("/scorecards")
        card = keep_card(
            ledger, name, questions, person=visit.name, now=visit.now, replaces=replaces
        )
    except WrongCardError as wrong:
        problem = visit.words(f"card.wrong.{wrong}", n=wrong.number)
        return _form(visit, replaces, name, with_spare(lines), problem)
    except ChangedMeanwhileError:
        return _form(visit, replaces, name, with_spare(lines), visit.words("card.wrong.meanwhile"))
    visit.note("card_changed" if replaces else "card_made", f"scorecard/{card.version_id}")
    return visit.go("/scorecards")


@router.post("/scorecards/retire")
def retire(visit: Coach, form: Form) -> RedirectResponse:
    """Take a card out of use."""
    card_id = form.get("card_id", "")
    if not versions_of_card(visit.screens.ledger, card_id):
        raise HTTPException(404, "card")
    retire_card(visit.screens.ledger, card_id, visit.now)
    visit.note("card_retired", f"scorecard/{card_id}")
    return visit.go("/scorecards")


@router.post("/scorecards/answer")
def answer(visit: Coach, form: Form) -> RedirectResponse:
    """Keep what a coach answers about an agent's leg, with the program's answers at this moment."""
    contact_id, ledger = form.get("contact_id", ""), visit.screens.ledger
    if not visit.may_see(contact_id):
        raise HTTPException(404, "call")
    told = read_contact(visit.screens.published, contact_id)
    card = card_version(ledger, form.get("version_id", ""))
    leg_no = next((leg for leg in spoken_legs(told) if str(leg) == form.get("leg_no")), None)
    if card is None or leg_no is None:
        raise HTTPException(404, "card")
    session = session_of(
        calibrations_of_call(ledger, contact_id), card.version_id, contact_id, leg_no
    )
    mine = next(
        (
            each
            for each in current_answers(ledger, contact_id, card.version_id)
            if (each.person, each.leg_no) == (visit.name, leg_no)
        ),
        None,
    )
    if not may_answer(visit, card, session, mine):
        raise HTTPException(400, "card_closed")
    answers = {q.question_id: form.get(q.question_id, "") for q in card.questions}
    if any(answers[each.question_id] not in possible(each) for each in card.questions):
        raise HTTPException(400, "card_incomplete")
    program = {
        each.question_id: said.answer
        for each in card.questions
        if (said := told_by_program(each, told, leg_no, visit.words))
    }
    answer_card(
        ledger,
        Answered(
            version_id=card.version_id,
            contact_id=contact_id,
            leg_no=leg_no,
            person=visit.name,
            answers=answers,
            machine=program,
            reason=form.get("reason", "").strip()[:LONGEST_REASON],
            at=visit.now,
        ),
    )
    visit.note("card_answered", f"scorecard/{card.version_id}/{contact_id}/{leg_no}")
    return visit.go(call_href(contact_id, f"#card-{card.version_id}-{leg_no}"))


def _form(
    visit: Visit, card: Card | None, name: str, lines: list[Line], problem: str = ""
) -> HTMLResponse:
    versions = versions_of_card(visit.screens.ledger, card.card_id) if card else []
    return visit.page(
        "scorecard.html",
        status=400 if problem else 200,
        card=card,
        name=name,
        lines=lines,
        problem=problem,
        ties=ties(visit.words),
        versions=[_version(each, visit) for each in versions],
        is_retired=bool(card and card.retired_at),
    )


def _cells(card: Card) -> list[dict[str, Any]]:
    """A row for each question of a version."""
    return [
        {
            "card": card.name,
            "version_no": card.version_no,
            "made_by": card.made_by,
            "made_at": card.made_at,
            "question_no": number,
            "question": each.text,
            "weight": each.weight,
            "steps": each.steps,
            "is_critical": each.is_critical,
            "tie": each.tie,
            "is_good": each.is_good if each.tie else None,
        }
        for number, each in enumerate(card.questions, start=1)
    ]


def _version(card: Card, visit: Visit) -> dict[str, Any]:
    return {
        "title": visit.words("card.version", n=card.version_no),
        "made": visit.words("card.made", who=card.made_by, when=visit.words.instant(card.made_at)),
        "questions": [each.text for each in card.questions],
    }
