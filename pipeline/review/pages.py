"""Templates, words and assets of the screens: those of the report, and their own beside them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from pipeline.reports import Words
from pipeline.reports.site import TEMPLATES, embedded, report_assets

HERE = Path(__file__).parent
ROOMS = (
    "sign_in",
    "call",
    "hour",
    "handoffs",
    "agreement",
    "scorecards",
    "calibration",
    "lists",
    "now",
    "journeys",
    "search",
    "mirror",
    "views",
)
KEPT = {  # pages whose address says what is seen, and that can be kept under a name
    "/hour",
    "/calls",
    "/search",
    "/journeys",
    "/now",
    "/lists",
    "/handoffs",
    "/agreement",
}
TYPES = {".css": "text/css", ".js": "text/javascript"}


@lru_cache(maxsize=4)
def screen_words(language: str, timezone: str) -> Words:
    """The words of the report and those of the screens."""
    return Words.of(language, timezone).with_file(HERE / f"words.{language}.toml")


def render(template: str, **context: Any) -> str:
    """A page from its template."""
    return _templates().get_template(template).render(**context)


@dataclass(frozen=True, slots=True)
class Asset:
    """A style sheet or script, and a tag that changes when it does."""

    text: str
    tag: str


@lru_cache(maxsize=1)
def assets() -> Mapping[str, Asset]:
    """Style sheets and scripts by name: the report's (Plotly's among them) and the screens' own."""
    own = {
        path.name: path.read_text(encoding="utf-8")
        for folder in ("assets", *ROOMS)
        for path in sorted((HERE / folder).iterdir())
        if path.suffix in TYPES
    }
    return {
        name: Asset(text, f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"')
        for name, text in (dict(report_assets()) | own).items()
    }


def plotly_script() -> str:
    """The name of Plotly's script, which carries its version."""
    return next(name for name in report_assets() if name.startswith("plotly"))


def call_href(contact_id: str, anchor: str = "") -> str:
    """Where the page of a call is."""
    return f"/call/{quote(contact_id, safe='')}{anchor}"


def journey_href(journey_id: str) -> str:
    """Where the page of a journey is."""
    return f"/journey/{quote(journey_id, safe='')}"


def query(path: str, **params: Any) -> str:
    """A path with those parameters that say something."""
    told = {name: value for name, value in params.items() if value not in (None, "")}
    return f"{path}?{urlencode(told)}" if told else path


@lru_cache(maxsize=1)
def _templates() -> Environment:
    report = FileSystemLoader(TEMPLATES)
    own = [FileSystemLoader(HERE / folder) for folder in ("templates", *ROOMS)]
    environment = Environment(
        loader=ChoiceLoader([*own, PrefixLoader({"report": report})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["embedded"] = embedded
    environment.globals |= {
        "call_href": call_href,
        "journey_href": journey_href,
        "query": query,
        "plotly_script": plotly_script(),
        "kept": KEPT,
    }
    return environment
