"""A customer tells the story again to another agent, or in a later contact.

Three questions, one after the other: how likely each turn retells (`turns`), whether the leg as a
whole holds a retelling (`legs`), and if so, which of its turns are part of it (`pieces`). What it goes
back to is found in `first`.
"""

from collections.abc import Iterator, Sequence

from pipeline.detect.registry import detector
from pipeline.detect.repeat_story.first import first_telling
from pipeline.detect.repeat_story.hearing import hear
from pipeline.detect.repeat_story.legs import leg_features
from pipeline.detect.repeat_story.pieces import piece_features, retold_of
from pipeline.detect.repeat_story.space import Space, load_space
from pipeline.detect.repeat_story.turns import PHRASES, Candidate, Said, candidates
from pipeline.domain import Journey, Quote, Sighting, Turn
from pipeline.language import content_words, spoken_words
from pipeline.language.loops import without_loops
from pipeline.trained import Weights, load_choice

MODEL = "repeat_story"
CLAIM_FROM = 0.5  # chance from which a leg is claimed
MOST_SURE = 0.97  # confidence of the surest: on calls of others some of them will be wrong as well


@detector(version=6)
def detect(journey: Journey) -> Iterator[Sighting]:
    """The customer tells again what was already told to an earlier agent or in an earlier contact.

    The weights are in `models/repeat_story.toml`, the space in which turns are held against each
    other in `models/retold_space.npz`. A marker phrase ("as I said") counts for nothing: half of
    what is told again has none, and it is said where nothing is.
    """
    weights, space = load_choice(MODEL).options, load_space()
    said: list[Said] = []
    for contact in journey.contacts:
        for leg in contact.legs:
            found = candidates(contact, leg, said, space)
            if found:
                totals = [weights["turn"].total(each.features) for each in found]
                heard = hear(found, said, totals, space)
                chance = weights["leg"].chance(leg_features(heard))
                if chance >= CLAIM_FROM:
                    parts = [weights["piece"].chance(each) for each in piece_features(heard)]
                    if retold := retold_of(found, parts):
                        yield _sighting(retold, chance, weights["turn"], said, space)
            said.extend(Said(contact, turn) for turn in contact.turns_of(leg.leg_no))


def _sighting(
    retold: Sequence[Candidate], chance: float, turn: Weights, said: Sequence[Said], space: Space
) -> Sighting:
    first = first_telling(retold, said, space)
    contact, leg = retold[0].contact, retold[0].leg
    surest = max(range(len(retold)), key=lambda at: turn.total(retold[at].features))
    asked = next((each.asked for each in retold[: surest + 1] if each.asked), None)
    words = [len(content_words(each.turn.text)) for each in retold]
    share_new = sum(w * each.share_new for w, each in zip(words, retold, strict=True)) / max(
        1, sum(words)
    )
    return Sighting(
        evidence=tuple(Quote.cite(contact.contact_id, each.turn, "retold") for each in retold),
        related=tuple(Quote.cite(each.contact.contact_id, each.turn, "told") for each in first),
        leg_no=leg.leg_no,
        related_leg_no=first[0].turn.leg_no,
        confidence=round(min(MOST_SURE, chance), 3),
        seconds_lost=round(sum(_spoken_s(each.turn) for each in retold), 1),
        detail={
            "prompt": "agent_asked" if asked else "volunteered",
            "prompt_turn": asked.turn_no if asked else None,
            "scope": "same_call" if first[0].contact is contact else "later_contact",
            "has_marker": any(
                PHRASES.has(contact.language, each.turn.text, "marker") for each in retold
            ),
            "share_new": round(share_new, 2),
        },
    )


def _spoken_s(turn: Turn) -> float:
    """Seconds of a turn, without those that a recogniser's loop makes up."""
    return (
        (turn.end_s - turn.start_s)
        * len(without_loops(turn.text))
        / max(1, len(spoken_words(turn.text)))
    )
