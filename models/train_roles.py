"""Learn which words agents say and which customers, from labelled journeys.

    python models/train_roles.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/roles.nl.toml` and `models/roles.en.toml`: a logistic regression over words and pairs
of words, a turn at a time, with few weights (L1), for `pipeline/transcribe/roles.py`. What is
reported: in how many legs the agent's side leans further to the agent than the customer's does, by
cross-validation over journeys, from the whole leg and from its first 20 s, clean and with words
spoilt as a recogniser spoils them.
"""

import argparse
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.domain import Turn
from pipeline.transcribe.roles import terms_of

REGULARISATION = 1.0
FOLDS = 10
LEAST_JOURNEYS = 3  # that a term must come from: what one writer's customers say is no rule
SPOILT = 0.25  # of the words
OPENING_S = 20.0
MASK = re.compile(r"\[[^\]]*\]")

Leg = tuple[str, tuple[Turn, ...]]


def legs_of(journeys: Sequence[LabelledJourney], language: str) -> list[Leg]:
    """Each leg in which both sides speak, with its journey."""
    legs = [
        (gold.journey_id, contact.turns_of(leg.leg_no))
        for gold in journeys
        for contact in gold.contacts
        if contact.language == language
        for leg in contact.legs
    ]
    both = {"agent", "customer"}
    return [(j, turns) for j, turns in legs if {turn.speaker for turn in turns} >= both]


def fit(legs: Sequence[Leg]) -> dict[str, float]:
    """The weight of each term, in log chance that an agent says it."""
    turns = [(j, turn) for j, turns in legs for turn in turns if turn.speaker != "ivr"]
    counter = CountVectorizer(analyzer=lambda text: sorted(terms_of(text)), binary=True)
    found = counter.fit_transform([MASK.sub(" . ", turn.text) for _, turn in turns])
    journeys = np.array([j for j, _ in turns])
    spread = sum(
        (np.asarray(found[journeys == j].sum(axis=0)).ravel() > 0).astype(int)
        for j in np.unique(journeys)
    )
    common = np.flatnonzero(spread >= LEAST_JOURNEYS)
    model = LogisticRegression(
        C=REGULARISATION, l1_ratio=1.0, solver="liblinear", random_state=0
    ).fit(found[:, common], [turn.speaker == "agent" for _, turn in turns])
    names = counter.get_feature_names_out()[common]
    weights = dict(zip(names, model.coef_[0].tolist(), strict=True))
    return {term: round(w, 2) for term, w in weights.items() if abs(w) >= 0.05}


def spoil(text: str, words: Sequence[str], draw: random.Random) -> str:
    """The text with a quarter of its words lost, misheard or taken for others."""
    said = []
    for word in text.split():
        chance = draw.random() / SPOILT
        if chance < 0.25:
            continue
        if chance < 0.65:
            at = draw.randrange(len(word))
            said.append(word[:at] + draw.choice("aeioutnrsd") + word[at + 1 :])
        else:
            said.append(draw.choice(words) if chance < 1.0 else word)
    return " ".join(said)


def lean(turns: Sequence[Turn], side: str, weights: dict[str, float], reading: tuple) -> float:
    """How far one side of a leg leans to the agent, as it would be heard."""
    until_s, words, draw = reading
    heard = []
    for turn in turns:
        if turn.speaker != side or turn.start_s - turns[0].start_s >= until_s:
            continue
        share = (until_s - turn.start_s + turns[0].start_s) / max(turn.end_s - turn.start_s, 0.1)
        all_words = MASK.sub(" . ", turn.text).split()
        heard += all_words[: max(1, int(min(1.0, share) * len(all_words)))]
    text = " ".join(heard)
    return sum(weights.get(t, 0.0) for t in terms_of(spoil(text, words, draw) if words else text))


def cross_validate(legs: Sequence[Leg]) -> list[str]:
    """A line for each way of listening: legs in which the sides are told rightly."""
    journeys = [j for j, _ in legs]
    folds = list(GroupKFold(FOLDS).split(legs, groups=journeys))
    learned = [fit([legs[i] for i in train]) for train, _ in folds]
    vocabulary = [word for _, turns in legs for turn in turns for word in turn.text.split()]
    lines = []
    for name, until_s in (("the whole leg", 1e9), ("the first 20 s", OPENING_S)):
        for spoilt, words in (("", []), (", a quarter of the words spoilt", vocabulary)):
            right = 0
            for (_, test), weights in zip(folds, learned, strict=True):
                reading = (until_s, words, random.Random(1))  # noqa: S311 - the same every time
                for i in test:
                    agent, customer = (
                        lean(legs[i][1], side, weights, reading) for side in ("agent", "customer")
                    )
                    right += agent > customer
            lines.append(f"# from {name}{spoilt}: {right} of {len(legs)} legs right")
    return lines


def main() -> None:
    """Train, cross-validate, write, a language at a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    journeys = read_labelled(parser.parse_args().gold)
    for language in ("nl", "en"):
        legs = legs_of(journeys, language)
        weights = fit(legs)
        ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        lines = [
            "# Trained weights of transcribe/roles; made by models/train_roles.py, card: models/README.md",
            f"# {len({j for j, _ in legs})} journeys; {FOLDS}-fold over journeys, without the phrase lists:",
            *cross_validate(legs),
            "intercept = 0.0",
            "",
            "[weights]",
            *(f'"{term}" = {weight:.2f}' for term, weight in ordered),
        ]
        file = Path(__file__).parent / f"roles.{language}.toml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print("\n".join(lines[1:6]), len(weights))


if __name__ == "__main__":
    main()
