"""Outcome and main cause of short contacts of many branches, written apart from the training data.

Both are estimates, so not every one has to be right, but most of each kind must be.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.detect import find_all
from pipeline.domain import EffortScore, Journey, Speaker
from pipeline.language.phrases import LANGUAGES
from pipeline.score import judge
from tests.support.build import contact_of, journey_of

SPEAKERS: dict[str, Speaker] = {"A": "agent", "C": "customer"}
ENOUGH = 0.7  # share that must be right, overall
ENOUGH_OF_A_KIND = 0.5


@dataclass(frozen=True)
class Written:
    """A contact, and what people say of it."""

    journey: Journey
    outcome: str
    cause: str


def written(language: str) -> list[Written]:
    text = Path(__file__).with_name(f"judged.{language}.txt").read_text(encoding="utf-8")
    found = []
    for number, block in enumerate(text.split("\n=== ")[1:]):
        head, *lines = block.strip().splitlines()
        outcome, cause = (part.strip() for part in head.split("|"))
        legs: list[list[tuple[Speaker, str]]] = [[]]
        for line in lines:
            if line == "--":
                legs.append([])
            else:
                legs[-1].append((SPEAKERS[line[0]], line[2:]))
        contact = contact_of(legs, language=language, contact_id=f"{language}{number}")
        if outcome.endswith(" hangup"):
            last = replace(contact.legs[-1], ended_by="customer_hangup")
            contact = replace(contact, legs=(*contact.legs[:-1], last))
        found.append(Written(journey_of(contact), outcome.removesuffix(" hangup"), cause))
    return found


@lru_cache(maxsize=len(LANGUAGES))
def judged(language: str) -> list[tuple[Written, EffortScore]]:
    return [(each, judge(each.journey, find_all(each.journey))[0][0]) for each in written(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_outcomes_are_right(language: str) -> None:
    of_kind = defaultdict(list)
    for each, score in judged(language):
        of_kind[each.outcome].append(score.outcome == each.outcome)
    check(of_kind)
    assert len(of_kind) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_main_causes_are_right(language: str) -> None:
    of_kind = defaultdict(list)
    for each, score in judged(language):
        of_kind[each.cause].append(score.main_cause == each.cause)
    check(of_kind)
    assert len(of_kind) == 5


def check(of_kind: dict[str, list[bool]]) -> None:
    right = [each for kind in of_kind.values() for each in kind]
    assert sum(right) / len(right) >= ENOUGH, dict(of_kind)
    for kind, hits in of_kind.items():
        assert sum(hits) / len(hits) >= ENOUGH_OF_A_KIND, (kind, hits)
