"""Which turns of a leg that holds a retelling are part of it."""

import math
from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.detect.repeat_story.hearing import AgentTurn, Hearing
from pipeline.detect.repeat_story.turns import Candidate
from pipeline.language import content_words

BELONGS_FROM = 0.42  # chance from which a turn is part of it …
PIECE_FROM = 0.2  # … and the same where that leaves a few words only
LEAST_RETOLD = 5  # content words under which somebody asks how it stands, and tells nothing
NOTHING_BEFORE = -6.0  # log odds of the turn before the first


def piece_features(heard: Hearing) -> Iterator[dict[str, float]]:
    """What speaks for and against each of the candidates of a leg, in order."""
    totals = heard.totals
    surest = int(np.argmax(totals))
    gist = heard.meant @ heard.gist
    agent = deque(heard.agent)
    asking: AgentTurn | None = None
    for place, each in enumerate(heard.found):
        while agent and agent[0].before <= place:
            asking = agent.popleft()
        yield {
            "below_surest": float(totals[place] - totals[surest]),
            "turn_before": float(totals[place - 1]) if place else NOTHING_BEFORE,
            "gist": float(gist[place]),
            "gist_before": float(gist[place - 1]) if place else 0.0,
            "after_surest": float(max(0, place - surest)),
            "before_surest": float(max(0, surest - place)),
            "place": math.log1p(place),
            "asked_about_it": asking.closeness if asking else 0.0,
            "is_answer": float(asking.is_question) if asking else 0.0,
            "substance": each.features["substance"],
            "customer_before": each.features["customer_before"],
            "share_of_story": each.features["share_of_story"],
        }


def retold_of(found: Sequence[Candidate], chances: Sequence[float]) -> list[Candidate]:
    """Which of the candidates make up the retelling, by their chances; none where they say too little."""
    for belongs_from in (BELONGS_FROM, PIECE_FROM):
        least = min(belongs_from, max(chances))
        retold = [each for each, chance in zip(found, chances, strict=True) if chance >= least]
        told = {word for each in retold for word in content_words(each.turn.text)}
        if len(told) >= LEAST_RETOLD:
            return retold
    return []
