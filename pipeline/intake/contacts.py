"""From a contact document to a contact, or to the reason why it is set aside."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from pipeline.domain import Contact, Leg, Recording, SetAside, Survey, Turn
from pipeline.intake import places
from pipeline.intake.checks import faults_in, leg_names, leg_numbers
from pipeline.intake.customer import kept_extra, without_customer
from pipeline.intake.document import (
    ContactDocument,
    FilePiece,
    LegDocument,
    SurveyDocument,
    checked,
)
from pipeline.intake.draft import Draft, Fault
from pipeline.intake.transcripts import Piece, TellAgent, TranscriptError, read_transcripts

LONGEST_TEXT = 50_000  # characters in one turn: an hour without a breath


def contact_from(
    draft: Draft, pseudonym: Callable[[str], str], tell_agent: TellAgent
) -> tuple[Contact | SetAside, SetAside | None]:
    """The contact that a draft describes, and a note when its recordings must stand in for its transcript.

    Set aside with all its faults when it cannot be used. Reads the recordings once, for their hash.
    `pseudonym` turns a customer's id into its key; `tell_agent` names the voices of a transcript.
    """
    if draft.beyond:
        return draft.set_aside([*draft.beyond, *draft.faults]), None
    document = checked(draft.content)
    if isinstance(document, list):
        return draft.set_aside([*draft.faults, *document]), None
    faults = [*draft.faults, *faults_in(document)]
    heard = [_heard(draft.file, document, i) for i in range(len(document.recording or ()))]
    faults += [item for item in heard if isinstance(item, Fault)]
    if faults:
        return draft.set_aside(faults), None
    recordings = [item for item in heard if not isinstance(item, Fault)]
    contact = replace(
        _mapped(document, [path for path, _ in recordings], pseudonym),
        origin=str(without_customer(places.shown(draft.origin), document.customer_id)),
    )
    note, pieces = None, _transcripts(draft.file, document)
    if pieces and not contact.turns:
        try:
            contact = read_transcripts(contact, pieces, tell_agent)
        except TranscriptError as error:
            note = _refused(error, draft, document)
            if not recordings:
                return note, None
            note = replace(note, problem=f"{note.problem}; the recording is transcribed instead")
    if any(len(turn.text) > LONGEST_TEXT for turn in contact.turns):
        problem = f"a turn of more than {LONGEST_TEXT} characters"
        return draft.set_aside([Fault(("turns",), problem, "turns as people speak or write")]), None
    content_hash = _content_hash(
        contact,
        document,
        [mark for _, mark in recordings],
        [_fingerprint_or_none(piece.path) for piece in pieces],
    )
    return replace(contact, content_hash=content_hash), note


def _heard(file: str, document: ContactDocument, i: int) -> tuple[str, places.Fingerprint] | Fault:
    """Where a recording lies and what its bytes are."""
    name = (document.recording or ())[i].path
    path = places.beside(file, name)
    try:
        return path, places.fingerprint(path)
    except places.UnreachableError as error:
        written = without_customer(places.shown(name), document.customer_id)
        return Fault(
            ("recording", i, "path"),
            f"the recording {written} {error}",
            "the path of a file, from the folder of the file that names it",
        )


def _transcripts(file: str, document: ContactDocument) -> list[Piece]:
    names, roles = leg_names(document.legs), document.channel_roles or {}
    return [
        Piece(
            places.beside(file, piece.path),
            None if piece.leg is None else names[piece.leg],
            piece.role or roles.get(str(piece.channel)),
        )
        for piece in document.transcript or ()
    ]


def _refused(error: TranscriptError, draft: Draft, document: ContactDocument) -> SetAside:
    return SetAside(
        str(without_customer(places.shown(error.path or draft.file), document.customer_id)),
        error.problem,
        error.expected,
        row=error.row,
        key=error.key,
        contact_id=document.contact_id,
    )


def _mapped(
    document: ContactDocument, paths: Sequence[str], pseudonym: Callable[[str], str]
) -> Contact:
    names = leg_names(document.legs)
    key = pseudonym(document.customer_id) if document.customer_id else None
    return Contact(
        contact_id=document.contact_id,
        started_at=document.started_at,
        legs=_legs(document.legs),
        customer_key=key,
        channel=document.channel or "phone",
        direction=document.direction or "inbound",
        language=document.language,
        wait_s=document.wait_s or 0.0,
        recordings=tuple(
            Recording(
                path, None if piece.leg is None else names[piece.leg], piece.channel, piece.role
            )
            for path, piece in zip(paths, document.recording or (), strict=True)
        ),
        channel_roles={int(no): role for no, role in (document.channel_roles or {}).items()},
        turns=_turns(document, names),
        survey=_survey(document.survey, document.ces_direction),
        disposition=document.disposition,
        extra=kept_extra(_unknown(document, names), document.customer_id, pseudonym),
    )


def _legs(legs: Sequence[LegDocument]) -> tuple[Leg, ...]:
    numbered = sorted(
        zip(leg_numbers(legs), legs, strict=True), key=lambda item: (item[1].start_s, item[1].end_s)
    )
    return tuple(_leg(number, leg) for number, leg in numbered)


def _leg(number: int, leg: LegDocument) -> Leg:
    holds = tuple(
        (max(start_s, leg.start_s), min(end_s, leg.end_s))
        for start_s, end_s in sorted(leg.holds or ())
    )
    on_hold_s = sum(end_s - start_s for start_s, end_s in holds)
    return Leg(
        leg_no=number,
        start_s=leg.start_s,
        end_s=leg.end_s,
        agent_id=leg.agent,
        team=leg.team,
        queue=leg.queue,
        partner=leg.partner,
        hold_s=on_hold_s if leg.hold_s is None else leg.hold_s,
        holds=holds,
        ended_by=leg.ended_by,
    )


def _turns(document: ContactDocument, names: Mapping[str, int]) -> tuple[Turn, ...]:
    in_order = sorted(document.turns or (), key=lambda turn: turn.turn)
    return tuple(
        Turn(turn.turn, names[turn.leg], turn.speaker, turn.t0, turn.t1, turn.text, turn.agent)
        for turn in in_order
    )


def _survey(survey: SurveyDocument | None, direction_beside: str | None) -> Survey | None:
    if survey is None:
        return None
    is_flipped = "low_is_easy" in (survey.ces_direction, direction_beside)
    ces = 8 - survey.ces if survey.ces is not None and is_flipped else survey.ces
    answered = Survey(ces, survey.csat, survey.nps, survey.goal_reached, survey.asked_at)
    return None if answered == Survey() else answered


def _unknown(document: ContactDocument, names: Mapping[str, int]) -> dict[str, object]:
    """The unknown keys of the document, and under `legs`, `turns`, `survey` those of its parts."""
    numbers = leg_numbers(document.legs)
    parts: dict[str, dict[str, object]] = {
        "legs": {
            str(no): leg.unknown
            for no, leg in zip(numbers, document.legs, strict=True)
            if leg.unknown
        },
        "turns": {str(turn.turn): turn.unknown for turn in document.turns or () if turn.unknown},
        "survey": document.survey.unknown if document.survey else {},
        **{
            key: {str(i): piece.unknown for i, piece in enumerate(pieces or ()) if piece.unknown}
            for key, pieces in (
                ("recording", document.recording),
                ("transcript", document.transcript),
            )
        },
    }
    return {**document.unknown, **{part: keys for part, keys in parts.items() if keys}}


def _content_hash(
    contact: Contact,
    document: ContactDocument,
    recorded: Sequence[places.Fingerprint],
    written: Sequence[places.Fingerprint | None],
) -> str:
    """sha256 over all that came in: the contact, and its files by name, size and bytes.

    Names are as the document writes them, so that a folder can be moved; the customer enters as
    the pseudonym. What is absent does not count, so that a key added later changes nothing.
    """
    names = leg_names(document.legs)
    canonical = asdict(replace(contact, origin=""), dict_factory=_present)
    canonical["recordings"] = _marked(document.recording or (), recorded, names)
    if document.transcript:
        canonical["transcripts"] = _marked(document.transcript, written, names)
    text = json.dumps(canonical, sort_keys=True, default=_as_written)
    return hashlib.sha256(text.encode()).hexdigest()


def _marked(
    pieces: Sequence[FilePiece],
    marks: Sequence[places.Fingerprint | None],
    names: Mapping[str, int],
) -> list[dict[str, object]]:
    return [
        _present(
            [
                ("path", piece.path),
                ("leg_no", None if piece.leg is None else names[piece.leg]),
                ("channel", piece.channel),
                ("role", piece.role),
                *(asdict(mark).items() if mark else ()),
            ]
        )
        for piece, mark in zip(pieces, marks, strict=True)
    ]


def _fingerprint_or_none(path: str) -> places.Fingerprint | None:
    try:
        return places.fingerprint(path)
    except places.UnreachableError:  # told where the transcript was to be read
        return None


def _present(items: list[tuple[str, object]]) -> dict[str, object]:
    return {key: value for key, value in items if value not in (None, "", (), {})}


def _as_written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
