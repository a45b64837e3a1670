"""All that was heard of a call → the contact with its turns, legs, marks, language and quality."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.domain import Contact, Mark
from pipeline.transcribe.channels import Condition, marks_of
from pipeline.transcribe.diarise import Voiceprints
from pipeline.transcribe.ivr import tell_ivr
from pipeline.transcribe.legs import infer_holds, infer_legs
from pipeline.transcribe.listen import Line
from pipeline.transcribe.quality import quality_of
from pipeline.transcribe.recognise import Transcript
from pipeline.transcribe.sounds import find_silences, join_marks
from pipeline.transcribe.tracks import legs_of
from pipeline.transcribe.turns import to_turns
from pipeline.transcribe.voices import Heard, who_says_what

UNHEARD = "nl"  # the language of a call in which nobody says a word


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line of one stretch and what was heard on it."""

    line: Line
    transcript: Transcript


@dataclass(slots=True)
class Call:
    """What is known so far of a call that is being listened to, or why it cannot be heard.

    `sounds` are the marks for ringing and music; `end_s` is where its sound ends.
    """

    contact: Contact
    language: str | None
    lines: list[HeardLine] = field(default_factory=list)
    sounds: list[Mark] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    end_s: float = 0.0
    problem: Exception | None = None


def settle(call: Call) -> Contact:
    """Put a call together that was heard to its end."""
    contact, language, end_s = call.contact, call.language or UNHEARD, call.end_s
    known_legs = legs_of(contact, end_s)
    voices = who_says_what(_lines(call.lines), known_legs, language)
    spoken, menus = tell_ivr(voices.spoken, language)
    speech = [span for one in call.lines for span in one.line.speech]
    marks = join_marks(call.sounds)
    marks += find_silences(speech, 0.0, end_s, marks)
    told = to_turns(spoken, known_legs)
    legs = (
        infer_holds(contact.legs, told, language, marks)
        if contact.legs
        else infer_legs(told, language, end_s, marks, voices.agent_changes_s)
    )
    turns = to_turns(spoken, legs)
    left_out = [mark for one in call.lines for mark in one.transcript.marks]
    every = [*marks, *menus, *voices.marks, *marks_of(call.conditions), *left_out]
    return replace(
        contact,
        language=language,
        legs=legs,
        wait_s=contact.wait_s or (legs[0].start_s if legs[0].is_inferred else 0.0),
        turns=turns,
        marks=tuple(sorted(every, key=lambda mark: (mark.start_s, mark.end_s, mark.kind))),
        transcript_quality=_quality(call),
    )


def _quality(call: Call) -> float:
    transcripts = [one.transcript for one in call.lines]
    return quality_of(
        [word for transcript in transcripts for word in transcript.words],
        n_left_out=sum(transcript.n_left_out for transcript in transcripts),
        speech_s=sum(high - low for one in call.lines for low, high in one.line.speech),
    )


def _lines(heard: Sequence[HeardLine]) -> list[Heard]:
    """Each line over all its stretches; a mix only if it is one in all of them."""
    groups: dict[tuple[str, int, int | None], list[HeardLine]] = {}
    for one in heard:
        groups.setdefault((one.line.path, one.line.channel, one.line.leg_no), []).append(one)
    lines = []
    for (path, channel, leg_no), parts in groups.items():
        prints = [part.line.prints for part in parts if part.line.prints is not None]
        lines.append(
            Heard(
                path,
                channel,
                leg_no,
                parts[0].line.role,
                all(part.line.is_mixed for part in parts),
                tuple(word for part in parts for word in part.transcript.words),
                Voiceprints.joined(prints) if prints else None,
            )
        )
    return lines
