"""Sessions of calibration: begin one, see how far it is, close it, see where people differ."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.review.calibration import cells
from pipeline.review.calibration.beginning import TAKES_PART, CannotBeginError, begin, judges
from pipeline.review.calibration.compare import answers_of, by_call, by_question
from pipeline.review.calibration.kappa import ENOUGH, reading
from pipeline.review.ledger import (
    Answered,
    Calibration,
    Card,
    all_calibrations,
    answers_at,
    card_version,
    close_calibration,
    current_cards,
    find_calibration,
)
from pipeline.review.ledger.calibration import Leg
from pipeline.review.pages import call_href, query
from pipeline.review.scorecards.score import score_of
from pipeline.review.scorecards.shown import named_answer
from pipeline.review.visit import Coach, Form, Visit

router = APIRouter()
CALLS_SHOWN = 10
TABLES = {"questions": cells.of_questions, "differing": cells.of_differing}


@router.get("/calibration")
def calibration(visit: Coach, csv: str = "") -> Response:
    """The sessions in which one takes part, and the form that begins one."""
    if csv:
        own = [(each, _card(visit, each)) for each in _sessions(visit)]
        return visit.csv("calibrations", cells.of_sessions(own))
    return _overview(visit, {})


@router.post("/calibration", response_model=None)
def begin_session(visit: Coach, form: Form) -> HTMLResponse | RedirectResponse:
    """Begin a session."""
    try:
        session = begin(visit, form)
    except CannotBeginError as wrong:
        return _overview(visit, form, visit.words(f"calibration.wrong.{wrong}", what=wrong.what))
    visit.note("calibration_opened", f"calibration/{session.session_id}")
    return visit.go(f"/calibration/{session.session_id}")


@router.post("/calibration/close")
def close(visit: Coach, form: Form) -> RedirectResponse:
    """End a session; only who began it may, and admins."""
    session = _own(visit, form.get("session_id", ""))
    if not _may_close(visit, session):
        raise HTTPException(403)
    close_calibration(visit.screens.ledger, session.session_id, visit.now)
    visit.note("calibration_closed", f"calibration/{session.session_id}")
    return visit.go(f"/calibration/{session.session_id}")


@router.get("/calibration/{session_id}")
def session(visit: Coach, session_id: str, csv: str = "") -> Response:
    """One's own calls of a session; once it is closed and they are filled in, where people differ."""
    session = _own(visit, session_id)
    card = _card(visit, session)
    legs = _answers(visit, session, card)
    takes_part = visit.name in session.people
    mine = {leg for leg, given in legs.items() if any(a.person == visit.name for a in given)}
    is_shown = session.closed_at is not None and (not takes_part or len(mine) == len(legs))
    compared = legs
    if session.closed_at is not None:
        stood = answers_at(visit.screens.ledger, card.version_id, session.closed_at)
        compared = answers_of(session, stood)
    if is_shown:
        visit.note("calibration_seen", f"calibration/{session_id}")
    if csv:
        if not is_shown or csv not in TABLES:
            raise HTTPException(404, "card")
        return visit.csv(f"calibration-{csv}", TABLES[csv](card, compared))
    return visit.page(
        "session.html",
        session=session,
        card=card,
        enough=ENOUGH,
        may_close=_may_close(visit, session) and session.closed_at is None,
        takes_part=takes_part,
        state=_state(visit, session),
        progress=[
            visit.words(
                "calibration.progress",
                who=person,
                done=sum(any(a.person == person for a in given) for given in legs.values()),
                all=len(legs),
            )
            for person in session.people
        ],
        calls=[
            {
                "href": call_href(leg[0], f"#card-{card.version_id}-{leg[1]}"),
                "contact_id": leg[0],
                "leg_no": leg[1],
                "is_done": leg in mine,
            }
            for leg in legs
        ],
        is_shown=is_shown,
        csv={each: query(f"/calibration/{session_id}", csv=each) for each in TABLES},
        questions=_by_question(visit, card, compared) if is_shown else [],
        differing=_by_call(visit, card, compared) if is_shown else [],
    )


def _overview(visit: Visit, form: Mapping[str, str], problem: str = "") -> HTMLResponse:
    ledger = visit.screens.ledger
    names = [each.name for each in judges(visit)]
    chosen = {name for name in names if f"{TAKES_PART}{name}" in form} or {visit.name}
    return visit.page(
        "calibration.html",
        status=400 if problem else 200,
        problem=problem,
        form=form,
        cards=current_cards(ledger),
        people=[(f"{TAKES_PART}{name}", name, name in chosen) for name in names],
        sessions=[
            {
                "href": f"/calibration/{each.session_id}",
                "name": each.name,
                "card": _card(visit, each).name,
                "n_calls": len(each.legs),
                "people": ", ".join(each.people),
                "state": _state(visit, each),
            }
            for each in _sessions(visit)
        ],
    )


def _sessions(visit: Visit) -> list[Calibration]:
    return [each for each in all_calibrations(visit.screens.ledger) if _is_own(visit, each)]


def _is_own(visit: Visit, session: Calibration) -> bool:
    return visit.name in (*session.people, session.opened_by) or visit.is_role()


def _own(visit: Visit, session_id: str) -> Calibration:
    session = find_calibration(visit.screens.ledger, session_id)
    if session is None or not _is_own(visit, session):
        raise HTTPException(404, "card")
    return session


def _may_close(visit: Visit, session: Calibration) -> bool:
    return visit.name == session.opened_by or visit.is_role()


def _card(visit: Visit, session: Calibration) -> Card:
    card = card_version(visit.screens.ledger, session.version_id)
    if card is None:
        raise HTTPException(404, "card")
    return card


def _answers(visit: Visit, session: Calibration, card: Card) -> dict[Leg, list[Answered]]:
    return answers_of(session, answers_at(visit.screens.ledger, card.version_id, visit.now))


def _state(visit: Visit, session: Calibration) -> str:
    if session.closed_at is None:
        return visit.words("calibration.is_open")
    return visit.words("calibration.is_closed", when=visit.words.instant(session.closed_at))


def _by_question(visit: Visit, card: Card, legs: dict[Leg, list[Answered]]) -> list[dict[str, Any]]:
    words = visit.words
    return [
        {
            "text": each.question.text,
            "n": each.n,
            "share": each.n_same / each.n,
            "same": words("card.step", n=each.n_same, most=each.n),
            "kappa": words.number(each.kappa, 2)
            if each.kappa is not None and each.n >= ENOUGH
            else "–",
            "reading": words(f"calibration.reads.{reading(each.kappa, each.n)}"),
        }
        for each in by_question(card, legs)
    ]


def _by_call(visit: Visit, card: Card, legs: dict[Leg, list[Answered]]) -> list[dict[str, Any]]:
    words = visit.words
    return [
        {
            "href": call_href(call.leg[0], f"#card-{card.version_id}-{call.leg[1]}"),
            "contact_id": call.leg[0],
            "n": words.count("calibration.n_differ", len(call.differing)),
            "people": [each.person for each in call.answered],
            "scores": [
                "–" if (total := score_of(card, each.answers).total) is None else words.share(total)
                for each in call.answered
            ],
            "rows": [
                (
                    question.text,
                    [
                        named_answer(question, each.answers[question.question_id], words)
                        for each in call.answered
                    ],
                )
                for question in call.differing
            ],
        }
        for call in by_call(card, legs)[:CALLS_SHOWN]
    ]
