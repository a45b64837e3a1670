"""How far program and people agree, and people among each other."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from pipeline.review.agreement import cells
from pipeline.review.agreement.cells import ENOUGH
from pipeline.review.agreement.measures import (
    DECIDED,
    SCORES,
    BetweenPeople,
    between_people,
    with_program,
)
from pipeline.review.agreement.questions import OfQuestion, by_question, settled
from pipeline.review.ledger import (
    Answered,
    Verdict,
    all_calibrations,
    all_cards,
    current_answers,
    current_verdicts,
)
from pipeline.review.pages import query
from pipeline.review.visit import CoachOrOwner, Visit
from pipeline.share import wilson

router = APIRouter()
QUESTION = "question/"  # before the id of one, among what can be looked at over time


@router.get("/agreement")
def agreement(visit: CoachOrOwner, team: str = "", what: str = "", csv: str = "") -> Response:
    """All verdicts and answers that stand, of all calls or of a team's; nobody's own is shown."""
    ledger = visit.screens.ledger
    verdicts, answered = current_verdicts(ledger), current_answers(ledger)
    if team:
        inside = _of_team(visit, team, [*verdicts, *answered])
        verdicts = [each for each in verdicts if each.contact_id in inside]
        answered = [each for each in answered if each.contact_id in inside]
    cards = {card.version_id: card for card in all_cards(ledger)}
    questions = by_question(cards, settled(answered, all_calibrations(ledger)))
    months = _months(visit, _over_time(verdicts, questions, what))
    program, people = with_program(verdicts), between_people(verdicts)
    if csv:
        tables: dict[str, list[dict[str, Any]]] = {
            "program": cells.of_program(program),
            "people": cells.of_people(people),
            "questions": cells.of_questions(questions),
            "months": cells.of_months(months),
        }
        if csv not in tables:
            raise HTTPException(404)
        return visit.csv(f"agreement-{csv}", tables[csv])
    asked = {"team": team, "what": what}
    choices = visit.choices
    return visit.page(
        "agreement.html",
        enough=ENOUGH,
        team=team,
        teams=[each for each in choices["teams"] or () if each],
        what=what,
        whats=_whats(visit, verdicts, questions),
        csv={
            each: query("/agreement", **asked, csv=each)
            for each in ("program", "people", "questions", "months")
        },
        months=[
            {
                "name": f"{visit.words.months[month - 1]} {year}",
                **_share(visit, sum(same), len(same)),
            }
            for (year, month), same in months
        ],
        program=[
            {
                "name": _name(detector, visit),
                "n_unsure": each.n_unsure,
                "n_confirmed": each.n_confirmed,
                "n_other": each.n - each.n_confirmed,
                "error": None if each.error_mean is None else visit.words.number(each.error_mean),
                **_share(visit, each.n_confirmed, each.n),
            }
            for detector, each in program.items()
        ],
        people=[
            {"name": _name(detector, visit), **_people(visit, each)}
            for detector, each in people.items()
        ],
        questions=[
            {
                "name": each.text,
                "card": each.card,
                "program": _share(visit, sum(same for _, same in each.with_program), n)
                if (n := len(each.with_program))
                else None,
                "people": _people(visit, each.people) if each.people else None,
            }
            for each in questions
        ],
    )


def _of_team(visit: Visit, team: str, about: Sequence[Verdict | Answered]) -> set[str]:
    """The contacts among these that have a leg of the team in the visitor's sight."""
    contact_ids = sorted({each.contact_id for each in about})
    rows = visit.rows(
        "screens_of_team", **visit.sight, team=team, contact_ids=json.dumps(contact_ids)
    )
    return {row["contact_id"] for row in rows}


def _whats(
    visit: Visit, verdicts: Sequence[Verdict], questions: Sequence[OfQuestion]
) -> list[tuple[str, str]]:
    """What can be looked at over time, each with its name."""
    detectors = sorted({each.detector for each in verdicts})
    tied = [each for each in questions if each.with_program]
    return [
        *((detector, _name(detector, visit)) for detector in detectors),
        *((f"{QUESTION}{each.question_id}", f"{each.card}: {each.text}") for each in tied),
    ]


def _over_time(
    verdicts: Sequence[Verdict], questions: Sequence[OfQuestion], what: str
) -> list[tuple[datetime, bool]]:
    """When people judged, and whether they agreed with the program: on all verdicts, or on one thing."""
    if what.startswith(QUESTION):
        return [
            pair
            for each in questions
            if each.question_id == what.removeprefix(QUESTION)
            for pair in each.with_program
        ]
    return [
        (each.at, each.judgement == "confirmed")
        for each in verdicts
        if each.judgement in DECIDED and what in ("", each.detector)
    ]


def _months(
    visit: Visit, judged: Sequence[tuple[datetime, bool]]
) -> list[tuple[tuple[int, int], list[bool]]]:
    """Whether people agreed, by year and month, the newest first."""
    months: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for at, is_same in judged:
        local = at.astimezone(visit.words.zone)
        months[local.year, local.month].append(is_same)
    return sorted(months.items(), reverse=True)


def _share(visit: Visit, n_yes: int, n: int) -> dict[str, Any]:
    """A share with its interval, in words; None for too few."""
    low, high = wilson(n_yes, n)
    words = visit.words
    return {
        "n": n,
        "share": n_yes / n if n >= ENOUGH else None,
        "said": words.share(n_yes / n) if n else "",
        "between": words("agreement.between", low=words.share(low), high=words.share(high)),
    }


def _people(visit: Visit, each: BetweenPeople) -> dict[str, Any]:
    words = visit.words
    return {
        "n": each.n,
        "n_people": each.n_people,
        "is_enough": each.n >= ENOUGH,
        "said": words.share(each.share),
        "alpha": "–" if each.alpha is None else words.number(each.alpha, 2),
    }


def _name(detector: str, visit: Visit) -> str:
    if detector in SCORES:
        return visit.words(f"{detector}.total")
    return visit.words.term("finding", detector)
