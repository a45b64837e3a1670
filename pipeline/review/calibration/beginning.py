"""Begins a calibration from what a form says, or says why it cannot be."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.ledger import (
    Calibration,
    Card,
    NotBlindError,
    Person,
    current_answers,
    current_cards,
    list_people,
    open_calibration,
)
from pipeline.review.ledger.calibration import Leg
from pipeline.review.visit import Visit, sight_of

LONGEST_NAME, MOST_CALLS, CANDIDATES = 80, 30, 400
TAKES_PART = "with_"  # before a name: the field of its checkbox


class CannotBeginError(ValueError):
    """The session cannot begin; the message is the key of what is wrong, `what` what it is about."""

    def __init__(self, problem: str, what: str = "") -> None:
        super().__init__(problem)
        self.what = what


def judges(visit: Visit) -> list[Person]:
    """Who can take part, by name."""
    return [each for each in list_people(visit.screens.ledger) if each.role in ("coach", "admin")]


def begin(visit: Visit, form: Mapping[str, str]) -> Calibration:
    """Begin the session that a form asks for; raises CannotBeginError."""
    name = " ".join(form.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise CannotBeginError("no_name")
    cards = {card.version_id: card for card in current_cards(visit.screens.ledger)}
    card = cards.get(form.get("version_id", ""))
    if card is None:
        raise CannotBeginError("no_card")
    people = [each for each in judges(visit) if f"{TAKES_PART}{each.name}" in form]
    if len(people) < 2:
        raise CannotBeginError("people")
    named = list(dict.fromkeys(line.strip() for line in form.get("calls", "").split("\n")))
    wanted = [contact for contact in named if contact][:MOST_CALLS]
    legs = _named(visit, wanted, people) if wanted else _drawn(visit, card, people, form)
    try:
        return open_calibration(
            visit.screens.ledger,
            name=name,
            card=card,
            legs=legs,
            people=[each.name for each in people],
            person=visit.name,
            now=visit.now,
        )
    except NotBlindError as known:
        raise CannotBeginError("blind", str(known)) from None


def _named(visit: Visit, wanted: Sequence[str], people: Sequence[Person]) -> list[Leg]:
    legs = dict(_longest_legs(visit, wanted))
    for contact_id in wanted:
        if contact_id not in legs:
            raise CannotBeginError("call", contact_id)
        if not _is_seen_by_all(visit, contact_id, people):
            raise CannotBeginError("sight", contact_id)
    return list(legs.items())


def _drawn(
    visit: Visit, card: Card, people: Sequence[Person], form: Mapping[str, str]
) -> list[Leg]:
    """So many legs by lot; the lot falls by the moment, and nobody chooses."""
    asked = form.get("n_drawn", "")
    n = min(MOST_CALLS, int(asked)) if asked.isdecimal() and int(asked) else 5
    known = {
        each.contact_id
        for each in current_answers(visit.screens.ledger, version_id=card.version_id)
    }
    drawn: list[Leg] = []
    for leg in _longest_legs(visit, None):
        if len(drawn) == n:
            break
        if leg[0] not in known and _is_seen_by_all(visit, leg[0], people):
            drawn.append(leg)
    if not drawn:
        raise CannotBeginError("no_calls")
    return drawn


def _longest_legs(visit: Visit, contact_ids: Sequence[str] | None) -> list[Leg]:
    rows = visit.rows(
        "screens_longest_legs",
        **visit.sight,
        contact_ids=None if contact_ids is None else json.dumps(contact_ids),
        seed=visit.now.isoformat(),
        n=CANDIDATES,
    )
    return [(row["contact_id"], row["leg_no"]) for row in rows]


def _is_seen_by_all(visit: Visit, contact_id: str, people: Sequence[Person]) -> bool:
    def may_see(sight: Mapping[str, Any]) -> bool:
        return bool(visit.rows("screens_may_see", contact_id=contact_id, **sight)[0]["may_see"])

    return all(may_see(sight_of(each)) for each in people)
