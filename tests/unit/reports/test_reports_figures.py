"""Rows become figures: the numbers in the traces, not the pixels."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reports import Words, look
from pipeline.reports.figures import (
    drivers,
    effort_waterfall,
    empathy_waterfall,
    handoff_sankey,
    journey_line,
    timeline,
)
from pipeline.reports.figures.scale import MOST_WAITING, scale_of, ticks_of
from tests.unit.reports.lisa import CONTACT, flow, heard, leg, lisa

NL = Words.of("nl")


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


def test_timeline_draws_waiting_and_legs_where_they_were():
    bars = trace(timeline(lisa(), NL), "where")
    assert list(bars.hovertext) == [
        "wachten, 5\N{NO-BREAK SPACE}min",
        "A101 (klantenservice)<br>0:00–1:00",
        "wachten, 3\N{NO-BREAK SPACE}min",
        "A214 (storingen)<br>4:00–4:30",
    ]
    assert bars.x[1] == 60.0 and bars.x[3] == 30.0  # talking is drawn to scale
    assert bars.x[0] / bars.x[2] == pytest.approx(300 / 180)  # and waiting keeps its proportions


def test_timeline_marks_a_finding_and_its_earlier_place_and_joins_them():
    figure = timeline(lisa(), NL)
    dots = trace(figure, "findings")
    scale = scale_of(lisa().legs, 270.0)
    assert list(zip(dots.text, dots.x, dots.customdata, strict=True)) == [
        ("1", scale(245.0), "#turn-6"),
        ("1", scale(20.0), "#turn-3"),
        ("2", scale(260.0), "#turn-7"),
        ("2", scale(6.0), "#turn-2"),
    ]
    assert [shape.line.dash for shape in figure.layout.shapes] == ["solid", "dot"]
    assert [note.text for note in figure.layout.annotations] == ["hetzelfde verhaal, opnieuw"]


def test_timeline_colours_the_turns_that_prove_something():
    turns = trace(timeline(lisa(), NL), "customer")
    assert dict(zip(turns.customdata, turns.marker.color, strict=True)) == {
        "#turn-2": look.TOLD,
        "#turn-3": look.TOLD,
        "#turn-6": look.colour_of("repeat_story"),
        "#turn-8": look.SPEECH,
    }


def test_marks_that_would_cover_each_other_stand_in_different_rows():
    dots = trace(timeline(lisa(), NL), "findings")
    places = sorted(zip(dots.y, dots.x, strict=True))
    width = scale_of(lisa().legs, 270.0).width
    assert all(
        next_x - x > width * 0.05 for (y, x), (next_y, next_x) in pairwise(places) if y == next_y
    )


def test_timeline_holds_nothing_for_a_contact_without_turns_and_findings():
    empty = lisa(turns=[], findings=[], evidence=[], marks=[], transfers=[])
    figure = timeline(empty, NL)
    assert len(trace(figure, "where").x) == 4
    assert not trace(figure, "findings").x
    assert not figure.layout.shapes


def test_timeline_shows_in_grey_what_was_no_talk():
    sounds = [heard("ringing", 62.0, 70.0), heard("music", 70.0, 230.0), heard("loop", 20.0, 21.0)]
    bands = trace(timeline(lisa(heard=sounds), NL), "no talk")
    scale = scale_of(lisa().legs, 270.0)
    assert list(bands.base) == [scale(62.0), scale(70.0)]
    assert list(bands.hovertext) == [
        "beltoon, 8\N{NO-BREAK SPACE}s",
        "muziek, 2\N{NO-BREAK SPACE}min\N{NO-BREAK SPACE}40\N{NO-BREAK SPACE}s",
    ]


def test_timeline_says_which_legs_were_worked_out():
    legs = [leg(1, 0.0, 60.0, 300.0), leg(2, 240.0, 270.0, 180.0, agent_id=None, is_inferred=True)]
    bars = trace(timeline(lisa(legs=legs), NL), "where")
    assert ["(afgeleid)" in text for text in bars.hovertext] == [False, False, False, True]
    assert bars.text[3] == "storingen<br>(afgeleid)"


def test_text_in_a_figure_is_no_markup():
    turns = [lisa().turns[0] | {"text": "<a href='javascript:alert(1)'>x</a>"}]
    figure = timeline(lisa(turns=turns, findings=[], marks=[]), NL)
    assert trace(figure, "agent").hovertext == (
        "<b>0:00</b><br>&lt;a href='javascript:alert(1)'&gt;x&lt;/a&gt;",
    )


lengths = st.floats(0.0, 4000.0)


@given(st.lists(st.tuples(lengths, st.floats(0.5, 4000.0)), min_size=1, max_size=5))
def test_the_scale_keeps_the_order_of_time_and_the_room_for_talking(parts):
    legs, now = [], 0.0
    for number, (wait_s, talk_s) in enumerate(parts):
        start = now + (wait_s if number else 0.0)
        legs.append(leg(1, start, start + talk_s, wait_s) | {"leg_no": number + 1})
        now = start + talk_s
    scale = scale_of(legs, now)
    moments = [
        -parts[0][0],
        *sorted(edge for one in legs for edge in (one["start_s"], one["end_s"])),
    ]
    places = [scale(moment) for moment in moments]
    assert places == sorted(places)
    talked = sum(talk for _, talk in parts)
    assert talked / scale.width >= 1 - MOST_WAITING - 1e-6
    assert scale.is_shortened or scale.width == pytest.approx(talked + sum(w for w, _ in parts))
    assert all(scale.times_s[0] <= tick <= now for tick in ticks_of(legs, scale))


def test_the_sankey_is_as_thick_as_often_and_red_as_retold():
    figure = handoff_sankey([flow("a", "b", 5, 2), flow("a", "c", 3, 0), flow("c", "a", 1, 1)], NL)
    (sankey,) = figure.data
    assert list(sankey.node.label) == ["a", "c", "b", "c", "a"]
    links = list(
        zip(
            sankey.link.source,
            sankey.link.target,
            sankey.link.value,
            sankey.link.color,
            strict=True,
        )
    )
    assert links == [
        (0, 2, 2, look.FLOW_AGAIN),
        (0, 2, 3, look.FLOW),
        (0, 3, 3, look.FLOW),
        (1, 4, 1, look.FLOW_AGAIN),
    ]
    sentence, href = sankey.link.customdata[0]
    assert href == "#flow-1"
    assert sentence.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " ") == (
        "a → b: 5 keer doorverbonden, waarvan 2 koud. 2 klanten vertelden het opnieuw. "
        "Verloren: 24 s met herhalen, 5 min met wachten."
    )


def test_the_sankey_draws_the_worst_only():
    flows = [flow(f"from {i}", f"to {i}", 1, 1) for i in range(40)]
    (sankey,) = handoff_sankey(flows, NL, most=4).data
    assert len(sankey.link.value) == 4


def test_the_waterfall_adds_up_to_the_effort():
    (waterfall,) = effort_waterfall(lisa(), NL).data
    assert sum(waterfall.x[:-1]) == waterfall.x[-1] == 2.5
    assert waterfall.measure[0] == "absolute" and waterfall.measure[-1] == "total"
    assert set(waterfall.measure[1:-1]) == {"relative"}
    assert list(waterfall.text) == ["6,0", "−1,0", "−0,8", "−0,2", "−0,5", "−1,0", "2,5"]
    assert waterfall.customdata[4] == "#finding-1"
    assert "koude lucht" in waterfall.hovertext[4]


def test_the_waterfall_says_how_long_each_waiting_was():
    names = effort_waterfall(lisa(), NL).layout.yaxis.ticktext
    said = [name.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " ") for name in names]
    assert said[1:3] == ["Wachten in de wachtrij, 5 min", "Wachten na het doorverbinden, 3 min"]


def test_the_waterfall_shows_all_of_a_sum_that_leaves_the_scale():
    rows = [
        {"reason": r, "points": p, "finding_id": None, "turns": []}
        for r, p in (("baseline", 6.0), ("unresolved", -6.5), ("limit", 1.5))
    ]
    axis = effort_waterfall(lisa(effort=rows), NL).layout.xaxis
    assert axis.range[0] < -0.5


def test_the_bars_of_empathy_lead_to_the_turns_in_which_they_show():
    rows = [
        {"leg_no": 2, "reason": reason, "points": points, "finding_id": None, "turns": turns}
        for reason, points, turns in (("baseline", 1.9, []), ("owns_it", 0.8, [7, 5]))
    ]
    other_leg = rows[1] | {"leg_no": 1, "turns": [1]}
    figure = empathy_waterfall(lisa(empathy=[*rows, other_leg]), 2, NL)
    assert list(figure.data[0].customdata) == ["", "#turn-7", ""]
    assert "En uw klantnummer?" in figure.data[0].hovertext[1]
    assert figure.data[0].x[-1] == pytest.approx(2.7)


def test_drivers_are_points_by_reason():
    rows = [
        {"reason": "wait", "points": -3.0, "n_contacts": 2, "n_contributions": 2},
        {"reason": "relieved", "points": 1.0, "n_contacts": 1, "n_contributions": 1},
    ]
    figure = drivers(rows, NL)
    assert list(figure.data[0].x) == [-3.0, 1.0]
    assert list(figure.layout.yaxis.ticktext) == ["Wachten", "Klant zegt geholpen te zijn"]
    assert figure.data[0].hovertext[0] == "Wachten<br>2 contacten"


def test_the_journey_shows_contacts_at_the_height_of_their_effort():
    later = CONTACT | {"contact_id": "later", "effort": None, "outcome": None}
    figure = journey_line([CONTACT, later], NL, here="lisa", hrefs={"later": "later.html"})
    (line,) = figure.data
    assert list(line.y) == [2.5, 4.0]
    assert line.marker.color == (look.INK, look.PAPER)  # what cannot be told is hollow
    assert list(line.customdata) == ["", "later.html"]
    assert line.x[0] == "2026-10-06T13:42:00+02:00"


@pytest.mark.parametrize("make", [timeline, effort_waterfall])
def test_the_same_rows_give_the_same_figure(make):
    assert make(lisa(), NL).to_json() == make(lisa(), NL).to_json()


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "ink", [look.INK, look.QUIET, look.TOLD, look.OTHER_KIND, *look.KINDS.values()]
)
@pytest.mark.parametrize("paper", [look.PAPER, look.GROUND])
def test_every_colour_that_carries_text_can_be_read(ink, paper):
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize("tint", [*look.TINTS.values(), look.OTHER_TINT])
def test_marked_text_can_be_read(tint):
    assert contrast(look.INK, tint) >= 7
    assert contrast(look.QUIET, tint) >= 4.5
