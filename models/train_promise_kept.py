"""Learn what became of promises from labelled journeys.

    python models/train_promise_kept.py FOLDER_OF_LABELLED_JOURNEYS

Writes `models/promise_kept.npz`, a straight cut through the meaning of how the next contact begins, and
`models/promise_kept.toml`, how much it weighs beside what is said in so many words. The weights are
learnt with cuts that have not seen the writer, and the agreement is measured on writers left out.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import LabelledJourney, read_labelled, writer_of
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut

from pipeline.detect.promise import made_in
from pipeline.detect.promise.candidates import Candidate
from pipeline.detect.promise.fate import (
    BROKEN_UNTIL,
    KEPT_FROM,
    QUOTED_FROM,
    Cut,
    forget_cut,
    meant_at_first,
    said_kept,
)

FOLDER = Path(__file__).parent
HELD = 0.03  # the inverse of how strongly the cut is held to nothing (logistic regression, C)


@dataclass(frozen=True)
class Promise:
    """A promise of which labels say what became: what words show of it, how the next contact begins."""

    writer: str
    said: float
    meant: np.ndarray
    is_kept: bool


def promises_of(gold: LabelledJourney) -> list[Promise]:
    """The promises of a journey that a later contact shows kept or broken."""
    found = []
    for label in gold.labels["promises"]:
        at = [contact.contact_id for contact in gold.contacts].index(label["contact"])
        contact, later = gold.contacts[at], gold.contacts[at + 1 :]
        turn = next(turn for turn in contact.turns if turn.turn_no == label["turn"])
        if not later or label["kept"] == "unknown":
            continue
        made = made_in(contact, turn) or [Candidate(turn, 0, len(turn.text), (), None, {})]
        found.append(
            Promise(
                writer_of(gold),
                said_kept(later[0], turn, made),
                meant_at_first(later[0]),
                label["kept"] == "kept",
            )
        )
    return found


def learn_cut(meant: np.ndarray, kept: np.ndarray) -> Cut:
    """The cut that tells kept promises from broken ones by how the next contact begins."""
    model = LogisticRegression(C=HELD, max_iter=5000).fit(meant, kept)
    return Cut(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def by_others(meant: np.ndarray, kept: np.ndarray, writers: np.ndarray) -> np.ndarray:
    """What a cut that has not seen the writer says of each promise, in log odds."""
    sounds = np.zeros(len(kept))
    for train, test in LeaveOneGroupOut().split(meant, kept, writers):
        cut = learn_cut(meant[train], kept[train])
        sounds[test] = [cut.kept(each) for each in meant[test]]
    return sounds


def weigh(said: np.ndarray, sounds: np.ndarray, kept: np.ndarray) -> LogisticRegression:
    """How much words and meaning weigh."""
    return LogisticRegression(C=1.0, max_iter=1000).fit(np.c_[said, sounds], kept)


def main() -> None:
    """Train, measure on writers left out, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    promises = [
        one for each in read_labelled(parser.parse_args().gold) for one in promises_of(each)
    ]
    said = np.array([each.said for each in promises])
    meant = np.array([each.meant for each in promises])
    kept = np.array([each.is_kept for each in promises])
    writers = np.array([each.writer for each in promises])
    chance = np.zeros(len(kept))
    for train, test in LeaveOneGroupOut().split(said, kept, writers):
        sounds = by_others(meant[train], kept[train], writers[train])
        cut = learn_cut(meant[train], kept[train])
        unseen = np.array([cut.kept(each) for each in meant[test]])
        model = weigh(said[train], sounds, kept[train])
        chance[test] = model.predict_proba(np.c_[said[test], unseen])[:, 1]
    right = np.where(kept, chance >= KEPT_FROM, chance <= BROKEN_UNTIL)
    by_words = np.abs(said) >= QUOTED_FROM
    told = (chance >= KEPT_FROM) | (chance <= BROKEN_UNTIL)
    cut = learn_cut(meant, kept)
    np.savez(FOLDER / "promise_kept.npz", weights=cut.weights, intercept=np.float32(cut.intercept))
    forget_cut()
    model = weigh(said, by_others(meant, kept, writers), kept)
    lines = [
        "# Trained weights of detect/promise/fate.py; made by models/train_promise_kept.py, "
        "card: models/README.md",
        f"# {len(kept)} promises, {int(kept.sum())} of them kept; each writer left out in turn: "
        f"{int(right.sum())} right, {int((told & ~right).sum())} wrong, "
        f"{int((~told).sum())} left unknown",
        f"# by words alone, from {QUOTED_FROM} either way: {int((by_words & ((said > 0) == kept)).sum())} right, "
        f"{int((by_words & ((said > 0) != kept)).sum())} wrong, {int((~by_words).sum())} left unknown",
        f"intercept = {model.intercept_[0]:.3f}",
        "",
        "[weights]",
        *(
            f"{name} = {weight:.3f}"
            for name, weight in zip(("said_kept", "sounds_kept"), model.coef_[0], strict=True)
        ),
    ]
    (FOLDER / "promise_kept.toml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
