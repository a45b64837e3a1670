"""Takes contacts out of a report that was written."""

import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.reports.site import INDEX, MADE, STYLE, page_name

_AUDIO = r"\.?{stem}-\d+-[0-9a-f]{{8}}\.\w+"  # as `reports.audio` names copies, finished or not


def erase_contacts(report: Path, contact_ids: Iterable[str]) -> int:
    """Remove pages and copies of recordings of these contacts, and the first page if it names one.

    Returns how many files went; 0 where the folder is no report. `write_report` makes the first page
    again.
    """
    if not is_report(report):
        return 0
    pages = {page_name(contact_id) for contact_id in contact_ids}
    stems = "|".join(re.escape(Path(page).stem) for page in sorted(pages))
    audio = re.compile(_AUDIO.format(stem=f"(?:{stems})"))
    index = report / INDEX
    names_one = (
        index.exists()
        and pages
        and any(f"contacts/{page}" in index.read_text(encoding="utf-8") for page in pages)
    )
    doomed = [report / "contacts" / page for page in pages]
    doomed += [
        path for path in (report / "audio").glob("*") if pages and audio.fullmatch(path.name)
    ]
    doomed += [index] if names_one else []
    there = [path for path in doomed if path.exists()]
    for path in there:
        path.unlink()
    return len(there)


def is_report(folder: Path) -> bool:
    """Whether a folder holds a report of ours."""
    return (folder / "assets" / STYLE).is_file()


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
