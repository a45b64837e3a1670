"""One contact on the terminal: what happened when, the story twice, and what made it hard."""

from collections.abc import Callable, Iterator

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.reports import sentences
from pipeline.reports.figures.scale import scale_of
from pipeline.reports.rows import ContactRows, Row, Rows, read_contact
from pipeline.reports.words import Words

GLYPHS = {"talk": "█", "wait": "░", "hold": "▒"}
STYLES = {"talk": "blue", "wait": "bright_black", "hold": "yellow"}
BAR = 20  # characters of the longest bar
NARROWEST = 30
Stretch = tuple[str, float, float, str]  # kind, start and end in seconds, name


def show_contact(rows: Rows, contact_id: str, console: Console, language: str = "nl") -> None:
    """Print one contact; raises UnknownContactError, naming the nearest ids, when there is none."""
    words = Words.of(language)
    told = read_contact(rows, contact_id)
    console.print(Rule(Text(told.contact_id, "bold")))
    console.print(Text(sentences.what_happened(told, words)))
    console.print(Text(sentences.how_it_ended(told.contact, words)), "")
    console.print(_timeline(told, words, console.width))
    for transfer in told.transfers:
        console.print(Text(f"→ {sentences.transferred(transfer, words)}"))
    for finding in told.of_kind("repeat_story"):
        console.print("", _tellings(told, finding, words))
    for finding in told.of_kind("repeat_identification"):
        console.print("", _asked_again(told, finding, words))
    others = [
        f for f in told.findings if f["kind"] not in ("repeat_story", "repeat_identification")
    ]
    if others:
        console.print("", _others(told, others, words))
    if told.effort:
        console.print("", _effort(told, words))


def _stretches(told: ContactRows, words: Words) -> Iterator[Stretch]:
    """Waiting, legs and holds in order; the queue lies before second 0."""
    for position, leg in enumerate(told.legs):
        waited_s = leg["wait_before_s"] or 0.0
        if waited_s:
            name = words("terminal.queue") if position == 0 else words("lane.wait")
            yield "wait", leg["start_s"] - waited_s, leg["start_s"], name
        yield "talk", leg["start_s"], leg["end_s"], sentences.part(leg, words)
        for start, end in leg["holds"] or []:
            yield "hold", start, end, words("lane.hold")


def _timeline(told: ContactRows, words: Words, width: int) -> RenderableType:
    """One line of time, the findings beneath it where they lie, and what each part of the line is."""
    parts = list(_stretches(told, words))
    if not parts:
        return Text("")
    scale = scale_of(told.legs, float(told.contact["duration_s"] or 0))
    n_cells = max(NARROWEST, width - 1)

    def cell(at_s: float) -> int:
        place = (scale(at_s) - scale.places[0]) / scale.width
        return min(n_cells - 1, max(0, int(place * n_cells)))

    cells = [(" ", "")] * n_cells
    for kind, start, end, _ in parts:
        begin = cell(start)
        stop = max(begin + 1, cell(end))
        cells[begin:stop] = [(GLYPHS[kind], STYLES[kind])] * (stop - begin)
    line = Text.assemble(*cells)
    table = Table.grid(padding=(0, 2))
    for kind, start, end, name in parts:
        when = f"{words.clock(start)}–{words.clock(end)}" if start >= 0 else ""
        table.add_row(
            Text(GLYPHS[kind], STYLES[kind]), Text(name), when, words.seconds(end - start)
        )
    notes = [Text(words("lane.shortened"), "dim")] if scale.is_shortened else []
    return Group(line, _marks(told, cell, n_cells), table, *notes)


def _marks(told: ContactRows, cell: Callable[[float], int], n_cells: int) -> Text:
    """The numbers of the findings where they lie, the earlier places that they refer to in brackets."""
    wanted = [
        (each["at_s"], str(told.number(each))) for each in told.findings if each["at_s"] is not None
    ]
    for finding in told.findings:
        starts = [
            quote["start_s"]
            for quote in told.proof(finding, related=True)
            if quote["contact_id"] == told.contact_id
        ]
        if starts:
            wanted.append((min(starts), f"({told.number(finding)})"))
    line = ""
    for at_s, label in sorted(wanted):
        line = f"{line:<{cell(at_s)}}" + (" " if line and len(line) >= cell(at_s) else "") + label
    return Text(line[:n_cells], "bold")


def _tellings(told: ContactRows, finding: Row, words: Words) -> RenderableType:
    """The first telling and the retelling side by side, with times and the seconds lost."""
    table = Table(
        expand=True,
        padding=(0, 1),
        title=_numbered(told, finding, words("page.told_twice")),
        title_justify="left",
    )
    table.add_column(words("terminal.told_first"), ratio=1)
    table.add_column(words("terminal.told_again"), ratio=1)
    table.add_row(
        _quotes(told, told.proof(finding, related=True), words, "bold blue"),
        _quotes(told, told.proof(finding), words, "bold red"),
    )
    lost = words("terminal.lost", time=words.seconds(finding["seconds_lost"] or 0))
    text = Text(f"{sentences.claim(told, finding, words)} ")
    text.append(lost, "bold")
    text.append(f"; {sentences.sureness(finding, words)}.")
    return Group(table, text)


def _numbered(told: ContactRows, finding: Row, title: str) -> Text:
    return Text(f"{told.number(finding)} · {title}", "bold")


def _quotes(told: ContactRows, quotes: list[Row], words: Words, style: str) -> Text:
    """Quotes with their times, and dimmed between them what was asked or answered."""
    text = Text()
    beside = [turn | {"words": turn["text"], "is_beside": True} for turn in told.beside(quotes)]
    for quote in sorted([*quotes, *beside], key=lambda each: each["start_s"]):
        if text:
            text.append("\n")
        where = "" if quote["contact_id"] == told.contact_id else f"{quote['contact_id']} "
        is_beside = "is_beside" in quote
        text.append(f"{where}{words.clock(quote['start_s'])} ", "dim" if is_beside else style)
        text.append(f"– {quote['words']}" if is_beside else quote["words"], "dim" * is_beside)
    return text


def _asked_again(told: ContactRows, finding: Row, words: Words) -> RenderableType:
    given = _quotes(told, told.proof(finding, related=True), words, "bold blue")
    asked = _quotes(told, told.proof(finding), words, "bold magenta")
    table = Table.grid(padding=(0, 2))
    table.add_row(words("terminal.given"), given)
    table.add_row(words("terminal.asked"), asked)
    claim = Text(sentences.claim(told, finding, words))
    title = _numbered(told, finding, words("page.asked_twice"))
    return Panel(Group(claim, table), title=title, title_align="left")


def _others(told: ContactRows, found: list[Row], words: Words) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for finding in found:
        for quote in told.proof(finding)[:1]:
            at = words.clock(quote["start_s"])
            title = _numbered(told, finding, words.term("finding", finding["kind"]))
            table.add_row(title, Text(at, "bold"), Text(f"“{quote['words']}”"))
    return Panel(table, title=words("page.findings"), title_align="left")


def _effort(told: ContactRows, words: Words) -> RenderableType:
    """The effort as a sum, a bar for each reason."""
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    rows = list(told.effort)
    longest = max((abs(row["points"]) for row in rows[1:]), default=1.0) or 1.0
    for position, (name, row) in enumerate(
        zip(sentences.effort_reasons(told, words), rows, strict=True)
    ):
        points = row["points"]
        if position == 0:
            table.add_row(Text(name), words.number(points), "")
            continue
        bar = "■" * max(1, round(BAR * abs(points) / longest))
        table.add_row(Text(name), words.points(points), Text(bar, "green" if points > 0 else "red"))
    total = words.number(sum(row["points"] for row in rows))
    table.add_row(Text(words("terminal.effort"), "bold"), Text(total, "bold"), "")
    contact = told.contact
    between = words(
        "effort.between",
        low=words.number(contact["effort_low"]),
        high=words.number(contact["effort_high"]),
    )
    return Group(Rule(words("terminal.effort"), align="left"), table, Text(between))
