"""Everything that comes in: sources to contacts, each once, and what was set aside on the way."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, tzinfo

from pipeline.domain import Contact, SetAside
from pipeline.intake import places
from pipeline.intake.contacts import contact_from
from pipeline.intake.draft import Draft, Fault
from pipeline.intake.json_files import json_drafts, json_lines_drafts
from pipeline.intake.loose import loose_draft
from pipeline.intake.manifest import manifest_drafts
from pipeline.intake.walk import Found, Kind, found_in

READERS: dict[Kind, Callable[[str], Iterator[Draft | SetAside]]] = {
    "manifest": manifest_drafts,
    "json": json_drafts,
    "jsonl": json_lines_drafts,
}


def read_sources(
    sources: Sequence[str], *, pseudonym: Callable[[str], str], time_zone: tzinfo = UTC
) -> Iterator[Contact | SetAside]:
    """Read folders, manifests, contact documents, vCon files, recordings, globs and URLs.

    Yields each contact once (manifests and documents first, then recordings that nothing
    describes), and a SetAside for each contact or file that cannot be used, so that one bad file
    costs no other. Contacts are yielded as they are read; recordings are read block by block, once,
    for their hash. `pseudonym` turns a customer's id into its key; the id itself goes nowhere else.
    `time_zone` is that of times in the names of recordings, where they have no offset.
    """
    first_seen: dict[str, tuple[str, str]] = {}  # contact_id: content hash and origin
    for draft in _drafts(sources, time_zone):
        outcome = draft if isinstance(draft, SetAside) else _judged(draft, pseudonym)
        if isinstance(outcome, SetAside) or isinstance(draft, SetAside):
            yield outcome
        elif (first := first_seen.get(outcome.contact_id)) is None:
            first_seen[outcome.contact_id] = outcome.content_hash, outcome.origin
            yield outcome
        elif first[0] != outcome.content_hash:
            problem = f"the id is taken by another contact, in {first[1]}"
            expected = "an id for each contact; the first one is kept"
            yield draft.set_aside([Fault(("contact_id",), problem, expected)])


def _judged(draft: Draft, pseudonym: Callable[[str], str]) -> Contact | SetAside:
    try:
        return contact_from(draft, pseudonym)
    except RecursionError:
        problem = "objects nested too deeply in this contact"
        return draft.set_aside([Fault(("contact_id",), problem, "a plain document")])


def _drafts(sources: Sequence[str], time_zone: tzinfo) -> Iterator[Draft | SetAside]:
    recordings: list[Found] = []
    described: set[str] = set()
    folders_with_manifest: set[str] = set()
    for found in found_in(sources):
        if isinstance(found, SetAside):
            yield found
            continue
        if found.kind == "recording":
            recordings.append(found)
            continue
        if found.kind == "manifest":
            folders_with_manifest.add(places.identity(places.folder_of(found.place)))
        for draft in _read(found):
            if isinstance(draft, Draft):
                described.update(_identities(draft))
            yield draft
    for found in recordings:
        if places.identity(found.place) in described:
            continue
        nearest = reversed(found.folders)
        manifest_in = next(
            (f for f in nearest if places.identity(f) in folders_with_manifest), None
        )
        if manifest_in is None:
            yield loose_draft(found.place, time_zone)
        else:
            yield SetAside(
                places.shown(found.place),
                f"no row of the manifest in {places.shown(manifest_in)} names this recording",
                "a row for each recording, or the recording in a folder without manifest",
            )


def _read(found: Found) -> Iterator[Draft | SetAside]:
    """The drafts of one file; what a broken or vanished file still gave is kept."""
    try:
        yield from READERS[found.kind](found.place)
    except places.UnreachableError as error:
        yield SetAside(places.shown(found.place), str(error), "a file that may be read")


def _identities(draft: Draft) -> Iterator[str]:
    """The files that a draft names, whether it can be used or not."""
    written = draft.content.get("recording")
    for piece in written if isinstance(written, list) else [written]:
        name = piece.get("path") if isinstance(piece, dict) else piece
        if isinstance(name, str) and name.strip():
            yield places.identity(places.beside(draft.file, name.strip()))
