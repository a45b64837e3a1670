"""The contact document: what a source may say of a contact, and in which form."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from pipeline.domain import Direction, EndedBy, Speaker
from pipeline.intake.draft import Fault, Loc

LONGEST_S = 31 * 24 * 3600  # beyond it a number of seconds is a clock time or milliseconds
LARGEST_NO = 2**31 - 1  # what an INTEGER of the store holds
INSTANT = "ISO 8601 with offset, such as 2026-03-02T10:14:00+01:00"


def _as_text(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _as_text_or_none(value: object) -> object:
    text = _as_text(value)
    return None if text == "" else text


def _as_word(value: object) -> object:
    word = _as_text_or_none(value)
    return word.lower() if isinstance(word, str) else word


def _as_language(value: object) -> object:
    word = _as_word(value)
    if not isinstance(word, str):
        return word
    primary = word.replace("_", "-").split("-")[0]
    if not (primary.isascii() and primary.isalpha() and len(primary) in {2, 3}):
        raise _wrong("found something else", "a language code such as nl or en")
    return primary


def _as_instant(value: object) -> object:
    text = _as_text_or_none(value)
    if text is None or isinstance(value, datetime):
        return text
    if not isinstance(value, str):
        raise _wrong(f"found {_kind(value)}", INSTANT)
    try:
        at = datetime.fromisoformat(value.strip())
        at_utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _wrong("not a date and time that exists", INSTANT) from None
    if at.tzinfo is None:
        raise _wrong("the time has no offset", INSTANT)
    return at_utc


def as_pieces(value: object) -> object:
    """What `recording` or `transcript` may be, a path, a piece or a list of them, as a list of pieces."""
    pieces = [value] if isinstance(value, str | Mapping) else value
    if not isinstance(pieces, list):
        return pieces
    written = [{"path": piece} if isinstance(piece, str) else piece for piece in pieces]
    return [piece for piece in written if piece != {"path": ""}]


def _printable(text: str) -> str:
    if not text.isprintable() or "\ufffd" in text:
        raise _wrong("control characters in it", "printable text")
    return text


def _unbroken(text: str | None) -> str | None:
    if text and "\ufffd" in text:  # two customers whose ids broke alike would become one
        raise _wrong("a broken character in it", "the id as the source knows it")
    return text


def _wrong(problem: str, expected: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{problem}", {"problem": problem, "expected": expected})


Identifier = Annotated[
    str,
    Field(min_length=1, max_length=200),
    BeforeValidator(_as_text),
    AfterValidator(_printable),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1}),
]
OptionalText = Annotated[
    str | None,
    BeforeValidator(_as_text_or_none),
    WithJsonSchema({"type": ["string", "number", "null"]}),
]
Word = Annotated[str | None, BeforeValidator(_as_word)]
Language = Annotated[str | None, BeforeValidator(_as_language)]
Seconds = Annotated[float, Field(strict=True, ge=0, le=LONGEST_S, allow_inf_nan=False)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True, ge=0, le=LARGEST_NO)]
_DATE_TIME = {"type": "string", "format": "date-time"}
Instant = Annotated[datetime, BeforeValidator(_as_instant), WithJsonSchema(_DATE_TIME)]
OptionalInstant = Annotated[
    datetime | None,
    BeforeValidator(_as_instant),
    WithJsonSchema({"anyOf": [_DATE_TIME, {"type": "null"}]}),
]
SpeakerWord = Annotated[Speaker, BeforeValidator(_as_word)]
ScaleDirection = Annotated[Literal["high_is_easy", "low_is_easy"] | None, BeforeValidator(_as_word)]


class _Incoming(BaseModel):
    """Known keys are checked, unknown ones kept."""

    model_config = ConfigDict(extra="allow", frozen=True)

    @property
    def unknown(self) -> dict[str, object]:
        """The keys that this document does not know, with their values."""
        return dict(self.model_extra or {})


class FilePiece(_Incoming):
    """One file of a contact: which part of it the file holds."""

    path: Annotated[str, Field(min_length=1), BeforeValidator(_as_text)] = Field(
        description="path from the document's folder, or URL"
    )
    leg: OptionalText = Field(None, description="the leg_id that the file holds; missing: all legs")
    channel: Whole | None = Field(None, description="the channel that counts; missing: all of them")
    role: Annotated[Speaker | None, BeforeValidator(_as_word)] = Field(
        None, description="who is heard in it: agent, customer or ivr; missing: both parties"
    )


class RecordingPiece(FilePiece):
    """One file of a contact's audio."""


class TranscriptPiece(FilePiece):
    """One file of a contact's transcript that was made elsewhere."""

    channel: Whole | None = Field(
        None, description="the channel whose words it holds; missing: all of them"
    )
    role: Annotated[Speaker | None, BeforeValidator(_as_word)] = Field(
        None, description="whose words it holds: agent, customer or ivr; missing: both parties"
    )


class LegDocument(_Incoming):
    """The part of a contact with one agent in one queue."""

    leg_id: OptionalText = Field(
        None, description="number or name of the leg; missing: counted by start"
    )
    agent: OptionalText = Field(None, description="the agent's id")
    team: OptionalText = Field(None, description="the agent's team")
    queue: OptionalText = Field(None, description="the queue that the leg came through")
    partner: OptionalText = Field(
        None, description="the outside company that handled it; missing: one's own"
    )
    start_s: Seconds = Field(
        description="seconds from the start of the contact to the start of the leg"
    )
    end_s: Seconds = Field(
        description="seconds from the start of the contact to the end of the leg"
    )
    hold_s: Seconds | None = Field(None, description="seconds on hold; missing: the sum of holds")
    holds: list[tuple[Seconds, Seconds]] | None = Field(
        None, description="when it was on hold, as [start, end] in seconds of the contact"
    )
    ended_by: Annotated[EndedBy | None, BeforeValidator(_as_word)] = Field(
        None, description="transfer, normal, customer_hangup or agent_hangup"
    )


class TurnDocument(_Incoming):
    """One speaker's uninterrupted speech."""

    turn: Whole = Field(description="the number of the turn, once in a contact")
    leg: Identifier = Field(description="the leg_id that it belongs to")
    speaker: SpeakerWord = Field(description="agent, customer or ivr")
    t0: Seconds = Field(description="seconds from the start of the contact to its first word")
    t1: Seconds = Field(description="seconds from the start of the contact to its last word")
    text: str = Field(description="what was said")
    agent: OptionalText = Field(
        None, description="the agent's id, where more than one speaks in a leg"
    )


class SurveyDocument(_Incoming):
    """What the customer answered afterwards."""

    ces: Annotated[float, Field(strict=True, ge=1, le=7)] | None = Field(
        None, description="customer effort, CES 2.0: 1 to 7, 7 = very easy"
    )
    csat: Number | None = Field(None, description="satisfaction, on the scale of the source")
    nps: Annotated[float, Field(strict=True, ge=0, le=10)] | None = Field(
        None, description="would recommend: 0 to 10"
    )
    goal_reached: Annotated[bool, Field(strict=True)] | None = Field(
        None, description="whether the customer got what the contact was for"
    )
    asked_at: OptionalInstant = Field(None, description=f"when it was asked: {INSTANT}")
    ces_direction: ScaleDirection = Field(
        None, description="low_is_easy when 1 = very easy; missing: high_is_easy"
    )


class ContactDocument(_Incoming):
    """One contact: the customer reaching us once, whatever the channel."""

    contact_id: Identifier = Field(description="an id that the source system gives once")
    customer_id: Annotated[OptionalText, AfterValidator(_unbroken)] = Field(
        None,
        description="the customer's id; only a keyed pseudonym is stored; missing: never joined",
    )
    started_at: Instant = Field(description=INSTANT)
    channel: Word = Field(None, description="phone, chat, email, …; missing: phone")
    direction: Annotated[Direction | None, BeforeValidator(_as_word)] = Field(
        None, description="inbound or outbound; missing: inbound"
    )
    language: Language = Field(None, description="nl or en; missing: detected")
    wait_s: Seconds | None = Field(None, description="seconds in the queue before the first agent")
    recording: Annotated[list[RecordingPiece] | None, BeforeValidator(as_pieces)] = Field(
        None,
        description="path from the document's folder, or URL; or a list, a file per leg or party",
    )
    transcript: Annotated[list[TranscriptPiece] | None, BeforeValidator(as_pieces)] = Field(
        None,
        description="path of a transcript that was made elsewhere, or URL; or a list, as recording",
    )
    channel_roles: dict[Annotated[str, Field(pattern=r"^\d{1,2}$")], SpeakerWord] | None = Field(
        None,
        description='who is on which channel: {"0": "agent", "1": "customer"}; missing: worked out',
    )
    legs: list[LegDocument] = Field(
        description="the legs; an empty list: worked out from the recording"
    )
    turns: list[TurnDocument] | None = Field(
        None, description="what was said; missing: from the transcript, else from the recording"
    )
    survey: SurveyDocument | None = Field(None, description="what the customer answered afterwards")
    disposition: OptionalText = Field(None, description="the code that the agent chose")
    ces_direction: ScaleDirection = Field(
        None, description="as in survey, for sources that put it here"
    )


PARTS: Mapping[str, type[_Incoming]] = {
    "recording": RecordingPiece,
    "transcript": TranscriptPiece,
    "legs": LegDocument,
    "turns": TurnDocument,
    "survey": SurveyDocument,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the contact document, as committed in `data/schema/`."""
    schema = ContactDocument.model_json_schema()
    for key in ("recording", "transcript"):
        piece = {"$ref": f"#/$defs/{PARTS[key].__name__}"}
        pieces = {"type": "array", "items": {"anyOf": [{"type": "string"}, piece]}}
        alone = [{"type": "string"}, piece, pieces, {"type": "null"}]
        schema["properties"][key]["anyOf"] = alone
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def checked(content: Mapping[str, object]) -> ContactDocument | list[Fault]:
    """The document, or every key of it that is missing or of the wrong kind."""
    try:
        return ContactDocument.model_validate(dict(content))
    except ValidationError as error:
        return [fault_of(detail, _description) for detail in error.errors(include_url=False)]


def fault_of(detail: ErrorDetails, describe: Callable[[Loc], str]) -> Fault:
    """What pydantic found wrong, in words that quote nothing; `describe` tells what a place is for."""
    loc: Loc = tuple(step for step in detail["loc"] if step != "[key]")
    limits = detail.get("ctx", {})
    problem, expected = f"found {_kind(detail['input'])}", EXPECTED.get(detail["type"])
    match detail["type"]:
        case "missing":
            problem = "missing"
        case "wrong":
            problem, expected = limits["problem"], limits["expected"]
        case "greater_than_equal":
            expected = f"a number from {limits['ge']:g} up"
        case "less_than_equal":
            expected = f"a number up to {limits['le']:.7g}"
        case "literal_error":
            problem, expected = "not one of the known words", limits["expected"].replace("'", "")
        case "string_too_short":
            problem = "empty"
    return Fault(loc, problem, expected or describe(loc))


EXPECTED = {
    "string_type": "a text",
    "string_unicode": "a text of valid characters",
    "string_too_long": "a text of at most 200 characters",
    "string_pattern_mismatch": "the number of a channel",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a pair [start, end]",
    "too_long": "a pair [start, end]",
    "dict_type": "an object",
    "model_type": "an object",
}


def _description(loc: Loc) -> str:
    names = [step for step in loc if isinstance(step, str)]
    model = PARTS[names[0]] if len(names) > 1 and names[0] in PARTS else ContactDocument
    field = model.model_fields.get(names[-1])
    return (field.description or "") if field else "a value as docs/input.md describes"


def _kind(value: object) -> str:
    kinds: dict[type, str] = {str: "a text", list: "a list", tuple: "a list", dict: "an object"}
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
    return "an empty text" if value == "" else kinds.get(type(value), "something else")


def _number(value: float) -> str:
    try:
        return f"{value:g}" if math.isfinite(value) else "a number that is not finite"
    except OverflowError:  # an integer beyond every float
        return "a number beyond all bounds"
