"""Which turns told first what was told again."""

import math
from collections.abc import Sequence

from pipeline.detect.repeat_story.space import Space
from pipeline.detect.repeat_story.turns import Candidate, Said, only_identifies
from pipeline.language import Story, content_words

SAME_TELLING = (
    0.5  # share of the best leg's likeness from which an earlier leg is the first telling
)
TOLD_IN_THIS_CALL = 0.3  # the same for a leg of this very call, of which the next agent could know
MEANT = 8.0  # what a turn that means the same weighs beside rare words that come back
FEW_WORDS = 4  # of content; a turn of fewer means little
TELLING_TURN = 0.25  # share of the best turn's likeness from which a turn is part of that telling


def first_telling(retold: Sequence[Candidate], said: Sequence[Said], space: Space) -> list[Said]:
    """The turns in which the story was told first: of the earliest leg that tells about as much of it.

    Told again within a call, it is a leg of that call unless the story was hardly told there: it is
    that agent who did not pass it on.
    """
    contact_id = retold[0].contact.contact_id
    told = [each for each in said if each.turn.speaker == "customer" and each.turn.text]
    told = [each for each in told if not only_identifies(each.turn)] or told
    story = Story([each.turn.text for each in told], [each.turn.text for each in said])
    alike = story.alike(" ".join(each.turn.text for each in retold))
    by_leg: dict[tuple[str, int], list[tuple[float, Said]]] = {}
    for words, meant, each in zip(alike, _meant(retold, told, space), told, strict=True):
        n_words = len(content_words(each.turn.text))
        # Where no word comes back, the turn that says most is the telling.
        substance = math.log1p(n_words) / (4 if words else 16)
        weight = words + substance + MEANT * meant * min(1.0, n_words / FEW_WORDS)
        place = (each.contact.contact_id, each.turn.leg_no)
        by_leg.setdefault(place, []).append((weight, each))
    totals = {place: sum(weight for weight, _ in turns) for place, turns in by_leg.items()}
    best = max(totals.values())
    here = {place: total for place, total in totals.items() if place[0] == contact_id}
    if here and max(here.values()) >= TOLD_IN_THIS_CALL * best:
        totals, best = here, max(here.values())
    place = next(place for place in totals if totals[place] >= SAME_TELLING * best)
    top = max(weight for weight, _ in by_leg[place])
    return [each for weight, each in by_leg[place] if weight >= TELLING_TURN * top]


def _meant(retold: Sequence[Candidate], told: Sequence[Said], space: Space) -> list[float]:
    """How close each turn comes in meaning to the closest of those that retell; 0: no more than any two."""
    contacts = {each.contact.contact_id: each.contact for each in told}
    contacts |= {each.contact.contact_id: each.contact for each in retold}
    placed = {contact_id: space.of_turns(contact) for contact_id, contact in contacts.items()}
    again = [placed[each.contact.contact_id][each.turn.turn_no] for each in retold]
    return [
        max(0.0, *(float(placed[each.contact.contact_id][each.turn.turn_no] @ a) for a in again))
        for each in told
    ]
