from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Leg, leg_at
from pipeline.transcribe.recogniser import Word
from pipeline.transcribe.turns import to_turns

LEG = (Leg(1, 0.0, 100.0, agent_id="A1"),)
LEGS = (Leg(1, 0.0, 10.0, agent_id="A1"), Leg(2, 20.0, 30.0, agent_id="A2"))


def say(speaker, text, start_s, *, word_s=0.3, gap_s=0.1, probability=0.9):
    words = []
    for word in text.split():
        words.append((speaker, Word(f" {word}", start_s, start_s + word_s, probability)))
        start_s += word_s + gap_s
    return words


def told(turns):
    return [(t.leg_no, t.speaker, t.text) for t in turns]


def test_turns_alternate_with_the_speakers():
    spoken = [
        *say("customer", "mijn föhn blaast koud", 5.0),
        *say("agent", "waarmee kan ik helpen", 0.0),
        *say("agent", "dat is vervelend", 9.0),
    ]
    turns = to_turns(spoken, LEG)
    assert told(turns) == [
        (1, "agent", "waarmee kan ik helpen"),
        (1, "customer", "mijn föhn blaast koud"),
        (1, "agent", "dat is vervelend"),
    ]
    assert [t.turn_no for t in turns] == [1, 2, 3]
    assert [t.agent_id for t in turns] == ["A1", None, "A1"]


def test_a_breath_goes_on_a_pause_begins_a_new_turn():
    spoken = say("customer", "ja dus", 0.0) + say("customer", "die föhn", 2.0)
    assert told(to_turns(spoken, LEG)) == [(1, "customer", "ja dus die föhn")]
    spoken = say("customer", "ja dus", 0.0) + say("customer", "die föhn", 3.0)
    assert len(to_turns(spoken, LEG)) == 2


def test_a_yes_in_between_splits_only_at_the_pause():
    spoken = [
        *say("customer", "hij blaast alleen koud", 0.0),
        *say("customer", "op elke stand", 2.5),
        *say("agent", "ja", 1.7),
    ]
    assert told(to_turns(spoken, LEG)) == [
        (1, "customer", "hij blaast alleen koud"),
        (1, "agent", "ja"),
        (1, "customer", "op elke stand"),
    ]


def test_talking_over_a_sentence_does_not_tear_it():
    spoken = say("customer", "hij blaast alleen maar koude lucht", 0.0) + say("agent", "oké", 1.0)
    assert told(to_turns(spoken, LEG)) == [
        (1, "customer", "hij blaast alleen maar koude lucht"),
        (1, "agent", "oké"),
    ]


def test_a_turn_across_a_transfer_is_split_at_a_word():
    legs = (Leg(1, 0.0, 10.0, agent_id="A1"), Leg(2, 10.0, 20.0, agent_id="A2"))
    turns = to_turns(say("agent", "ik verbind u door goedemiddag met Harry", 8.5), legs)
    assert told(turns) == [
        (1, "agent", "ik verbind u door"),
        (2, "agent", "goedemiddag met Harry"),
    ]
    assert [t.agent_id for t in turns] == ["A1", "A2"]


def test_a_word_outside_all_legs_goes_to_the_nearest():
    assert leg_at(12.0, LEGS).leg_no == 1
    assert leg_at(19.0, LEGS).leg_no == 2
    assert leg_at(99.0, LEGS).leg_no == 2


def test_the_confidence_of_a_turn_is_that_of_its_words():
    spoken = say("agent", "een twee drie vier", 0.0, probability=1.0)
    spoken += say("customer", "vijf", 5.0, word_s=0.5, probability=0.2)
    assert [turn.confidence for turn in to_turns(spoken, LEG)] == [1.0, 0.2]


words_of_calls = st.lists(
    st.tuples(
        st.sampled_from(["agent", "customer"]),
        st.builds(
            lambda start, length, text: Word(f" {text}", start, start + length, 0.5),
            st.floats(0, 40),
            st.floats(0, 2),
            st.text("abc", min_size=1, max_size=4),
        ),
    ),
    max_size=40,
)


@given(words_of_calls)
def test_no_word_is_lost_or_doubled_and_time_only_goes_on(spoken):
    turns = to_turns(spoken, LEGS)
    for speaker in ("agent", "customer"):
        said = sorted(w for t in turns if t.speaker == speaker for w in t.text.split())
        assert said == sorted(word.text.strip() for who, word in spoken if who == speaker)
    assert [t.turn_no for t in turns] == list(range(1, len(turns) + 1))
    starts = [t.start_s for t in turns]
    assert starts == sorted(starts)
