"""Transcripts that lie beside the recordings: `call.wav` and `call.json`, or `call.wav.json`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.domain import SetAside
from pipeline.intake import places
from pipeline.intake.document import as_pieces
from pipeline.intake.draft import Draft, contact_id_of
from pipeline.intake.json_text import parsed
from pipeline.intake.reach import Reach
from pipeline.intake.tables import decoded
from pipeline.intake.transcripts.whisper import is_transcript

SUFFIXES = (".json", ".vtt", ".srt")  # what says most first: how sure, who, when

NamesIn = Callable[[str], Mapping[str, str]]  # the names in a folder, by themselves in lower case


def names_in(folder: str) -> Mapping[str, str]:
    """The files of a folder that may be transcripts; none where the folder cannot be listed."""
    try:
        inside = places.entries(folder)
    except places.UnreachableError:  # not every server lists its folders
        return {}
    names = (places.name_of(place) for place, is_folder in inside if not is_folder)
    return {name.lower(): name for name in names if name.lower().endswith(SUFFIXES)}


def rank_of(place: str) -> int:
    """Which of a recording's transcripts is taken: the one of lowest rank."""
    return next(i for i, suffix in enumerate(SUFFIXES) if place.lower().endswith(suffix))


def with_transcripts(
    draft: Draft, names_in: NamesIn, reach: Reach
) -> tuple[Draft, list[str], list[SetAside]]:
    """The draft with the transcripts beside its recordings; all files that are theirs; notes.

    A contact that has turns or names a transcript is left as it is. They are taken when every
    recording has one: half of a conversation is none. Links out of `reach` are passed over.
    """
    pieces = _named(draft.content, "recording")
    beside = [_beside(draft.file, str(piece["path"]), names_in, reach) for piece in pieces]
    theirs = [places.beside(draft.file, name) for names in beside for name in names]
    if not theirs or draft.content.get("turns") or _named(draft.content, "transcript"):
        return draft, theirs, []
    taken = [next((n for n in names if _is_transcript(draft.file, n)), None) for names in beside]
    first = next((name for name in taken if name), None)
    if first is None:
        return draft, theirs, []
    if not all(taken):
        note = SetAside(
            places.shown(places.beside(draft.file, first)),
            "only some recordings of this contact have a transcript beside them; "
            "the recordings are transcribed instead",
            "a transcript beside each of them, or the key transcript",
            contact_id=contact_id_of(draft.content),
        )
        return draft, theirs, [note]
    named = [
        {key: piece[key] for key in ("leg", "channel", "role") if key in piece} | {"path": name}
        for piece, name in zip(pieces, taken, strict=True)
    ]
    return replace(draft, content={**draft.content, "transcript": named}), theirs, []


def _named(content: Mapping[str, object], key: str) -> list[Mapping[str, Any]]:
    """The files under a key of an unchecked document, as far as they have a path."""
    pieces = as_pieces(content.get(key))
    return [
        piece
        for piece in (pieces if isinstance(pieces, list) else [])
        if isinstance(piece, Mapping)
        and isinstance(piece.get("path"), str)
        and piece["path"].strip()
    ]


def _beside(file: str, recording: str, names_in: NamesIn, reach: Reach) -> list[str]:
    """The transcripts beside a recording, written as the recording is, the best first."""
    written = recording.strip()
    name = places.name_of(written)
    there = names_in(places.folder_of(places.beside(file, written)))
    stem = name.rpartition(".")[0] or name
    wanted = [f"{base}{suffix}".lower() for suffix in SUFFIXES for base in (name, stem)]
    found = [there[each] for each in dict.fromkeys(wanted) if each in there]
    names = [written[: written.rindex(name)] + each for each in found]
    return [each for each in names if reach.holds(places.beside(file, each))]


def _is_transcript(file: str, name: str) -> bool:
    """Whether a file beside a recording is a transcript: a `.json` may be anything."""
    place = places.beside(file, name)
    if not name.lower().endswith(".json"):
        return True
    if places.identity(place) == places.identity(file):
        return False
    try:
        return is_transcript(parsed(decoded(places.read(place))))
    except (places.UnreachableError, ValueError, RecursionError):
        return False
