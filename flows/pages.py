"""Reports that were written: contacts taken out, and the rest made again."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.addresses import StoreAddress
from pipeline.reports import write_report
from pipeline.reports.erasing import (
    erase_contacts,
    erase_mirrors,
    has_first_page,
    is_report,
    report_settings,
)
from pipeline.settings import Settings
from pipeline.store import Reader


def known_reports(settings: Settings, others: Iterable[Path] = ()) -> list[Path]:
    """The folders that hold a report: those of the settings, and others."""
    folders = dict.fromkeys((*settings.places.reports, *others))
    return [folder for folder in folders if is_report(folder)]


@contextmanager
def without_contacts(
    settings: Settings, store: StoreAddress, reports: Iterable[Path], contact_ids: Iterable[str]
) -> Iterator[dict[Path, int]]:
    """Files of these contacts out of the reports now; those reports made again when the block ends well.

    Mirrors that quote them go as well, and are not made again. Gives how many files went, by folder.
    The block publishes the store without the contacts.
    """
    ids = list(contact_ids)
    as_written = {folder: report_settings(folder) for folder in reports}
    n_files = {folder: erase_contacts(folder, ids) for folder in as_written}
    mirrors = settings.places.mirrors
    yield n_files | {mirrors: erase_mirrors(mirrors, ids)}
    for folder, n in n_files.items():
        if not n and has_first_page(folder):  # one that was interrupted has none
            continue
        language, has_audio = as_written[folder]
        with Reader.open(store) as reader:
            write_report(
                reader,
                folder,
                language=language,
                timezone=settings.schedule.timezone,
                audio=has_audio,
                audio_days=settings.retention.audio_days,
            )
