"""Effort as bars: how one contact's score adds up, and what drives effort over all contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    scale = _Scale(1.0, 7.0, words("effort.hard"), words("effort.easy"))
    names = [*effort_reasons(told, words), words("effort.total")]
    return _waterfall(told, told.effort, names, scale, words)


def empathy_waterfall(told: ContactRows, leg_no: int, words: Words) -> go.Figure:
    """The same for the empathy of one leg."""
    rows = [row for row in told.empathy if row["leg_no"] == leg_no]
    names = [*(words.term("empathy_reason", row["reason"]) for row in rows), words("empathy.total")]
    scale = _Scale(0.0, 4.0, words("empathy.none"), words("empathy.most"))
    return _waterfall(told, rows, names, scale, words)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The ends of a score, with what they are called."""

    low: float
    high: float
    low_name: str
    high_name: str

    @property
    def ticks(self) -> list[int]:
        return list(range(int(self.low), int(self.high) + 1))

    @property
    def numbers(self) -> list[str]:
        return [str(tick) for tick in self.ticks]


def _waterfall(
    told: ContactRows, rows: Sequence[Row], names: Sequence[str], scale: _Scale, words: Words
) -> go.Figure:
    """Bars from a baseline to a total; `customdata` holds the anchor of the words behind each."""
    levels = list(accumulate(row["points"] for row in rows))
    values = [*(row["points"] for row in rows), levels[-1] if levels else 0.0]
    quotes = [*(_words_behind(told, row) for row in rows), None]
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
                broken(name, 50) + _quoted(quote) for name, quote in zip(names, quotes, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=[*(_anchor(told, row) for row in rows), ""],
            width=0.62,
            decreasing={"marker": {"color": look.WORSE}},
            increasing={"marker": {"color": look.BETTER}},
            totals={"marker": {"color": look.INK}},
            connector={"line": {"color": look.QUIET, "width": 1, "dash": "dot"}},
        )
    )
    figure.layout = look.layout(
        height=64 + 36 * len(values),
        margin={"l": 8, "r": 30, "t": 4, "b": 34},
        meta={"narrow": {"margin.r": 8, "xaxis.ticktext": scale.numbers}},
        xaxis=look.axis(
            range=[
                min(scale.low, *levels, scale.low) - 0.35,
                max(scale.high, *levels, scale.high) + 0.35,
            ],
            tickvals=scale.ticks,
            ticktext=[scale.low_name, *scale.numbers[1:-1], scale.high_name],
            tickangle=0,
            showgrid=True,
        ),
        yaxis=_named(names),
    )
    return figure


def _words_behind(told: ContactRows, row: Row) -> str | None:
    """The first words of the finding or the turn in which a row of a score shows."""
    for each in told.evidence:
        if each["words"] and each["finding_id"] == row["finding_id"]:
            return str(each["words"])
    return next((str(t["text"]) for t in told.turns if t["turn_no"] in row["turns"][:1]), None)


def _anchor(told: ContactRows, row: Row) -> str:
    """Where the page shows what a row of a score comes from; empty: nowhere."""
    for each in told.findings:
        if each["finding_id"] == row["finding_id"]:
            return f"#finding-{told.number(each)}"
    return f"#turn-{row['turns'][0]}" if row["turns"] else ""


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
    figure.layout = look.layout(
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
