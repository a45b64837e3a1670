"""What a search found, on the terminal: each contact with the words around what was looked for."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.domain import Found
from pipeline.reports.words import Words

AROUND = 90  # characters before the first match and after the last that are shown


def show_found(found: Found, console: Console, language: str = "nl") -> None:
    """Print what was found, best first, or that nothing was."""
    words = Words.of(language)
    if not found:
        console.print(words("search.nothing"))
        return
    for one in found:
        place = (one.contact_reason, one.queue, one.agent_id)
        head = " · ".join([words.instant(one.started_at), *filter(None, place)])
        console.print(Text.assemble((one.contact_id, "bold"), f"  {head}"))
        who = f"{words.clock(one.start_s)} {words.term('speaker', one.speaker)}: "
        console.print(Padding(Text(who, "dim") + around(one.text, one.matches), (0, 0, 1, 2)))
    console.print(words.count("search.found", len(found)))
    if found.n_newest:
        console.print(words("search.newest", n=words.number(found.n_newest, 0)), style="dim")


def around(text: str, matches: Sequence[tuple[int, int]]) -> Text:
    """The words around the matches, cut between words, matches in bold."""
    shown = Text(text)
    for start, end in matches:
        shown.stylize("bold yellow", start, end)
    first = max(0, matches[0][0] - AROUND) if matches else 0
    last = min(len(text), matches[-1][1] + AROUND) if matches else min(len(text), 2 * AROUND)
    begin = text.rfind(" ", 0, first) + 1 if first else 0
    stop = text.find(" ", last)
    end = len(text) if stop < 0 else stop
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    return Text(before) + shown[begin:end] + Text(after)
