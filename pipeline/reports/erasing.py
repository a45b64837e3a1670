"""Takes contacts, or their recordings, out of reports and mirrors that were written."""

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from pipeline.reports.site import INDEX, MADE, STYLE, page_name

_COPY = re.compile(
    r"\.?(.+)-\d+-[0-9a-f]{8}\.\w+"
)  # as `reports.audio` names them, finished or not


def erase_contacts(report: Path, contact_ids: Iterable[str]) -> int:
    """Remove pages and copies of recordings of these contacts, and the first page if it names one.

    How many files went; 0 where the folder is no report. `write_report` makes the first page again.
    """
    ids = set(contact_ids)
    pages = {page_name(contact_id) for contact_id in ids}
    index = report / INDEX
    text = index.read_text(encoding="utf-8") if is_report(report) and index.exists() else ""
    doomed = [report / "contacts" / page for page in pages]
    doomed += [index] if any(f"contacts/{page}" in text for page in pages) else []
    there = [path for path in doomed if path.exists()] if is_report(report) else []
    for path in there:
        path.unlink()
    return len(there) + erase_recordings(report, ids)


def erase_recordings(
    report: Path, contact_ids: Iterable[str], *, is_rehearsal: bool = False
) -> int:
    """Remove copies of recordings of these contacts; how many. A rehearsal only counts."""
    stems = {Path(page_name(contact_id)).stem for contact_id in contact_ids}
    copies = (report / "audio").glob("*") if is_report(report) else ()
    theirs = [path for path in copies if (of := _COPY.fullmatch(path.name)) and of[1] in stems]
    for path in theirs if not is_rehearsal else ():
        path.unlink()
    return len(theirs)


def erase_mirrors(folder: Path, contact_ids: Iterable[str]) -> int:
    """Remove mirrors that quote one of these contacts; how many. They can be written again."""
    ids = "|".join(re.escape(escape(contact_id)) for contact_id in sorted(set(contact_ids)))
    named = re.compile(rf"(?<![\w-])(?:{ids})(?![\w-])")
    pages = mirrors_in(folder) if ids else []
    theirs = [page for page in pages if named.search(page.read_text(encoding="utf-8"))]
    for page in theirs:
        page.unlink()
    return len(theirs)


def mirrors_in(folder: Path) -> list[Path]:
    """The pages of a folder of mirrors; none where it is a report."""
    return [] if is_report(folder) else sorted(folder.glob("*.html"))


def is_report(folder: Path) -> bool:
    """Whether a folder holds a report of ours."""
    return (folder / "assets" / STYLE).is_file()


def has_first_page(report: Path) -> bool:
    """Whether a report is complete: erasing takes away its first page, and writing it makes one."""
    return (report / INDEX).is_file()


def report_settings(report: Path) -> tuple[str, bool]:
    """In which language a report was written, and whether recordings are in it."""
    pages = [report / INDEX, *sorted((report / "contacts").glob("*.html"))[:1]]
    text = next((page.read_text(encoding="utf-8") for page in pages if page.exists()), "")
    told = re.search(r'<html lang="(\w+)"', text)
    return (told[1] if told else "nl"), any((report / "audio").glob("*"))


def files_of_report(report: Path) -> list[Path]:
    """All files of a report, whether they are of a contact or not."""
    inside = [path for folder in MADE for path in (report / folder).glob("*") if path.is_file()]
    return [*inside, *([report / INDEX] if (report / INDEX).exists() else [])]
