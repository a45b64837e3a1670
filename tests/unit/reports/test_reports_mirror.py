"""The mirror: the best moment first, one habit to grow, nobody else in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reports import NoMirrorError, Words, write_mirrors
from pipeline.reports.mirror import (
    AGAINST,
    WARM,
    best_spot,
    dearest_habit,
    mirror_context,
    read_mirror,
)

MONDAY = date(2026, 3, 2)
SAID = (
    ("customer", "Ik sta hier al een uur in de regen met een kapotte fiets en een kind."),
    ("agent", "Een uur in de regen met een kind, dat is niks. Ik stuur nu iemand."),
    ("customer", "Dank u."),
    ("agent", "Postcode?"),
)


def leg(contact_id, empathy):
    return {"contact_id": contact_id, "leg_no": 1, "empathy": empathy, "answer_no": 2}


def row(contact_id, reason, points, *turns):
    return {
        "contact_id": contact_id,
        "leg_no": 1,
        "reason": reason,
        "points": points,
        "turns": list(turns),
    }


def turns(contact_id):
    return [
        {
            "contact_id": contact_id,
            "leg_no": 1,
            "turn_no": number,
            "speaker": speaker,
            "agent_id": None,
            "start_s": 10.0 * number,
            "text": text,
        }
        for number, (speaker, text) in enumerate(SAID, start=1)
    ]


class Store:
    """Rows of the mirror's queries for one agent."""

    def __init__(self, legs, sums, n_contacts=6):
        self.legs, self.sums, self.n_contacts = legs, sums, n_contacts

    def rows(self, query_name, **params):
        week = {
            "week": MONDAY,
            "team": "A",
            "n_contacts": self.n_contacts,
            "n_occasions": len(self.legs),
            "empathy_mean": 2.5,
            "effort_of_agent": 5.5,
        }
        return {
            "mirror_newest_week": [{"week": MONDAY}],
            "mirror_agents": [{"agent_id": "A1"}],
            "mirror_weeks": [week] if params.get("agent_id") == "A1" else [],
            "mirror_legs": self.legs,
            "mirror_rows": self.sums,
            "turns": turns(params["contact_id"]) if "contact_id" in params else [],
        }[query_name]


def test_the_best_moment_is_the_turn_that_most_speaks_for_in_the_warmest_leg():
    legs = [leg("a", 2.4), leg("b", 3.4)]
    sums = [
        row("a", "names_it", 0.9, 2),
        row("b", "names_it", 0.2, 2),
        row("b", "has_done", 0.2, 2),
        row("b", "wishes", 0.3, 4),
        row("b", "manner", 0.9, 4),
    ]
    best = read_mirror(Store(legs, sums), "A1", MONDAY).best
    assert (best.contact_id, best.turn_no, best.reasons) == ("b", 2, ("names_it", "has_done"))
    assert best.heard == SAID[0][1] and best.said == SAID[1][1]


def test_a_formulaic_week_has_no_best_moment():
    assert best_spot([leg("a", 1.9)], [row("a", "names_it", 0.2, 2)]) is None


def test_the_place_to_grow_is_the_dearest_habit_at_its_clearest():
    legs = [leg("a", 1.0), leg("b", 1.5), leg("c", 3.0)]
    sums = [
        *(row(each, "takes_up", 0.2, 2) for each in "abc"),
        row("a", "bare_ask", -0.2, 4),
        row("b", "bare_ask", -0.3, 4),
        row("c", "answers_short", -0.1, 4),
    ]
    growth = read_mirror(Store(legs, sums), "A1", MONDAY).growth
    assert (growth.reason, growth.n_legs) == ("bare_ask", 2)
    assert (growth.moment.contact_id, growth.moment.said) == ("b", "Postcode?")


def test_a_slip_is_no_habit_and_a_heavy_one_is():
    heard = row("a", "takes_up", 0.2, 2)
    one = [heard, row("a", "bare_ask", -0.3, 4)]
    assert dearest_habit([leg("a", 2.0)], one) is None
    heavy = [heard, row("a", "brushes_off", -0.7, 4)]
    assert dearest_habit([leg("a", 2.0)], heavy).reason == "brushes_off"


def test_stories_that_nobody_came_back_to_are_a_place_to_grow():
    legs = [leg("a", 1.0), leg("b", 1.5)]
    habit = dearest_habit(legs, [])
    assert (habit.reason, habit.n_legs, habit.spot.turn_no) == ("passed_by", 2, 2)


def test_a_week_with_few_contacts_has_no_mirror():
    with pytest.raises(NoMirrorError, match="five contacts in a week"):
        read_mirror(Store([], []), "somebody else", MONDAY)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_that_can_be_grown_has_words(language):
    words = Words.of(language)
    for reason in (*AGAINST, "passed_by"):
        assert f"mirror.why.{reason}" in words.phrases
        assert f"mirror.could.{reason}" in words.phrases


@given(
    st.lists(st.floats(0, 4), min_size=1, max_size=6),
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from([*WARM, *AGAINST]),
            st.floats(-1, 1),
            st.sampled_from([2, 4]),
        ),
        max_size=12,
    ),
)
def test_every_week_can_be_shown(empathies, sums):
    legs = [leg(str(number), empathy) for number, empathy in enumerate(empathies)]
    rows = [row(str(n), reason, points, turn) for n, reason, points, turn in sums if n < len(legs)]
    mirror = read_mirror(Store(legs, rows), "A1", MONDAY)
    assert mirror.n_given + mirror.n_missing == len(legs)
    context = mirror_context(mirror, Words.of("nl"))
    assert bool(context["best"]) <= (mirror.n_given > 0)


def test_a_page_stands_alone_and_text_stays_text(tmp_path):
    legs = [leg("<b>a</b>", 3.0)]
    sums = [row("<b>a</b>", "names_it", 0.9, 2)]
    (page,) = write_mirrors(Store(legs, sums), tmp_path / "out", week=date(2026, 3, 4))
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;a&lt;/b&gt;" in text and "<b>a" not in text
    assert '<link rel="stylesheet"' not in text and "<script" not in text
    assert SAID[1][1] in text
