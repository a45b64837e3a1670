"""Who speaks: labels, the source, and what is left to the words."""

import pytest

from pipeline.domain import Leg, Utterance, utterances_to_turns
from pipeline.intake.transcripts.reading import quality_of
from pipeline.intake.transcripts.speakers import is_label, role_of, settle


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("agent", "agent"),
        ("Agent 2", "agent"),
        ("AGENT_A17", "agent"),
        ("Medewerker", "agent"),
        ("adviseur", "agent"),
        ("customer service", "agent"),
        ("Klant", "customer"),
        ("Cliënt", "customer"),
        ("caller-1", "customer"),
        ("customer", "customer"),
        ("client", "customer"),
        ("keuzemenu", "ivr"),
        ("a44", "agent"),
        ("channel 1", "customer"),
        ("kanaal 0", "agent"),
        ("channel 7", None),
        ("SPEAKER_00", None),
        ("Miranda", None),
        ("customer service manager", None),
        ("", None),
    ],
)
def test_roles_by_label(label, role):
    assert role_of(label, {0: "agent", 1: "customer"}, {"A44"}) == role


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Agent", True),
        ("klant 1", True),
        ("SPEAKER_00", True),
        ("Spreker 3", True),
        ("speaker a", True),
        ("channel 0", True),
        ("Let op", False),
        ("muziek", False),
        ("Miranda", False),
        ("speakers", False),
    ],
)
def test_what_can_only_be_a_label(name, verdict):
    assert is_label(name) is verdict


def _tell(first, second, language):
    """Agents say `u`, customers `ik`."""
    lean = {"u": 1, "ik": -1}
    lead = sum(lean.get(w, 0) for w in first.split()) - sum(lean.get(w, 0) for w in second.split())
    return None if lead == 0 else int(lead < 0)


@pytest.mark.parametrize(
    ("said", "known", "customers"),
    [
        ({"a": "u u", "b": "ik ik"}, {}, "b"),
        ({"a": "ik", "b": "u"}, {}, "a"),
        ({"a": "ik u", "b": "u ik"}, {}, None),  # the words do not tell
        ({"a": "ik ik ik"}, {}, None),  # one voice is nobody
        ({"a": "u"}, {"a": "customer"}, "a"),  # what the source says holds
        ({"a": "u", "b": "u"}, {"a": "customer"}, "a"),
        ({"a": "ik", "b": "ik"}, {"a": "agent"}, "b"),
        ({"a": "", "b": "x"}, {"a": "ivr"}, None),
        ({"a": "u u", "b": "ik ik ik", "c": "u u u"}, {}, "b"),  # two agents
        ({"a": "u u u", "b": "ik ik ik ik", "c": "ik"}, {}, "bc"),  # one customer, split in two
        ({"a": "u", "b": "ik", "c": "x"}, {"a": "agent", "b": "customer"}, "b"),
        ({"a": "u", "b": "ik", "c": "ik"}, {"a": "agent", "b": "customer"}, "bc"),
    ],
)
def test_roles_of_voices_heard_together(said, known, customers):
    roles = settle(said, known, "nl", _tell)
    if customers is None:
        assert roles is None
    else:
        assert roles.keys() == said.keys()
        assert "".join(voice for voice in said if roles[voice] == "customer") == customers


LEGS = (Leg(1, 0, 10, "A17"), Leg(2, 20, 30, "A44"))


def _turns(*said):
    return [
        (turn.leg_no, turn.speaker, turn.start_s, turn.end_s, turn.text, turn.agent_id)
        for turn in utterances_to_turns([(who, Utterance(s, e, t)) for who, s, e, t in said], LEGS)
    ]


@pytest.mark.parametrize(
    ("said", "turns"),
    [
        (
            [("agent", 1, 2, "Dag."), ("agent", 4, 5, "Zegt u het.")],
            [(1, "agent", 1, 5, "Dag. Zegt u het.", "A17")],
        ),
        (
            [("agent", 1, 2, "Dag."), ("agent", 4.1, 5, "Hallo?")],
            [(1, "agent", 1, 2, "Dag.", "A17"), (1, "agent", 4.1, 5, "Hallo?", "A17")],
        ),
        (
            [("customer", 3, 4, "Ja."), ("agent", 1, 2, "Dag."), ("agent", 4, 5, "Mooi.")],
            [
                (1, "agent", 1, 2, "Dag.", "A17"),
                (1, "customer", 3, 4, "Ja.", None),
                (1, "agent", 4, 5, "Mooi.", "A17"),
            ],
        ),
        (
            [("agent", 9, 16, "Tot zo."), ("agent", 17, 22, "Met Harry.")],
            [(1, "agent", 9, 16, "Tot zo.", "A17"), (2, "agent", 17, 22, "Met Harry.", "A44")],
        ),
        ([("ivr", 99, 100, "Piep.")], [(2, "ivr", 99, 100, "Piep.", None)]),
    ],
)
def test_turns_by_speaker_pause_and_leg(said, turns):
    assert _turns(*said) == turns


def test_confidence_is_by_words_and_quality_by_length():
    said = [
        ("agent", Utterance(0, 1, "een twee drie", None, 0.9)),
        ("agent", Utterance(1, 3, "vier", None, 0.5)),
        ("customer", Utterance(4, 5, "vijf", None, 0.4)),
        ("agent", Utterance(6, 9, "zes", None, None)),
    ]
    turns = utterances_to_turns(said, LEGS)
    assert [turn.confidence for turn in turns] == [0.8, 0.4, None]
    assert quality_of(turns) == pytest.approx((3 * 0.8 + 1 * 0.4) / 4)
    assert quality_of(turns[2:]) is None
