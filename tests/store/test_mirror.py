"""What an agent's mirror asks the store: which turn answers what the customer told at most length."""

from datetime import date

from pipeline.domain import Turn
from tests.support.lakes import BOTH_KINDS

MONDAY = date(2026, 3, 2)
LONG = "Nou, hij blaast dus alleen koude lucht, al vanaf de eerste dag dat ik hem heb."


def said(*lines):
    """Turns of Harry's leg, after the two that Lisa's first leg has."""
    return tuple(
        Turn(number, 2, speaker, 240.0 + number, 240.5 + number, text, None, 0.9)
        for number, (speaker, text) in enumerate(lines, start=3)
    )


@BOTH_KINDS
def test_the_answer_is_the_first_of_the_agent_after_the_longest_turn(
    publish, rows, lisa, later, judge
):
    started = lisa.turns[:2]
    answered = [
        ("agent", "Met Harry."),
        ("customer", "Dag."),
        ("agent", "Zegt u het maar."),
        ("customer", LONG),
        ("customer", "En ik heb de bon nog."),
        ("agent", "Dat is vervelend."),
        ("agent", "Ik kijk even."),
        ("customer", "Graag."),
    ]
    twice_as_long = [
        ("agent", "Met Harry."),
        ("customer", LONG),
        ("agent", "Juist."),
        ("customer", LONG),
        ("agent", "Dat zei u."),
    ]
    nobody = [("agent", "Met Harry."), ("customer", LONG)]
    silent = [("agent", "Met Harry."), ("agent", "Bent u daar nog?")]
    contacts = [
        later(lisa, name, no / 10, customer_key=name, turns=started + said(*lines))
        for no, (name, lines) in enumerate(
            {"a": answered, "b": twice_as_long, "c": nobody, "d": silent}.items()
        )
    ]
    publish("n1", contacts, [judge(one, journey_id=one.contact_id) for one in contacts])
    legs = rows("mirror_legs", agent_id="harry", week=MONDAY)
    assert {leg["contact_id"]: leg["answer_no"] for leg in legs} == {
        "a": 8,
        "b": 5,
        "c": None,
        "d": None,
    }
