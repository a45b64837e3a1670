"""Whisper's JSON in its dialects: openai-whisper, faster-whisper, WhisperX, whisper.cpp."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from pipeline.domain import Utterance
from pipeline.intake.document import LONGEST_S, ContactDocument, OptionalText, Seconds, fault_of
from pipeline.intake.draft import dotted
from pipeline.intake.json_place import line_of
from pipeline.intake.json_text import parsed
from pipeline.intake.transcripts.transcript import FORMATS, Transcript, TranscriptError

PHRASE_GAP_S = 0.6  # within it the speaker just breathes
LANGUAGES = {"dutch": "nl", "english": "en"}  # as OpenAI's service spells them
TIMES = "seconds from the start of the recording"


def _share_or_none(value: object) -> float | None:
    number = _number_or_none(value)
    return None if number is None else min(1.0, max(0.0, number))


def _seconds_or_none(value: object) -> float | None:
    number = _number_or_none(value)
    return number if number is not None and 0 <= number <= LONGEST_S else None


def _number_or_none(value: object) -> float | None:
    if type(value) not in {int, float} or not -1e9 <= value <= 1e9:  # type: ignore[operator]
        return None
    return float(value)  # type: ignore[arg-type]


class _Word(NamedTuple):
    """A word; WhisperX gives none of the numbers to a word that it could not align."""

    text: str
    start_s: float | None
    end_s: float | None
    sure: float | None
    speaker: str | None


def _words(segment: "_Segment") -> list[_Word]:
    """The words of a segment; none where they are not all that is said in it.

    What is wrong with a word costs no more than its times: what was said stands in the segment.
    """
    words = [word for value in segment.words or () if (word := _word(value))]
    is_all = _letters("".join(word.text for word in words)) == _letters(segment.text)
    return words if is_all else []


def _word(value: object) -> _Word | None:
    if isinstance(value, list):  # faster-whisper's named tuples, as JSON writes them
        value = dict(zip(("start", "end", "word", "probability"), value, strict=False))
    if not isinstance(value, dict):
        return None
    text, speaker = value.get("word", value.get("text")), value.get("speaker")
    if not isinstance(text, str):
        return None
    return _Word(
        text,
        _seconds_or_none(value.get("start")),
        _seconds_or_none(value.get("end")),
        _share_or_none(value.get("probability", value.get("score", value.get("confidence")))),
        speaker if isinstance(speaker, str) and speaker.strip() else None,
    )


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Segment(_Part):
    start: Seconds
    end: Seconds
    text: str
    speaker: OptionalText = None
    channel: OptionalText = None
    avg_logprob: Annotated[float | None, BeforeValidator(_number_or_none)] = None
    words: list[Any] | None = None

    @property
    def voice(self) -> str | None:
        """The label of the speaker, else that of the channel."""
        return self.speaker or (f"channel {self.channel}" if self.channel else None)


class _Offsets(_Part):
    start_ms: Annotated[int, Field(strict=True, ge=0, le=LONGEST_S * 1000, alias="from")]
    end_ms: Annotated[int, Field(strict=True, ge=0, le=LONGEST_S * 1000, alias="to")]


class _Token(_Part):
    text: str
    p: Annotated[float | None, BeforeValidator(_share_or_none)] = None


class _CppSegment(_Part):
    """A segment of whisper.cpp, in milliseconds."""

    offsets: _Offsets
    text: str
    speaker: OptionalText = None
    tokens: list[_Token] | None = None


_SEGMENTS = TypeAdapter(list[_Segment])
_CPP_SEGMENTS = TypeAdapter(list[_CppSegment])
_CONTACT_KEYS = ContactDocument.model_fields.keys() - {"language"}


def is_transcript(value: object) -> bool:
    """Whether a JSON value is a transcript, and no contact document."""
    match value:
        case Mapping():
            has_segments = any(
                isinstance(value.get(k), list) for k in ("segments", "transcription")
            )
            return has_segments and not value.keys() & _CONTACT_KEYS
        case [{"start": _, "end": _, "text": _, **more}, *_]:
            return not more.keys() & _CONTACT_KEYS - {"channel"}
    return False


def parse_whisper(text: str) -> Transcript:
    """What is said in a JSON transcript. Raises TranscriptError with line and key where it is wrong."""
    try:
        value = parsed(text)
    except json.JSONDecodeError as error:
        problem = f"not JSON: {error.msg} at column {error.colno}"
        raise TranscriptError(problem, "valid JSON", row=error.lineno) from None
    except (ValueError, RecursionError) as error:
        problem = f"not readable as JSON ({type(error).__name__})"
        raise TranscriptError(problem, "valid JSON") from None
    if not is_transcript(value):
        raise TranscriptError("no segments in it", FORMATS)
    if isinstance(value, list):
        return Transcript(tuple(_all_said(text, (), _SEGMENTS, value)))
    if isinstance(value.get("segments"), list):
        said = _all_said(text, ("segments",), _SEGMENTS, value["segments"])
    else:
        said = _all_said(text, ("transcription",), _CPP_SEGMENTS, value["transcription"])
    return Transcript(tuple(said), _language(value))


def _all_said(
    text: str, base: tuple[str, ...], adapter: TypeAdapter[Any], segments: Sequence[object]
) -> Iterator[Utterance]:
    try:
        checked = adapter.validate_python(segments)
    except ValidationError as error:
        fault = fault_of(error.errors(include_url=False)[0], lambda _: TIMES)
        loc = (*base, *fault.loc)
        raise TranscriptError(
            fault.problem, fault.expected, row=line_of(text, loc), key=dotted(loc)
        ) from None
    for i, segment in enumerate(checked):
        said = list(_cpp_said(segment) if isinstance(segment, _CppSegment) else _said(segment))
        for one in said:
            if one.end_s < one.start_s:
                loc = (*base, i)
                raise TranscriptError(
                    f"the segment ends at {one.end_s:g} s but begins at {one.start_s:g} s",
                    "an end at or after the start",
                    row=line_of(text, loc),
                    key=dotted(loc),
                )
        yield from said


def _said(segment: _Segment) -> Iterator[Utterance]:
    """A segment whole, or parted where its words pause or change their speaker."""
    if not segment.text.strip():
        return
    words = _words(segment)
    if not words:
        text, sure = segment.text.strip(), _sure((), segment)
        yield Utterance(segment.start, segment.end, text, segment.voice, sure)
        return
    glue = "" if any(word.text[:1].isspace() for word in words) else " "
    for start_s, end_s, run, voice in _runs(segment, words):
        text = glue.join(word.text for word in run).strip()
        yield Utterance(start_s, end_s, text, voice, _sure(run, segment))


def _runs(
    segment: _Segment, words: Sequence[_Word]
) -> Iterator[tuple[float, float, list[_Word], str | None]]:
    """Words of one speaker without a pause, with their span; a word without times follows the last."""
    run: list[_Word] = []
    start_s = end_s = segment.start
    voice = segment.voice
    for word in words:
        word_start_s = end_s if word.start_s is None else word.start_s
        speaker = word.speaker or voice
        if run and (speaker != voice or word_start_s - end_s > PHRASE_GAP_S):
            yield start_s, end_s, run, voice
            run = []
        if not run:
            start_s = end_s = word_start_s
        run.append(word)
        voice = speaker
        end_s = max(end_s, word_start_s, word.end_s or 0.0)
    if run:
        yield start_s, end_s, run, voice


def _cpp_said(segment: _CppSegment) -> Iterator[Utterance]:
    shares = [
        token.p
        for token in segment.tokens or ()
        if token.p is not None and not token.text.startswith("[_")
    ]
    confidence = sum(shares) / len(shares) if shares else None
    text, speaker = segment.text.strip(), segment.speaker
    voice = f"speaker {speaker}" if speaker and speaker.isdigit() else speaker
    if text:
        start_s, end_s = segment.offsets.start_ms / 1000, segment.offsets.end_ms / 1000
        yield Utterance(start_s, end_s, text, voice, confidence)


def _sure(words: Sequence[_Word], segment: _Segment) -> float | None:
    """How sure Whisper was of some words: of each of them, else of their segment."""
    shares = [word.sure for word in words if word.sure is not None]
    if shares:
        return sum(shares) / len(shares)
    return None if segment.avg_logprob is None else math.exp(min(0.0, segment.avg_logprob))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _language(value: Mapping[str, Any]) -> str | None:
    """The language that the file names, as a code; None when it names none that can be read."""
    places = (value, value.get("info"), value.get("result"), value.get("params"))
    for place in places:
        named = place.get("language") if isinstance(place, Mapping) else None
        if isinstance(named, str):
            code = LANGUAGES.get(named.strip().lower(), named.strip().lower())
            if re.fullmatch("[a-z]{2,3}", code):
                return code
    return None
