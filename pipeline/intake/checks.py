"""What must hold between the keys of a contact document."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.intake.document import ContactDocument, FilePiece, LegDocument
from pipeline.intake.draft import Fault

# Switches round legs to whole seconds and log holds in fractions: a hold may stick out by less.
ROUNDING_S = 1.0
LARGEST_LEG_NO = 9_999  # longer numbers are segment ids of a switch, not places in a contact


def leg_numbers(legs: Sequence[LegDocument]) -> tuple[int, ...]:
    """The number of each leg: its leg_id when all are small whole numbers, else its place by start."""
    ids = [leg.leg_id for leg in legs]
    numbers = [
        int(text) for text in ids if text and text.isascii() and text.isdigit() and len(text) < 9
    ]
    if len(numbers) == len(ids) and max(numbers, default=0) <= LARGEST_LEG_NO:
        return tuple(numbers)
    by_start = sorted(
        range(len(legs)), key=lambda i: (legs[i].start_s, legs[i].end_s, ids[i] or "")
    )
    return tuple(by_start.index(i) + 1 for i in range(len(legs)))


def leg_names(legs: Sequence[LegDocument]) -> dict[str, int]:
    """The number of each leg by the name that turns and recordings call it by."""
    numbers = leg_numbers(legs)
    return {leg.leg_id or str(number): number for leg, number in zip(legs, numbers, strict=True)}


def faults_in(document: ContactDocument) -> list[Fault]:
    """Everything in a well-formed document that contradicts itself or is not enough to work with."""
    return [
        *_content_faults(document),
        *_leg_faults(document.legs),
        *_overlaps(document.legs),
        *_hold_faults(document.legs),
        *_piece_faults(document),
        *_turn_faults(document),
    ]


def _content_faults(document: ContactDocument) -> Iterator[Fault]:
    if not document.recording and not document.transcript and not document.turns:
        yield Fault(
            ("recording",),
            "neither a recording, nor a transcript, nor turns",
            "the path of a recording or transcript, or turns",
        )


def _leg_faults(legs: Sequence[LegDocument]) -> Iterator[Fault]:
    names = Counter(leg.leg_id or str(no) for leg, no in zip(legs, leg_numbers(legs), strict=True))
    numbers = Counter(leg_numbers(legs))
    for i, (leg, number) in enumerate(zip(legs, leg_numbers(legs), strict=True)):
        if leg.end_s < leg.start_s:
            yield Fault(
                ("legs", i, "end_s"),
                f"the leg ends at {leg.end_s:g} s but begins at {leg.start_s:g} s",
                "an end at or after the start, both in seconds from the start of the contact",
            )
        elif (leg.hold_s or 0.0) > leg.end_s - leg.start_s + ROUNDING_S:
            yield Fault(
                ("legs", i, "hold_s"),
                f"{leg.hold_s:g} s on hold in a leg of {leg.end_s - leg.start_s:g} s",
                "no more than the leg lasts",
            )
        if names[leg.leg_id or str(number)] > 1 or numbers[number] > 1:
            yield Fault(
                ("legs", i, "leg_id"), "two legs have this leg_id", "another one for each leg"
            )


def _overlaps(legs: Sequence[LegDocument]) -> Iterator[Fault]:
    in_order = sorted(enumerate(legs), key=lambda item: (item[1].start_s, item[1].end_s))
    for (_, earlier), (i, later) in pairwise(in_order):
        if later.start_s < earlier.end_s and earlier.end_s > earlier.start_s:
            yield Fault(
                ("legs", i, "start_s"),
                f"the leg begins at {later.start_s:g} s but the one before it ends at {earlier.end_s:g} s",
                "legs one after another; take the moment of the transfer as the end of the first",
            )


def _hold_faults(legs: Sequence[LegDocument]) -> Iterator[Fault]:
    for i, leg in enumerate(legs):
        for j, (start_s, end_s) in enumerate(leg.holds or ()):
            if end_s < start_s:
                yield Fault(
                    ("legs", i, "holds", j),
                    f"the hold ends at {end_s:g} s but begins at {start_s:g} s",
                    "an end at or after the start",
                )
            elif start_s < leg.start_s - ROUNDING_S or end_s > leg.end_s + ROUNDING_S:
                yield Fault(
                    ("legs", i, "holds", j),
                    f"the hold lasts from {start_s:g} to {end_s:g} s but its leg "
                    f"from {leg.start_s:g} to {leg.end_s:g} s",
                    "a hold within its leg, in seconds from the start of the contact",
                )
        for earlier, later in pairwise(sorted(leg.holds or ())):
            if later[0] < earlier[1]:
                yield Fault(
                    ("legs", i, "holds"),
                    f"a hold begins at {later[0]:g} s before the last one ends at {earlier[1]:g} s",
                    "holds one after another",
                )


def _piece_faults(document: ContactDocument) -> Iterator[Fault]:
    names = leg_names(document.legs)
    named: Mapping[str, Sequence[FilePiece] | None] = {
        "recording": document.recording,
        "transcript": document.transcript,
    }
    for key, pieces in named.items():
        for i, piece in enumerate(pieces or ()):
            if piece.leg is not None and piece.leg not in names:
                yield Fault((key, i, "leg"), "a leg that is not in legs", "the leg_id of a leg")


def _turn_faults(document: ContactDocument) -> Iterator[Fault]:
    turns = document.turns or ()
    names, numbers = leg_names(document.legs), Counter(turn.turn for turn in turns)
    for i, turn in enumerate(turns):
        if turn.leg not in names:
            yield Fault(("turns", i, "leg"), "a leg that is not in legs", "the leg_id of a leg")
        if numbers[turn.turn] > 1:
            yield Fault(
                ("turns", i, "turn"),
                f"turn {turn.turn} stands here twice",
                "another number for each turn",
            )
        if turn.t1 < turn.t0:
            yield Fault(
                ("turns", i, "t1"),
                f"the turn ends at {turn.t1:g} s but begins at {turn.t0:g} s",
                "an end at or after the start",
            )
