"""Text inside figures: escaped, since Plotly reads a little HTML, and broken into lines."""

import html
import textwrap


def safe(text: str) -> str:
    """A text that Plotly shows as it is."""
    return html.escape(text, quote=False)


def broken(text: str, width: int, longest: int = 400) -> str:
    """A text in lines of at most `width` characters, cut off with … after `longest`."""
    short = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return "<br>".join(safe(line) for line in textwrap.wrap(short, width))
