"""The boards as a folder of plain pages that open by a double click, without a network."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from pipeline.reports import look, sentences
from pipeline.reports.audio import playing, sounds_of
from pipeline.reports.figures import (
    drivers,
    effort_waterfall,
    handoff_sankey,
    journey_line,
    timeline,
)
from pipeline.reports.rows import ContactRows, Row, Rows, read_contact
from pipeline.reports.transcript import pieces_of, shared_pieces
from pipeline.reports.words import Words

WORST = 50  # hardest contacts with a page; those with a repeat story have one besides
MOST = 400  # pages of contacts in all
EACH = 8  # contacts named beside a handoff
ASSETS = Path(__file__).with_name("assets")
MADE = ("contact", "assets")  # folders that a report replaces; audio is kept where it is unchanged


def write_report(
    rows: Rows,
    out: Path,
    *,
    language: str = "nl",
    timezone: str = "Europe/Amsterdam",
    audio: bool = True,
) -> Path:
    """Write the report into a folder and give its first page.

    A page for each of the hardest contacts and for each with a repeat story. Writing it again gives
    the same files. With `audio` the recordings lie beside the pages. Raises ValueError for a
    language without words or an unknown time zone.
    """
    words = Words.of(language, timezone)
    contacts = rows.rows("report_contacts", n_worst=WORST, n_most=MOST)
    pages = {row["contact_id"]: f"contact/{i:04d}.html" for i, row in enumerate(contacts, start=1)}
    templates = _templates(words, pages)
    out.mkdir(parents=True, exist_ok=True)
    for made in MADE:
        shutil.rmtree(out / made, ignore_errors=True)
    _put_assets(out / "assets")
    (out / "contact").mkdir()
    for contact_id, page in pages.items():
        told = read_contact(rows, contact_id)
        stem = Path(page).stem
        sounds = sounds_of(told.recordings, told.legs, out / "audio", stem) if audio else []
        html = templates.get_template("contact.html").render(
            **contact_page(told, words, pages),
            sounds=sounds,
            has_audio=audio,
            playing=playing,
            root="../",
        )
        (out / page).write_text(html, encoding="utf-8")
    first = out / "index.html"
    html = templates.get_template("index.html").render(**index_page(rows, contacts, words), root="")
    first.write_text(html, encoding="utf-8")
    return first


def index_page(rows: Rows, contacts: Sequence[Row], words: Words) -> dict[str, Any]:
    """What the first page shows."""
    overview = rows.rows("overview")[0]
    by_kind = rows.rows("findings_by_kind")
    flows = rows.rows("handoff_flows")
    reasons = rows.rows("effort_reasons")
    last = rows.rows("last_run")
    behind: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows.rows("report_handoffs", n_each=EACH):
        behind.setdefault(_way(row), []).append(row)
    return {
        "overview": overview,
        "headline": sentences.headline(overview, by_kind, words),
        "cost": sentences.cost(by_kind, flows, words),
        "sankey": _figure(handoff_sankey(flows, words), "handoffs") if flows else None,
        "flows": [(row, behind.get(_way(row), [])) for row in flows],
        "drivers": _figure(drivers(reasons, words), "drivers") if reasons else None,
        "contacts": contacts,
        "run": last[0] if last else None,
        "versions": json.loads(last[0]["versions"]) if last else {},
        "set_aside": rows.rows("set_aside", run_id=last[0]["run_id"]) if last else [],
    }


def contact_page(told: ContactRows, words: Words, pages: dict[str, str]) -> dict[str, Any]:
    """What the page of one contact shows."""
    hrefs = {key: Path(page).name for key, page in pages.items()}
    retellings = told.of_kind("repeat_story")
    line = journey_line(told.journey, words, here=told.contact_id, hrefs=hrefs)
    reasons = sentences.effort_reasons(told, words)
    return {
        "told": told,
        "contact": told.contact,
        "happened": sentences.what_happened(told, words),
        "ended": sentences.how_it_ended(told.contact, words),
        "timeline": _figure(timeline(told, words), "timeline"),
        "transfers": [sentences.transferred(each, words) for each in told.transfers],
        "tellings": [(each, *_side_by_side(told, each)) for each in retellings],
        "asked": told.of_kind("repeat_identification"),
        "others": [
            f for f in told.findings if f["kind"] not in ("repeat_story", "repeat_identification")
        ],
        "waterfall": _figure(effort_waterfall(told, words), "effort") if told.effort else None,
        "effort_rows": list(zip(reasons, told.effort, strict=True)),
        "journey": _figure(line, "journey") if len(told.journey) > 1 else None,
        "turns": [(turn, pieces_of(turn, told, words)) for turn in told.turns],
    }


def _side_by_side(told: ContactRows, finding: Row) -> tuple[list[Any], list[Any]]:
    """The quotes of both tellings, each with its pieces; words that come back are marked."""
    first, again = told.proof(finding, related=True), told.proof(finding)
    said_first = " ".join(quote["words"] for quote in first)
    said_again = " ".join(quote["words"] for quote in again)
    return (
        [(quote, shared_pieces(quote["words"], said_again)) for quote in first],
        [(quote, shared_pieces(quote["words"], said_first)) for quote in again],
    )


def _way(row: Row) -> tuple[Any, ...]:
    return row["from_queue"], row["to_queue"], row["from_partner"], row["to_partner"]


def _figure(figure: go.Figure, name: str) -> Markup:
    """A figure as a piece of a page; Plotly's script is loaded once by the page."""
    html = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=f"figure-{name}",
        config={"displayModeBar": False, "responsive": True},
    )
    return Markup(html)  # noqa: S704 - made by Plotly, which escapes what it is given


def _put_assets(folder: Path) -> None:
    shutil.copytree(ASSETS, folder)
    (folder / "look.css").write_text(look.css_variables(), encoding="utf-8")
    (folder / "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")


def _templates(words: Words, pages: dict[str, str]) -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.reports"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(w=words, say=sentences, pages=pages, language=words.language)
    return environment
