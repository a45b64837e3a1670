"""A contact on one line of time: where the customer was, who spoke, and what was found where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pipeline.reports import look
from pipeline.reports.figures.scale import Scale, scale_of, ticks_of
from pipeline.reports.figures.text import broken, safe
from pipeline.reports.rows import ContactRows, Row
from pipeline.reports.sentences import claim, part
from pipeline.reports.words import Words

WHERE, CUSTOMER, AGENT = 0.0, -0.85, -1.45
FIRST_MARK, MARK_STEP = 0.95, 0.52
ROOM = 0.07  # share of the whole width that one mark takes
NARROW_TICK_ROOM = 0.16  # of a phone's width, that the label of a tick takes
BOW = 2.0  # how far an arc of a story is bent upwards; of which half is seen
NO_TALK = ("ringing", "music", "ivr", "silence")  # what a recording holds besides talk
PAIRED = ("repeat_story", "repeat_identification")


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot on the timeline: a finding, or the earlier place that it refers to (`is_earlier`)."""

    at_s: float
    number: int
    kind: str
    label: str
    href: str
    is_earlier: bool


def timeline(told: ContactRows, words: Words) -> go.Figure:
    """Legs, waiting and holds, speech of both sides, what was no talk, and numbered findings with arcs
    of repetition.

    Every bar and dot carries in `customdata` the anchor on the page that a click leads to.
    """
    scale = scale_of(told.legs, float(told.contact["duration_s"] or 0))
    marks = list(_marks(told, words))
    heights = _heights([scale(mark.at_s) for mark in marks], scale.width * ROOM)
    top = max(heights, default=FIRST_MARK)
    arcs = list(_arcs(marks, heights, top, scale))
    ticks, few = ticks_of(told.legs, scale), ticks_of(told.legs, scale, room=NARROW_TICK_ROOM)
    pad = scale.width * 0.02
    ceiling = top + (1.35 if arcs else 0.5)
    figure = go.Figure(
        [
            _where(told, scale, words),
            _no_talk(told, scale, words),
            _speech(told, "customer", CUSTOMER, scale, words),
            _speech(told, "agent", AGENT, scale, words),
            _dots(marks, heights, scale),
        ]
    )
    figure.layout = look.layout(
        height=round(70 + 68 * (ceiling + 1.9)),
        barmode="overlay",
        uniformtext={"minsize": 9, "mode": "hide"},
        meta={
            "narrow": {
                "margin.l": 80,
                "xaxis.tickvals": [scale(tick) for tick in few],
                "xaxis.ticktext": [words.clock(tick) for tick in few],
            }
        },
        margin={"l": 92, "r": 12, "t": 6, "b": 34},
        shapes=[_path(arc) for arc in arcs],
        annotations=_notes(arcs, words),
        xaxis=look.axis(
            range=[scale.places[0] - pad, scale.places[-1] + pad],
            tickvals=[scale(tick) for tick in ticks],
            ticktext=[words.clock(tick) for tick in ticks],
            showgrid=True,
            tickangle=0,
        ),
        yaxis=look.axis(
            range=[-1.9, ceiling],
            tickvals=[WHERE, CUSTOMER, AGENT],
            ticktext=[words(f"lane.{name}") for name in ("where", "customer", "agent")],
        ),
    )
    return figure


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A bar of the top row."""

    start_s: float
    end_s: float
    is_leg: bool
    text: str
    hover: str
    href: str


def _stretches(told: ContactRows, words: Words) -> Iterator[_Stretch]:
    """Waiting before each leg, the leg itself, the holds in it."""
    for leg in told.legs:
        href, wait_s = f"#leg-{leg['leg_no']}", leg["wait_before_s"] or 0
        if wait_s > 0:
            length = words.seconds(wait_s)
            hover = f"{words('lane.wait')}, {length}"
            yield _Stretch(leg["start_s"] - wait_s, leg["start_s"], False, length, hover, href)
        name = "<br>".join(broken(each, 14) for each in (leg["agent_id"], leg["queue"]) if each)
        between = f"{words.clock(leg['start_s'])}–{words.clock(leg['end_s'])}"
        if leg["is_inferred"]:
            name = f"{name}<br>{words('leg.inferred')}" if name else words("leg.inferred")
        hover = f"{broken(part(leg, words), 50)}<br>{between}"
        yield _Stretch(leg["start_s"], leg["end_s"], True, name, hover, href)
        for began_s, ended_s in leg["holds"] or ():
            hover = f"{words('lane.hold')}, {words.seconds(ended_s - began_s)}"
            yield _Stretch(began_s, ended_s, False, "", hover, href)


def _where(told: ContactRows, scale: Scale, words: Words) -> Any:
    bars = list(_stretches(told, words))
    return go.Bar(
        name="where",
        orientation="h",
        y=[WHERE] * len(bars),
        base=[scale(bar.start_s) for bar in bars],
        x=[scale(bar.end_s) - scale(bar.start_s) for bar in bars],
        width=0.78,
        text=[bar.text for bar in bars],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": look.SMALL, "color": look.INK},
        hovertext=[bar.hover for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[bar.href for bar in bars],
        marker={
            "color": [look.LEG if bar.is_leg else look.WAITING for bar in bars],
            "line": {
                "width": 1,
                "color": [look.LEG_EDGE if bar.is_leg else look.HATCH for bar in bars],
            },
            "pattern": {
                "shape": ["" if bar.is_leg else "/" for bar in bars],
                "fgcolor": look.HATCH,
                "size": 7,
                "solidity": 0.2,
            },
        },
    )


def _no_talk(told: ContactRows, scale: Scale, words: Words) -> Any:
    """Grey bands behind the speech: ringing, music, menus, long silence."""
    bands = [mark for mark in told.heard if mark["kind"] in NO_TALK]
    return go.Bar(
        name="no talk",
        orientation="h",
        y=[(CUSTOMER + AGENT) / 2] * len(bands),
        base=[scale(band["start_s"]) for band in bands],
        x=[scale(band["end_s"]) - scale(band["start_s"]) for band in bands],
        width=CUSTOMER - AGENT + 0.55,
        marker={"color": look.NO_TALK, "line": {"width": 0}},
        hovertext=[
            f"{words.term('heard', band['kind'])}, {words.seconds(band['end_s'] - band['start_s'])}"
            for band in bands
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _speech(told: ContactRows, speaker: str, lane: float, scale: Scale, words: Words) -> Any:
    """Bars for the turns of one side; those that prove something carry its colour."""
    colours = _colours_of_turns(told)
    turns = [turn for turn in told.turns if turn["speaker"] == speaker]
    return go.Bar(
        name=speaker,
        orientation="h",
        y=[lane] * len(turns),
        base=[scale(turn["start_s"]) for turn in turns],
        x=[scale(turn["end_s"]) - scale(turn["start_s"]) for turn in turns],
        width=0.42,
        marker={
            "color": [colours.get(turn["turn_no"], look.SPEECH) for turn in turns],
            "line": {"width": 0},
        },
        hovertext=[
            f"<b>{words.clock(turn['start_s'])}</b><br>{broken(turn['text'], 56)}" for turn in turns
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[f"#turn-{turn['turn_no']}" for turn in turns],
    )


def _colours_of_turns(told: ContactRows) -> dict[int, str]:
    colours: dict[int, str] = {}
    for mark in told.marks:
        if mark["cue"] not in look.EARLIER_CUES:
            colours[mark["turn_no"]] = look.colour_of(mark["kind"])
        else:
            colours.setdefault(mark["turn_no"], look.TOLD)
    return colours


def _marks(told: ContactRows, words: Words) -> Iterator[Mark]:
    for finding in told.findings:
        number, kind = told.number(finding), finding["kind"]
        label = f"<b>{number} · {safe(words.term('finding', kind))}</b><br>"
        if finding["at_s"] is not None:
            href = f"#turn-{finding['turns'][0]}" if finding["turns"] else f"#finding-{number}"
            text = label + broken(claim(told, finding, words), 56)
            yield Mark(finding["at_s"], number, kind, text, href, is_earlier=False)
        earlier = [
            quote
            for quote in told.proof(finding, related=True)
            if quote["contact_id"] == told.contact_id
        ]
        if earlier:
            first = min(earlier, key=lambda quote: quote["start_s"])
            text = f"{label}{safe(words.term('cue', first['cue']))}: {broken(first['words'], 56)}"
            href = f"#turn-{first['turn_no']}"
            yield Mark(first["start_s"], number, kind, text, href, is_earlier=True)


def _heights(places: Sequence[float], room: float) -> list[float]:
    """The height of each mark: in the lowest row in which no other stands too near."""
    last_in_row: list[float] = []
    heights = [0.0] * len(places)
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        place = places[index]
        row = next(
            (r for r, last in enumerate(last_in_row) if place - last >= room), len(last_in_row)
        )
        last_in_row[row:] = [place, *last_in_row[row + 1 :]]
        heights[index] = FIRST_MARK + MARK_STEP * row
    return heights


def _dots(marks: Sequence[Mark], heights: Sequence[float], scale: Scale) -> Any:
    colours = [look.colour_of(mark.kind) for mark in marks]
    both = list(zip(marks, colours, strict=True))
    return go.Scatter(
        name="findings",
        mode="markers+text",
        x=[scale(mark.at_s) for mark in marks],
        y=list(heights),
        text=[str(mark.number) for mark in marks],
        textfont={
            "size": look.SMALL,
            "color": [colour if mark.is_earlier else look.PAPER for mark, colour in both],
        },
        marker={
            "size": 21,
            "color": [look.PAPER if mark.is_earlier else colour for mark, colour in both],
            "line": {"width": 2, "color": colours},
            "opacity": 1,
        },
        hovertext=[mark.label for mark in marks],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[mark.href for mark in marks],
        cliponaxis=False,
    )


@dataclass(frozen=True, slots=True)
class _Arc:
    """From the first time to the repetition, bent upwards."""

    kind: str
    from_x: float
    from_y: float
    to_x: float
    to_y: float
    bow_y: float


def _arcs(
    marks: Sequence[Mark], heights: Sequence[float], top: float, scale: Scale
) -> Iterator[_Arc]:
    earlier = {
        mark.number: (scale(mark.at_s), height)
        for mark, height in zip(marks, heights, strict=True)
        if mark.is_earlier
    }
    for mark, height in zip(marks, heights, strict=True):
        if not mark.is_earlier and mark.kind in PAIRED and mark.number in earlier:
            from_x, from_y = earlier[mark.number]
            bow_y = top + (BOW if mark.kind == "repeat_story" else BOW / 2)
            yield _Arc(mark.kind, from_x, from_y + 0.2, scale(mark.at_s), height + 0.2, bow_y)


def _path(arc: _Arc) -> Row:
    is_story = arc.kind == "repeat_story"
    middle = (arc.from_x + arc.to_x) / 2
    return {
        "type": "path",
        "path": f"M {arc.from_x},{arc.from_y} Q {middle},{arc.bow_y} {arc.to_x},{arc.to_y}",
        "layer": "below",
        "line": {
            "color": look.colour_of(arc.kind),
            "width": 2 if is_story else 1.2,
            "dash": "solid" if is_story else "dot",
        },
    }


def _notes(arcs: Sequence[_Arc], words: Words) -> list[Row]:
    """What the arcs of stories mean, said once, on the widest."""
    stories = [arc for arc in arcs if arc.kind == "repeat_story"]
    if not stories:
        return []
    arc = max(stories, key=lambda each: each.to_x - each.from_x)
    return [
        {
            "x": (arc.from_x + arc.to_x) / 2,
            "y": arc.bow_y / 2 + (arc.from_y + arc.to_y) / 4,
            "text": words("lane.same_story"),
            "showarrow": False,
            "font": {"size": look.SMALL, "color": look.colour_of(arc.kind)},
            "bgcolor": look.PAPER,
        }
    ]
