"""The contacts of one journey over time, each at the height of its effort."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from pipeline.reports import look
from pipeline.reports.figures.text import broken
from pipeline.reports.rows import Row
from pipeline.reports.words import Words

UNKNOWN_AT = 4.0  # where a contact stands whose effort cannot be told, drawn hollow


def journey_line(
    contacts: Sequence[Row],
    words: Words,
    *,
    here: str | None = None,
    hrefs: Mapping[str, str] | None = None,
) -> go.Figure:
    """Contacts of a journey (`journey_contacts` rows), oldest first; `here` is the one looked at.

    `hrefs` names the page of each contact that has one; it comes back in `customdata`.
    """
    is_here = [row["contact_id"] == here for row in contacts]
    colours = [look.INK if at else look.LEG_EDGE for at in is_here]
    outcomes = [words.term("outcome", row["outcome"]) for row in contacts]
    figure = go.Figure(
        go.Scatter(
            x=[row["started_at"].astimezone(words.zone).isoformat() for row in contacts],
            y=[UNKNOWN_AT if row["effort"] is None else row["effort"] for row in contacts],
            mode="lines+markers+text",
            text=[
                f"{words.day(row['started_at'])}<br>{words('page.journey_here') if at else outcome}"
                for row, at, outcome in zip(contacts, is_here, outcomes, strict=True)
            ],
            textposition="top center",
            cliponaxis=False,
            line={"color": look.QUIET, "width": 1.5, "dash": "dot"},
            marker={
                "size": [20 if at else 15 for at in is_here],
                "color": [
                    look.PAPER if row["effort"] is None else colour
                    for row, colour in zip(contacts, colours, strict=True)
                ],
                "line": {"width": 2, "color": colours},
                "opacity": 1,
            },
            hovertext=[
                f"{broken(str(row['contact_id']), 50)}<br>{words.instant(row['started_at'])}<br>{outcome}"
                for row, outcome in zip(contacts, outcomes, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=[(hrefs or {}).get(row["contact_id"], "") for row in contacts],
        )
    )
    first, last = contacts[0]["started_at"], contacts[-1]["started_at"]
    pad = (last - first) * 0.28
    figure.layout = look.layout(
        height=250,
        margin={"l": 112, "r": 12, "t": 6, "b": 12},
        meta={"narrow": {"margin.l": 24, "yaxis.ticktext": list("1234567")}},
        xaxis=look.axis(
            type="date",
            range=[(first - pad).isoformat(), (last + pad).isoformat()],
            showticklabels=False,
        ),
        yaxis=look.axis(
            range=[0.6, 8.6],
            tickvals=[1, 2, 3, 4, 5, 6, 7],
            ticktext=[words("effort.hard"), *"23456", words("effort.easy")],
            showgrid=True,
        ),
    )
    return figure
