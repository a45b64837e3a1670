"""SRT and WebVTT: cues with a span of time above them, speakers in tags or before a colon.

Sources: the WebVTT recommendation of the W3C; SubRip has no standard, its players agree on this much.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.domain import Utterance
from pipeline.intake.document import LONGEST_S
from pipeline.intake.transcripts.speakers import is_label
from pipeline.intake.transcripts.transcript import TranscriptError

ARROW = "-->"
SPAN = "a span such as 00:00:01,000 --> 00:00:04,500"
CUES = f"cues: {SPAN}, and below it what is said"

_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{1,2})(?:[.,]([0-9]{1,6}))?"
_SPAN = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
_MARKUP = re.compile(
    r"</?(?:c|i|b|u|v|lang|ruby|rt|font)(?:[.\s][^>]*)?>|<[0-9:.]+>|\{\\[^}]*\}", re.IGNORECASE
)
_PREFIX = re.compile(
    r"\s*(?:(?:[-–—]|>>)\s*)?(?:\[([^\[\]\n]{1,40})\]\s*:?|([^:\[\]<>\n]{1,40}):(?=\s|$))\s*"
)
_BLOCKS = ("NOTE", "STYLE", "REGION")  # of WebVTT, that hold no cue


@dataclass(frozen=True, slots=True)
class _Cue:
    start_s: float
    end_s: float
    lines: tuple[tuple[str | None, str], ...]  # each with the voice of its tag
    is_highlighted: bool  # one word of it is underlined, as players show what is being said


def parse_cues(text: str) -> tuple[Utterance, ...]:
    """What is said in the cues of an SRT or WebVTT file; cues without text are passed over.

    A cue in which several speak gives each a share of its time by the length of what they say.
    Raises TranscriptError with the line where a cue is malformed.
    """
    lines = _LINE_END.split(text)
    is_vtt = lines[0].startswith("WEBVTT")
    cues = list(_once([cue for cue in _cues(lines, is_vtt) if cue.lines]))
    are_all_named = all(_PREFIX.match(cue.lines[0][1]) for cue in cues)
    return tuple(said for cue in cues for said in _utterances(cue, are_all_named))


def _cues(lines: Sequence[str], is_vtt: bool) -> Iterator[_Cue]:
    at = _end_of_block(lines, 0) if is_vtt else 0
    while at < len(lines):
        line = lines[at].strip()
        if ARROW in line:
            start_s, end_s = _span(line, at + 1)
            end = _end_of_block(lines, at + 1)
            body = lines[at + 1 : end]
            if end < len(lines) and lines[end].strip() and body and body[-1].strip().isdecimal():
                body = body[:-1]  # the number of the next cue, without a blank line above it
            is_highlighted = any("<u>" in text for text in body)
            yield _Cue(start_s, end_s, tuple(_voiced(body, is_vtt)), is_highlighted)
            at = end
        elif is_vtt and line.startswith(_BLOCKS) and line.split()[0] in _BLOCKS:
            at = _end_of_block(lines, at + 1)
        elif line and not (at + 1 < len(lines) and ARROW in lines[at + 1]):
            raise TranscriptError("a line that belongs to no cue", CUES, row=at + 1)
        else:
            at += 1


def _once(cues: Sequence[_Cue]) -> Iterator[_Cue]:
    """Cues that follow each other with the same text and another word of it highlighted, as one."""
    last: _Cue | None = None
    for cue in cues:
        if last and cue.lines == last.lines and (cue.is_highlighted or last.is_highlighted):
            last = replace(cue, start_s=last.start_s, end_s=max(last.end_s, cue.end_s))
            continue
        if last:
            yield last
        last = cue
    if last:
        yield last


def _end_of_block(lines: Sequence[str], start: int) -> int:
    """The first line from `start` on that is blank or begins a cue; beyond the last when none is."""
    ends = (at for at in range(start, len(lines)) if not lines[at].strip() or ARROW in lines[at])
    return next(ends, len(lines))


def _span(line: str, row: int) -> tuple[float, float]:
    found = _SPAN.fullmatch(line)
    if not found:
        raise TranscriptError("not a span of time", SPAN, row=row)
    start_s, end_s = _seconds(*found.groups()[:4]), _seconds(*found.groups()[4:])
    if end_s > LONGEST_S:
        raise TranscriptError(f"a cue at {end_s:.0f} s", "a time within a month", row=row)
    if end_s < start_s:
        raise TranscriptError(
            f"the cue ends at {end_s:g} s but begins at {start_s:g} s",
            "an end at or after the start",
            row=row,
        )
    return start_s, end_s


def _seconds(
    hours: str | None, minutes: str | None, seconds: str | None, fraction: str | None
) -> float:
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return float(f"{whole}.{fraction or 0}")


def _voiced(body: Sequence[str], is_vtt: bool) -> Iterator[tuple[str | None, str]]:
    """The lines of a cue without markup, each with the voice of the tag that it stands in."""
    voice = None
    for line in body:
        first, *tagged = _VOICE.split(line)
        for name, part in [(voice, first), *zip(tagged[::2], tagged[1::2], strict=True)]:
            plain = _MARKUP.sub("", part)
            voice, plain = name, (html.unescape(plain) if is_vtt else plain).strip()
            if plain:
                yield (html.unescape(voice) if voice and is_vtt else voice), plain


def _utterances(cue: _Cue, are_all_named: bool) -> Iterator[Utterance]:
    parts: list[tuple[str | None, str]] = []
    voice = None
    for at, (tag, line) in enumerate(cue.lines):
        prefix, said = _PREFIX.match(line), line
        name = (prefix[1] or prefix[2]).strip() if prefix else ""
        if prefix and (is_label(name) or (are_all_named and at == 0 and not tag)):
            voice, said = tag or name, line[prefix.end() :]
        elif tag:
            voice = tag
        if parts and parts[-1][0] == voice:
            parts[-1] = voice, f"{parts[-1][1]} {said}"
        else:
            parts.append((voice, said))
    parts = [(voice, said.strip()) for voice, said in parts if said.strip()]
    per_sign_s = (cue.end_s - cue.start_s) / max(1, sum(len(said) for _, said in parts))
    start_s = cue.start_s
    for voice, said in parts:
        end_s = min(cue.end_s, start_s + per_sign_s * len(said))
        yield Utterance(start_s, cue.end_s if len(parts) == 1 else end_s, said, voice)
        start_s = end_s
