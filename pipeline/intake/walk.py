"""From what the user named to the files in it: folders walked, globs matched, URLs listed."""

import posixpath
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.domain import SetAside
from pipeline.intake import places
from pipeline.intake.reach import EXPECTED, Reach

Kind = Literal["manifest", "json", "jsonl", "recording", "transcript", "none", "unknown"]

RECORDINGS = frozenset(
    ".wav .mp3 .m4a .m4b .mp4 .mp2 .aac .ogg .oga .opus .flac .amr .wma .webm .aif .aiff .au .caf "
    ".gsm .3gp .mka .mkv .mov .w64 .wv".split()
)
NOT_INPUT = frozenset(
    ".md .txt .toml .rst .yaml .yml .ini .cfg .log .py .ipynb .sh .html .css .js .pdf .png .jpg "
    ".jpeg .svg .sha256 .sha512 .md5 .rttm .stm .ctm .trn .lock .duckdb .parquet".split()
)
DESCRIPTIONS: dict[str, Kind] = {
    ".csv": "manifest",
    ".json": "json",
    ".vcon": "json",
    ".srt": "transcript",
    ".vtt": "transcript",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
READ_AT_ONCE = frozenset({"manifest", "json", "jsonl"})  # others may be named, and are judged then
BESIDE = frozenset({"reference", "ref", "schema"})  # reference.jsonl, contact.schema.json
SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "__pycache__"})

INPUT = (
    "recordings (.wav, .mp3, …), manifests (.csv), contact documents (.json, .jsonl), "
    "vCon files (.vcon) or transcripts (.json, .srt, .vtt)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may hold contacts, how far its source reaches, and the folders walked to it, from
    the one that was named.
    """

    place: str
    kind: Kind
    reach: Reach
    folders: tuple[str, ...] = ()


def kind_of(place: str) -> Kind:
    """What a file holds, by its name."""
    stem, suffix = posixpath.splitext(places.name_of(place).lower())
    if suffix in RECORDINGS:
        return "recording"
    if suffix in NOT_INPUT or not suffix or stem.rpartition(".")[2] in BESIDE:
        return "none"
    return DESCRIPTIONS.get(suffix, "unknown")


def found_in(sources: Sequence[str], elsewhere: Sequence[str] = ()) -> Iterator[Found | SetAside]:
    """Every file of the sources once, in the order named; what is missing or empty is set aside.

    A link that leads out of its source is not followed, unless into one of the folders `elsewhere`.
    """
    seen: set[str] = set()
    for source in sources:
        try:
            for item in _of_source(source, elsewhere):
                if isinstance(item, Found):
                    identity = places.identity(item.place)
                    if identity in seen:
                        continue
                    seen.add(identity)
                yield item
        except places.UnreachableError as error:
            yield SetAside(places.shown(source), str(error), f"a folder or file with {INPUT}")


def _of_source(source: str, elsewhere: Sequence[str]) -> Iterator[Found | SetAside]:
    place = places.located(source)
    if places.exists(place):
        yield from _of_place(place, elsewhere)
        return
    if not any(sign in place for sign in "*?["):
        yield SetAside(places.shown(source), "is not there", f"a folder or file with {INPUT}")
        return
    matches = places.matching(place)
    for match in matches:
        if Reach.of(places.folder_of(match), *elsewhere).holds(match):
            yield from _of_place(match, elsewhere, is_quiet=True)
        else:
            yield _leading_out(match)
    if not matches:
        yield SetAside(places.shown(source), "matches nothing", f"a pattern that matches {INPUT}")


def _of_place(
    place: str, elsewhere: Sequence[str], is_quiet: bool = False
) -> Iterator[Found | SetAside]:
    if not places.is_folder(place):
        kind = kind_of(place)
        if kind in {"none", "unknown"}:
            if not is_quiet:
                yield _unread(place)
        else:
            yield Found(place, kind, Reach.of(place, places.folder_of(place), *elsewhere))
        return
    is_empty = True
    for item in _walked(place, Reach.of(place, *elsewhere), ()):
        is_empty = is_empty and isinstance(item, SetAside)
        yield item
    if is_empty:
        yield SetAside(places.shown(place), "nothing to read in this folder", INPUT)


def _walked(folder: str, reach: Reach, above: tuple[str, ...]) -> Iterator[Found | SetAside]:
    try:
        inside = places.entries(folder)
    except places.UnreachableError as error:
        yield SetAside(places.shown(folder), str(error), "a folder that may be read")
        return
    names = {places.name_of(place) for place, _ in inside}
    for place, is_folder in inside:
        name = places.name_of(place)
        if name.startswith((".", "~$")) or name.lower() in SYSTEM_NAMES:
            continue
        kind = kind_of(place)
        if (is_folder or kind in READ_AT_ONCE) and not reach.holds(place):
            yield _leading_out(place)
        elif is_folder:
            chain = (*above, folder)
            if places.identity(place) not in map(places.identity, chain):  # a link round to it
                yield from _walked(place, reach, chain)
        elif kind == "unknown" and _also_written(name, names):
            continue
        elif kind == "unknown":
            yield _unread(place)
        elif kind != "none":
            yield Found(place, kind, reach, (*above, folder))


def _also_written(name: str, names: Collection[str]) -> bool:
    """Whether it is the table that Whisper writes beside its transcripts."""
    stem, suffix = posixpath.splitext(name)
    return suffix == ".tsv" and any(
        f"{stem}{other}" in names for other in (".json", ".vtt", ".srt")
    )


def _unread(place: str) -> SetAside:
    return SetAside(places.shown(place), "not a kind of file that is read", INPUT)


def _leading_out(place: str) -> SetAside:
    return SetAside(places.shown(place), "a link that leads out of its source", EXPECTED)
