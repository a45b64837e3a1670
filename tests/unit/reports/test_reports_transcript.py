"""Turns cut into pieces."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.reports import Words
from pipeline.reports.transcript import pieces_of, shared_pieces
from tests.unit.reports.lisa import AGAIN, FIRST, lisa

NL = Words.of("nl")


def mark(start: int, end: int, finding_id: str = "f1", cue: str = "retold") -> dict[str, object]:
    return {
        "turn_no": 6,
        "char_start": start,
        "char_end": end,
        "cue": cue,
        "kind": "repeat_story" if finding_id == "f1" else "repeat_identification",
        "finding_id": finding_id,
    }


spans = st.tuples(st.integers(0, len(AGAIN) - 1), st.integers(1, len(AGAIN))).filter(
    lambda s: s[0] < s[1]
)


@given(st.lists(spans, max_size=6))
def test_the_pieces_are_the_text_and_mark_just_what_is_evidence(found):
    told = lisa(marks=[mark(*span) for span in found])
    pieces = pieces_of(told.turns[5], told, NL)
    assert "".join(piece.text for piece in pieces) == AGAIN
    marked = {i for start, end in found for i in range(start, end)}
    at = 0
    for piece in pieces:
        assert (piece.kind is not None) == (at in marked)
        at += len(piece.text)


def test_overlapping_marks_tell_all_that_they_prove():
    told = lisa(marks=[mark(0, 10), mark(5, 15, "f2", "asked_again")])
    first, both, second, rest = pieces_of(told.turns[5], told, NL)
    assert first.title == "1 · Herhaald verhaal: opnieuw verteld"
    assert both.title == f"{first.title}; {second.title}"
    assert (first.numbers, both.numbers, second.numbers) == ((), (1,), (2,))
    assert rest.kind is None


def test_the_earlier_place_is_marked_as_such():
    told = lisa()
    (piece,) = pieces_of(told.turns[2], told, NL)
    assert (piece.kind, piece.text, piece.numbers) == ("told", FIRST, (1,))


def test_the_words_of_a_transfer_are_marked_too():
    evidence = [{"turn_no": 4, "char_start": 0, "char_end": 17, "cue": "announced"}]
    told = lisa(transfer_evidence=evidence)
    piece, dot = pieces_of(told.turns[3], told, NL)
    assert (piece.kind, piece.title, dot.text) == ("transfer", "Doorverbinding: aangekondigd", ".")


def test_shared_words_are_those_that_come_back():
    pieces = shared_pieces(AGAIN, FIRST)
    assert "".join(piece.text for piece in pieces) == AGAIN
    assert [piece.text for piece in pieces if piece.is_shared] == ["koude", "lucht", "Breda"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_shared_pieces_lose_nothing(one, other):
    assert "".join(piece.text for piece in shared_pieces(one, other)) == one
