"""Colours and type sizes, in one place: figures, pages and terminal take them from here.

The hues are those of Okabe and Ito's palette, which people with any common colour blindness can tell
apart, darkened where they carry text: at least 4.5 to 1 against the paper. Nothing is said by colour
alone; numbers, patterns and words say it too.
"""

from typing import Any

INK = "#1d2733"
QUIET = "#566270"
RULE = "#d9dde2"
PAPER = "#ffffff"
GROUND = "#f6f5f1"
LEG = "#cfe0ec"
LEG_EDGE = "#0b5c8e"
WAITING = "#f1eee7"
HATCH = "#a49b88"
SPEECH = "#b9c2cc"
NO_TALK = "#eceef0"
BETTER = "#00664f"
WORSE = "#b34700"
FLOW = "rgba(11, 92, 142, 0.30)"
FLOW_AGAIN = "rgba(213, 94, 0, 0.62)"

TOLD = "#0b5c8e"
KINDS = {
    "repeat_story": "#b34700",
    "repeat_identification": "#7d3a72",
    "failed_self_service": "#7a5800",
    "promise": "#00664f",
    "transfer": "#566270",
}
OTHER_KIND = "#3f4a56"
TINTS = {
    "told": "#dcebf5",
    "repeat_story": "#fbe3d3",
    "repeat_identification": "#f0e1ee",
    "failed_self_service": "#f7edcf",
    "promise": "#d9efe8",
    "transfer": "#e8eaed",
}
OTHER_TINT = "#e8eaed"

OWNERS = {
    "process": "#0b5c8e",
    "agent": "#b34700",
    "system": "#7a5800",
    "partner": "#7d3a72",
    "customer": "#566270",
}

FONT = (
    '"Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, "Liberation Sans", sans-serif'
)
SIZE = 13  # of figures, in pixels
SMALL = 12


EARLIER_CUES = ("told", "given")  # words that stand for the earlier place of a finding


def colour_of(kind: str) -> str:
    """The colour of a kind of finding."""
    return KINDS.get(kind, OTHER_KIND)


def css_variables() -> str:
    """The same colours as variables of a style sheet."""
    named = {
        "ink": INK,
        "quiet": QUIET,
        "rule": RULE,
        "paper": PAPER,
        "ground": GROUND,
        "leg": LEG,
        "leg-edge": LEG_EDGE,
        "waiting": WAITING,
        "better": BETTER,
        "worse": WORSE,
        "told": TOLD,
        "other": OTHER_KIND,
        "tint-other": OTHER_TINT,
        "flow": FLOW,
        "flow-again": FLOW_AGAIN,
    }
    named |= {f"kind-{kind}": colour for kind, colour in KINDS.items()}
    named |= {f"tint-{kind}": colour for kind, colour in TINTS.items()}
    named |= {f"owner-{owner}": colour for owner, colour in OWNERS.items()}
    lines = [f"  --{name.replace('_', '-')}: {colour};" for name, colour in named.items()]
    return "\n".join([":root {", *lines, f"  --font: {FONT};", "}", ""])


def layout(**more: Any) -> dict[str, Any]:
    """What all figures have in common: quiet paper, no grid that is not read, one font."""
    return {
        "template": "none",
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": QUIET,
            "font": {"family": FONT, "size": SIZE, "color": INK},
            "align": "left",
        },
        "dragmode": False,
    } | more


def axis(**more: Any) -> dict[str, Any]:
    """An axis that stays where it is and draws only what is asked for."""
    return {
        "showgrid": False,
        "gridcolor": RULE,
        "zeroline": False,
        "fixedrange": True,
    } | more
