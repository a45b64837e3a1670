"""Numbers and figures for people: the static report, one contact on the terminal, the notebooks.

Rows come in through the small protocol `Rows`; nothing here knows where they are stored.
"""

from pipeline.reports.found import show_found
from pipeline.reports.mirror import NoMirrorError
from pipeline.reports.rows import ContactRows, Rows, UnknownContactError, read_contact
from pipeline.reports.site import write_mirrors, write_report
from pipeline.reports.terminal import show_contact
from pipeline.reports.words import Words

__all__ = [
    "ContactRows",
    "NoMirrorError",
    "Rows",
    "UnknownContactError",
    "Words",
    "read_contact",
    "show_contact",
    "show_found",
    "write_mirrors",
    "write_report",
]
