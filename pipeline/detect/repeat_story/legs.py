"""Whether a leg as a whole holds a retelling.

Told in short answers to one question after another, no turn says enough by itself; together they
bring the story back, and the agent's questions are about what was told before.
"""

import numpy as np

from pipeline.detect.repeat_story.hearing import Hearing, middle

FIRST_WORDS = 120  # content words of the customer among which a story is told again
BEST_TOLD, BEST_ASKED = 5, 4  # sentences told before, and questions, that come back most
LIKELY = 0.1  # chance from which a turn may retell
LEAST_TOTAL = -8.0
OPENING = 2  # turns of the agent in which one who knows the story shows it


def leg_features(heard: Hearing) -> dict[str, float]:
    """What speaks for and against a retelling in a leg."""
    back = heard.comes_back()
    said_before = np.concatenate([[0.0], np.cumsum(heard.sentence_words)[:-1]])
    early = back[said_before < FIRST_WORDS].max(axis=0)
    chances = 1.0 / (1.0 + np.exp(-heard.totals))
    here = middle(heard.sentences, heard.sentence_words)
    last = heard.found[-1].features
    questions = [each.closeness for each in heard.agent if each.is_question]
    return {
        "surest_turn": max(LEAST_TOTAL, float(heard.totals.max())),
        "likely_turns": float(np.log1p((chances > LIKELY).sum())),
        "comes_back": _best(early, BEST_TOLD),
        "closest_sentence": float(back.max()),
        "was_told": float(np.log1p(len(heard.told))),
        "gist": float(here @ heard.gist),
        "meant_before": max(each.features["meant_before"] for each in heard.found),
        "asked": float(sum(each.features["asked"] for each in heard.found)),
        "questions": float(np.log1p(len(questions))),
        "asked_about_it": _best(np.array(questions), BEST_ASKED),
        "opened_with_it": max((each.closeness for each in heard.agent[:OPENING]), default=0.0),
        "told_most": last["told_most"],
        "new_issue": last["new_issue"],
        "chasing": last["chasing"],
        "told_in_this_call": last["told_in_this_call"],
    }


def _best(values: np.ndarray, n: int) -> float:
    """The mean of the highest n; 0 where there are none."""
    return float(np.sort(values)[::-1][:n].mean()) if len(values) else 0.0
