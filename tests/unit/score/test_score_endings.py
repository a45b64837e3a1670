"""How a contact sounds to have ended, added up from averages and from the turns that tell most."""

import numpy as np
import pytest

from pipeline.language.meaning import N_DIMENSIONS
from pipeline.language.senses import PARTIES
from pipeline.score.endings import (
    Endings,
    meant_at_the_end,
    said_in,
)
from tests.support.build import contact_of

OUTCOMES = ("resolved", "unresolved")
N = len(OUTCOMES)


def endings(**parts: np.ndarray) -> Endings:
    shapes = {
        "weights": (N, 2 * len(PARTIES) * N_DIMENSIONS),
        "intercepts": (N,),
        "heeds": (len(PARTIES), N, N_DIMENSIONS),
        "late": (len(PARTIES), N),
        "last": (len(PARTIES), N),
        "tells": (len(PARTIES), N, N_DIMENSIONS),
    }
    return Endings(OUTCOMES, **{name: np.zeros(s) for name, s in shapes.items()} | parts)


CALL = contact_of(
    [
        [
            ("customer", "Mijn rekening klopt niet, er staat twee keer hetzelfde op."),
            ("agent", "Dat zie ik, het is dubbel geboekt. Ik heb het net voor u teruggestort."),
            ("customer", "O fijn, dan is het opgelost. Dank u wel!"),
        ]
    ]
)


def test_chances_add_up_and_nothing_learnt_makes_all_alike():
    logs = endings().log_chances(meant_at_the_end(CALL), said_in(CALL))
    assert logs == pytest.approx({name: -np.log(2) for name in OUTCOMES})


def test_a_turn_that_is_heeded_tells_what_it_means():
    meant, said = meant_at_the_end(CALL), said_in(CALL)
    customer = said[0]
    tells, heeds = np.zeros((2, N, N_DIMENSIONS)), np.zeros((2, N, N_DIMENSIONS))
    tells[0, 0] = customer.rows[1] / (customer.rows[1] @ customer.rows[1])
    last = np.zeros((2, N))
    last[0, 0] = 50.0
    odds = endings(tells=tells, heeds=heeds, last=last).log_chances(meant, said)
    assert odds["resolved"] - odds["unresolved"] == pytest.approx(1.0, abs=1e-3)
    heeds[0, 0] = 50 * customer.rows[0] / (customer.rows[0] @ customer.rows[0])
    other = float(customer.rows[0] @ tells[0, 0])
    odds = endings(tells=tells, heeds=heeds).log_chances(meant, said)
    assert odds["resolved"] - odds["unresolved"] == pytest.approx(other, abs=1e-3)


def test_who_says_nothing_tells_nothing():
    alone = contact_of([[("agent", "Ik zet het voor u in het systeem, u hoort morgen van ons.")]])
    said = said_in(alone)
    assert len(said[0].rows) == 0
    tells = np.ones((2, N, N_DIMENSIONS))
    tells[1] = 0.0
    logs = endings(tells=tells).log_chances(meant_at_the_end(alone), said)
    assert logs["resolved"] == pytest.approx(-np.log(2))


def test_places_run_to_the_end():
    customer, agent = said_in(CALL)
    assert (customer.place.tolist(), agent.place.tolist()) == (
        pytest.approx([1 / 3, 1.0]),
        pytest.approx([2 / 3]),
    )
    assert customer.is_last[1] == 1.0
    assert customer.is_last[0] < agent.is_last[0] < 1.0
