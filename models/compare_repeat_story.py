"""Hold `repeat_story` against simple ways to find a retelling.

    python models/compare_repeat_story.py FOLDER_OF_LABELLED_JOURNEYS

Prints one line each, on the labelled journeys as they were written and misheard: the detector
(cross-validated), every leg that comes after a telling, marker phrases ("as I said") alone, and the
highest TF-IDF cosine between a customer's turn and those of earlier legs, once with the threshold
that the other folds choose and once with the best one in hindsight.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from train_repeat_story import (
    FOLDS,
    Agreement,
    Heard,
    HeardLeg,
    cross_validate,
    hear_all,
    read_all,
    tenths,
)

from pipeline.detect.repeat_story.first import first_telling
from pipeline.detect.repeat_story.turns import PHRASES, Candidate
from pipeline.language import content_words

Claim = Callable[[HeardLeg], list[Candidate]]
THRESHOLDS = np.arange(0.02, 0.6, 0.02)


def agreement_of(heard: Sequence[Heard], claim: Claim) -> Agreement:
    """The agreement of a way to claim the retold turns of a leg."""
    agreement = Agreement()
    for one in heard:
        claims = [(retold, leg.said) for leg in one.legs if (retold := claim(leg))]
        agreement.add(
            one, [(retold, first_telling(retold, said, one.space)) for retold, said in claims]
        )
    return agreement


def longest(leg: HeardLeg) -> list[Candidate]:
    """The longest turn of every leg in which something could be told again."""
    return [max(leg.found, key=lambda each: each.features["substance"])]


def marked(leg: HeardLeg) -> list[Candidate]:
    """The turns with a marker phrase."""
    return [
        each for each in leg.found if PHRASES.has(each.contact.language, each.turn.text, "marker")
    ]


class Cosine:
    """The highest TF-IDF cosine of a turn with those that the customer said before."""

    def __init__(self, heard: Sequence[Heard]) -> None:
        """Weigh words by how many turns use them."""
        turns = [each.turn.text for one in heard for leg in one.legs for each in leg.found]
        self.vectorizer = TfidfVectorizer(analyzer=content_words).fit(turns)
        self.known: dict[int, list[float]] = {}

    def claim(self, leg: HeardLeg, threshold: float) -> list[Candidate]:
        """The turns whose cosine reaches the threshold."""
        if id(leg) not in self.known:
            self.known[id(leg)] = self._cosines(leg)
        cosines = self.known[id(leg)]
        return [
            each for each, cosine in zip(leg.found, cosines, strict=True) if cosine >= threshold
        ]

    def _cosines(self, leg: HeardLeg) -> list[float]:
        told = [each.turn.text for each in leg.said if each.turn.speaker == "customer"]
        here = self.vectorizer.transform([each.turn.text for each in leg.found])
        return [float(row.max()) for row in (here @ self.vectorizer.transform(told).T).toarray()]


def f1(agreement: Agreement) -> float:
    """F1 of the events."""
    differing = agreement.false + agreement.missed
    return 2 * agreement.right / max(1, 2 * agreement.right + differing)


def cosine_in_folds(heard: Sequence[Heard], cosine: Cosine) -> tuple[Agreement, float]:
    """The agreement with each fold at the threshold that is best in the others; the best F1 of all."""

    def at(threshold: float, some: Sequence[Heard]) -> Agreement:
        return agreement_of(some, lambda leg: cosine.claim(leg, threshold))

    tenth = tenths(one.written.writer for one in heard)
    agreement = Agreement()
    for held in range(FOLDS):
        others = [one for one in heard if tenth[one.written.writer] != held]
        scores = [f1(at(threshold, others)) for threshold in THRESHOLDS]
        here = [one for one in heard if tenth[one.written.writer] == held]
        found = at(THRESHOLDS[int(np.argmax(scores))], here)
        for field in vars(found):
            setattr(agreement, field, getattr(agreement, field) + getattr(found, field))
    return agreement, max(f1(at(threshold, heard)) for threshold in THRESHOLDS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    heard, _ = hear_all(list(read_all(parser.parse_args().gold)))
    claims = cross_validate(heard)
    for is_misheard in (False, True):
        some = [
            one
            for one in heard
            if one.written.is_labelled and bool(one.written.seed) == is_misheard
        ]
        cosine = Cosine(some)
        in_folds, hindsight = cosine_in_folds(some, cosine)
        print("a fifth misheard" if is_misheard else "as written")
        detector = agreement_of(some, lambda leg: claims[id(leg)][1])
        print("  repeat_story:", detector)
        print("  every leg after a telling:", agreement_of(some, longest))
        print("  marker phrases alone:", agreement_of(some, marked))
        print("  TF-IDF cosine, threshold of the other folds:", in_folds)
        print(f"  TF-IDF cosine, best threshold in hindsight: F1 {hindsight:.3f}")


if __name__ == "__main__":
    main()
