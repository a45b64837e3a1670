"""The tables of the agreement page as they leave as files; no shares of too few."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pipeline.review.agreement.measures import BetweenPeople, WithProgram
from pipeline.review.agreement.questions import OfQuestion
from pipeline.share import wilson

ENOUGH = 10  # verdicts under which a share says too little to be shown as one


def of_program(measured: dict[str, WithProgram]) -> list[dict[str, Any]]:
    """A row for each detector and score."""
    untold = dict.fromkeys(("share", "low", "high", "error_mean"))
    return [
        {"detector": name} | asdict(each) | (untold if each.n < ENOUGH else {})
        for name, each in measured.items()
    ]


def of_people(measured: dict[str, BetweenPeople]) -> list[dict[str, Any]]:
    """A row for each detector and score that two people judged."""
    return [{"detector": name} | _among(each) for name, each in measured.items()]


def of_questions(questions: Sequence[OfQuestion]) -> list[dict[str, Any]]:
    """A row for each question of a scorecard that somebody answered."""
    return [
        {"card": each.card, "question": each.text}
        | {f"program_{key}": value for key, value in shares(same_of(each.with_program)).items()}
        | {f"people_{key}": value for key, value in _among(each.people).items()}
        for each in questions
    ]


def of_months(months: Sequence[tuple[tuple[int, int], list[bool]]]) -> list[dict[str, Any]]:
    """A row for each month."""
    return [{"month": f"{year}-{month:02}"} | shares(same) for (year, month), same in months]


def same_of(judged: Sequence[tuple[datetime, bool]]) -> list[bool]:
    """Whether each agreed, without when."""
    return [is_same for _, is_same in judged]


def shares(same: Sequence[bool]) -> dict[str, Any]:
    """How many there are, and which share of them agreed, with its interval."""
    low, high = wilson(sum(same), len(same))
    share = sum(same) / len(same) if same else None
    is_enough = len(same) >= ENOUGH
    told = {"share": share, "low": low, "high": high}
    return {"n": len(same)} | (told if is_enough else dict.fromkeys(told))


def _among(people: BetweenPeople | None) -> dict[str, Any]:
    if people is None:
        return {"n": 0, "n_people": 0, "share": None, "alpha": None}
    return asdict(people) | ({} if people.n >= ENOUGH else {"share": None, "alpha": None})
