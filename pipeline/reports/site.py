"""The static report: a page for the night, one for each contact, and nothing fetched from anywhere."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import plotly.offline
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.reports import look
from pipeline.reports.audio import Sound, sounds_of
from pipeline.reports.contact_page import contact_context
from pipeline.reports.index_page import Selection, index_context
from pipeline.reports.mirror import mirror_context, newest_week, read_mirror
from pipeline.reports.rows import ContactRows, Rows, read_contact
from pipeline.reports.words import Words

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
ALL_UP_TO = 100  # contacts of a store that all get a page
WORST = 50  # of a larger one: so many of the hardest, and all with a repeat story …
MOST = 500  # … but never more pages than this
INDEX, STYLE, SCRIPT = "index.html", "report.css", "report.js"
MADE = ("assets", "audio", "contacts")  # the folders of a report


def write_report(
    rows: Rows,
    out: Path,
    *,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    audio: bool = True,
    audio_days: int = 0,
) -> Path:
    """Write the report into a folder and say where its first page is; it opens by a double click.

    Recordings are put beside it unless `audio` is False; with `audio_days`, only those of contacts
    that began within so many days. Writing again over an older report brings
    it up to date and removes the pages and recordings of contacts that are no longer in it. Raises
    ValueError when the folder holds something that is no report, for a language without words or an
    unknown time zone.
    """
    words = Words.of(language, timezone)
    _make_folder(out)
    selection = _selection(rows)
    heard_from = datetime.now(UTC) - timedelta(days=audio_days) if audio_days else None
    ids = [str(row["contact_id"]) for row in selection.contacts]
    hrefs = {contact_id: page_name(contact_id) for contact_id in ids}
    kept = {_write(out / "assets" / name, text) for name, text in report_assets().items()}
    pages = _Pages(words)
    for contact_id, name in hrefs.items():
        told = read_contact(rows, contact_id)
        is_recent = heard_from is None or told.contact["started_at"] >= heard_from
        sounds = _sounds(told, out / "audio", Path(name).stem, is_wanted=audio and is_recent)
        kept |= {out / "audio" / Path(sound.href).name for sound in sounds if sound.href}
        kept.add(_write(out / "contacts" / name, pages.contact(told, sounds, hrefs)))
    index = _write(out / INDEX, pages.index(rows, selection, hrefs))
    _sweep(out, kept)
    return index


def write_mirrors(
    rows: Rows,
    out: Path,
    *,
    agent_id: str | None = None,
    week: date | None = None,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
) -> list[Path]:
    """Write mirrors into a folder, each one page that stands alone, and say where they are.

    Of one agent, or of everybody who has one; of the newest week, unless told (any day of it). Raises
    NoMirrorError where there is none.
    """
    words = Words.of(language, timezone)
    monday = newest_week(rows) if week is None else week - timedelta(days=week.weekday())
    agents = (
        [agent_id]
        if agent_id
        else [row["agent_id"] for row in rows.rows("mirror_agents", week=monday)]
    )
    mirrors = [read_mirror(rows, each, monday) for each in agents]
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    pages = _Pages(words)
    return [
        _write(
            out / page_name(f"{each.agent_id}-{monday}"), pages.mirror(mirror_context(each, words))
        )
        for each in mirrors
    ]


def page_name(contact_id: str) -> str:
    """The file name of a contact's page: the id where that is a plain name, else one made from it."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", contact_id):
        return f"{contact_id}.html"
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", contact_id).strip("-")[:60]
    return f"{plain}-{hashlib.sha256(contact_id.encode()).hexdigest()[:8]}.html"


class _Pages:
    """The pages in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def contact(self, told: ContactRows, sounds: Sequence[Sound], hrefs: Mapping[str, str]) -> str:
        return self._page("contact.html", "../", contact_context(told, sounds, hrefs, self._words))

    def index(self, rows: Rows, selection: Selection, hrefs: Mapping[str, str]) -> str:
        beside = {contact_id: f"contacts/{name}" for contact_id, name in hrefs.items()}
        return self._page(INDEX, "", index_context(rows, selection, beside, self._words))

    def mirror(self, context: Mapping[str, Any]) -> str:
        style = Markup(report_assets()[STYLE])  # noqa: S704 - our own
        return self._page("mirror.html", "", {**context, "own_style": style})

    def _page(self, template: str, root: str, context: Mapping[str, Any]) -> str:
        scripts = [name for name in report_assets() if name.endswith(".js")]
        return (
            _templates()
            .get_template(template)
            .render(w=self._words, root=root, style=STYLE, scripts=scripts, **context)
        )


@lru_cache(maxsize=1)
def report_assets() -> dict[str, str]:
    """The style sheet with the colours of the figures, Plotly from its own package, our script."""
    plotly_script = f"plotly-{plotly.offline.get_plotlyjs_version()}.min.js"
    style = (HERE / "assets" / STYLE).read_text(encoding="utf-8")
    return {
        STYLE: look.css_variables() + style,
        plotly_script: plotly.offline.get_plotlyjs(),
        SCRIPT: (HERE / "assets" / SCRIPT).read_text(encoding="utf-8"),
    }


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embedded"] = embedded
    return environment


def embedded(data: str) -> Markup:
    """JSON as it may stand in a page: no text in it can end the script element."""
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - nothing is left that opens a tag


def _selection(rows: Rows) -> Selection:
    n_all = rows.rows("overview")[0]["n_contacts"]
    n_worst = n_all if n_all <= ALL_UP_TO else WORST
    contacts = rows.rows("report_contacts", n_worst=n_worst, n_most=MOST)
    return Selection(contacts, n_all, n_worst, is_capped=len(contacts) == MOST < n_all)


def _sounds(told: ContactRows, folder: Path, stem: str, *, is_wanted: bool) -> list[Sound]:
    if is_wanted:
        return sounds_of(told.recordings, told.legs, folder, stem)
    return [
        Sound(row["path"], row["leg_no"], row["role"], 0.0, None, "left_out")
        for row in told.recordings
    ]


def _make_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out}: a file, expected a folder for the report; choose another")
    if out.exists() and any(out.iterdir()) and not (out / "assets" / STYLE).exists():
        raise ValueError(
            f"{out}: holds something that is no report; choose an empty folder or a new one"
        )
    # Recordings and words of customers lie in it: for the one who made it, as the store is.
    out.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    if not (path.exists() and path.read_text(encoding="utf-8") == text):
        path.write_text(text, encoding="utf-8")
    return path


def _sweep(out: Path, kept: set[Path]) -> None:
    """Remove what an earlier report left: a contact that was erased must not live on here."""
    for folder in MADE:
        for path in (out / folder).glob("*"):
            if path.is_file() and path not in kept:
                path.unlink()
