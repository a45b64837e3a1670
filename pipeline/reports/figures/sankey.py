"""Which way customers were put through, and where they had to tell the story again."""

from collections.abc import Sequence
from statistics import median

import plotly.graph_objects as go

from pipeline.reports import look
from pipeline.reports.figures.text import broken
from pipeline.reports.rows import Row
from pipeline.reports.sentences import flow, place
from pipeline.reports.words import Words

MOST_FLOWS = 15


def handoff_sankey(
    flows: Sequence[Row],
    words: Words,
    most: int = MOST_FLOWS,
    *,
    hrefs: Sequence[str] | None = None,
    is_by_time: bool = False,
) -> go.Figure:
    """Queues on the left to queues on the right, as thick as often; with a retelling in vermilion.

    `flows` are rows of `handoff_flows`, worst first; the first `most` are drawn. Each link carries
    in `customdata` its sentence and where a click leads: to `hrefs`, else to the anchor of its row
    in the table beside the figure. With `is_by_time` those are vermilion that cost customers the
    most time each.
    """
    shown = flows[:most]
    sources = list(dict.fromkeys(place(f["from_queue"], f["from_partner"], words) for f in shown))
    targets = list(dict.fromkeys(place(f["to_queue"], f["to_partner"], words) for f in shown))
    slow_s = median([_seconds_each(row) for row in shown]) if shown else 0.0
    links: list[tuple[int, int, int, str, list[str]]] = []
    for number, row in enumerate(shown, start=1):
        source = sources.index(place(row["from_queue"], row["from_partner"], words))
        target = targets.index(place(row["to_queue"], row["to_partner"], words)) + len(sources)
        href = hrefs[number - 1] if hrefs else f"#flow-{number}"
        again, said = row["n_repeat_story"], [broken(flow(row, words), 52), href]
        if is_by_time:
            again = row["n_transfers"] if _seconds_each(row) >= slow_s else 0
        for value, colour in ((again, look.FLOW_AGAIN), (row["n_transfers"] - again, look.FLOW)):
            if value:
                links.append((source, target, value, colour, said))
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [broken(name, 20, 38) for name in (*sources, *targets)],
                "color": look.QUIET,
                "pad": 18,
                "thickness": 10,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value}<extra></extra>",
            },
            link={
                "source": [link[0] for link in links],
                "target": [link[1] for link in links],
                "value": [link[2] for link in links],
                "color": [link[3] for link in links],
                "customdata": [link[4] for link in links],
                "hovertemplate": "%{customdata[0]}<extra></extra>",
            },
        )
    )
    height = 60 + 44 * max(len(sources), len(targets), 1)
    figure.layout = look.layout(height=height, margin={"l": 4, "r": 4, "t": 10, "b": 10})
    return figure


def _seconds_each(row: Row) -> float:
    """Seconds that a customer lost on average with telling it again and waiting."""
    return float(row["customer_seconds_lost"] + (row["wait_seconds"] or 0)) / float(
        row["n_transfers"]
    )
