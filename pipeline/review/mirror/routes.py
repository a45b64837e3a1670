"""An agent's own page: the best moment, a place to grow, the own trend, and what is said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from pipeline.reports.mirror import Mirror, NoMirrorError, mirror_context, read_mirror
from pipeline.review.filter import day_of
from pipeline.review.ledger import (
    OF_AGENT,
    OF_COACH,
    MirrorWord,
    said_of_mirror,
    say_of_mirror,
)
from pipeline.review.mirror.sight import agents_in_sight
from pipeline.review.pages import call_href, query
from pipeline.review.visit import CoachOrAgent, Form, Visit

router = APIRouter()
FIGURES = "figures"  # the part of a mirror that is no moment
ENOUGH = 5  # legs under which a mean says more about chance than about anybody
LONGEST_COMMENT = 2000


@router.get("/mirror")
def mirror(visit: CoachOrAgent, agent: str = "", week: str = "", csv: str = "") -> Response:
    """One agent's week; who may open several chooses by code, never by how anybody does."""
    agents = agents_in_sight(visit, _day(week))
    agent_id = _agent(visit, agent, agents)
    weeks = _weeks(visit, agent_id) if agent_id else []
    chosen = _day(week) or (weeks[-1]["week"] if weeks else None)
    told = _mirror(visit, agent_id, chosen) if agent_id and chosen in _days(weeks) else None
    if told is None:
        return visit.page(
            "mirror_none.html", agents=agents, agent_id=agent_id, weeks=_listed(visit, weeks, None)
        )
    visit.note("view", f"mirror/{told.agent_id}/{told.week}")
    if csv:
        return visit.csv("mirror", [_cells(row) for row in told.weeks])
    said = said_of_mirror(visit.screens.ledger, told.agent_id, told.week)
    context = mirror_context(told, visit.words)
    moments = {"best": told.best, "growth": told.growth.moment if told.growth else None}
    for row, shown in zip(told.weeks, context["weeks"], strict=True):
        if row["n_occasions"] < ENOUGH:
            shown |= {"empathy": visit.words("mirror_page.few", n=row["n_occasions"]), "share": 0.0}
    return visit.page(
        "mirror.html",
        **context,
        agents=agents if visit.is_role("coach") else [],
        choices=_listed(visit, weeks, told.week),
        monday=told.week.isoformat(),
        is_agent=_is_agent(visit),
        parts={
            name: _part(visit, f"{each.contact_id}#{each.turn_no}", said) if each else None
            for name, each in moments.items()
        }
        | {FIGURES: _part(visit, FIGURES, said)},
        hrefs={
            name: call_href(each.contact_id, f"#turn-{each.turn_no}") if each else None
            for name, each in moments.items()
        },
        csv=query("/mirror", agent=told.agent_id, week=told.week, csv="yes"),
    )


@router.post("/mirror/word")
def say(visit: CoachOrAgent, form: Form) -> RedirectResponse:
    """An agent recognises or disputes a part; the coach answers what was disputed."""
    week = _day(form.get("week", ""))
    agent_id = _agent(visit, form.get("agent", ""), agents_in_sight(visit, week))
    told = _mirror(visit, agent_id, week) if agent_id and week else None
    part, said = form.get("part", ""), form.get("said", "")
    comment = form.get("comment", "").strip()[:LONGEST_COMMENT]
    if told is None or part not in _parts(told):
        raise HTTPException(404, "mirror")
    if said not in (OF_AGENT if _is_agent(visit) else OF_COACH):
        raise HTTPException(400, "form_wrong")
    if said != "acknowledged" and not comment:
        raise HTTPException(400, "comment")
    before = said_of_mirror(visit.screens.ledger, told.agent_id, told.week)
    if not _is_agent(visit) and _standing(part, before) != "disputed":
        raise HTTPException(400, "undisputed")
    say_of_mirror(
        visit.screens.ledger,
        told.agent_id,
        told.week,
        MirrorWord(part, visit.name, said, comment, visit.now),  # type: ignore[arg-type]
    )
    visit.note(f"mirror_{said}", f"mirror/{told.agent_id}/{told.week}/{part}")
    return visit.go(query("/mirror", agent=told.agent_id, week=told.week))


def _is_agent(visit: Visit) -> bool:
    """Nobody speaks for an agent, an admin neither."""
    return visit.person is not None and visit.person.role == "agent"


def _agent(visit: Visit, asked: str, agents: Sequence[str]) -> str | None:
    """Whose mirror; an agent always the own. None: nobody was chosen."""
    if _is_agent(visit):
        own = visit.person.agent_id if visit.person else None
        if asked not in ("", own):
            raise HTTPException(404, "mirror")
        return own
    if asked and asked not in agents:
        raise HTTPException(404, "mirror")
    return asked or None


def _mirror(visit: Visit, agent_id: str, week: date | None) -> Mirror | None:
    """The mirror with weeks of teams that the visitor may see; None where there is none."""
    if week is None:
        return None
    try:
        told = read_mirror(visit.screens.published, agent_id, week)
    except NoMirrorError:
        return None
    kept = _of_own_team(visit, told.weeks)
    return replace(told, weeks=kept) if any(row["week"] == week for row in kept) else None


def _weeks(visit: Visit, agent_id: str) -> list[Any]:
    return _of_own_team(visit, visit.rows("mirror_weeks", agent_id=agent_id))


def _of_own_team(visit: Visit, weeks: Sequence[Any]) -> list[Any]:
    teams = visit.person.teams if visit.person and not _is_agent(visit) else ()
    return [row for row in weeks if not teams or row["team"] in teams]


def _days(weeks: Sequence[Any]) -> set[date]:
    return {row["week"] for row in weeks}


def _listed(visit: Visit, weeks: Sequence[Any], chosen: date | None) -> list[tuple[str, str, bool]]:
    """Weeks to choose from, newest first."""
    return [
        (day.isoformat(), visit.words.calendar_day(day), day == chosen)
        for day in sorted(_days(weeks), reverse=True)
    ]


def _parts(told: Mirror) -> set[str]:
    moments = (told.best, told.growth.moment if told.growth else None)
    return {FIGURES, *(f"{each.contact_id}#{each.turn_no}" for each in moments if each)}


def _standing(part: str, said: Sequence[MirrorWord]) -> str | None:
    return next((word.said for word in reversed(said) if word.part == part), None)


def _part(visit: Visit, part: str, said: Sequence[MirrorWord]) -> dict[str, Any]:
    words = visit.words
    return {
        "part": part,
        "standing": _standing(part, said),
        "said": [
            {
                "person": word.person,
                "said": words.term("mirror_said", word.said),
                "kind": word.said,
                "comment": word.comment,
                "at": words.instant(word.at),
            }
            for word in said
            if word.part == part
        ],
    }


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """A week as it leaves as a file, without a mean over too few."""
    few = row["n_occasions"] < ENOUGH
    return dict(row) | ({"empathy_mean": None} if few else {})


def _day(text: str) -> date | None:
    day = day_of(text)
    return date.fromisoformat(day) if day else None
