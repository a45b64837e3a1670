"""How far program and people agree, and people among each other."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.review.agreement.measures import SCORES, between_people, with_program
from pipeline.review.ledger import current_verdicts
from pipeline.review.visit import CoachOrOwner, Visit

router = APIRouter()
ENOUGH = 10  # verdicts under which a share says too little to be shown as one


@router.get("/agreement")
def agreement(visit: CoachOrOwner, csv: str = "") -> Response:
    """All verdicts that stand, over all people; nobody's own agreement is shown."""
    verdicts = current_verdicts(visit.screens.ledger)
    if csv == "people":
        people = between_people(verdicts)
        return visit.csv(
            "agreement-people",
            [
                {"detector": name} | asdict(each)
                for name, each in people.items()
                if each.n >= ENOUGH
            ],
        )
    if csv:
        program = with_program(verdicts)
        return visit.csv(
            "agreement-program",
            [
                {"detector": name} | asdict(each)
                for name, each in program.items()
                if each.n >= ENOUGH
            ],
        )
    words = visit.words
    return visit.page(
        "agreement.html",
        enough=ENOUGH,
        n_verdicts=len(verdicts),
        program=[
            {
                "name": _name(detector, visit),
                "n": each.n,
                "n_unsure": each.n_unsure,
                "n_confirmed": each.n_confirmed,
                "n_other": each.n - each.n_confirmed,
                "share": each.share if each.n >= ENOUGH else None,
                "said": words.share(each.share),
                "between": words(
                    "agreement.between", low=words.share(each.low), high=words.share(each.high)
                ),
                "error": None if each.error_mean is None else words.number(each.error_mean),
            }
            for detector, each in with_program(verdicts).items()
        ],
        people=[
            {
                "name": _name(detector, visit),
                "n": each.n,
                "n_people": each.n_people,
                "is_enough": each.n >= ENOUGH,
                "said": words.share(each.share),
                "alpha": "–" if each.alpha is None else words.number(each.alpha, 2),
            }
            for detector, each in between_people(verdicts).items()
        ],
    )


def _name(detector: str, visit: Visit) -> Any:
    if detector in SCORES:
        return visit.words(f"{detector}.total")
    return visit.words.term("finding", detector)
