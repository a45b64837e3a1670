"""The page of one call, its sound, and the verdicts about it."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, RedirectResponse, Response

from pipeline.reports import ContactRows, figures, read_contact
from pipeline.reports.contact_page import contact_context
from pipeline.reports.rows import Row
from pipeline.review.call import judged, sound
from pipeline.review.ledger import (
    JUDGEMENTS,
    Verdict,
    current_verdicts,
    give_verdict,
    set_state,
    states_of,
)
from pipeline.review.pages import call_href, query
from pipeline.review.scorecards.shown import cards_of_call
from pipeline.review.visit import Coach, Form, SignedIn, Visit

router = APIRouter()
LONGEST_REASON = 2000
TABLES: dict[str, Callable[[ContactRows], Sequence[Row]]] = {  # what leaves as a file
    "turns": lambda told: told.turns,
    "findings": lambda told: told.findings,
    "effort": lambda told: told.effort,
    "empathy": lambda told: told.empathy,
}
_copying = threading.Lock()  # one recording at a time: it takes a core


@router.get("/call/{contact_id:path}")
def call(visit: SignedIn, contact_id: str, csv: str = "") -> Response:
    """Everything about one call."""
    told = _told(visit, contact_id)
    visit.note("view", f"contact/{contact_id}")
    if csv:
        if csv not in TABLES:
            raise HTTPException(404)
        return visit.csv(f"call-{csv}", TABLES[csv](told))
    others = {row["contact_id"] for row in told.journey}
    in_sight = {each for each in others if each == contact_id or visit.may_see(each)}
    hrefs = {each: call_href(each) for each in in_sight}
    href = f"/sound/{call_href(contact_id).removeprefix('/call/')}"
    sounds = sound.offered(told, href, visit.heard_from)
    return visit.page(
        "call.html",
        **contact_context(told, sounds, hrefs, visit.words),
        **_judged(visit, told),
        cards=cards_of_call(visit, told),
        waterfalls={
            leg["leg_no"]: figures.empathy_waterfall(told, leg["leg_no"], visit.words).to_json()
            for leg in told.legs
            if leg["empathy"] is not None
        },
        csv={
            each: query(call_href(contact_id), csv=each)
            for each, rows_of in TABLES.items()
            if rows_of(told)
        },
        leg_nos=[leg["leg_no"] for leg in told.legs],
        is_poor=told.contact["effort_null_reason"] == "poor_transcript",
        state=states_of(visit.screens.ledger, visit.name).get(contact_id, ("", None))[0],
    )


@router.get("/sound/{contact_id:path}/{item_no}/peaks")
def peaks(visit: SignedIn, contact_id: str, item_no: int) -> FileResponse:
    """How loud each channel of a recording is over time, for the waveform."""
    copy = _copy(visit, contact_id, item_no)
    return FileResponse(sound.peaks_of(copy), media_type="application/json")


@router.get("/sound/{contact_id:path}/{item_no}")
def hear(visit: SignedIn, contact_id: str, item_no: int) -> FileResponse:
    """A recording, personal data silenced; browsers ask for it in parts."""
    copy = _copy(visit, contact_id, item_no)
    if "range" not in visit.request.headers or visit.request.headers["range"] == "bytes=0-":
        visit.note("hear", f"contact/{contact_id}")
    return FileResponse(copy, media_type="audio/ogg")


@router.post("/verdict")
def judge(visit: Coach, form: Form) -> RedirectResponse:
    """Keep what a person says of a finding or score."""
    told = _told(visit, form.get("contact_id", ""))
    subject = judged.subjects_of(told).get(form.get("subject", ""))
    judgement, reason = form.get("judgement", ""), form.get("reason", "").strip()[:LONGEST_REASON]
    if subject is None:
        raise HTTPException(404, "subject")
    if judgement not in JUDGEMENTS:
        raise HTTPException(400, "form_wrong")
    correction = None
    if judgement == "corrected":
        correction = subject.correction(form.get("correction", "").strip())
        if correction is None or not reason:
            raise HTTPException(400, "correction")
        if subject.low is None and f"finding.{correction}" not in visit.words.phrases:
            raise HTTPException(400, "correction")
    give_verdict(
        visit.screens.ledger,
        Verdict(
            subject.key,
            told.contact_id,
            subject.detector,
            visit.name,
            judgement,
            correction,
            reason,
            subject.machine,
            visit.now,
        ),
    )
    visit.note(f"verdict_{judgement}", subject.key)
    return visit.go(call_href(told.contact_id, f"#{subject.anchor}"))


@router.post("/call-done")
def done(visit: Coach, form: Form) -> RedirectResponse:
    """Put the call aside as done, and go back to the list."""
    told = _told(visit, form.get("contact_id", ""))
    set_state(visit.screens.ledger, visit.name, told.contact_id, "done", visit.now)
    visit.note("list_done", f"contact/{told.contact_id}")
    return visit.go("/hour")


def _told(visit: Visit, contact_id: str) -> ContactRows:
    """A contact that the visitor may see; whether others exist is not told."""
    if not visit.may_see(contact_id):
        raise HTTPException(404, "call")
    return read_contact(visit.screens.published, contact_id)


def _copy(visit: Visit, contact_id: str, item_no: int) -> Any:
    told = _told(visit, contact_id)
    href = sound.offered(told, "", visit.heard_from)
    recording: Row | None = next(
        (
            row
            for row, each in zip(told.recordings, href, strict=True)
            if row["item_no"] == item_no and each.href
        ),
        None,
    )
    if recording is None:
        raise HTTPException(404, "sound")
    try:
        with _copying:
            return sound.silenced(told, recording, visit.screens.folder)
    except sound.NotPlayableError:
        raise HTTPException(404, "sound") from None


def _judged(visit: Visit, told: ContactRows) -> dict[str, Any]:
    verdicts = current_verdicts(visit.screens.ledger, told.contact_id)
    is_judge = visit.is_role("coach")
    shown = {
        subject.anchor: judged.shown(
            subject, verdicts, visit.name, is_judge=is_judge, words=visit.words
        )
        for subject in judged.subjects_of(told).values()
    }
    kinds = sorted(
        (
            (key.removeprefix("finding."), name)
            for key, name in visit.words.phrases.items()
            if key.startswith("finding.") and key != "finding.transfer"
        ),
        key=lambda kind: kind[1].casefold(),
    )
    return {"judged": shown, "is_judge": is_judge, "kinds_named": kinds}
