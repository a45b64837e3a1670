"""Lines through the meaning of turns, learnt from what people gave whole legs and contacts.

Used by `train_scores.py`: it writes `models/manner.npz`, `customer_words.npz` and `agent_words.npz`, and
says what a line that has not seen a writer gives each leg or contact of that writer.
"""

from collections.abc import Iterator

import numpy as np
from labelled import LabelledJourney, writer_of
from sklearn.linear_model import Ridge

from pipeline import trained
from pipeline.language.senses import placed_meanings
from pipeline.score.lines import agent_turns, forget_lines, lateness

# How strongly each line is held to nothing (ridge).
HELD = {"manner": 32.0, "customer_words": 64.0, "agent_words": 32.0}
Lined = dict[str, dict[str, float]]  # of each line: contact, or contact and leg, to points
Row = tuple[str, str, np.ndarray, float]  # key, writer, what is meant, label


def learn_lines(gold: list[LabelledJourney]) -> None:
    """Learn and write every line."""
    for name, held in HELD.items():
        _, _, x, y = _arrays(name, gold)
        line = Ridge(alpha=held).fit(x, y)
        np.savez(
            trained.FOLDER / f"{name}.npz",
            weights=line.coef_.astype(np.float32),
            middle=np.float32(y.mean() - line.intercept_),
        )
    forget_lines()


def unseen(gold: list[LabelledJourney], heard: list[LabelledJourney]) -> Lined:
    """What lines say of journeys as they were heard, each line learnt from `gold` without their writer."""
    lined: Lined = {}
    for name, held in HELD.items():
        _, writers, x, y = _arrays(name, gold)
        keys, of, its, _ = _arrays(name, heard)
        lined[name] = {}
        for writer in sorted(set(writers)):
            others = writers != writer
            line = Ridge(alpha=held).fit(x[others], y[others])
            for place in np.flatnonzero(of == writer):
                points = line.predict(its[[place]])[0] - y[others].mean()
                lined[name][keys[place]] = float(points)
    return lined


def _arrays(
    name: str, gold: list[LabelledJourney]
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray, np.ndarray]:
    keys, writers, meant, labels = zip(*_rows(name, gold), strict=True)
    return keys, np.array(writers), np.array(meant), np.array(labels, float)


def _rows(name: str, gold: list[LabelledJourney]) -> Iterator[Row]:
    """What one line learns from: legs for `manner`, contacts for the others."""
    for each in gold:
        writer = writer_of(each)
        for contact in each.contacts:
            if name == "manner":
                for leg in contact.legs:
                    key = f"{contact.contact_id}/{leg.leg_no}"
                    said = agent_turns(contact, leg)
                    if key in each.labels["empathy"] and said:
                        meant = placed_meanings([turn.text for turn in said]).mean(axis=0)
                        yield key, writer, meant, each.labels["empathy"][key]
                continue
            speaker = name.removesuffix("_words")
            said = tuple(turn for turn in contact.turns if turn.speaker == speaker)
            if said:
                weighs = lateness(contact, said) if speaker == "customer" else None
                meant = placed_meanings([turn.text for turn in said])
                label = each.labels["effort"][contact.contact_id]
                yield (
                    contact.contact_id,
                    writer,
                    np.average(meant, axis=0, weights=weighs),
                    label,
                )
