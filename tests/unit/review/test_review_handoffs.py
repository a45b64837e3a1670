"""The matrix of handoffs."""

from pipeline.review.handoffs.matrix import MOST_PLACES, cost_of, matrix_of


def flow(source, target, n_again=0, lost_s=0.0, waited_s=0.0, *, partner=None):
    return {
        "from_queue": source,
        "to_queue": target,
        "from_partner": None,
        "to_partner": partner,
        "n_transfers": max(1, n_again),
        "n_repeat_story": n_again,
        "customer_seconds_lost": lost_s,
        "wait_seconds": waited_s,
    }


def test_the_cost_is_retellings_or_minutes_of_telling_and_waiting():
    one = flow("a", "b", 3, 60.0, 120.0)
    assert (cost_of(one, "retellings"), cost_of(one, "minutes")) == (3.0, 3.0)


def test_the_worst_comes_first_and_is_darkest():
    flows = [flow("a", "b", 1), flow("a", "c", 8), flow("d", "b", 0)]
    matrix = matrix_of(flows, "retellings")
    assert matrix.givers == [("a", None), ("d", None)]
    assert matrix.takers == [("c", None), ("b", None)]
    shades = {(giver[0], taker[0]): cell.shade for (giver, taker), cell in matrix.cells.items()}
    assert shades == {("a", "c"): 4, ("a", "b"): 1, ("d", "b"): 0}


def test_a_single_retelling_is_not_painted_as_a_disaster():
    (cell,) = matrix_of([flow("a", "b", 1)], "retellings").cells.values()
    assert cell.shade == 1


def test_a_queue_at_a_partner_is_another_place_and_unknown_ones_have_one():
    flows = [flow("a", "b", 1), flow("a", "b", 1, partner="Delta"), flow(None, None, 1)]
    matrix = matrix_of(flows, "retellings")
    assert set(matrix.takers) == {("b", None), ("b", "Delta"), (None, None)}


def test_what_does_not_fit_is_counted():
    flows = [flow(f"from {i}", f"to {i}", 40 - i) for i in range(20)]
    matrix = matrix_of(flows, "retellings")
    assert len(matrix.givers) == len(matrix.takers) == MOST_PLACES
    assert matrix.n_left_out == 20 - MOST_PLACES
    assert ("from 0", None) in matrix.givers
