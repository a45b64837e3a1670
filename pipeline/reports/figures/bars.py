"""Effort as bars: how one contact's score adds up, and what drives effort over all contacts."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from pipeline.reports import look
from pipeline.reports.figures.text import broken
from pipeline.reports.rows import ContactRows, Row
from pipeline.reports.sentences import effort_reasons
from pipeline.reports.words import Words

LABEL_WIDTH = 28


def effort_waterfall(told: ContactRows, words: Words) -> go.Figure:
    """Baseline plus contributions is the effort, each bar with its reason and its quote on hover."""
    rows = list(told.effort)
    names = [*effort_reasons(told, words), words("effort.total")]
    levels = list(accumulate(row["points"] for row in rows))
    values = [*(row["points"] for row in rows), levels[-1] if levels else 0.0]
    quotes = {
        each["finding_id"]: each["words"] for each in reversed(told.evidence) if each["words"]
    }
    anchors = {each["finding_id"]: f"#finding-{told.number(each)}" for each in told.findings}
    finding_ids = [*(row["finding_id"] for row in rows), None]
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            measure=["absolute", *["relative"] * (len(rows) - 1), "total"],
            x=values,
            y=list(range(len(values))),
            text=[
                words.number(value) if i in (0, len(rows)) else words.points(value)
                for i, value in enumerate(values)
            ],
            textposition="outside",
            cliponaxis=False,
            hovertext=[
                broken(name, 50) + _quoted(quotes.get(finding_id))
                for name, finding_id in zip(names, finding_ids, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=[anchors.get(finding_id, "") for finding_id in finding_ids],
            width=0.62,
            decreasing={"marker": {"color": look.WORSE}},
            increasing={"marker": {"color": look.BETTER}},
            totals={"marker": {"color": look.INK}},
            connector={"line": {"color": look.QUIET, "width": 1, "dash": "dot"}},
        )
    )
    figure.update_layout(
        **look.layout(
            height=64 + 36 * len(values),
            margin={"l": 8, "r": 30, "t": 4, "b": 34},
            meta={"narrow": {"margin.r": 8, "xaxis.ticktext": list("1234567")}},
            xaxis=look.axis(
                range=[min(1.0, *levels, 1.0) - 0.35, max(7.0, *levels, 7.0) + 0.35],
                tickvals=[1, 2, 3, 4, 5, 6, 7],
                ticktext=[words("effort.hard"), *"23456", words("effort.easy")],
                tickangle=0,
                showgrid=True,
            ),
            yaxis=_named(names),
        )
    )
    return figure


def drivers(reasons: Sequence[Row], words: Words) -> go.Figure:
    """What made contacts hard or easy over all of them, in points of effort; `effort_reasons` rows."""
    names = [words.term("effort_reason", row["reason"]) for row in reasons]
    points = [row["points"] for row in reasons]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            x=points,
            y=list(range(len(points))),
            width=0.62,
            text=[words.points(value) for value in points],
            textposition="outside",
            cliponaxis=False,
            marker={"color": [look.WORSE if value < 0 else look.BETTER for value in points]},
            hovertext=[
                f"{broken(name, 50)}<br>{words.count('count.contacts', row['n_contacts'])}"
                for name, row in zip(names, reasons, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    low, high = min([0.0, *points]), max([0.0, *points])
    room = (high - low) * 0.12 or 1.0
    figure.update_layout(
        **look.layout(
            height=40 + 36 * len(points),
            margin={"l": 8, "r": 12, "t": 4, "b": 12},
            xaxis=look.axis(
                range=[low - room, high + room],
                zeroline=True,
                zerolinecolor=look.QUIET,
                showticklabels=False,
            ),
            yaxis=_named(names),
        )
    )
    return figure


def _quoted(quote: str | None) -> str:
    return f"<br><i>“{broken(quote, 50, 180)}”</i>" if quote else ""


def _named(names: Sequence[str]) -> dict[str, Any]:
    """A vertical axis with a name for each bar, from top to bottom."""
    return look.axis(
        tickvals=list(range(len(names))),
        ticktext=[broken(name, LABEL_WIDTH) for name in names],
        range=[len(names) - 0.4, -0.6],
        automargin=True,
        ticklen=6,
        tickcolor=look.PAPER,
    )
