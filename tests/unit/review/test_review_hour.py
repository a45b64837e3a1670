"""What goes on the list of an hour."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.hour.choice import HOUR_S, IN_TURN, WRITING_S, choose

NONE = dict.fromkeys(IN_TURN.values())


def call(contact_id, talk_s=300.0, **places):
    return {"contact_id": contact_id, "talk_s": talk_s} | NONE | places


def test_one_of_each_reason_in_turn():
    rows = [
        call("s1", severe_place=1),
        call("s2", severe_place=2),
        call("d1", draw_place=1),
        call("u1", unsure_place=1),
        call("e1", exemplary_place=1),
    ]
    picks = [(pick.call["contact_id"], pick.why) for pick in choose(rows)]
    assert picks == [
        ("d1", "drawn"),
        ("s1", "severe"),
        ("u1", "unsure"),
        ("e1", "exemplary"),
        ("s2", "severe"),
    ]


def test_a_call_with_two_reasons_stands_there_once():
    rows = [call("a", severe_place=1, unsure_place=1), call("b", unsure_place=2)]
    assert [(p.call["contact_id"], p.why) for p in choose(rows)] == [
        ("a", "severe"),
        ("b", "unsure"),
    ]


def test_what_does_not_fit_is_passed_over_for_what_does():
    rows = [
        call("a", severe_place=1),
        call("long", talk_s=HOUR_S, severe_place=2),
        call("b", severe_place=3),
    ]
    assert [p.call["contact_id"] for p in choose(rows)] == ["a", "b"]


def test_a_single_very_long_call_is_better_than_an_empty_list():
    assert len(choose([call("long", talk_s=2 * HOUR_S, draw_place=1)])) == 1


def test_nothing_to_choose_from():
    assert choose([]) == []
    assert choose([call("quiet")]) == []


places = st.one_of(st.none(), st.integers(1, 20))
rows = st.lists(
    st.builds(
        lambda talk_s, *at: {"talk_s": talk_s} | dict(zip(IN_TURN.values(), at, strict=True)),
        st.floats(0, 4000),
        *[places] * len(IN_TURN),
    ),
    max_size=30,
).map(lambda found: [row | {"contact_id": f"c{i}"} for i, row in enumerate(found)])


@given(rows, st.randoms(use_true_random=False))
def test_the_list_fits_has_no_doubles_and_is_the_same_in_any_order(found, random):
    picks = choose(found)
    ids = [pick.call["contact_id"] for pick in picks]
    assert len(ids) == len(set(ids))
    assert all(pick.takes_s >= WRITING_S for pick in picks)
    assert len(picks) == 1 or sum(pick.takes_s for pick in picks) <= HOUR_S + 1e-6
    assert all(pick.call[IN_TURN[pick.why]] is not None for pick in picks)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert [pick.call["contact_id"] for pick in choose(shuffled)] == ids
