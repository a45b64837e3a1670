"""Everything that comes in: sources to contacts, each once, and what was set aside on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Literal

from pipeline.domain import Contact, SetAside
from pipeline.intake import places
from pipeline.intake.contacts import contact_from
from pipeline.intake.customer import without_customer
from pipeline.intake.document import as_pieces
from pipeline.intake.draft import Draft, Fault, Loc
from pipeline.intake.json_files import json_drafts, json_lines_drafts
from pipeline.intake.loose import contact_id_in, loose_draft
from pipeline.intake.manifest import manifest_drafts
from pipeline.intake.reach import EXPECTED, Reach
from pipeline.intake.transcripts import (
    NamesIn,
    TellAgent,
    names_in,
    rank_of,
    with_transcripts,
)
from pipeline.intake.walk import Found, Kind, found_in

READERS: dict[Kind, Callable[[str], Iterator[Draft | Kind | SetAside]]] = {
    "manifest": manifest_drafts,
    "json": json_drafts,
    "jsonl": json_lines_drafts,
}
FOLDERS_AT_ONCE = 64  # whose names are remembered, in search of transcripts


def cannot_tell(first: str, second: str, language: str) -> int | None:
    """Names no voice: transcripts are taken only where the source says who speaks."""
    return None


def read_sources(
    sources: Sequence[str],
    *,
    pseudonym: Callable[[str], str],
    time_zone: tzinfo = UTC,
    tell_agent: TellAgent = cannot_tell,
    recordings_in: Sequence[str] = (),
) -> Iterator[Contact | SetAside]:
    """Read folders, manifests, contact documents, vCon files, recordings, transcripts, globs, URLs.

    Yields each contact once (manifests and documents first, then recordings and transcripts that
    nothing describes), and a SetAside for each contact or file that cannot be used, so that one bad
    file costs no other. Contacts are yielded as they are read; recordings are read block by block,
    once, for their hash. `pseudonym` turns a customer's id into its key; the id itself goes nowhere
    else. `time_zone` is that of times in the names of files, where they have no offset.
    `tell_agent` says by their words which of two voices is the agent (0, 1, or None), for
    transcripts that tell speakers apart without saying who they are. `recordings_in` are folders
    and prefixes of URLs, besides the folder of each source, in which what its documents name must lie.
    """
    first_seen: dict[str, tuple[str, str]] = {}  # contact_id: content hash and origin
    for draft in _drafts(sources, time_zone, recordings_in):
        if isinstance(draft, SetAside):
            yield draft
            continue
        outcome, note = _judged(draft, pseudonym, tell_agent)
        if isinstance(outcome, SetAside):
            yield _owned(outcome, draft, pseudonym)
        elif (first := first_seen.get(outcome.contact_id)) is None:
            first_seen[outcome.contact_id] = outcome.content_hash, outcome.origin
            if note:
                yield note
            yield outcome
        elif first[0] != outcome.content_hash:
            problem = f"the id is taken by another contact, in {first[1]}"
            expected = "an id for each contact; the first one is kept"
            refused = draft.set_aside([Fault(("contact_id",), problem, expected)])
            yield _owned(refused, draft, pseudonym)


def _owned(refused: SetAside, draft: Draft, pseudonym: Callable[[str], str]) -> SetAside:
    """With the customer's key, where the id can be read, so that it can be erased with the rest."""
    customer_id = draft.content.get("customer_id")
    if isinstance(customer_id, bool) or not isinstance(customer_id, str | int):
        return refused
    written = str(customer_id).strip()
    return replace(refused, customer_key=pseudonym(written)) if written else refused


def _judged(
    draft: Draft, pseudonym: Callable[[str], str], tell_agent: TellAgent
) -> tuple[Contact | SetAside, SetAside | None]:
    try:
        return contact_from(draft, pseudonym, tell_agent)
    except RecursionError:
        problem = "objects nested too deeply in this contact"
        return draft.set_aside([Fault(("contact_id",), problem, "a plain document")]), None


def _drafts(
    sources: Sequence[str], time_zone: tzinfo, recordings_in: Sequence[str]
) -> Iterator[Draft | SetAside]:
    names_of = lru_cache(FOLDERS_AT_ONCE)(names_in)
    loose: list[Found] = []
    described: set[str] = set()
    folders_with_manifest: set[str] = set()
    for found in found_in(sources, recordings_in):
        if isinstance(found, SetAside):
            yield found
            continue
        if found.kind == "manifest":
            folders_with_manifest.add(places.identity(places.folder_of(found.place)))
        for item in _read(found):
            if isinstance(item, Found):
                loose.append(item)
            elif isinstance(item, SetAside):
                yield item
            else:
                draft, theirs, notes = _completed(item, found.reach, names_of)
                described |= theirs
                yield from notes
                yield draft
    for found, key in _in_order(loose):
        if places.identity(found.place) in described:
            continue
        alone = loose_draft(found.place, key, time_zone)
        if isinstance(alone, Draft):
            alone, theirs, _ = _completed(alone, found.reach, names_of)
            described |= theirs
        nearest = reversed(found.folders)
        manifest_in = next(
            (f for f in nearest if places.identity(f) in folders_with_manifest), None
        )
        if manifest_in is None:
            yield alone
        else:
            yield SetAside(
                places.shown(found.place),
                f"no row of the manifest in {places.shown(manifest_in)} names this {key}",
                f"a row for each {key}, or the {key} in a folder without manifest",
            )


def _read(found: Found) -> Iterator[Draft | Found | SetAside]:
    """The drafts of one file; what a broken or vanished file still gave is kept.

    A recording or transcript is handed back as it was found: something else may describe it.
    """
    if found.kind not in READERS:
        yield found
        return
    try:
        for item in READERS[found.kind](found.place):
            yield replace(found, kind=item) if isinstance(item, str) else item
    except places.UnreachableError as error:
        yield SetAside(places.shown(found.place), str(error), "a file that may be read")


def _in_order(
    loose: Sequence[Found],
) -> Iterator[tuple[Found, Literal["recording", "transcript"]]]:
    """Recordings, then transcripts, of which the same in several formats is taken in the best."""
    yield from ((found, "recording") for found in loose if found.kind == "recording")
    best: dict[tuple[str, str], Found] = {}
    for found in loose:
        if found.kind == "transcript":
            of = places.folder_of(found.place), contact_id_in(places.name_of(found.place))
            if of not in best or rank_of(found.place) < rank_of(best[of].place):
                best[of] = found
    yield from ((found, "transcript") for found in best.values())


def _completed(
    draft: Draft, reach: Reach, names_of: NamesIn
) -> tuple[Draft, set[str], list[SetAside]]:
    """The draft with the transcripts beside its recordings; the files that are its own; notes.

    Where it names a file out of reach, none of its files is looked at.
    """
    named = list(_named(draft))
    beyond = [(loc, name) for loc, name, place in named if not reach.holds(place)]
    if beyond:
        own = [place for _, _, place in named if reach.holds(place) or not places.is_url(place)]
        told = tuple(_told(draft, *each) for each in beyond)
        return replace(draft, beyond=told), set(map(places.identity, own)), []
    draft, theirs, notes = with_transcripts(draft, names_of, reach)
    own = [*(place for _, _, place in _named(draft)), *theirs]
    return draft, set(map(places.identity, own)), notes


def _told(draft: Draft, loc: Loc, name: str) -> Fault:
    customer_id = str(draft.content.get("customer_id") or "").strip() or None
    written = without_customer(places.shown(name), customer_id)
    return Fault(loc, f"the {loc[0]} {written} lies outside of its source", EXPECTED)


def _named(draft: Draft) -> Iterator[tuple[Loc, str, str]]:
    """The files that a draft names: where in it, how they are written, and which places these are."""
    for key in ("recording", "transcript"):
        pieces = as_pieces(draft.content.get(key))
        for i, piece in enumerate(pieces if isinstance(pieces, list) else []):
            name = piece.get("path") if isinstance(piece, Mapping) else None
            if isinstance(name, str) and name.strip():
                yield (key, i, "path"), name.strip(), places.beside(draft.file, name.strip())
