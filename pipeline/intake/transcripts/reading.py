"""A contact's transcript files → its turns, legs, language and quality."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.domain import Contact, Leg, Speaker, Turn, Utterance, utterances_to_turns
from pipeline.intake import places
from pipeline.intake.tables import decoded
from pipeline.intake.transcripts.cues import CUES, parse_cues
from pipeline.intake.transcripts.speakers import TellAgent, role_of, settle
from pipeline.intake.transcripts.transcript import FORMATS, Transcript, TranscriptError
from pipeline.intake.transcripts.whisper import parse_whisper
from pipeline.language import identify_language
from pipeline.language.phrases import LANGUAGES

Voice = tuple[int, str | None]  # which piece, and the label in it


@dataclass(frozen=True, slots=True)
class Piece:
    """One transcript file: where it lies, the leg that it begins with, and whose words it holds.

    `leg_no` is None when it begins with the contact, `role` when both parties are in it.
    """

    path: str
    leg_no: int | None = None
    role: Speaker | None = None


def read_transcripts(contact: Contact, pieces: Sequence[Piece], tell_agent: TellAgent) -> Contact:
    """The contact with turns from its transcripts; one inferred leg where the source knows none.

    The language is that of the contact, else of a file, else of the words. Roles come from the
    source or the labels in a file, else from the words of each voice, through `tell_agent`. Raises
    TranscriptError, with the path of the file, when one cannot be used or does not say who speaks.
    """
    transcripts = [_parsed(piece.path) for piece in pieces]
    language = (
        contact.language
        or next((t.language for t in transcripts if t.language), None)
        or identify_language(one.text for t in transcripts for one in t.utterances)
    )
    spoken: list[tuple[Speaker, Utterance]] = []
    for leg_no in dict.fromkeys(piece.leg_no for piece in pieces):
        together = {
            i: (piece, transcript)
            for i, (piece, transcript) in enumerate(zip(pieces, transcripts, strict=True))
            if piece.leg_no == leg_no
        }
        spoken += _spoken(contact, together, language, tell_agent)
    end_s = max(one.end_s for _, one in spoken)
    legs = contact.legs or (Leg(1, 0.0, round(end_s, 2), is_inferred=True),)
    turns = utterances_to_turns(spoken, legs)
    return replace(
        contact, language=language, legs=legs, turns=turns, transcript_quality=quality_of(turns)
    )


def quality_of(turns: Sequence[Turn]) -> float | None:
    """How sure the recogniser was of a whole contact, 0-1: the turns' confidence by their length.

    Turns without confidence do not count; None when no turn has any.
    """
    spans = [
        (max(turn.end_s - turn.start_s, 0.1), turn.confidence)
        for turn in turns
        if turn.confidence is not None
    ]
    total_s = sum(length_s for length_s, _ in spans)
    return round(sum(s * c for s, c in spans) / total_s, 3) if spans else None


def parse(path: str, data: bytes) -> Transcript:
    """What is said in a file, by the ending of its name. Raises TranscriptError."""
    text = decoded(data)
    suffix = PurePosixPath(path.lower()).suffix
    if suffix not in {".json", ".srt", ".vtt"}:
        raise TranscriptError("not a kind of transcript that is read", FORMATS)
    if not text.strip():
        raise TranscriptError("the file is empty", FORMATS)
    transcript = parse_whisper(text) if suffix == ".json" else Transcript(parse_cues(text))
    if not transcript.utterances:
        raise TranscriptError("no words in it", FORMATS if suffix == ".json" else CUES)
    return transcript


def _parsed(path: str) -> Transcript:
    try:
        return parse(path, places.read(path))
    except places.UnreachableError as error:
        expected = "the path of a transcript, from the folder of the file that names it"
        raise TranscriptError(str(error), expected, path=path) from error
    except TranscriptError as error:
        error.path = path
        raise


def _spoken(
    contact: Contact,
    together: dict[int, tuple[Piece, Transcript]],
    language: str | None,
    tell_agent: TellAgent,
) -> Iterator[tuple[Speaker, Utterance]]:
    """The utterances of files that begin together, with their speakers, in the contact's time."""
    said: dict[Voice, list[Utterance]] = {}
    known: dict[Voice, Speaker] = {}
    agents = {leg.agent_id for leg in contact.legs if leg.agent_id}
    for i, (piece, transcript) in together.items():
        for label, one in _labelled(piece, transcript):
            said.setdefault((i, label), []).append(one)
            role = piece.role or (label and role_of(label, contact.channel_roles, agents))
            if role:
                known[i, label] = role
    texts = {voice: " ".join(one.text for one in ones) for voice, ones in said.items()}
    told_in = language if language in LANGUAGES else LANGUAGES[0]
    roles = settle(texts, known, told_in, tell_agent)
    if roles is None:
        i = next(i for i, label in said if (i, label) not in known)
        raise TranscriptError(
            "the transcript does not say who speaks"
            if len(said) == 1
            else "which speaker is the agent can be told neither from the labels nor from the words",
            "the labels agent and customer, or a file for each party with its role",
            path=together[i][0].path,
        )
    leg_no = next(iter(together.values()))[0].leg_no
    offset_s = contact.leg(leg_no).start_s if leg_no is not None else 0.0
    for voice, ones in said.items():
        for one in ones:
            start_s, end_s = one.start_s + offset_s, one.end_s + offset_s
            yield roles[voice], replace(one, start_s=start_s, end_s=end_s)


def _labelled(piece: Piece, transcript: Transcript) -> Iterator[tuple[str | None, Utterance]]:
    """Each utterance with its voice's label; one without has that of the one before it.

    Where fewer than two voices are told apart and some of what is said has no label, labels mean
    nothing; nor where the source says whose words the file holds.
    """
    labels = [one.voice.strip().casefold() if one.voice else None for one in transcript.utterances]
    told = [label for label in labels if label]
    if piece.role or not told or (None in labels and len(set(told)) < 2):
        yield from ((None, one) for one in transcript.utterances)
        return
    last = told[0]
    for label, one in zip(labels, transcript.utterances, strict=True):
        last = label or last
        yield last, one
