"""One customer erased everywhere, and the proof of it.

The store goes last, because it alone knows which contacts are the customer's: whoever is interrupted
before that begins again and finds them, and after that nothing is left to find but older files, which
every run clears away.
"""

import os
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.again import until_published
from flows.pages import known_reports, without_contacts
from flows.pseudonym import kept_pseudonym, tombstone_of
from flows.screens import Screens
from pipeline.addresses import StoreAddress
from pipeline.reports.erasing import files_of_report, mirrors_in
from pipeline.settings import Settings
from pipeline.store import (
    Artefacts,
    Held,
    Night,
    own_texts,
    place_of,
    tables_with,
)
from pipeline.traces import files_with
from pipeline.transcribe import erase_kept, kept_of


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased where, without a word about whom; `left` names the places that still hold something."""

    at: datetime
    n_contacts: int
    rows: dict[str, int]  # of the store, by table
    n_kept_transcripts: int
    report_files: dict[str, int]  # by report
    by_screens: dict[str, int]  # of what they keep, by place
    n_searched: int  # files whose bytes were searched
    recordings: frozenset[str]  # in the sources, which are only read
    left: tuple[str, ...]


def forget(
    settings: Settings,
    store: StoreAddress,
    customer_id: str,
    reports: Sequence[Path] = (),
    *,
    screens: Screens,
) -> Receipt:
    """Erase a customer from the store, its older versions, the caches, reports and screens; then search them all.

    `reports` are folders besides those that are known, as `places.reports` has them. Doing it again
    is harmless. Raises StoreError when a night is at work on the store, ValueError when the secret of
    the pseudonyms is gone.
    """
    return until_published(lambda: _forget(settings, store, customer_id, reports, screens))


def _forget(
    settings: Settings,
    store: StoreAddress,
    customer_id: str,
    reports: Sequence[Path],
    screens: Screens,
) -> Receipt:
    at = datetime.now(UTC)
    pseudonym = kept_pseudonym(settings, store)
    customer_key = pseudonym(customer_id)
    place_of(store).published()  # raises StoreError when there is none
    folders = known_reports(settings, reports)
    cache = settings.places.work / "transcripts"
    run_id = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
    artefacts = Artefacts.of(store, settings.places.artefacts)
    with Night.begin(store, run_id, artefacts) as night:
        held = night.held_on(customer_key)
        n_kept = erase_kept(cache, held.contact_ids)
        by_screens = Counter(screens.erase(held.contact_ids))
        with without_contacts(settings, store, folders, held.contact_ids) as n_files:
            rows = night.forget(held, tombstone_of(customer_key, pseudonym))
            night.publish()
    # Again, for what somebody said or heard until the store no longer knew these contacts.
    by_screens.update(screens.erase(held.contact_ids))
    left, n_searched = _left(settings, store, held, folders, screens)
    return Receipt(
        at=at,
        n_contacts=len(held.contact_ids),
        rows=rows,
        n_kept_transcripts=n_kept,
        report_files={str(folder): n for folder, n in n_files.items()},
        by_screens=dict(by_screens),
        n_searched=n_searched,
        recordings=frozenset(held.recordings),
        left=tuple(left),
    )


def _left(
    settings: Settings, store: StoreAddress, held: Held, reports: Sequence[Path], screens: Screens
) -> tuple[list[str], int]:
    """Where something is left, in words that name no one; and how many files were searched."""
    place = place_of(store)
    left = [f"table {table} of {store}" for table in tables_with(store, held)]
    work = settings.places.work
    if n_kept := kept_of(work / "transcripts", held.contact_ids):
        left.append(f"{n_kept} files in {work / 'transcripts'}")
    left += [f"{n} in {place}" for place, n in screens.left_of(held.contact_ids).items()]
    working = [work, Path(os.environ["PREFECT_HOME"])]
    files = [*place.files(), *(file for folder in reports for file in files_of_report(folder))]
    files += mirrors_in(settings.places.mirrors) + screens.files()
    files += [path for folder in working for path in folder.rglob("*") if path.is_file()]
    files = [path for path in dict.fromkeys(files) if work / "transcripts" not in path.parents]
    texts = own_texts(store, held)
    artefacts = Artefacts.of(store, settings.places.artefacts)
    if artefacts and (n_kept := len(artefacts.files_with(held.telling_ids, texts))):
        left.append(f"{n_kept} files in {artefacts.folder.url}")
    left += place.left_of(held.telling_ids, texts)
    words = [*held.telling_ids, *sorted(texts)]
    found = files_with(files, words)
    if found:
        places = sorted({str(path.parent) for path in found})
        left.append(f"{len(found)} files in {', '.join(places)}")
    return left, len(files)
