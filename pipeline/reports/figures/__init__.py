"""Figures, each a function from rows to a Plotly figure: report, notebooks and web show the same."""

from pipeline.reports.figures.bars import drivers, effort_waterfall, empathy_waterfall
from pipeline.reports.figures.journey_line import journey_line
from pipeline.reports.figures.sankey import MOST_FLOWS, handoff_sankey
from pipeline.reports.figures.timeline import timeline

__all__ = [
    "MOST_FLOWS",
    "drivers",
    "effort_waterfall",
    "empathy_waterfall",
    "handoff_sankey",
    "journey_line",
    "timeline",
]
